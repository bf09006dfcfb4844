"""空白骨架: with what text a new definition begins; definitions without a text written out."""

from datetime import date

from yimen.catalogue.rules.contents import Definition
from yimen.catalogue.rules.editing.emitting import block, scalar
from yimen.catalogue.rules.editing.text import put

_ITEM = """\
# {name}：写一句话说明它是什么、流程为什么这样安排。
code: {code}
name: {name}
unit: ""  # 实施部门的编码
context: enterprise
kind: licence  # 行政许可 licence、备案 filing、登记 registration、公共服务 public_service……
handling: commitment  # 即办件 immediate、承诺件 commitment
applicants: [person]
channels: [online, counter]
effective_from: "{day}"
basis:
  - {{note: 写明法律、版本和条款, unverified: true}}
limits:
  promised: 5wd
  promised_basis: {{note: 写明承诺的出处, unverified: true}}
visits: 0

# 问什么：一项一个数据元；能由数据资源提供的，平台自己取。
fields: []

# 交什么：一项一种材料；能共享、能由证照代替的不要写。
papers: []

# 谁先谁后由 after 决定；没有先后的同时开始。最后是唯一一个 issue 环节。
steps:
  - code: accept
    name: {{zh_hans: 受理, zh_hant: 受理, en: Acceptance}}
    kind: accept
    role: clerk
    within: 1wd
  - code: review
    name: {{zh_hans: 审查, zh_hant: 審查, en: Review}}
    kind: review
    after: [accept]
    within: 2wd
  - code: decide
    name: {{zh_hans: 决定, zh_hant: 決定, en: Decision}}
    kind: sign
    role: approver
    after: [review]
    within: 1wd
  - code: issue
    name: {{zh_hans: 出结果, zh_hant: 出結果, en: Issuing}}
    kind: issue
    after: [decide]
    within: 0.5wd
"""
_BUNDLE = """\
# {name}：写一句话说明把哪些事合在一起办、谁用得着。
code: {code}
name: {name}
summary: {name}
unit: ""  # 牵头部门的编码
effective_from: "{day}"
applicants: [person]
basis:
  - {{note: 写明出处, unverified: true}}
promised: 5wd  # 不能短于全部事项最慢的一条路
promised_basis: {{note: 写明承诺的出处, unverified: true}}
subject_name: person.name  # 用哪个数据元称呼申请

# 情形问题：每个问题都要影响点什么，否则别问。
scenario: []

# 联办哪些事项，什么情形才办。
members: []

# 填报分区：要填的每个数据元放进且只放进一个分区。
sections: []
"""
_LIST = """\
# {name}：写一句话说明清单管什么。
code: {code}
name: {name}
kind: defer_papers  # 豁免 exempt、重点 key、容缺事项 defer_items、容缺材料 defer_papers、后补 later
summary: {name}
unit: ""  # 公布部门的编码
effective_from: "{day}"
basis:
  - {{note: 写明出处, unverified: true}}
entries: []
"""
_ENTRY = """\
# {name}
code: {code}
name: {name}
kind: licence
unit: ""  # 主管部门的编码
basis:
  - {{note: 写明法律、版本和条款, unverified: true}}
"""
_SKELETONS = {"item": _ITEM, "bundle": _BUNDLE, "list": _LIST, "entry": _ENTRY}


def skeleton(kind: str, code: str, name: str, day: date) -> str:
    """空白骨架: the commented text with which a new definition of a kind begins.

    It says where what belongs; its checks tell what has to be filled in.
    """
    empty = _SKELETONS[kind].format(code=code, name="\x00", day=day)
    head = " ".join(name.split())
    return empty.replace("# \x00", f"# {head}").replace("\x00", scalar(name))


def written(definition: Definition) -> str:
    """写成原文: a definition as YAML, what is usual left out."""
    value = definition.model_dump(mode="json", exclude_defaults=True)
    return block(value, 0).removeprefix("\n") + "\n"


def as_new(text: str, kind: str, code: str, name: str, day: date) -> str:
    """以此为样: another definition's text under a new code and name, from a day on."""
    for key, value in (("code", code), ("name", name)):
        text = put(text, (key,), value)
    return text if kind == "entry" else from_day(text, day)


def from_day(text: str, day: date) -> str:
    """改起始日: the text with its first day, for a version that takes effect from then."""
    return put(text, ("effective_from",), day.isoformat())
