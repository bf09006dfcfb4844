"""一件事规则: what a bundle asks, once: its members, joined form and papers, and its saving.

Everything is derived from the definitions and from what is known of one application: answers to
the scenario questions, form values so far.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yimen.catalogue.rules.conditions import Conditions, Facts, all_of, any_of, both, either
from yimen.catalogue.rules.definitions import BundleDefinition, FieldUse, ItemDefinition, PaperUse
from yimen.catalogue.rules.flow import (
    DAY_HOURS,
    NotWorkingTime,
    counted_days,
    critical_path,
    working_days,
)
from yimen.catalogue.rules.views import (
    BundleView,
    Conflict,
    CriticalPath,
    Disposition,
    FieldView,
    MemberView,
    PaperView,
    Savings,
    SectionView,
)
from yimen.vocabulary.api import DocumentDefinition, ElementDefinition, ElementSource


def derive(
    bundle: BundleDefinition,
    items: Mapping[str, ItemDefinition],
    elements: Mapping[str, ElementDefinition],
    documents: Mapping[str, DocumentDefinition],
    *,
    scenario: Mapping[str, Any],
    form: Mapping[str, Any],
    day_hours: Decimal = DAY_HOURS,
    conditions: Conditions | None = None,
) -> BundleView:
    """推导一件事: what applies, is asked, is supplied, and how long it takes.

    `scenario` by question code, `form` by element code in stored form. `day_hours` are the
    office hours that make a working day. The definitions are those of a pack that has passed
    its check: an unknown code raises `KeyError`, a condition that does not compile
    `BadExpression`.

    `conditions` is the environment of this bundle and these elements where it is at hand;
    making one costs more than the rest.
    """
    conditions = conditions or Conditions.of(bundle.scenario, elements)
    facts = conditions.given(scenario, form)
    whens = _member_whens(bundle, items)
    applying = {code: facts.applies(when) for code, when in whens.items()}
    joined = _Joined(bundle, items, elements, documents, facts, whens, applying)
    fields = joined.fields()
    kept = [items[code] for code, applies in applying.items() if applies is not False]
    critical, stuck = _critical(kept, day_hours)
    conflicts = [*stuck, *joined.naming(), *_unplaced(bundle, fields, kept), *_waiting(kept)]
    return BundleView(
        bundle.code,
        joined.members(),
        tuple(code for code, applies in applying.items() if applies is False),
        _sections(bundle, fields),
        joined.papers(),
        critical,
        tuple(conflicts),
    )


@dataclass(frozen=True)
class _Joined:
    """The uses of all members that are not ruled out, joined by element and by document."""

    bundle: BundleDefinition
    items: Mapping[str, ItemDefinition]
    elements: Mapping[str, ElementDefinition]
    documents: Mapping[str, DocumentDefinition]
    facts: Facts
    whens: Mapping[str, str]
    applying: Mapping[str, bool | None]

    def members(self) -> tuple[MemberView, ...]:
        return tuple(
            MemberView(
                item.code,
                item.name,
                self.applying[item.code],
                self.whens[item.code],
                self._certain(item.code, [(use.element, use.when) for use in item.fields]),
                self._certain(item.code, [(use.document, use.when) for use in item.papers]),
            )
            for item in self._kept()
        )

    def fields(self) -> dict[str, FieldView]:
        found: dict[str, list[tuple[str, FieldUse]]] = {}
        for item in self._kept():
            for use in item.fields:
                found.setdefault(use.element, []).append((item.code, use))
        views = {code: self._field(code, uses) for code, uses in found.items()}
        return {code: view for code, view in views.items() if view.applies is not False}

    def papers(self) -> tuple[PaperView, ...]:
        found: dict[str, list[tuple[str, PaperUse]]] = {}
        for item in self._kept():
            for use in item.papers:
                found.setdefault(use.document, []).append((item.code, use))
        views = (self._paper(code, uses) for code, uses in found.items())
        return tuple(view for view in views if view.applies is not False)

    def naming(self) -> list[Conflict]:
        named: dict[str, dict[str, list[str]]] = {}
        for item in self._kept():
            for use in item.fields:
                if use.name:
                    named.setdefault(use.element, {}).setdefault(use.name.zh_hans, []).append(
                        item.code
                    )
        return [
            Conflict(
                "naming",
                element,
                tuple(item for users in names.values() for item in users),
                f"“{element}”在各事项中的叫法不同：{'、'.join(names)}",
            )
            for element, names in named.items()
            if len(names) > 1
        ]

    def _answering(self, source: ElementSource | None) -> ElementSource | None:
        """The source, unless a sibling has yet to produce the key by which it would be asked:
        no register holds a company that is only being founded."""
        made = {code for item in self._kept() if self.applying[item.code] for code in item.produces}
        return None if source is None or source.key in made else source

    def _kept(self) -> list[ItemDefinition]:
        return [self.items[c] for c, applies in self.applying.items() if applies is not False]

    def _applies(self, item: str, when: str) -> bool | None:
        return both(self.applying[item], self.facts.applies(when))

    def _certain(self, item: str, uses: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        return tuple(code for code, when in uses if self._applies(item, when))

    def _live(self, uses: Sequence[tuple[str, Any]]) -> tuple[list[tuple[str, Any]], bool | None]:
        """The uses that are not ruled out (all of them if all are), and whether one applies."""
        answers = [self._applies(item, use.when) for item, use in uses]
        applies: bool | None = False
        for answer in answers:
            applies = either(applies, answer)
        live = [one for one, answer in zip(uses, answers, strict=True) if answer is not False]
        return live or list(uses), applies

    def _when(self, uses: Sequence[tuple[str, Any]]) -> str:
        whens = self.whens
        return any_of([all_of([whens[item], use.when]) for item, use in uses])

    def _field(self, code: str, uses: list[tuple[str, FieldUse]]) -> FieldView:
        live, applies = self._live(uses)
        element = self.elements[code]
        producers = [i.code for i in self._kept() if code in i.produces and self.applying[i.code]]
        disposition, supplier = _from(producers, self._answering(element.source))
        return FieldView(
            code,
            next((use.name for _, use in live if use.name), element.name),
            next((use.hint for _, use in live if use.hint), element.hint),
            any(use.required for _, use in live),
            applies,
            self._when(uses),
            tuple(item for item, _ in live),
            disposition,
            supplier,
        )

    def _paper(self, code: str, uses: list[tuple[str, PaperUse]]) -> PaperView:
        live, applies = self._live(uses)
        document = self.documents[code]
        issuer = document.issued_by_item
        for_others = any(item != issuer for item, _ in live)  # its own earlier result is handed in
        issuers = [issuer] if issuer and for_others and self.applying.get(issuer) else []
        disposition, supplier = _from(issuers, self._answering(document.source))
        essential = any(use.essential for _, use in live)
        return PaperView(
            code,
            document.name,
            essential,
            not essential and all(use.may_defer for _, use in live),
            all(use.may_promise for _, use in live),
            applies,
            self._when(uses),
            tuple(item for item, _ in live),
            disposition,
            supplier,
        )


def _from(producers: Sequence[str], source: ElementSource | None) -> tuple[Disposition, str]:
    """A sibling's result comes first: what it has yet to issue no source can hold already."""
    if producers:
        return "from_result", producers[0]
    if source:
        return "from_source", source.resource
    return "asked", ""


