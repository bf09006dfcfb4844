"""办理条件: when members, fields, papers and steps apply, over typed answers and form values.

A condition is CEL (see `kernel.expressions`) over two kinds of names:

- `scenario.<question>`: the answer to a scenario question: bool, or the text of an option;
- `form.<element code>`: the value of an element, with `_` for the `-` of its code.

Types: boolean → bool; integer → int; money → int, **in fen**; choices → list(string);
table → list of rows, a cell by the column's full code (`row['shareholder.name']`); all else
(choice, texts, codes) → string, and dates are strings "2020-05-19", which compare rightly.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from yimen.catalogue.rules.definitions import ScenarioQuestion
from yimen.kernel.expressions import (
    BadExpression,
    CelType,
    Expression,
    fitting,
    is_name,
    spell,
)
from yimen.vocabulary.api import ElementDefinition

_TYPES = {
    "boolean": CelType.BOOL,
    "integer": CelType.INT,
    "money": CelType.INT,
    "choices": CelType.STRINGS,
    "table": CelType.ROWS,
}
_CONVERTED = frozenset({"money", "table"})
"""The types whose stored values conditions see otherwise."""


@dataclass(frozen=True)
class Conditions:
    """条件环境: the names that conditions may use, with their types.

    Make one with `of` and keep it: building it costs more than evaluating a condition.
    """

    elements: Mapping[str, ElementDefinition]
    variables: Mapping[str, CelType]
    options: Mapping[str, frozenset[str]]
    """The values that a name of a choice may have, by name."""
    dates: frozenset[str] = frozenset()
    """The names whose values are dates."""
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The element codes of a table's columns, by the table's name."""
    _compiled: dict[str, Expression] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls, questions: Sequence[ScenarioQuestion], elements: Mapping[str, ElementDefinition]
    ) -> "Conditions":
        """建立: the environment of a bundle's questions and a city's elements.

        An element whose code CEL cannot read (a part that begins with a digit) has no name here.
        """
        variables: dict[str, CelType] = {}
        options: dict[str, frozenset[str]] = {}
        for question in questions:
            name = f"scenario.{question.code}"
            variables[name] = CelType.BOOL if question.type == "boolean" else CelType.STRING
            if question.options:
                options[name] = frozenset(option.value for option in question.options)
        for code, element in elements.items():
            name = form_name(code)
            variables[name] = _TYPES.get(element.type, CelType.STRING)
            if element.choices:
                options[name] = frozenset(choice.value for choice in element.choices)
        readable = {name: kind for name, kind in variables.items() if is_name(name)}
        dates = frozenset(form_name(c) for c, one in elements.items() if one.type == "date")
        columns = {form_name(c): frozenset(one.columns) for c, one in elements.items()}
        return cls(elements, readable, options, dates, columns)

    def compile(self, when: str) -> Expression:
        """编译条件: the checked condition; raises `BadExpression` saying where and why not.

        Refused too is what CEL cannot see and nobody would notice, since it never holds: a choice
        that is compared with something that is none of its options, a date with a text that is
        not written like the stored ones, a cell of a column that the table has not.
        """
        known = self._compiled.get(when)
        if known is None:
            known = self._compiled[when] = self._checked(when)
        return known

    def _checked(self, when: str) -> Expression:
        compiled = Expression.compile(when, self.variables)
        for name, position, literal in _compared(when, compiled.names & self.options.keys()):
            _require(literal, self.options[name], when, position, f"“{name}”没有选项")
        for name, position, literal in _compared(when, compiled.names & self.dates):
            if not _DAY.fullmatch(literal):
                reason = f"“{name}”是日期，不能和“{literal}”比较：写成 '2020-05-19'"
                raise BadExpression.at(when, position, reason)
        tables = [name for name in compiled.names if self.variables[name] is CelType.ROWS]
        cells = frozenset(code for name in tables for code in self.columns.get(name, ()))
        for found in _CELL.finditer(when) if tables else ():
            _require(found[1][1:-1], cells, when, found.start(1), "表格没有列")
        return compiled

    def applies(
        self, when: str, scenario: Mapping[str, Any], form: Mapping[str, Any]
    ) -> bool | None:
        """是否适用: whether the condition holds; None while it is not yet known.

        `scenario` by question code, `form` by element code in stored form (see
        `vocabulary.rules.check_value`). No condition always applies. Raises `BadExpression`
        for a condition that does not compile. For many conditions at once use `given`.
        """
        return self.given(scenario, form).applies(when)

    def given(self, scenario: Mapping[str, Any], form: Mapping[str, Any]) -> "Facts":
        """已知情况: this environment with the answers and values known so far.

        A blank value (None or "") is not known; an empty list is known to be empty.
        """
        values = {f"scenario.{code}": answer for code, answer in scenario.items()}
        known = []
        for code, value in form.items():
            element = self.elements.get(code)
            if element is None or value is None or value == "":
                continue
            known.append(code)
            values[form_name(code)] = self._value(element, value)
        return Facts(self, values, frozenset(known), fitting(values, self.variables))

    def over(self, when: str, forms: Iterable[Mapping[str, Any]]) -> Iterator[bool | None]:
        """逐个判定: what one condition says of each of many forms, in their order; for reaching
        all whom a policy concerns. It speaks of form values alone.

        Only the values that it names are looked at. Raises `BadExpression` as `compile`.
        """
        compiled = self.compile(when)
        named = [
            (code, form_name(code), element if element.type in _CONVERTED else None)
            for code, element in self.elements.items()
            if form_name(code) in compiled.names
        ]
        kinds = {name: self.variables[name] for _, name, _ in named}
        for form in forms:
            given = {
                name: self._value(element, form[code]) if element else form[code]
                for code, name, element in named
                if form.get(code) not in (None, "")
            }
            yield compiled.decide(fitting(given, kinds))

    def _value(self, element: ElementDefinition, value: Any) -> Any:
        """A stored value as conditions see it; one that does not fit is left to the evaluator."""
        if element.type == "money":
            return fen(value)
        if element.type == "table" and isinstance(value, list):
            return [self._row(row) for row in value]
        return value

    def _row(self, row: Any) -> Any:
        if not isinstance(row, Mapping):
            return row
        cells = {
            code: self._value(self.elements[code], cell) if code in self.elements else cell
            for code, cell in row.items()
        }
        return {code: cell for code, cell in cells.items() if cell is not None}


