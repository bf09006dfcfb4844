"""走遍: every item and bundle from application to result, in every situation and both outcomes.

Each situation is driven once with everything passed, and once for each step that people decide,
found against there. What is looked for: cases that come to no end, situations in which nothing is
asked, uses (members, fields, papers, steps) that no situation calls for, and results whose lines
have no value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from yimen.catalogue.rules.bundles import derive
from yimen.catalogue.rules.conditions import Facts
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.situations import subjects
from yimen.catalogue.rules.situations.running import Ending, deciders, run
from yimen.catalogue.rules.situations.scenarios import Answers, can_stand_alone, scenarios
from yimen.catalogue.rules.situations.subjects import Subject
from yimen.catalogue.rules.views import BundleView

Kind = Literal["dead_end", "no_item", "nothing_asked", "never_used", "empty_row"]
REMARKS = frozenset({"no_item", "nothing_asked"})
"""What may well be meant: somebody looks at it, but the walk does not fail."""
_WORDS: dict[Kind, str] = {
    "dead_end": "走不到头",
    "no_item": "什么也不用办",
    "nothing_asked": "什么也不问",
    "never_used": "用不到",
    "empty_row": "结果没有值",
}


@dataclass(frozen=True)
class Trouble:
    """走不通: what is wrong, where, in which situation it was met first, and in how many."""

    kind: Kind
    subject: str
    message: str
    example: str = ""
    times: int = 1

    def __str__(self) -> str:
        met = f"（{self.times} 种情形，例如：{self.example}）" if self.example else ""
        return f"{self.subject}：{_WORDS[self.kind]}：{self.message}{met}"

    def as_json(self) -> dict[str, Any]:
        """可序列化."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "message": self.message,
            "example": self.example,
            "times": self.times,
        }


@dataclass(frozen=True)
class WalkReport:
    """走遍报告: `counts` has `subjects` (bundles and items applied for alone), of which
    `incomplete` were walked by pairs; `scenarios`, `runs` (cases driven to an end, by outcome
    `granted`, `refused`, `ended`, `stuck`) and the troubles by kind.

    `joined_only` are items that cannot be applied for alone: their conditions speak of a bundle's
    questions.
    """

    troubles: tuple[Trouble, ...]
    counts: dict[str, int]
    joined_only: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """是否全部走通: nothing was met but remarks."""
        return all(one.kind in REMARKS for one in self.troubles)

    def as_json(self) -> dict[str, Any]:
        """可序列化."""
        return {
            "counts": self.counts,
            "joined_only": list(self.joined_only),
            "troubles": [one.as_json() for one in self.troubles],
        }


def walk_pack(pack: PackContents) -> WalkReport:
    """走遍城市包: drive every bundle, and every item that is offered by itself. The pack has
    passed its check."""
    walk = _Walk(pack)
    for bundle in pack.bundles:
        subject = subjects.of_bundle(pack, bundle.value)
        if subject:
            walk.through(subject)
    joined_only = []
    for item in pack.items:
        subject = subjects.of_item(pack, item.value)
        if can_stand_alone(subject):
            walk.through(subject)
        else:
            joined_only.append(item.value.code)
    return walk.report(joined_only)


Found = tuple[Kind, str]