def _sections(bundle: BundleDefinition, fields: Mapping[str, FieldView]) -> tuple[SectionView, ...]:
    views = (
        SectionView(s.code, s.name, s.hint, tuple(fields[e] for e in s.elements if e in fields))
        for s in bundle.sections
    )
    return tuple(view for view in views if view.fields)


def _unplaced(
    bundle: BundleDefinition, fields: Mapping[str, FieldView], items: Sequence[ItemDefinition]
) -> list[Conflict]:
    """What no section asks, unless an item that may yet apply produces it."""
    held = {element for section in bundle.sections for element in section.elements}
    held |= {code for item in items for code in item.produces}
    return [
        Conflict("unplaced", code, view.used_by, f"“{code}”没有放进任何填报分区")
        for code, view in fields.items()
        if code not in held
    ]


def _waiting(items: Sequence[ItemDefinition]) -> list[Conflict]:
    given = {code for item in items for code in item.produces}
    given |= {use.element for item in items for use in item.fields}
    return [
        Conflict("waiting", need, (item.code,), f"“{item.code}/{step.code}”等不到“{need}”")
        for item in items
        for step in item.steps
        for need in step.needs
        if need not in given
    ]


def _critical(
    items: Sequence[ItemDefinition], day_hours: Decimal
) -> tuple[CriticalPath | None, list[Conflict]]:
    try:
        return critical(items, day_hours), []
    except NotWorkingTime as error:
        return None, [Conflict("limits", "", (), str(error))]
    except ValueError as error:
        return None, [Conflict("deadlock", "", tuple(i.code for i in items), str(error))]


