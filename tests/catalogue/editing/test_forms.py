"""Forms of definitions: what they show is read back as it was, and nothing else is touched."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.catalogue.rules.changes import MODELS, read_part
from yimen.catalogue.rules.editing.asks import ABSENT, Ask, read_ask, read_form, show_ask, show_form
from yimen.catalogue.rules.editing.sheets import (
    SHEETS,
    keys_in_order,
    place_of,
    place_words,
    sheet_at,
    sheet_of,
)
from yimen.catalogue.rules.editing.skeletons import skeleton, written
from yimen.catalogue.rules.editing.text import put, value_of
from yimen.config import paths
from yimen.kernel.packs.yaml_marks import read

FOLDERS = {"item": "items", "bundle": "bundles", "list": "lists"}
FILES = [
    (kind, file.read_text("utf-8"))
    for kind, folder in FOLDERS.items()
    for file in sorted(paths.packs().glob(f"*/{folder}/**/*.yaml"))
]


def typed(shown: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """What a browser would send of an input that nobody touches."""
    name, kind, value = shown["name"], shown["kind"], shown.get("value")
    if kind == "odd":
        return
    if kind == "group":
        for one in shown["asks"]:
            yield from typed(one)
    elif kind == "rows":
        for row in shown["rows"]:
            for one in row:
                yield from typed(one)
    elif kind == "names":
        yield from ((f"{name}/{key}", [text]) for key, text in dict(value or {}).items())
    elif kind == "source":
        said = value or {}
        yield from ((f"{name}/{key}", [text]) for key, text in said.items() if key != "unverified")
        if said.get("unverified"):
            yield f"{name}/unverified", ["on"]
    elif kind == "period":
        yield f"{name}/amount", [shown["amount"]]
        yield f"{name}/unit", [shown["unit"]]
    elif kind == "date":
        parts = str(value or "--").split("-")
        yield from (
            (f"{name}-{key}", [part])
            for key, part in zip(("year", "month", "day"), parts, strict=True)
        )
    elif kind == "flag":
        yield from [(name, ["on"])] if value else []
    elif kind in ("choices", "codes", "ticks"):
        yield name, [*(value or []), ""]
    else:
        yield name, [str(value)]


def sent(shown: list[dict[str, Any]]) -> dict[str, list[str]]:
    return dict(pair for one in shown for pair in typed(one))


@pytest.mark.parametrize(("kind", "text"), FILES)
def test_every_sheet_reads_back_what_it_shows(kind: str, text: str) -> None:
    value = value_of(text)
    for sheet in SHEETS[kind]:
        shown = show_form(sheet.asks, "", value)
        assert read_form(sheet.asks, "", sent(shown), value) == value
        if sheet.table:
            for place, entry in enumerate(value.get(sheet.table.key, [])):
                prefix = f"{sheet.table.key}/{place}"
                shown = show_form(sheet.table.asks, prefix, entry)
                assert read_form(sheet.table.asks, prefix, sent(shown), entry) == entry


@pytest.mark.parametrize("kind", sorted(SHEETS))
def test_every_key_of_a_definition_has_its_input(kind: str) -> None:
    """But for the code, which never changes, and what publishing writes itself."""
    asked = {ask.key for sheet in SHEETS[kind] for ask in sheet.asks}
    asked |= {sheet.table.key for sheet in SHEETS[kind] if sheet.table}
    left = {"code", "context", "exempt", "key", "icon"}
    assert set(MODELS[kind].model_fields) - left == asked - left


def test_keys_follow_their_model() -> None:
    assert keys_in_order("item", ())[:2] == ["code", "name"]
    assert keys_in_order("item", ("steps", 2))[:3] == ["code", "name", "kind"]
    assert keys_in_order("item", ("limits", "promised_basis")) == [
        "law",
        "version",
        "article",
        "note",
        "unverified",
    ]
    assert keys_in_order("item", ("nothing",)) == []
    assert keys_in_order("item", ("visits",)) == []


def test_a_line_of_the_text_is_a_place_of_a_form() -> None:
    kind, text = FILES[0]
    marks = read(text)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "within:" in row)
    path = place_of(marks.lines, line)
    assert path[0] == "steps"
    assert path[-1] == "within"
    assert sheet_at(kind, path).code == "steps"
    assert place_words(kind, path)[0] == "环节"
    assert place_words(kind, ())[:1] == []
    assert sheet_of(kind, "nothing") is SHEETS[kind][0]


NAMES = Ask("name", "名称", "names")
ROWS = Ask("rows", "行", "rows", asks=(Ask("code", "编码"), NAMES))


def test_a_name_in_one_language_stays_a_text() -> None:
    assert read_ask(NAMES, "name", {"name/zh_hans": ["卡"]}) == "卡"
    assert read_ask(NAMES, "name", {"name/zh_hans": ["卡"]}, {"zh_hans": "片"}) == {"zh_hans": "卡"}
    assert read_ask(NAMES, "name", {"name/zh_hans": [" "]}) is ABSENT


def test_rows_that_were_emptied_are_gone() -> None:
    given_ = {"rows/0/code": [""], "rows/0/name/zh_hans": [""], "rows/1/code": ["b"]}
    assert read_ask(ROWS, "rows", given_, [{"code": "a"}, {"code": "b"}]) == [{"code": "b"}]
    assert read_ask(ROWS, "rows", {}, [{"code": "a"}]) is ABSENT


@pytest.mark.parametrize(
    ("ask", "value"),
    [
        (NAMES, {"zh_hans": "卡", "fr": "carte"}),
        (Ask("basis", "依据", "source"), "行政许可法"),
        (Ask("within", "时限", "period"), "soon"),
        (Ask("visits", "次数", "number"), [1]),
        (Ask("required", "必填", "flag"), "maybe"),
        (ROWS, ["a"]),
    ],
)
def test_what_a_form_cannot_show_is_left_as_it_is(ask: Ask, value: Any) -> None:
    assert show_ask(ask, ask.key, value)["kind"] == "odd"
    assert read_ask(ask, ask.key, {ask.key: ["x"]}, value) == value


@given(st.dictionaries(st.text("a/0-", max_size=8), st.lists(st.text(max_size=5), max_size=2)))
def test_no_request_breaks_a_form(given_: dict[str, list[str]]) -> None:
    for sheets in SHEETS.values():
        for sheet in sheets:
            read_form(sheet.asks, "", given_, {})


@pytest.mark.parametrize("kind", sorted(SHEETS))
@pytest.mark.parametrize("name", ["新的", "带: 号", '"引"', "#井"])
def test_a_skeleton_says_its_code_and_name(kind: str, name: str) -> None:
    text = skeleton(kind, "a-b", name, date(2030, 1, 1))
    value = value_of(text)
    assert (value["code"], value["name"]) == ("a-b", name)
    assert text.startswith(f"# {name}")
    if kind == "entry":
        assert "unit" in read_part(kind, "a-b", text)[1][0].message


@pytest.mark.parametrize(("kind", "text"), FILES[:6])
def test_a_definition_without_a_text_is_written_out(kind: str, text: str) -> None:
    code = value_of(text)["code"]
    loaded, _ = read_part(kind, code, text)
    assert loaded
    again, faults = read_part(kind, code, written(loaded.value))
    assert not faults
    assert again
    assert again.value == loaded.value
    assert put(text, (), value_of(text)) == text