@dataclass(frozen=True)
class Facts:
    """已知情况: what is known of one application, for deciding its conditions.

    `known` are the element codes that have a value.
    """

    conditions: Conditions
    values: Mapping[str, Any]
    known: frozenset[str]
    _fit: Mapping[str, Any] = field(repr=False, compare=False)
    _decided: dict[str, bool | None] = field(default_factory=dict, repr=False, compare=False)

    def applies(self, when: str) -> bool | None:
        """是否适用: as `Conditions.applies`; a condition that many uses share is decided once."""
        if not when or when.isspace():
            return True
        if when not in self._decided:
            self._decided[when] = self.conditions.compile(when).decide(self._fit)
        return self._decided[when]

    def missing(self, when: str) -> tuple[str, ...]:
        """尚缺: the names that the condition uses and that have no value yet, sorted."""
        if not when.strip():
            return ()
        return tuple(sorted(self.conditions.compile(when).names - self.values.keys()))


def form_name(code: str) -> str:
    """表单名称: the name by which conditions call an element (`a-b.c` → `form.a_b.c`)."""
    return f"form.{spell(code)}"


def fen(yuan: Any) -> int | None:
    """以分计: a stored amount in yuan ("1000.00") as fen (100000); None if it is no amount."""
    text = str(yuan)
    if _STORED.fullmatch(text):
        return int(text.replace(".", ""))
    try:
        amount = Decimal(text) * 100
        return int(amount) if amount == amount.to_integral_value() else None
    except (InvalidOperation, ValueError, OverflowError):
        return None


def either(left: bool | None, right: bool | None) -> bool | None:
    """或: true if one is true; not known while that may still come."""
    if left or right:
        return True
    return None if left is None or right is None else False


def both(left: bool | None, right: bool | None) -> bool | None:
    """且: false if one is false; not known while that may still come."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def any_of(whens: Sequence[str]) -> str:
    """任一条件: one condition that holds when one of them does ("" always holds)."""
    distinct = list(dict.fromkeys(when.strip() for when in whens))
    if not distinct or "" in distinct:
        return ""
    return distinct[0] if len(distinct) == 1 else " || ".join(f"({when})" for when in distinct)


def all_of(whens: Sequence[str]) -> str:
    """全部条件: one condition that holds when all of them do ("" always holds)."""
    distinct = list(dict.fromkeys(when.strip() for when in whens if when.strip()))
    return (
        distinct[0]
        if len(distinct) < 2 and distinct
        else " && ".join(f"({when})" for when in distinct)
    )


_STORED = re.compile(r"\d{1,15}\.\d\d", re.ASCII)
"""An amount as it is stored; others are taken the long way."""
_TEXT = r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\""


_CELL = re.compile(rf"(?<=[\w)\]])(?<!\bin)\[\s*({_TEXT})\s*\]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMPARES = r"(?:[!=]=|[<>]=?)"


def _require(literal: str, known: frozenset[str], when: str, position: int, lacking: str) -> None:
    if literal not in known:
        close = get_close_matches(literal, known, n=1) or ["、".join(sorted(known))]
        raise BadExpression.at(when, position, f"{lacking}“{literal}”，可用的是：{close[0]}")


def _compared(when: str, names: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    """Each text that a name is compared with: the name, the text's position, the text."""
    for name in names:
        called = rf"(?<![\w.]){re.escape(name)}(?![\w.])"
        for pattern in (
            rf"{called}\s*{_COMPARES}\s*(?P<texts>{_TEXT})",
            rf"(?P<texts>{_TEXT})\s*(?:{_COMPARES}|\bin\b)\s*{called}",
            rf"{called}\s+in\s*\[(?P<texts>[^\]]*)\]",
        ):
            for found in re.finditer(pattern, when):
                for text in re.finditer(_TEXT, found["texts"]):
                    yield name, found.start("texts") + text.start(), text[0][1:-1]