def critical(items: Sequence[ItemDefinition], day_hours: Decimal = DAY_HOURS) -> CriticalPath:
    """联办关键路径: the slowest way through several items that run together.

    Edges are each item's own `after`, and from the makers of an element to the steps of other
    items that need it. An item makes what it `produces` with its automatic steps (all of them
    count, so that the path is never too short), or by its end if it has none. Every
    conditional step counts. Raises `NotWorkingTime`, and `ValueError` where items wait for each
    other.
    """
    makers: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        made_by = [s.code for s in item.steps if s.kind == "automatic"]
        made_by = made_by or [s.code for s in item.steps if s.kind == "issue"]
        for element in item.produces:
            makers.setdefault(element, []).extend((item.code, code) for code in made_by)
    days: dict[str, Decimal] = {}
    after: dict[str, list[str]] = {}
    for item in items:
        for step in item.steps:
            node = f"{item.code}/{step.code}"
            days[node] = counted_days(step, day_hours)
            after[node] = [f"{item.code}/{code}" for code in step.after]
            for need in step.needs:
                others = (one for one in makers.get(need, ()) if one[0] != item.code)
                after[node] += [f"{maker}/{code}" for maker, code in others]
    path = critical_path(days, after)
    pairs = tuple((node.partition("/")[0], node.partition("/")[2]) for node in path.steps)
    return CriticalPath(path.days, pairs)


def savings(
    view: BundleView,
    bundle: BundleDefinition,
    items: Mapping[str, ItemDefinition],
    day_hours: Decimal = DAY_HOURS,
) -> Savings:
    """计算节省: the saving of a derived bundle; see `Savings` for how each figure is counted.

    Raises `NotWorkingTime` and `ValueError` as `critical` does (never for a checked pack).
    """
    members = [member for member in view.members if member.applies]
    certain = [items[member.item] for member in members]
    fields = {code for member in members for code in member.fields}
    supplied = {
        code
        for code in fields
        if any(code in item.produces for item in certain) or _is_supplied(view.fields, code)
    }
    papers = {code for member in members for code in member.papers}
    asked = {paper.document for paper in view.papers if paper.disposition == "asked"}
    return Savings(
        fields_separately=sum(len(member.fields) for member in members),
        fields_once=len(fields),
        fields_supplied=len(supplied),
        papers_separately=sum(len(member.papers) for member in members),
        papers_asked=len(papers & asked),
        visits_separately=sum(item.visits for item in certain),
        visits=bundle.visits + sum(item.visits_in_bundle for item in certain),
        days_separately=sum(
            (working_days(item.limits.promised, day_hours) for item in certain), Decimal(0)
        ),
        days=critical(certain, day_hours).days,
    )


def _is_supplied(fields: Sequence[FieldView], code: str) -> bool:
    return any(one.element == code and one.disposition != "asked" for one in fields)


def _member_whens(bundle: BundleDefinition, items: Mapping[str, ItemDefinition]) -> dict[str, str]:
    """When each member applies: as the bundle says, unless a list exempts its item."""
    return {one.item: all_of([one.when, items[one.item].needed]) for one in bundle.members}
