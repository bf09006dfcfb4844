"""编辑页: which forms a definition is edited by: sheets of inputs, and tables of entries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel

from yimen.catalogue.rules.changes import MODELS
from yimen.catalogue.rules.editing.asks import Ask
from yimen.catalogue.rules.editing.guide_asks import GUIDE
from yimen.catalogue.rules.editing.item_asks import BASICS as ITEM_BASICS
from yimen.catalogue.rules.editing.item_asks import LIMITS, POWERS, RESULT
from yimen.catalogue.rules.editing.list_asks import (
    BUNDLE_BASICS,
    ENTRY_BASICS,
    FIELD,
    LIST_BASICS,
    LIST_ENTRY,
    MEMBER,
    PAPER,
    QUESTION,
    SECTION,
    STEP,
)
from yimen.kernel.packs.yaml_marks import Path
from yimen.kernel.problems import gettext_noop


@dataclass(frozen=True)
class Table:
    """列表: the entries under a key of a definition, each edited by a form of its own."""

    key: str
    one: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class Sheet:
    """编辑页: inputs of the definition itself, or one of its tables; neither is its text."""

    code: str
    title: str
    asks: tuple[Ask, ...] = ()
    table: Table | None = None


TEXT = Sheet("text", gettext_noop("原文"))

_SCENARIO = Sheet(
    "scenario",
    gettext_noop("情形问题"),
    table=Table("scenario", gettext_noop("问题"), QUESTION),
)
SHEETS: dict[str, tuple[Sheet, ...]] = {
    "item": (
        Sheet("basics", gettext_noop("基本"), ITEM_BASICS),
        Sheet("limits", gettext_noop("时限与受理"), LIMITS),
        Sheet("fields", gettext_noop("表单"), table=Table("fields", gettext_noop("字段"), FIELD)),
        Sheet("papers", gettext_noop("材料"), table=Table("papers", gettext_noop("材料"), PAPER)),
        _SCENARIO,
        Sheet("steps", gettext_noop("流程"), table=Table("steps", gettext_noop("环节"), STEP)),
        Sheet("result", gettext_noop("结果与收费"), RESULT),
        Sheet("powers", gettext_noop("权责与改革"), POWERS),
        Sheet("guide", gettext_noop("办事指南"), GUIDE),
        TEXT,
    ),
    "bundle": (
        Sheet("basics", gettext_noop("基本"), BUNDLE_BASICS),
        _SCENARIO,
        Sheet(
            "members",
            gettext_noop("联办事项"),
            table=Table("members", gettext_noop("联办事项"), MEMBER),
        ),
        Sheet(
            "sections",
            gettext_noop("填报分区"),
            table=Table("sections", gettext_noop("分区"), SECTION),
        ),
        TEXT,
    ),
    "list": (
        Sheet("basics", gettext_noop("基本"), LIST_BASICS),
        Sheet(
            "entries",
            gettext_noop("条目"),
            table=Table("entries", gettext_noop("条目"), LIST_ENTRY),
        ),
        TEXT,
    ),
    "entry": (Sheet("basics", gettext_noop("基本"), ENTRY_BASICS), TEXT),
}
"""The sheets of each kind of part, in the order of their tabs."""


def sheet_of(kind: str, code: str) -> Sheet:
    """取编辑页: by its code; the first one for a code that is none."""
    return next((one for one in SHEETS[kind] if one.code == code), SHEETS[kind][0])


def sheet_at(kind: str, path: Path) -> Sheet:
    """所在编辑页: the sheet on which the value at a path is edited; its text if on no other."""
    for sheet in SHEETS[kind]:
        keys = {sheet.table.key} if sheet.table else {ask.key for ask in sheet.asks}
        if path and path[0] in keys:
            return sheet
    return TEXT


def keys_in_order(kind: str, path: Path) -> list[str]:
    """键的次序: how the keys of the mapping at a path follow each other, by its model."""
    model: Any = MODELS[kind]
    for part in path:
        if isinstance(part, str):
            if part not in model.model_fields:
                return []
            model = next(_models(model.model_fields[part].annotation), None)
            if model is None:
                return []
    return list(model.model_fields)


def place_of(lines: Mapping[Path, int], line: int) -> Path:
    """行上的位置: the path of the value that stands on a line, or begins above it nearest."""
    above = [(one, -len(path), path) for path, one in lines.items() if one <= line]
    best = max(above, key=lambda found: (found[0], found[1]), default=None)
    return best[2] if best else ()


def place_words(kind: str, path: Path) -> list[str]:
    """位置的说法: what forms call the place of a path, from outside in: labels and numbers."""
    sheet = sheet_at(kind, path)
    asks, words, rest = sheet.asks, list[str](), list(path)
    if sheet.table and rest:
        words.append(sheet.table.one)
        asks, rest = sheet.table.asks, rest[1:]
    for part in rest:
        if isinstance(part, int):
            words.append(str(part + 1))
            continue
        ask = next((one for one in asks if one.key == part), None)
        if ask is None:
            break
        words.append(ask.label)
        asks = ask.asks
    return words


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
