"""一件事组合: a draft bundle from chosen items, with what it saves and what stands in its way."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from yimen.catalogue.rules.bundles import derive, savings
from yimen.catalogue.rules.certainty import whens
from yimen.catalogue.rules.definitions import (
    BundleDefinition,
    BundleMember,
    ItemDefinition,
    ScenarioQuestion,
    Section,
)
from yimen.catalogue.rules.flow import DAY_HOURS
from yimen.catalogue.rules.stages import stages
from yimen.catalogue.rules.views import BundleView, Conflict, Savings
from yimen.kernel.packs import Names, Source
from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import Period
from yimen.vocabulary.api import DocumentDefinition, ElementDefinition

_HALF = Decimal("0.5")
_QUESTION = re.compile(r"(?<![\w.])scenario\.([a-z][a-z0-9_]*)")
DERIVED = Source(note="由各事项的环节时限推导，发布前改成真正的依据", unverified=True)
"""The basis of a promise that nobody has made yet."""


@dataclass(frozen=True)
class Composition:
    """组合结果: the draft and all that follows from it.

    `order` are the items by stages, those of a stage side by side; `saving` is None where the
    items' steps have no longest path. `conflicts` are to be settled before the bundle can be
    published.
    """

    bundle: BundleDefinition
    view: BundleView
    saving: Savings | None
    order: tuple[tuple[str, ...], ...]
    conflicts: tuple[Conflict, ...]


def compose(
    code: str,
    name: Names,
    items: Sequence[ItemDefinition],
    elements: Mapping[str, ElementDefinition],
    documents: Mapping[str, DocumentDefinition],
    *,
    known: Sequence[ScenarioQuestion] = (),
    since: date,
    day_hours: Decimal = DAY_HOURS,
) -> Composition:
    """组合一件事: one form, one set of papers, one promise over several items.

    The first item's unit leads. Each element is asked where the first item asks it. Questions of
    the items' own scenarios are asked once each, and so are those that their conditions speak of,
    out of the `known` ones (of the bundles there are). The promise is the longest path, rounded up
    to half a working day. Raises `Invalid` for fewer than two items, the same one twice, or a
    condition about a question that nobody asks.
    """
    codes = [item.code for item in items]
    if len(set(codes)) < 2 or len(set(codes)) < len(codes):
        raise Invalid("一件事至少要两个不同的事项，每个只选一次。")
    questions, clashes = _questions(items, known)
    draft = _draft(code, name, items, questions, since)
    by_code = {item.code: item for item in items}
    view = derive(draft, by_code, elements, documents, scenario={}, form={}, day_hours=day_hours)
    bundle = draft.model_copy(update={"promised": _promise(view)})
    conflicts = (*view.conflicts, *clashes, *_applicants(items), *_results(items, documents))
    return Composition(
        bundle,
        view,
        savings(view, bundle, by_code, day_hours) if view.critical else None,
        tuple(tuple(item.code for item in group) for group in stages(items)),
        conflicts,
    )


def _draft(
    code: str,
    name: Names,
    items: Sequence[ItemDefinition],
    questions: list[ScenarioQuestion],
    since: date,
) -> BundleDefinition:
    """The bundle as far as the items say it; its promise is still to be worked out."""
    return BundleDefinition(
        code=code,
        name=name,
        summary=Names(zh_hans="、".join(item.name.zh_hans for item in items)),
        unit=items[0].unit,
        effective_from=max(since, *(item.effective_from for item in items)),
        applicants=[who for who in items[0].applicants if _all_take(items, who)]
        or list(items[0].applicants),
        basis=list({str(one): one for item in items for one in item.basis}.values()),
        promised=Period.parse("1wd"),
        promised_basis=DERIVED,
        scenario=questions,
        members=[BundleMember(item=item.code) for item in items],
        sections=_sections(items),
        subject_name=_subject(items),
    )


def _promise(view: BundleView) -> Period:
    days = view.critical.days if view.critical else Decimal(1)
    halves = (days / _HALF).to_integral_value(ROUND_CEILING)
    return Period.parse(f"{max(halves, Decimal(1)) * _HALF:f}wd")


def _questions(
    items: Sequence[ItemDefinition], known: Sequence[ScenarioQuestion]
) -> tuple[list[ScenarioQuestion], list[Conflict]]:
    """Each question once; of two that differ under one code, the first and a conflict."""
    found: dict[str, tuple[str, ScenarioQuestion]] = {}
    clashes = []
    for item in items:
        for question in (*item.scenario, *_spoken_of(item, known)):
            other = found.setdefault(question.code, (item.code, question))
            if other[1] != question:
                message = f"“{question.code}”在两个事项里是不同的问题"
                clashes.append(Conflict("question", question.code, (other[0], item.code), message))
    return [question for _, question in found.values()], clashes


def _spoken_of(
    item: ItemDefinition, known: Sequence[ScenarioQuestion]
) -> Iterator[ScenarioQuestion]:
    """Questions of bundles that the item's conditions need and that it does not ask itself."""
    own = {question.code for question in item.scenario}
    offered = {question.code: question for question in reversed(known)}
    names = {name for _, when in whens(item) for name in _QUESTION.findall(when)}
    for name in sorted(names - own):
        if name not in offered:
            raise Invalid(f"{item.code} 用到“scenario.{name}”，却没有哪里问它：先在事项里写上。")
        yield offered[name]


def _sections(items: Sequence[ItemDefinition]) -> list[Section]:
    placed = {code for item in items for code in item.produces}
    sections = []
    for item in items:
        own = [use.element for use in item.fields if use.element not in placed]
        placed.update(own)
        if own:
            sections.append(Section(code=item.code, name=item.name, elements=own))
    return sections


def _subject(items: Sequence[ItemDefinition]) -> str:
    """What the application is about: the name that most items ask for, the first of equals."""
    asked = [use.element for item in items for use in item.fields]
    named = [code for code in asked if code.endswith(".name")] or asked
    return max(dict.fromkeys(named), key=named.count)


def _all_take(items: Sequence[ItemDefinition], who: str) -> bool:
    return all(who in item.applicants for item in items)


def _applicants(items: Sequence[ItemDefinition]) -> list[Conflict]:
    kinds = {who for item in items for who in item.applicants}
    if any(_all_take(items, who) for who in kinds):
        return []
    message = "没有一种申请人能申请全部事项：分成两件事，或说明由谁代表"
    return [Conflict("applicants", "", tuple(item.code for item in items), message)]


def _results(
    items: Sequence[ItemDefinition], documents: Mapping[str, DocumentDefinition]
) -> list[Conflict]:
    """Papers that are a result of another member which no step waits for: it may come too late."""
    makers = {item.result_document: item for item in items if item.result}
    found = []
    for item in items:
        needs = {need for step in item.steps for need in step.needs}
        for paper in item.papers:
            maker = makers.get(paper.document)
            if maker is None or maker is item or needs & set(maker.produces):
                continue
            title = documents[paper.document].name.zh_hans
            message = f"“{title}”是“{maker.name.zh_hans}”的结果，却没有环节等它"
            found.append(Conflict("result", paper.document, (item.code, maker.code), message))
    return found
