"""表单字段: elements as fields of a page, and what was typed into them.

What a person typed is kept as typed (`Typed`: text, list of values, the three parts of a date,
rows of a table), so that a page with errors shows it again unchanged. Fields are named by their
element's code; a cell of a table by `element/row/column`, as the errors of actions name it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from yimen.cases.http.wording import named
from yimen.kernel.problems import FieldError
from yimen.vocabulary.api import Choice, ElementDefinition

Typed = str | list[str] | dict[str, str] | list[dict[str, Any]]

MOST_RADIOS = 7
"""More options than this are easier to find in a list that opens."""

_DATE_PARTS = ("year", "month", "day")
_AUTOCOMPLETE = {
    "person.name": "name",
    "person.phone": "tel",
    "person.address": "street-address",
}
"""Elements of whoever is applying, which browsers can fill in (WCAG 2.2, 1.3.5)."""


# --- what was typed --------------------------------------------------------------------------


def read(
    element: ElementDefinition, name: str, post: QueryDict, words: Mapping[str, ElementDefinition]
) -> Typed:
    """读取: what was typed into the field called `name`; of tables also the rows left empty."""
    if element.type == "table":
        return _rows(element, name, post, words)
    if element.type == "choices":
        return [_clean(value) for value in post.getlist(name)]
    if element.type == "date":
        return {part: _clean(post.get(f"{name}-{part}")) for part in _DATE_PARTS}
    return _clean(post.get(name))


def given(element: ElementDefinition, typed: Any, words: Mapping[str, ElementDefinition]) -> Any:
    """取值: what was typed, in the form that actions take."""
    if element.type == "table":
        return [
            {code: given(words[code], cell, words) for code, cell in row.items()} for row in typed
        ]
    return _iso(typed) if element.type == "date" else typed


def filled_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """有内容的行: the rows in which something was typed."""
    return [row for row in rows if any(_filled(cell) for cell in row.values())]


def _rows(
    element: ElementDefinition, name: str, post: QueryDict, words: Mapping[str, ElementDefinition]
) -> list[dict[str, Any]]:
    heads = (
        key.removeprefix(f"{name}/").partition("/") for key in post if key.startswith(f"{name}/")
    )
    numbers = sorted({int(n) for n, slash, _ in heads if slash and n.isdecimal()})
    return [
        {code: read(words[code], f"{name}/{n}/{code}", post, words) for code in element.columns}
        for n in numbers[: element.max_rows]
    ]


def _clean(text: str | None) -> str:
    """Text without the one character that the database cannot keep."""
    return (text or "").replace("\x00", "").strip()


def _filled(typed: Any) -> bool:
    return any(typed.values()) if isinstance(typed, dict) else bool(typed)


def _iso(parts: Mapping[str, str]) -> str:
    """The date as text; parts that make no date stay recognisable, for the error to name."""
    texts = [parts.get(part, "") for part in _DATE_PARTS]
    if not any(texts):
        return ""
    if all(text.isdecimal() for text in texts) and len(texts[0]) == 4:
        year, month, day = (int(text) for text in texts)
        return f"{year:04}-{month:02}-{day:02}"
    return "-".join(texts)


# --- what is shown ---------------------------------------------------------------------------


def field_of(
    element: ElementDefinition,
    value: Any,
    *,
    label: str,
    hint: str = "",
    required: bool = True,
    name: str = "",
    errors: Mapping[str, str],
    words: Mapping[str, ElementDefinition],
) -> dict[str, Any]:
    """字段: what the field component shows for an element; `value` stored or as typed."""
    name = name or element.code
    field: dict[str, Any] = {
        "name": name,
        "id": name,
        "label": label,
        "hint": hint,
        "optional": not required,
        "error": errors.get(name, ""),
        "value": value,
    }
    if element.type == "table":
        return {**field, **_table(element, value or [], name, errors, words)}
    if element.type == "boolean":
        text = {True: "true", False: "false"}.get(value, value) if value != "" else ""
        return {**field, "kind": "radios", "inline": True, "value": text, "options": yes_no()}
    if element.type in {"choice", "choices"}:
        return {**field, "kind": _list_kind(element), "options": options_of(element.choices)}
    return {**field, **_LINES.get(element.type, {}), **_extras(element)}


def options_of(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """选项: choices of a definition for the field component."""
    return [
        {"value": one.value, "label": named(one.name), "hint": named(one.hint)} for one in choices
    ]


def yes_no() -> list[dict[str, Any]]:
    """是否: the two options of a yes-or-no question."""
    return [{"value": "true", "label": gettext("是")}, {"value": "false", "label": gettext("否")}]


def errors_by_field(errors: Iterable[FieldError]) -> dict[str, str]:
    """按字段归错: the first error of each field."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(error.field, error.message)
    return found


_LINES: dict[str, dict[str, Any]] = {
    "long_text": {"kind": "textarea"},
    "integer": {"kind": "text", "inputmode": "numeric", "width": "5"},
    "money": {"kind": "money"},
    "date": {"kind": "date"},
    "id_number": {"kind": "text", "width": "20"},
    "credit_code": {"kind": "text", "width": "20"},
    "phone": {"kind": "text", "type": "tel", "inputmode": "tel", "width": "20"},
}


def _extras(element: ElementDefinition) -> dict[str, Any]:
    extras: dict[str, Any] = {"autocomplete": _AUTOCOMPLETE.get(element.code, "off")}
    if element.type == "long_text":
        extras["maxlength"] = element.max_length
    if element.type == "text" and element.max_length <= 10:
        extras["width"] = "10"
    return extras


def _list_kind(element: ElementDefinition) -> str:
    if element.type == "choices":
        return "checkboxes"
    return "radios" if len(element.choices) <= MOST_RADIOS else "select"


def _table(
    element: ElementDefinition,
    rows: Sequence[Mapping[str, Any]],
    name: str,
    errors: Mapping[str, str],
    words: Mapping[str, ElementDefinition],
) -> dict[str, Any]:
    wanted = max(element.min_rows, 1)
    shown = [*rows, *({} for _ in range(wanted - len(rows)))]
    return {
        "kind": "table",
        "row_name": named(element.name),
        "rows": [
            {
                "number": n + 1,
                "remove": f"{name}/{n}" if len(shown) > wanted else "",
                "fields": [
                    field_of(
                        words[code],
                        row.get(code, ""),
                        label=named(words[code].name),
                        hint=named(words[code].hint),
                        name=f"{name}/{n}/{code}",
                        errors=errors,
                        words=words,
                    )
                    for code in element.columns
                ],
            }
            for n, row in enumerate(shown)
        ],
        "can_add": len(shown) < element.max_rows,
    }
