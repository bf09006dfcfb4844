"""动态清单: dated lists of exemptions, key management and deferral, and what they do to items.

A list is published as a page of its own and at work in the items: publishing compiles it into
the definitions of the items it names (`with_lists`), so that an application is handled by its
item's version alone, and a changed list is a new version of each item it touches.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from yimen.catalogue.rules.definitions import ItemDefinition, PaperUse
from yimen.catalogue.rules.terms import Listing
from yimen.kernel.packs.model import Code, Named, PackModel, Source

ListKind = Literal["exempt", "key", "defer_items", "defer_papers", "later"]
"""豁免清单, 重点管理清单, 容缺事项清单, 容缺材料清单, 延期后补清单."""


class ListEntry(PackModel):
    """清单条目: an item, perhaps one of its papers, perhaps only under a condition.

    `when` is a condition over the item's form and scenario. Without it the entry always holds.
    """

    item: Code
    document: Code | None = None
    when: str = ""
    note: Named | None = None
    basis: Source | None = None


class ListDefinition(PackModel):
    """清单: what a city exempts, watches or lets come later.

    `exempt`: the item is not needed where the entry's condition holds. `key`: there no promise
    takes the place of proof. `defer_items`: every paper of the item that is not essential may be
    deferred; `defer_papers`: this one may. `later`: a promise stands for this paper, which is
    handed in after the decision, within the time of the item's `commitment`.
    """

    code: Code
    name: Named
    kind: ListKind
    summary: Named
    unit: Code
    effective_from: date
    basis: list[Source] = Field(min_length=1)
    entries: list[ListEntry]
    """May be empty: a list that names nothing any more still says so."""

    @model_validator(mode="after")
    def _entries_fit_the_kind(self) -> "ListDefinition":
        wants = self.kind in {"defer_papers", "later"}
        for entry in self.entries:
            if (entry.document is not None) != wants:
                word = "都要写 document" if wants else "不能写 document"
                raise ValueError(f"kind 为 {self.kind} 的清单，每个条目{word}")
            if wants and entry.when:
                raise ValueError("材料清单的条目不能写 when：条件写在事项的材料里")
        return self


def with_lists(item: ItemDefinition, lists: Iterable[ListDefinition]) -> ItemDefinition:
    """清单生效: the item as these lists change it, and as no other list does.

    It takes effect no earlier than the lists that name it.
    """
    changed = _bare(item)
    for one in lists:
        for entry in one.entries:
            if entry.item == item.code:
                changed = _changed(changed, one, entry)
    return changed


def _bare(item: ItemDefinition) -> ItemDefinition:
    """The item as its own file says, without what lists have put there."""
    papers = [
        paper.model_copy(
            update={
                "may_defer": paper.may_defer and not paper.defer_list,
                "may_promise": paper.may_promise and not paper.later_list,
                "defer_list": None,
                "later_list": None,
            }
        )
        for paper in item.papers
    ]
    return item.model_copy(update={"papers": papers, "exempt": [], "key": []})


def _changed(item: ItemDefinition, one: ListDefinition, entry: ListEntry) -> ItemDefinition:
    since = {"effective_from": max(item.effective_from, one.effective_from)}
    listing = Listing(list=one.code, when=entry.when, basis=entry.basis or one.basis[0])
    if one.kind == "exempt":
        return item.model_copy(update={"exempt": [*item.exempt, listing], **since})
    if one.kind == "key":
        return item.model_copy(update={"key": [*item.key, listing], **since})
    papers = [
        _eased(paper, one) if entry.document in (None, paper.document) else paper
        for paper in item.papers
    ]
    return item.model_copy(update={"papers": papers, **since})


def _eased(paper: PaperUse, one: ListDefinition) -> PaperUse:
    if one.kind == "later":
        if paper.may_promise:
            return paper
        return paper.model_copy(update={"may_promise": True, "later_list": one.code})
    if paper.essential or paper.may_defer:
        return paper  # 主审材料 stays due at once, whatever a list says
    return paper.model_copy(update={"may_defer": True, "defer_list": one.code})
