"""Values changed in a text: exactly the value wanted, and nothing else of the text."""

import difflib
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.catalogue.rules.editing.emitting import block, inline
from yimen.catalogue.rules.editing.text import NotEditable, at, drop, insert, move, put, value_of
from yimen.config import paths
from yimen.kernel.packs.yaml_marks import read

FILES = sorted(
    file
    for folder in ("items", "bundles", "lists")
    for file in paths.packs().glob(f"*/{folder}/**/*.yaml")
)
TEXTS = {str(file.relative_to(paths.packs())): file.read_text("utf-8") for file in FILES}
SMALL = """\
# head of the file
code: a-b   # stays
name: {zh_hans: 名, en: Name}
since: "2025-01-01"

fields:
  # about the first
  - element: one
    when: scenario.x == "y"  # why
  - element: two

  - {element: three, required: false}
tags: [a, b, c]
steps:
- code: s
  after: []
  note: |
    first
    second
"""


def placed(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a value."""
    found = [path] if path else []
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if (isinstance(value, list))
        else ()
    )
    for key, one in inner:
        found += placed(one, (*path, key))
    return found


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]


TEXTS_OF_PEOPLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")),
    max_size=12,
)
SCALARS = st.one_of(
    TEXTS_OF_PEOPLE,
    st.sampled_from(["true", "no", "~", "1.0", "2025-01-01", "a: b", "x #y", "- z", "", "20wd"]),
    st.sampled_from(["第一行\n第二行", " 前有空格", "尾巴\n", "{", "[a", "'", '"', "a'b\"c", "@x"]),
    st.booleans(),
    st.integers(0, 99),
)
KEYS = st.sampled_from(["zh_hans", "en", "when", "code", "elements", "note", "x"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_not_changed_is_not_touched(name: str) -> None:
    text = TEXTS[name]
    assert put(text, (), value_of(text)) == text


@given(st.sampled_from(sorted(TEXTS)), st.data())
@settings(max_examples=40, deadline=None)
def test_an_edit_of_a_text_changes_its_own_lines(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    texts = [path for path in placed(value_of(text)) if isinstance(at(value_of(text), path), str)]
    path = data.draw(st.sampled_from(texts))
    wanted = deepcopy(value_of(text))
    value = data.draw(TEXTS_OF_PEOPLE)
    at(wanted, path[:-1])[path[-1]] = value
    edited = put(text, path, value)
    assert value_of(edited) == wanted
    changed = [
        one for one in difflib.ndiff(text.splitlines(), edited.splitlines()) if one[0] in "+-"
    ]
    assert len(changed) <= 2 or ">" in text or "|" in text
    assert comments(edited) == comments(text)


@given(st.sampled_from([SMALL, *TEXTS.values()]), st.data())
@settings(max_examples=40, deadline=None)
def test_any_value_can_be_put_anywhere(text: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(placed(value_of(text))))
    value = data.draw(VALUES)
    wanted = deepcopy(value_of(text))
    at(wanted, path[:-1])[path[-1]] = value
    assert value_of(put(text, path, value)) == wanted


@given(st.sampled_from([SMALL, *TEXTS.values()]), st.data())
@settings(max_examples=40, deadline=None)
def test_entries_come_go_and_move(text: str, data: st.DataObject) -> None:
    lists = [one for one in placed(value_of(text)) if isinstance(at(value_of(text), one), list)]
    path = data.draw(st.sampled_from(lists))
    entries = at(value_of(text), path)
    value = data.draw(VALUES)
    more = insert(text, path, value)
    assert at(value_of(more), path) == [*entries, value]
    assert comments(more) == comments(text)
    back = drop(more, (*path, len(entries)))
    assert value_of(back) == value_of(text)
    if len(entries) > 1:
        place = data.draw(st.integers(0, len(entries) - 2))
        moved = move(text, (*path, place), 1)
        assert sorted(comments(moved)) == sorted(comments(text))
        assert value_of(move(moved, (*path, place + 1), -1)) == value_of(text)
        assert move(text, (*path, 0), -1) == text


@given(st.sampled_from([SMALL, *TEXTS.values()]), st.data())
@settings(max_examples=40, deadline=None)
def test_what_is_dropped_is_gone_and_nothing_else(text: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(placed(value_of(text))))
    wanted = deepcopy(value_of(text))
    del at(wanted, path[:-1])[path[-1]]
    assert value_of(drop(text, path)) == wanted


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert read(f"k:{block(value, 2)}\n").value == {"k": value}
    assert read(f"k: {inline(value)}\n").value == {"k": value}


def test_a_line_keeps_its_comment_and_its_quotes() -> None:
    edited = put(SMALL, ("fields", 0, "when"), "true")
    assert "    when: true" not in edited
    assert '    when: "true"  # why' in edited
    edited = put(SMALL, ("since",), "2026-02-03")
    assert 'since: "2026-02-03"\n' in edited
    assert put(SMALL, ("code",), "c").splitlines()[1] == "code: c   # stays"


def test_a_new_key_goes_to_its_place() -> None:
    order = {(): ["code", "name", "unit", "since"], ("fields", 1): ["element", "required", "when"]}
    edited = put(SMALL, ("unit",), "health", lambda path: order.get(path, []))
    assert edited.splitlines()[2:4] == ["name: {zh_hans: 名, en: Name}", "unit: health"]
    edited = put(edited, ("fields", 1, "required"), False, lambda path: order.get(path, []))
    assert "  - element: two\n    required: false\n\n  - {element: three" in edited


def test_an_entry_goes_with_its_own_comment() -> None:
    assert "about the first" not in drop(SMALL, ("fields", 0))
    moved = move(SMALL, ("fields", 0), 1)
    assert moved.index("about the first") > moved.index("element: two")


@pytest.mark.parametrize("text", ["a: [1\n", "a: 1\na: 2\n", "a: &x {b: 1}\nc: *x\n"])
def test_what_a_form_cannot_rewrite_is_refused(text: str) -> None:
    with pytest.raises(NotEditable):
        put(text, ("c", "b"), "2")
