"""条件预筛: what of a condition a database can look at, so that few rows are left to decide.

A condition whose outermost parts are joined by `&&` holds only where each part does. Parts that
compare one form value with a literal are read here; a query may ask for them, as long as every
row that passes is decided by the condition itself (`Conditions.over`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from yimen.catalogue.rules.conditions import form_name
from yimen.vocabulary.api import ElementDefinition

_NAME = r"form\.[A-Za-z_][\w.]*"
_LITERAL = r"-?\d+|true|false|'[^'\\]*'|\"[^\"\\]*\""
_FORWARD = re.compile(rf"({_NAME})\s*(==|!=|<=|>=|<|>)\s*({_LITERAL})")
_BACKWARD = re.compile(rf"({_LITERAL})\s*(==|!=|<=|>=|<|>)\s*({_NAME})")
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_SQL = {"==": "=", "!=": "<>"}
_NUMBERS = {"integer": r"^-?\d{1,18}$", "money": r"^\d{1,18}(?:\.\d+)?$"}
_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_HIDDEN = "\x00"
_ODD = re.compile(f"//|\"|'|[rRbB]{_HIDDEN}")
"""Comments, raw and long texts: their quotes follow other rules, so nothing is read from them."""
_TEXTS = frozenset({"text", "long_text", "date", "choice", "id_number", "credit_code", "phone"})


@dataclass(frozen=True)
class Comparison:
    """比较: a name of the form, an operator of CEL, and a literal."""

    name: str
    operator: str
    value: bool | int | str


def necessary(when: str) -> tuple[Comparison, ...]:
    """必要条件: comparisons without all of which the condition cannot hold; none where it cannot
    be told from its outermost form."""
    masked = _QUOTED.sub(lambda text: _HIDDEN * len(text[0]), when)
    if _ODD.search(masked) or "'''" in when or '"""' in when:
        return ()
    found = (_comparison(part.strip()) for part in _conjuncts(when, masked))
    return tuple(one for one in found if one)


def where(
    comparisons: tuple[Comparison, ...], elements: Mapping[str, ElementDefinition], column: str
) -> tuple[str, list[Any]]:
    """查询条件: SQL over a jsonb `column` of stored forms, and its parameters; a row that it leaves
    out cannot meet the comparisons. Amounts are compared in fen; what is no scalar is left out."""
    named = {form_name(code): element for code, element in elements.items()}
    parts, values = ["true"], list[Any]()
    for one in comparisons:
        element = named.get(one.name)
        cell = _cell(element, column) if element else ""
        if element and cell:
            value = str(one.value).lower() if isinstance(one.value, bool) else one.value
            parts.append(f"{cell} {_SQL.get(one.operator, one.operator)} %s")
            values += [element.code, value]
    return " and ".join(parts), values


def _cell(element: ElementDefinition, column: str) -> str:
    """A value in SQL, as CEL would compare it; "" for what is no scalar."""
    text = f"({column} ->> %s)"
    if element.type in _TEXTS or element.type == "boolean":
        return f'{text} collate "C"'  # by code point
    if element.type not in _NUMBERS:
        return ""
    # What is no number is not known, and no reason for the query to end.
    number = f"substring({text} from '{_NUMBERS[element.type]}')::numeric"
    return f"{number} * 100" if element.type == "money" else number


def _comparison(part: str) -> Comparison | None:
    forward, backward = _FORWARD.fullmatch(part), _BACKWARD.fullmatch(part)
    if forward:
        return Comparison(forward[1], forward[2], _literal(forward[3]))
    if backward:
        return Comparison(backward[3], _TURNED[backward[2]], _literal(backward[1]))
    return None


def _literal(text: str) -> bool | int | str:
    if text in {"true", "false"}:
        return text == "true"
    return text[1:-1] if text[0] in "'\"" else int(text)


def _conjuncts(when: str, masked: str) -> Iterator[str]:
    """The parts that `&&` joins outermost; none where `||` or `?` stands there too. `masked` is
    the same text with what is quoted made invisible."""
    ends, depth = [-2], 0
    for n, character in enumerate(masked):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and masked.startswith(("||", "?"), n):
            return
        if depth == 0 and masked.startswith("&&", n):
            ends.append(n)
    for begin, end in pairwise([*ends, len(when)]):
        part = slice(begin + 2, end)
        yield from _opened(when[part], masked[part])


def _opened(part: str, masked: str) -> Iterator[str]:
    """A part; if it stands in parentheses, the parts within."""
    left, right = len(masked) - len(masked.lstrip()), len(masked.rstrip())
    within = slice(left + 1, right - 1)
    if masked[left:right][:1] == "(" and masked[right - 1] == ")" and _is_whole(masked[within]):
        yield from _conjuncts(part[within], masked[within])
    else:
        yield part


def _is_whole(inner: str) -> bool:
    """Whether parentheses around it belong together: it never closes what it did not open."""
    depth = 0
    for character in inner:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return True
