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
