"""目录事件"""

from dataclasses import dataclass

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class ItemPublished(Fact):
    """事项已发布: a version of an item is published."""

    subject_kind = "item"
    title = "事项已发布"
    code: str
    unit: str
    digest: str
    effective_from: str


@declared
@dataclass(frozen=True)
class BundlePublished(Fact):
    """一件事已发布: a version of a bundle is published."""

    subject_kind = "bundle"
    title = "一件事已发布"
    code: str
    unit: str
    digest: str
    effective_from: str


@declared
@dataclass(frozen=True)
class ListPublished(Fact):
    """清单已发布: a version of a list is published."""

    subject_kind = "list"
    title = "清单已发布"
    code: str
    unit: str
    digest: str
    effective_from: str


@declared
@dataclass(frozen=True)
class EntryPublished(Fact):
    """基本目录条目已发布: a version of an entry of the basic directory is published."""

    subject_kind = "entry"
    title = "基本目录条目已发布"
    code: str
    unit: str
    digest: str


@declared
@dataclass(frozen=True)
class ChangeOpened(Fact):
    """变更单已建立: somebody began to draft a change."""

    subject_kind = "change"
    title = "变更单已建立"
    change: str
    name: str


@declared
@dataclass(frozen=True)
class ChangePartSaved(Fact):
    """变更内容已保存: a definition was drafted or changed in a draft."""

    subject_kind = "change"
    title = "变更内容已保存"
    change: str
    kind: str
    code: str
    digest: str
    revision: int


@declared
@dataclass(frozen=True)
class ChangePartDropped(Fact):
    """变更内容已移除: a definition was taken out of a change."""

    subject_kind = "change"
    title = "变更内容已移除"
    change: str
    kind: str
    code: str


@declared
@dataclass(frozen=True)
class ChangeRemarked(Fact):
    """变更已批注: a comment on a place of a draft."""

    subject_kind = "change"
    title = "变更已批注"
    change: str
    kind: str
    code: str
    path: str
    text: str


@declared
@dataclass(frozen=True)
class ChangeRemarkSettled(Fact):
    """批注已处理: a comment was dealt with."""

    subject_kind = "change"
    title = "批注已处理"
    change: str
    remark: str


@declared
@dataclass(frozen=True)
class ChangeSubmitted(Fact):
    """变更单已送审: the offices named are to review it."""

    subject_kind = "change"
    title = "变更单已送审"
    change: str
    round: int
    offices: list[str]


@declared
@dataclass(frozen=True)
class ChangeReviewed(Fact):
    """变更单已审核: an office approved a change or gave it back."""

    subject_kind = "change"
    title = "变更单已审核"
    change: str
    round: int
    office: str
    approved: bool
    opinion: str


@declared
@dataclass(frozen=True)
class ChangePublished(Fact):
    """变更单已发布: its definitions are versions now, each from its own day."""

    subject_kind = "change"
    title = "变更单已发布"
    change: str
    natures: dict[str, list[str]]


@declared
@dataclass(frozen=True)
class ChangeWithdrawn(Fact):
    """变更单已撤下: it will not be published."""

    subject_kind = "change"
    title = "变更单已撤下"
    change: str
    reason: str


@declared
@dataclass(frozen=True)
class SynonymAdded(Fact):
    """检索词已添加: people's word finds official words from now on."""

    subject_kind = "synonym"
    title = "检索词已添加"
    synonym: str
    say: str
    means: list[str]
    both: bool
    why: str


@declared
@dataclass(frozen=True)
class SynonymWithdrawn(Fact):
    """检索词已撤下: it finds nothing from now on."""

    subject_kind = "synonym"
    title = "检索词已撤下"
    synonym: str
    say: str
    why: str


@declared
@dataclass(frozen=True)
class SynonymsLoaded(Fact):
    """检索词已装载: a pack's words are in force; `added` of them are new."""

    subject_kind = "pack"
    title = "检索词已装载"
    pack: str
    added: int


@declared
@dataclass(frozen=True)
class SearchMissed(Fact):
    """检索未找到: words that found nothing, or nothing that was opened; never who asked."""

    subject_kind = "search"
    title = "检索未找到"
    words: str
    opened_nothing: bool


@declared
@dataclass(frozen=True)
class SearchMissHandled(Fact):
    """未找到的检索已处理: after `count` times."""

    subject_kind = "search"
    title = "未找到的检索已处理"
    words: str
    count: int


@declared
@dataclass(frozen=True)
class PassagesEmbedded(Fact):
    """段落向量已计算: for search by meaning."""

    subject_kind = "model"
    title = "段落向量已计算"
    model: str
    passages: int


@declared
@dataclass(frozen=True)
class SimulationAsked(Fact):
    """已发起模拟: of an item or bundle in force; `change` is the draft beside it, "" for none."""

    subject_kind = "simulation"
    title = "已发起模拟"
    simulation: str
    code: str
    change: str
    seed: int


@declared
@dataclass(frozen=True)
class SimulationEnded(Fact):
    """模拟已结束: with a result, or (`found` is false) without."""

    subject_kind = "simulation"
    title = "模拟已结束"
    simulation: str
    code: str
    found: bool