@dataclass
class _Walk:
    pack: PackContents
    met: dict[tuple[Kind, str, str], list[str]] = field(default_factory=dict)
    used: set[tuple[str, str, str]] = field(default_factory=set)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("subjects", "incomplete", "scenarios", "runs", "granted", "refused", "ended", "stuck"),
            0,
        )
    )
    walked: list[Subject] = field(default_factory=list)

    def through(self, subject: Subject) -> None:
        """Every situation of one subject."""
        found = scenarios(subject)
        self.walked.append(subject)
        self.counts["subjects"] += 1
        self.counts["incomplete"] += not found.complete
        driven: dict[object, list[Found]] = {}
        for answers in found.all:
            self.counts["scenarios"] += 1
            for kind, message in self._situation(subject, answers, driven):
                self.met.setdefault((kind, subject.bundle.code, message), []).append(answers.words)

    def report(self, joined_only: list[str]) -> WalkReport:
        troubles = [
            Trouble(kind, subject, message, examples[0], len(examples))
            for (kind, subject, message), examples in self.met.items()
        ]
        troubles += self._unused()
        for kind in _WORDS:
            self.counts[kind] = sum(one.kind == kind for one in troubles)
        return WalkReport(tuple(troubles), dict(self.counts), tuple(joined_only))

    def _situation(
        self, subject: Subject, answers: Answers, driven: dict[object, list[Found]]
    ) -> Iterator[Found]:
        facts = subject.conditions.given(answers.scenario, answers.form)
        view = derive(
            subject.bundle,
            subject.items,
            self.pack.element_of,
            self.pack.document_of,
            scenario=answers.scenario,
            form=answers.form,
            day_hours=self.pack.day_hours,
            conditions=subject.conditions,
        )
        items = [subject.items[member.item] for member in view.members if member.applies]
        self._note(subject, items, facts)
        if not items:
            if not any(item.exempt for item in subject.items.values()):  # a list may say so
                yield "no_item", "没有一个事项适用"
            return
        if not _asks(view):
            yield "nothing_asked", "没有要填的，也没有要交的"
        known = _known(view, facts)
        key = _signature(items, facts, known)
        if key not in driven:
            driven[key] = list(self._driven(subject, items, facts, known))
            driven[key] += _empty_rows(items, view)
        yield from driven[key]

    def _driven(
        self, subject: Subject, items: list[ItemDefinition], facts: Facts, known: set[str]
    ) -> Iterator[Found]:
        """One application with everything passed, and one for each step found against."""
        passed = self._run(items, facts, known, set())
        for code, ending in passed.items():
            if ending.fate != "granted":
                yield "dead_end", f"“{code}”一直等 {'、'.join(ending.waits)}"
        for item in items:
            for step in deciders(item, facts.applies):
                if step not in passed[item.code].steps:
                    continue
                endings = self._run(items, facts, known, {(item.code, step)})
                name = subject.called(item.code, step)
                if endings[item.code].fate == "stuck":
                    yield "dead_end", f"“{name}”不予通过后，“{item.code}”没有结局"
                for code, ending in endings.items():
                    if code != item.code and ending.fate == "stuck":
                        waits = "、".join(ending.waits)
                        yield "dead_end", f"“{name}”不予通过后，“{code}”一直等 {waits}"

    def _run(
        self,
        items: list[ItemDefinition],
        facts: Facts,
        known: set[str],
        against: set[tuple[str, str]],
    ) -> dict[str, Ending]:
        self.counts["runs"] += 1
        endings = run(items, known=known, holds=facts.applies, against=against)
        for ending in endings.values():
            self.counts[ending.fate] += 1
        return endings

    def _note(self, subject: Subject, items: list[ItemDefinition], facts: Facts) -> None:
        for item in items:
            self.used.add((subject.bundle.code, "事项", item.code))
            for noun, code, when in _uses(item):
                if facts.applies(when) is not False:
                    self.used.add((item.code, noun, code))

    def _unused(self) -> Iterator[Trouble]:
        """What no situation calls for: of members in their bundle, of the rest anywhere."""
        seen: set[str] = set()
        for subject in self.walked:
            bundle = subject.bundle.code
            for code, item in subject.items.items():
                if not subject.alone and (bundle, "事项", code) not in self.used:
                    yield Trouble("never_used", bundle, f"没有一种情形要办事项“{code}”")
                if code in seen:
                    continue
                seen.add(code)
                for noun, one, when in _uses(item):
                    if when.strip() and (code, noun, one) not in self.used:
                        message = f"没有一种情形用到{noun}“{one}”：条件“{when}”总不成立"
                        yield Trouble("never_used", code, message)


def _uses(item: ItemDefinition) -> Iterator[tuple[str, str, str]]:
    yield from (("字段", use.element, use.when) for use in item.fields)
    yield from (("材料", use.document, use.when) for use in item.papers)
    yield from (("环节", step.code, step.when) for step in item.steps)


def _asks(view: BundleView) -> bool:
    return any(one.disposition == "asked" for one in view.fields) or any(
        one.disposition == "asked" for one in view.papers
    )


def _known(view: BundleView, facts: Facts) -> set[str]:
    """What is surely known at the start: required fields that apply, and what conditions know."""
    return {one.element for one in view.fields if one.applies and one.required} | facts.known


def _signature(items: list[ItemDefinition], facts: Facts, known: set[str]) -> object:
    """All that the course of an application rests on; equal ones need be driven only once."""
    return (
        tuple(item.code for item in items),
        tuple(facts.applies(step.when) for item in items for step in item.steps),
        tuple(facts.applies(use.when) for item in items for use in item.fields),
        frozenset(need for item in items for step in item.steps for need in step.needs) & known,
    )


def _empty_rows(items: list[ItemDefinition], view: BundleView) -> Iterator[Found]:
    there = {one.element for one in view.fields if one.applies}
    there |= {code for item in items for code in item.produces}
    for item in items:
        for row in item.result.rows if item.result else []:
            if row.element and row.element not in there:
                yield (
                    "empty_row",
                    f"“{item.code}”的结果栏目“{row.label.zh_hans}”（{row.element}）没有填，也没有产生",
                )
