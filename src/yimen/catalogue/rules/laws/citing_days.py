"""引用之日: from which days the definitions hold that rest on a citation."""

from datetime import date
from typing import Any

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.kernel.packs import Loaded
from yimen.kernel.packs.yaml_marks import Path


def of(pack: PackContents, loaded: Loaded[Any], path: Path) -> set[date]:
    """引用之日: the day of the item or bundle itself; for a document type or an element those of
    the items that use it; else, and where nobody uses it, every day of the pack."""
    own = getattr(loaded.value, "effective_from", None)
    if own:
        return {own}
    entry = entry_at(loaded.value, path)
    using = {item.value.effective_from for item in pack.items if _uses(pack, item.value, entry)}
    return using or every(pack)


def every(pack: PackContents) -> set[date]:
    """全部生效日: the days from which the items and bundles of a pack hold."""
    days = {item.value.effective_from for item in pack.items}
    return days | {bundle.value.effective_from for bundle in pack.bundles}


def entry_at(value: Any, path: Path) -> Any:
    """所在条目: the entry of a list file (`documents`, `elements` …) on which a path lies; None
    in a file that is one definition."""
    if hasattr(value, "code") or len(path) < 2 or not isinstance(path[1], int):
        return None
    return getattr(value, str(path[0]))[path[1]]


def _uses(pack: PackContents, item: ItemDefinition, entry: Any) -> bool:
    if entry is None:
        return False
    code = getattr(entry, "code", "")
    if pack.document_of.get(code) is entry:
        return code == item.result_document or any(one.document == code for one in item.papers)
    if pack.element_of.get(code) is entry:
        return code in item.produces or any(one.element == code for one in item.fields)
    return False
