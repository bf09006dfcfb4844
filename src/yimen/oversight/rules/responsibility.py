"""责任单位: who leads and who assists, from the clause that closes each item of a plan.

The clause is written by hand and varies: `X牵头，Y、Z等有关部门按职责分工负责`; a comma where a
list mark should be, between leads as between assistants; `X负责` without `牵头`; `和` or `及`
before the last name; a tail with or without `负责`; groups that name nobody (`市有关部门`,
`各园区、镇街`). Names are returned as written; which unit is meant is decided by `units`.
"""

import re
from dataclasses import dataclass

_LED = re.compile(r"^(.*?)牵头(?:负责)?[，；、。]*(.*)$")
_TAIL = re.compile(
    r"(?:按(?:照|各自)?职责(?:分工)?)?(?:共同|分别|具体|组织)?(?:负责|配合|落实|实施|参与|协助)?$"
)
_OTHERS = re.compile(r"等(?:市|区|县|镇)?各?(?:有关|相关)?(?:部门|单位)$")
_AREA = "(?:园区|镇街|街道办事处|街道|乡镇|镇|县|功能区|区)"
_GROUP = re.compile(
    rf"各{_AREA}(?:[、（和及]{_AREA}）?)*"
    r"|(?:[省市区县镇]|市府|直属)*(?:各?(?:有关|相关)|各)(?:部门|单位)"
)
# `和` joins two names only after a word that can end the name of a body: 工业和信息化局 and
# 发展和改革局 are one name each.
_BODY_END = "局委办院部社台所处室会行署司店站校团厅科馆"
_BODY_ENDS = ("海关", "公司", "中心", "集团", "企业", "银行", "政府", "办事处", "运营商", "大学")
_MARKS = re.compile(r"[、，；,;]")
_JOIN = re.compile(r"以及|和|及|与")


@dataclass(frozen=True)
class Responsibility:
    """责任: names as the plan writes them; `groups` are those that name no single body."""

    leads: tuple[str, ...]
    assists: tuple[str, ...]
    groups: tuple[str, ...]


def read_responsibility(clause: str) -> Responsibility:
    """读责任单位: the parties of a clause, without its label and brackets.

    Where nobody is said to lead (`X负责`, or names alone) all that are named answer for the
    item, and count as leads.
    """
    led = _LED.match(clause)
    first, second = (led.group(1), led.group(2)) if led else (clause, "")
    leads, lead_groups = _names(first)
    assists, assist_groups = _names(second)
    return Responsibility(leads, assists, tuple(dict.fromkeys(lead_groups + assist_groups)))


def _names(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a list, and the groups among them, each in the order written."""
    text = _TAIL.sub("", text.strip("，；、。"))
    others = _OTHERS.search(text)
    tail_group = (others.group(),) if others else ()
    if others:
        text = text[: others.start()]
    groups = tuple(found.group() for found in _GROUP.finditer(text))
    rest = _GROUP.sub("、", text)
    named = [name for part in _MARKS.split(rest) for name in _joined(part) if name]
    return tuple(named), groups + tail_group


def _joined(part: str) -> list[str]:
    """`甲局和乙局` as two names; a body whose own name holds 和 as one."""
    for found in _JOIN.finditer(part):
        before, after = part[: found.start()], part[found.end() :]
        if not before or not after or before.endswith(_BODY_ENDS) or before[-1] in _BODY_END:
            return [before, *_joined(after)]
    return [part]
