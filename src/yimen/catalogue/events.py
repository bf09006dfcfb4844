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
