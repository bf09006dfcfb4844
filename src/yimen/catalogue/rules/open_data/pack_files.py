"""城市包文件: the catalogue in force back as the files of a pack.

Where the text that a definition was written in is kept, and still says what is in force, the file
is that text, comments and all; else it is written anew in the pack's key order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from yimen.catalogue.rules.changes import read_part
from yimen.catalogue.rules.contents import Definition, PackContents
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.editing.emitting import block
from yimen.catalogue.rules.lists import ListDefinition, with_lists

Texts = Mapping[tuple[str, str], Sequence[str]]
"""By (kind, code) the texts in which a definition was published, the newest first."""


def pack_files(pack: PackContents, texts: Texts, calendar: Mapping[str, Any]) -> dict[str, str]:
    """城市包文件: the text of every file by its path; `calendar` is the calendar as it was loaded.

    Read again, the pack has the same definitions: every text is compared before it is used.
    """
    lists = [loaded.value for loaded in pack.lists]
    files = {
        loaded.file: as_text(loaded.value)
        for loaded in (
            *(pack.city, pack.areas, pack.units, pack.elements, pack.documents, pack.resources),
            pack.directory,
        )
        if loaded
    }
    files["calendar.yaml"] = _written(dict(calendar))
    for loaded in pack.items:
        item = loaded.value
        path = f"items/{item.context}/{item.code}.yaml"
        files[path] = _item_text(item, lists, texts.get(("item", item.code), ()))
    for kind, folder, definitions in (
        ("bundle", "bundles", [loaded.value for loaded in pack.bundles]),
        ("list", "lists", lists),
    ):
        for one in definitions:
            text = _kept(kind, one, texts.get((kind, one.code), ()))
            files[f"{folder}/{one.code}.yaml"] = text or as_text(one)
    return files


def as_text(definition: BaseModel) -> str:
    """写成文字: a definition or file of a pack in YAML; what is at its default is left out."""
    return _written(definition.model_dump(mode="json", exclude_defaults=True))


def _written(value: Mapping[str, Any]) -> str:
    return block(value, 0).lstrip("\n") + "\n"


def _item_text(item: ItemDefinition, lists: Sequence[ListDefinition], kept: Iterable[str]) -> str:
    """The file says the item without what lists put there: reading the pack puts it back."""
    for loaded, text in _read("item", item.code, kept):
        if with_lists(loaded, lists) == item:
            return text
    return as_text(with_lists(item, ()))


def _kept(kind: str, definition: Definition, texts: Iterable[str]) -> str:
    for loaded, text in _read(kind, definition.code, texts):
        if loaded == definition:
            return text
    return ""


def _read(kind: str, code: str, texts: Iterable[str]) -> Iterator[tuple[Any, str]]:
    for text in texts:
        loaded, _ = read_part(kind, code, text)
        if loaded is not None:
            yield loaded.value, text
