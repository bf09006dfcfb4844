"""编辑请求: what a form of the editor makes of a part's text, not yet saved."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from yimen.catalogue.api import (
    ChangePart,
    NotEditable,
    Sheet,
    drop,
    insert,
    keys_in_order,
    move,
    put,
    read_form,
    sheet_of,
    value_of,
)
from yimen.catalogue.api import at as value_at
from yimen.kernel.problems import Unknown

NEW = "+"
"""In the place of an entry's number: one that is yet to be written."""


@dataclass(frozen=True)
class Place:
    """编辑位置: which sheet is open, and which entry of its table (`steps/2`, `steps/+`)."""

    kind: str
    sheet: Sheet
    at: str = ""

    @classmethod
    def of(cls, kind: str, given: QueryDict) -> "Place":
        """取位置: as an address or a form names it; an entry of another table is none."""
        sheet, at = sheet_of(kind, given.get("sheet", "")), given.get("at", "")
        key, _, number = at.partition("/")
        is_own = bool(sheet.table) and key == (sheet.table.key if sheet.table else "")
        return cls(kind, sheet, at if is_own and (number == NEW or number.isdecimal()) else "")

    @property
    def path(self) -> tuple[str | int, ...]:
        """路径: of the entry that is edited."""
        key, _, number = self.at.partition("/")
        return (key,) if number == NEW else (key, int(number))

    @property
    def is_new(self) -> bool:
        """是否新增"""
        return self.at.endswith(f"/{NEW}")


def pending(part: ChangePart, place: Place, post: QueryDict) -> str:
    """待保存的原文: the part's text as the form would have it.

    Raises `NotEditable` where the text is written in a way that a form cannot change.
    """
    if place.sheet.code == "text":
        return plain_text(post.get("text", ""))
    if (button := post.get("_entry", "")) and place.sheet.table:
        return _rearranged(part.text, place.sheet.table.key, button)
    given, kind = dict(post.lists()), part.kind

    def order(path: tuple[str | int, ...]) -> list[str]:
        return keys_in_order(kind, path)

    if place.sheet.table is None:
        whole = read_form(place.sheet.asks, "", given, value_of(part.text))
        return put(part.text, (), whole, order)
    if not place.at:
        return part.text
    asks = place.sheet.table.asks
    if place.is_new:
        entry = read_form(asks, place.at, given, {})
        return insert(part.text, place.path, entry, order) if entry else part.text
    known = value_at(value_of(part.text), place.path)
    if known is None:
        raise Unknown(gettext("这一项已经不在了，可能刚被别人删除。"))
    return put(part.text, place.path, read_form(asks, place.at, given, known), order)


def _rearranged(text: str, key: str, button: str) -> str:
    """The text after a press of 上移, 下移 or 删除 (`up:2`) in the table of `key`."""
    verb, _, number = button.partition(":")
    if not number.isdecimal() or value_at(value_of(text), (key, int(number))) is None:
        raise Unknown(gettext("这一项已经不在了，可能刚被别人删除。"))
    path = (key, int(number))
    if verb == "drop":
        return drop(text, path)
    return move(text, path, -1 if verb == "up" else 1)


def plain_text(typed: str) -> str:
    """原文: as browsers send it, with the line breaks that files have, and one at the end."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.rstrip("\n") + "\n" if text.strip() else ""


def readable(text: str) -> Any:
    """可读的内容: the plain value of a text; None where it cannot be read."""
    try:
        return value_of(text)
    except NotEditable:
        return None


@dataclass(frozen=True)
class Line:
    """对照的一行: `sign` is “+” for mine only, “-” for theirs only, “ ” for both."""

    sign: str
    text: str


def compared(theirs: str, mine: str) -> list[Line]:
    """逐行对照: where two texts differ, with two lines around; “…” stands for what is left out."""
    return list(_lines(theirs, mine))


def _lines(theirs: str, mine: str) -> Iterator[Line]:
    unified = difflib.unified_diff(theirs.splitlines(), mine.splitlines(), lineterm="", n=2)
    for n, line in enumerate(unified):
        if n < 2:
            continue
        yield Line(" ", "…") if line.startswith("@@") else Line(line[0], line[1:])
