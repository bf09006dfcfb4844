"""文件夹内容查询: what a pack folder says that was never published, as parts of a change."""

from yimen.catalogue.queries.digests import unpublished
from yimen.catalogue.queries.published import lists_on
from yimen.catalogue.rules.contents import Definitions, PackContents
from yimen.catalogue.rules.lists import with_lists
from yimen.catalogue.rules.open_data.pack_files import as_text

Part = tuple[str, str, str]
"""Kind, code and text of a part of a change."""


def folder_parts(pack: PackContents) -> list[Part]:
    """应送审的内容: every definition of the pack of which no version says the same.

    An item that only the pack's lists change is left out: the list itself is a part, and brings
    its items along. What the pack does not name stays as it is in force.
    """
    fresh = unpublished(pack.definitions)
    lists = [definition for _, definition in lists_on()]
    as_before = tuple(with_lists(pack.item_of[item.code], lists) for item in fresh.items)
    items = unpublished(Definitions(items=as_before)).items
    parts = [
        (kind, one.code, fresh.sources[kind, one.code])
        for kind, definitions in (("item", items), ("bundle", fresh.bundles), ("list", fresh.lists))
        for one in definitions
    ]
    return [*parts, *(("entry", entry.code, as_text(entry)) for entry in fresh.entries)]
