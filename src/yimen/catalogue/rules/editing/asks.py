"""输入项: what a form asks for, shown from a plain value and read back into one.

Names of inputs are paths of the definition (`steps/2/within`), so that a comment, a finding and
an input speak of the same place. A form never changes what it does not ask for: keys that it does
not know stay, and a value that it cannot show (`odd`) is left as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from yimen.catalogue.rules.editing.emitting import Value
from yimen.kernel.problems import gettext_noop
from yimen.kernel.worktime.periods import Unit

Given = Mapping[str, Sequence[str]]
"""What was typed: the values of each input by its name."""

ABSENT: Final = object()
"""Nothing: the key is not written."""

LANGUAGES = (
    ("zh_hans", gettext_noop("简体")),
    ("zh_hant", gettext_noop("繁体")),
    ("en", gettext_noop("英文")),
)
UNITS = (
    (Unit.WORKDAYS.value, gettext_noop("个工作日")),
    (Unit.WORK_HOURS.value, gettext_noop("个工作小时")),
    (Unit.DAYS.value, gettext_noop("日（自然日）")),
    (Unit.MONTHS.value, gettext_noop("个月")),
    (Unit.YEARS.value, gettext_noop("年")),
    (Unit.HOURS.value, gettext_noop("小时")),
)
_SOURCE = ("law", "version", "article", "note")
_LINES = frozenset({"text", "long", "code", "choice", "condition", "number", "date"})
_DATE = ("year", "month", "day")


@dataclass(frozen=True)
class Ask:
    """输入项: one value of a definition.

    `kind`: text, long (several lines), names, flag, number, choice, choices, code and codes (of
    `words`, a list of the city's), ticks (several of `words`), period, date, source, condition,
    group (a mapping of `asks`), rows (a list of mappings of `asks`, or of one kind if the only
    ask has no key). `default` is what stands for a key that is not written.
    """

    key: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    words: str = ""
    default: Value = None
    asks: tuple["Ask", ...] = ()
    needed: bool = False


# --- reading ---------------------------------------------------------------------------------


def read_form(asks: Iterable[Ask], prefix: str, given: Given, old: Value) -> dict[str, Any]:
    """读取表单: the mapping that the asks came to; keys that none of them asks for stay."""
    found = dict(old) if isinstance(old, dict) else {}
    for ask in asks:
        value = read_ask(ask, _join(prefix, ask.key), given, found.get(ask.key, ABSENT))
        if value is ABSENT:
            found.pop(ask.key, None)
        else:
            found[ask.key] = value
    return found


def read_ask(ask: Ask, name: str, given: Given, old: Value = ABSENT) -> Value:
    """读取输入项: the value typed under a name, `ABSENT` for none; `old` is what it was."""
    if not fits(ask, old):
        return old
    if ask.kind in _READERS:
        value = _READERS[ask.kind](ask, name, given, old)
    else:
        value = _first(given, name) or ABSENT
    if old is ABSENT and value in (ask.default, [], {}):
        return ABSENT
    return value


def _flag(ask: Ask, name: str, given: Given, old: Value) -> Value:
    return bool(_first(given, name))


def _number(ask: Ask, name: str, given: Given, old: Value) -> Value:
    text = _first(given, name)
    return int(text) if text.isdecimal() and text.isascii() else text or ABSENT


def _names(ask: Ask, name: str, given: Given, old: Value) -> Value:
    """A name in one language is written as a text, unless it was written by languages before."""
    typed = {key: _first(given, f"{name}/{key}") for key, _ in LANGUAGES}
    said = {key: text for key, text in typed.items() if text}
    if not said:
        return ABSENT
    if set(said) == {"zh_hans"} and not isinstance(old, dict):
        return said["zh_hans"]
    return said


def _choices(ask: Ask, name: str, given: Given, old: Value) -> Value:
    chosen = [one for one in dict.fromkeys(given.get(name, ())) if one]
    if isinstance(old, list) and set(chosen) == set(old):
        return old
    return chosen


def _codes(ask: Ask, name: str, given: Given, old: Value) -> Value:
    chosen = [one.strip() for one in given.get(name, ()) if one.strip()]
    return chosen if chosen or old == [] else ABSENT


def _period(ask: Ask, name: str, given: Given, old: Value) -> Value:
    amount = _first(given, f"{name}/amount")
    return f"{amount}{_first(given, f'{name}/unit')}" if amount else ABSENT


def _date(ask: Ask, name: str, given: Given, old: Value) -> Value:
    texts = [_first(given, f"{name}-{part}") for part in _DATE]
    if not any(texts):
        return ABSENT
    if all(text.isdecimal() for text in texts) and len(texts[0]) == 4:
        return f"{texts[0]}-{int(texts[1]):02}-{int(texts[2]):02}"
    return "-".join(texts)


def _source(ask: Ask, name: str, given: Given, old: Value) -> Value:
    said: dict[str, Any] = {key: _first(given, f"{name}/{key}") for key in _SOURCE}
    found = {key: text for key, text in said.items() if text}
    if found and _first(given, f"{name}/unverified"):
        found["unverified"] = True
    return found or ABSENT


def _group(ask: Ask, name: str, given: Given, old: Value) -> Value:
    found = read_form(ask.asks, name, given, old)
    return found or ABSENT


def _rows(ask: Ask, name: str, given: Given, old: Value) -> Value:
    """Rows in which nothing was typed are left out: emptying one removes it."""
    before = old if isinstance(old, list) else []
    found = []
    for place in range(_count(name, given)):
        known = before[place] if place < len(before) else ABSENT
        inner = ask.asks[0]
        if inner.key:
            row: Value = read_form(ask.asks, f"{name}/{place}", given, known)
            row = ABSENT if _is_blank(ask.asks, row) else row
        else:
            row = read_ask(inner, f"{name}/{place}", given, known)
        if row is not ABSENT:
            found.append(row)
    return found if found or old == [] else ABSENT


def _is_blank(asks: Iterable[Ask], row: Mapping[str, Any]) -> bool:
    """Whether a row holds nothing but choices and flags, which always have some value."""
    plain = {ask.key for ask in asks if ask.kind in ("flag", "choice")}
    return not set(row) - plain


_READERS = {
    "flag": _flag,
    "number": _number,
    "names": _names,
    "choices": _choices,
    "ticks": _choices,
    "codes": _codes,
    "period": _period,
    "date": _date,
    "source": _source,
    "group": _group,
    "rows": _rows,
}


def _first(given: Given, name: str) -> str:
    values = given.get(name, ())
    return values[-1].replace("\x00", "").replace("\r\n", "\n").strip() if values else ""


def _count(name: str, given: Given) -> int:
    """How many rows the form had: one more than the highest number."""
    heads = (key.removeprefix(f"{name}/") for key in given if key.startswith(f"{name}/"))
    numbers = [head.partition("/")[0].partition("-")[0] for head in heads]
    return max((int(one) + 1 for one in numbers if one.isdecimal() and len(one) < 4), default=0)


# --- showing ---------------------------------------------------------------------------------


def fits(ask: Ask, value: Value) -> bool:
    """能否显示: whether the form can show a value and read it back as it is."""
    if value is ABSENT or value is None:
        return True
    if ask.kind in _LINES:
        return not isinstance(value, dict | list)
    return _FITS[ask.kind](ask, value)


def _names_fit(ask: Ask, value: Value) -> bool:
    return isinstance(value, str) or _texts_under(value, {key for key, _ in LANGUAGES})


def _source_fits(ask: Ask, value: Value) -> bool:
    if not isinstance(value, dict):
        return False
    said = {key: one for key, one in value.items() if key != "unverified"}
    return _texts_under(said, set(_SOURCE)) and value.get("unverified", True) is True


def _list_fits(ask: Ask, value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _rows_fit(ask: Ask, value: Value) -> bool:
    return isinstance(value, list) and all(_row_fits(ask, one) for one in value)


_FITS: dict[str, Callable[[Ask, Value], bool]] = {
    "names": _names_fit,
    "source": _source_fits,
    "period": lambda ask, value: isinstance(value, str) and bool(_split(value)[1]),
    "flag": lambda ask, value: isinstance(value, bool),
    "choices": _list_fits,
    "codes": _list_fits,
    "ticks": _list_fits,
    "group": lambda ask, value: isinstance(value, dict),
    "rows": _rows_fit,
}


def _row_fits(ask: Ask, row: Value) -> bool:
    return isinstance(row, dict) if ask.asks[0].key else fits(ask.asks[0], row)


def _texts_under(value: Value, keys: set[str]) -> bool:
    return (
        isinstance(value, dict)
        and keys.issuperset(value)
        and all(isinstance(one, str) for one in value.values())
    )


def show_form(asks: Iterable[Ask], prefix: str, value: Value) -> list[dict[str, Any]]:
    """显示表单: what pages draw for each ask of a mapping."""
    known = value if isinstance(value, dict) else {}
    return [show_ask(ask, _join(prefix, ask.key), known.get(ask.key, ABSENT)) for ask in asks]


def show_ask(ask: Ask, name: str, value: Value = ABSENT) -> dict[str, Any]:
    """显示输入项: name, kind and value; for a group its `asks`, for rows each row's."""
    shown: dict[str, Any] = {"ask": ask, "name": name, "kind": ask.kind, "label": ask.label}
    if not fits(ask, value):
        return {**shown, "kind": "odd"}
    if value is ABSENT or value is None:
        value = ask.default
    if ask.kind == "names":
        known = value if isinstance(value, dict) else {"zh_hans": value or ""}
        return {**shown, "value": {key: known.get(key, "") for key, _ in LANGUAGES}}
    if ask.kind == "period":
        amount, unit = _split(value or "")
        return {**shown, "amount": amount, "unit": unit or Unit.WORKDAYS.value}
    if ask.kind == "group":
        return {**shown, "asks": show_form(ask.asks, name, value)}
    if ask.kind == "rows":
        return {**shown, "rows": _shown_rows(ask, name, value or [])}
    return {**shown, "value": value if value is not None else ""}


def _shown_rows(ask: Ask, name: str, rows: list[Any]) -> list[list[dict[str, Any]]]:
    """The rows there are, and an empty one to fill."""
    found = []
    for place, row in enumerate([*rows, ABSENT]):
        inner = ask.asks[0]
        if inner.key:
            found.append(show_form(ask.asks, f"{name}/{place}", row))
        else:
            found.append([show_ask(inner, f"{name}/{place}", row)])
    return found


def _split(period: str) -> tuple[str, str]:
    """Amount and unit of a period; no unit if it is none."""
    for unit in sorted((one.value for one in Unit), key=len, reverse=True):
        amount = period.removesuffix(unit)
        if amount != period and amount.replace(".", "", 1).isdecimal():
            return amount, unit
    return period, ""


def _join(prefix: str, key: str) -> str:
    return f"{prefix}/{key}" if prefix and key else prefix or key
