"""情形枚举: every combination of answers and values on which conditions of a subject turn."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from yimen.catalogue.rules.certainty import whens as item_whens
from yimen.catalogue.rules.conditions import both, either, form_name
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.situations.subjects import Subject
from yimen.kernel.expressions import BadExpression
from yimen.vocabulary.api import ElementDefinition

MOST = 200
"""Combinations up to which all are walked; beyond, such that each pair of answers is met."""
_INTEGER = re.compile(r"(?<![\w.'\"])\d+(?![\w.'\"])")
_QUOTED = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BLANK = object()


@dataclass(frozen=True)
class Answers:
    """一种情形: answers by question code and form values by element code."""

    scenario: Mapping[str, Any]
    form: Mapping[str, Any]

    @property
    def words(self) -> str:
        """一句话."""
        parts = [f"{code}={_shown(value)}" for code, value in self.scenario.items()]
        parts += [f"{code}={_shown(value)}" for code, value in self.form.items()]
        return "，".join(parts) or "没有可选的情形"


@dataclass(frozen=True)
class Scenarios:
    """全部情形: those to be walked; `complete` unless there are more than `MOST`."""

    all: tuple[Answers, ...]
    complete: bool


def scenarios(subject: Subject) -> Scenarios:
    """枚举情形: what can be answered, in the order in which it is asked.

    A question that is not asked has no answer, and a value of a field that is not asked is not
    there; a field that may stay blank is left blank too. Numbers are tried on both sides of those
    that conditions name. Raises `BadExpression` where a condition does not compile.
    """
    space = _Space(subject)
    found = list(islice(space.every(), MOST + 1))
    if len(found) <= MOST:
        return Scenarios(tuple(found), complete=True)
    return Scenarios(tuple(space.pairwise()), complete=False)


class _Space:
    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.questions = subject.bundle.scenario
        self.filled = {q.element: q.code for q in self.questions if q.element}
        names: dict[str, set[str]] = {}
        for when in whens(subject):
            for name in subject.conditions.compile(when).names:
                names.setdefault(name, set()).add(when)
        elements = subject.conditions.elements
        self.values = {
            code: _values(element, names[form_name(code)], elements)
            for code, element in elements.items()
            if form_name(code) in names and code not in self.filled
        }

    def every(self) -> Iterator[Answers]:
        return self._answered(0, {})

    def _answered(self, n: int, scenario: dict[str, Any]) -> Iterator[Answers]:
        if n == len(self.questions):
            yield from self._filled(Answers(scenario, self._from_answers(scenario)))
            return
        question = self.questions[n]
        if not self._asks(question.when, scenario):
            yield from self._answered(n + 1, scenario)
            return
        for value in _options(question):
            yield from self._answered(n + 1, {**scenario, question.code: value})

    def _filled(self, answers: Answers, passed: frozenset[str] = frozenset()) -> Iterator[Answers]:
        code = next(self._open(answers, passed), None)
        if code is None:
            yield answers
            return
        for value in self._tried(code):
            form = answers.form if value is _BLANK else {**answers.form, code: value}
            yield from self._filled(Answers(answers.scenario, form), passed | {code})

    def _open(self, answers: Answers, passed: frozenset[str]) -> Iterator[str]:
        """The elements that conditions turn on, that are asked now and have no value yet.

        First those that are surely asked; else those of which it is not known, because only
        their own value, or another such, can decide it.
        """
        facts = self.subject.conditions.given(answers.scenario, answers.form)
        unsure = []
        for code in self.values:
            if code in passed:
                continue
            asked: bool | None = False
            for member, item in self.subject.items.items():
                applies = facts.applies(self.subject.whens[member])
                for when in _uses(item, code):
                    asked = either(asked, both(applies, facts.applies(when)))
            if asked:
                yield code
            elif asked is None:
                unsure.append(code)
        yield from unsure

    def _tried(self, code: str) -> list[Any]:
        uses = [use for item in self.subject.items.values() for use in item.fields]
        may_be_blank = not any(use.required for use in uses if use.element == code)
        produced = any(code in item.produces for item in self.subject.items.values())
        blank: list[Any] = [_BLANK] if may_be_blank and not produced else []
        return [*self.values[code], *blank]

    def pairwise(self) -> Iterator[Answers]:
        """Greedy rows: each takes, question by question, the answer that meets most new pairs."""
        factors: dict[str, list[Any]] = {f"?{q.code}": _options(q) for q in self.questions}
        factors |= {code: self._tried(code) for code in self.values}
        seen = set()
        for row in _rows(factors):
            answers = self._reached(row)
            if answers.words not in seen:
                seen.add(answers.words)
                yield answers

    def _reached(self, row: Mapping[str, Any]) -> Answers:
        """What of a row is really asked."""
        scenario: dict[str, Any] = {}
        for question in self.questions:
            if self._asks(question.when, scenario):
                scenario[question.code] = row[f"?{question.code}"]
        answers = Answers(scenario, self._from_answers(scenario))
        passed: frozenset[str] = frozenset()
        while code := next(self._open(answers, passed), None):
            passed |= {code}
            if row[code] is not _BLANK:
                answers = Answers(scenario, {**answers.form, code: row[code]})
        return answers

    def _asks(self, when: str, scenario: Mapping[str, Any]) -> bool:
        return self.subject.conditions.given(scenario, {}).applies(when) is True

    def _from_answers(self, scenario: Mapping[str, Any]) -> dict[str, Any]:
        return {e: scenario[code] for e, code in self.filled.items() if code in scenario}


def whens(subject: Subject) -> list[str]:
    """全部条件: of members, fields, papers and steps, each once."""
    found = list(subject.whens.values())
    for item in subject.items.values():
        found += [when for _, when in item_whens(item)]
    return list(dict.fromkeys(when for when in found if when.strip()))


def can_stand_alone(subject: Subject) -> bool:
    """能否单独申请: whether every condition speaks only of what is asked then."""
    try:
        for when in whens(subject):
            subject.conditions.compile(when)
    except BadExpression:
        return False
    return True


def _uses(item: ItemDefinition, code: str) -> list[str]:
    """The conditions under which an item has a value for an element."""
    made = [""] if code in item.produces else []
    return made + [use.when for use in item.fields if use.element == code]


def _options(question: Any) -> list[Any]:
    return [option.value for option in question.options] or [True, False]


def _values(
    element: ElementDefinition, conditions: set[str], elements: Mapping[str, ElementDefinition]
) -> list[Any]:
    """Values of an element that tell its conditions apart."""
    text = " ".join(sorted(conditions))
    numbers = {int(one) for one in _INTEGER.findall(text)} | {0}
    near = sorted({n + step for n in numbers for step in (-1, 0, 1) if n + step >= 0})
    quoted = sorted({one or other for one, other in _QUOTED.findall(text)})
    chosen: list[Any] = [choice.value for choice in element.choices]
    kinds: dict[str, list[Any]] = {
        "boolean": [True, False],
        "choice": chosen,
        "choices": [[], *([one] for one in chosen), chosen],
        "integer": [n for n in near if _fits(element, n)] or [int(element.minimum or 0)],
        "money": [f"{n // 100}.{n % 100:02d}" for n in near],  # conditions count in fen
        "date": [*(one for one in quoted if _DAY.fullmatch(one)), "2020-05-19"],
        "table": _tables(element, near, elements),
    }
    return kinds.get(element.type, [*quoted, "样例"])


def _tables(
    element: ElementDefinition, near: list[int], elements: Mapping[str, ElementDefinition]
) -> list[Any]:
    sizes = {element.min_rows, *(n for n in near if element.min_rows <= n <= element.max_rows)}
    row = {code: _cell(elements[code]) for code in element.columns if code in elements}
    return [[row] * size for size in sorted(sizes)]


def _fits(element: ElementDefinition, n: int) -> bool:
    least, most = element.minimum, element.maximum
    return (least is None or n >= least) and (most is None or n <= most)


def _cell(element: ElementDefinition) -> Any:
    plain = {"boolean": True, "integer": 1, "money": "1.00", "date": "2020-05-19", "choices": []}
    if element.type == "choice":
        return element.choices[0].value
    return plain.get(element.type, "样例")


def _rows(factors: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Rows over all factors in which each two values of two factors stand together once."""
    names = list(factors)
    left = {
        (a, i, b, j)
        for a, b in combinations(names, 2)
        for i in range(len(factors[a]))
        for j in range(len(factors[b]))
    }
    while left:
        a, i, b, j = min(left, key=lambda pair: (names.index(pair[0]), pair[1], pair[2:]))
        row = {a: i, b: j}
        for name in names:
            if name not in row:
                row[name] = _best(name, len(factors[name]), row, left, names)
        left -= {(x, row[x], y, row[y]) for x, y in combinations(names, 2)}
        yield {name: factors[name][row[name]] for name in names}


def _best(
    name: str,
    size: int,
    row: Mapping[str, int],
    left: set[tuple[str, int, str, int]],
    names: Sequence[str],
) -> int:
    """The value of a factor that meets most of the pairs that are still to be met."""
    place = {one: n for n, one in enumerate(names)}

    def met(i: int) -> int:
        pairs = (
            (name, i, other, j) if place[name] < place[other] else (other, j, name, i)
            for other, j in row.items()
        )
        return sum(pair in left for pair in pairs)

    return max(range(size), key=met)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{len(value)} 行"
    return "、".join(map(str, value)) or "无" if isinstance(value, list) else str(value)
