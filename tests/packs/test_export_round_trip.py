"""A pack that is written back to files says the same, with its own texts and without them."""

from dataclasses import replace
from pathlib import Path

import pytest
from pack_files import PACKS

from yimen.catalogue.rules.checks import check_pack
from yimen.catalogue.rules.contents import PackContents, read_pack
from yimen.catalogue.rules.open_data.pack_files import Texts, pack_files
from yimen.config import paths
from yimen.kernel.packs import yaml_marks


def written(pack: PackContents, texts: Texts, folder: Path) -> PackContents:
    """The pack as it is in force (its lists at work in its items), written to files and read."""
    items = tuple(replace(one, value=pack.listed_items[one.value.code]) for one in pack.items)
    calendar = yaml_marks.read((pack.root / "calendar.yaml").read_text("utf-8")).value
    for name, text in pack_files(replace(pack, items=items), texts, calendar).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return read_pack(folder)


def of_code(pack: PackContents) -> dict[str, bytes]:
    files = (*pack.items, *pack.bundles, *pack.lists)
    return {one.value.code: (pack.root / one.file).read_bytes() for one in files}


def said(pack: PackContents) -> list[object]:
    of = pack.definitions
    single = (pack.city, pack.areas, pack.units, pack.elements, pack.documents, pack.resources)
    return [
        *(loaded.value if loaded else None for loaded in single),
        *({one.code: one for one in some} for some in (of.items, of.bundles, of.lists, of.entries)),
    ]


@pytest.mark.parametrize("name", PACKS)
def test_texts_that_are_kept_come_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    pack = read_pack(paths.packs() / name)
    texts = {key: [text] for key, text in pack.definitions.sources.items()}
    again = written(pack, texts, tmp_path)
    assert of_code(again) == of_code(pack)
    assert said(again) == said(pack)


@pytest.mark.parametrize("name", PACKS)
def test_texts_that_are_written_anew_say_the_same(name: str, tmp_path: Path) -> None:
    pack = read_pack(paths.packs() / name)
    again = written(pack, {}, tmp_path)
    assert said(again) == said(pack)
    before = {one.message for one in check_pack(pack).errors}
    assert {one.message for one in check_pack(again).errors} <= before
