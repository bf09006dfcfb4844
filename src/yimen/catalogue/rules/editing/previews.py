"""预览规则: what an applicant would be asked by a definition as it is drafted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yimen.catalogue.rules.bundles import derive
from yimen.catalogue.rules.certainty import whens
from yimen.catalogue.rules.conditions import Conditions, form_name
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import (
    BundleDefinition,
    BundleMember,
    ItemDefinition,
    ScenarioQuestion,
    Section,
)
from yimen.catalogue.rules.flow import NotWorkingTime, working_days
from yimen.catalogue.rules.views import BundleView, FieldView
from yimen.kernel.expressions import BadExpression
from yimen.vocabulary.api import ElementDefinition

_DECIDING = frozenset({"boolean", "choice", "integer", "money", "choices"})
"""Types of elements whose values a preview asks, because conditions turn on them."""


@dataclass(frozen=True)
class Preview:
    """预览: what applies and is asked for the answers given.

    `questions` are those of the scenario that apply, `deciding` the elements on whose values the
    conditions turn. `days` is the longest path, `promised` the promise, both in working days.
    """

    view: BundleView
    questions: tuple[ScenarioQuestion, ...]
    deciding: tuple[ElementDefinition, ...]
    items: Mapping[str, ItemDefinition]
    days: Decimal | None
    path: tuple[tuple[str, str], ...]
    promised: Decimal | None

    @property
    def keeps_its_promise(self) -> bool:
        """能否兑现承诺: whether the longest path is within the promise, where both are known."""
        return self.days is None or self.promised is None or self.days <= self.promised

    @property
    def fields(self) -> tuple[FieldView, ...]:
        """要填和带入的字段: what a section of the form shows."""
        return self.view.fields


def alone(item: ItemDefinition) -> BundleDefinition:
    """单独办理: an item by itself as the bundle of one, with its own questions and one section."""
    asked = [use.element for use in item.fields if use.element not in item.produces]
    section = Section.model_construct(
        code="form", name=item.name, hint=None, elements=list(dict.fromkeys(asked))
    )
    return BundleDefinition.model_construct(
        code=item.code,
        name=item.name,
        summary=item.name,
        promised=item.limits.promised,
        scenario=item.scenario,
        members=[BundleMember(item=item.code)],
        sections=[section],
        visits=item.visits,
    )


def settings_of(item: ItemDefinition, pack: PackContents) -> list[BundleDefinition]:
    """在哪里办: how people come to an item: by itself where its questions allow; in bundles."""
    bundles = [loaded.value for loaded in pack.bundles_with(item.code)]
    asks_elsewhere = any("scenario." in when for _, when in whens(item)) and not item.scenario
    return bundles if bundles and asks_elsewhere else [alone(item), *bundles]


def preview(
    bundle: BundleDefinition,
    pack: PackContents,
    scenario: Mapping[str, Any],
    form: Mapping[str, Any],
) -> Preview | None:
    """预览: of a bundle, or an item `alone`; None while its faults leave nothing to show."""
    items = {one.item: pack.listed_items.get(one.item) for one in bundle.members}
    known = {code: item for code, item in items.items() if item}
    try:
        conditions = Conditions.of(bundle.scenario, pack.element_of)
        facts = conditions.given(scenario, form)
        shown = [one for one in bundle.scenario if facts.applies(one.when) is True]
        view = derive(
            bundle,
            known,
            pack.element_of,
            pack.document_of,
            scenario=scenario,
            form=form,
            day_hours=pack.day_hours,
            conditions=conditions,
        )
        deciding = _deciding(conditions, bundle, known.values(), view.fields)
    except (KeyError, BadExpression):
        return None
    path = view.critical
    return Preview(
        view,
        tuple(shown),
        tuple(deciding),
        known,
        path.days if path else None,
        path.steps if path else (),
        _promised(bundle, pack.day_hours),
    )


def _deciding(
    conditions: Conditions,
    bundle: BundleDefinition,
    items: Iterable[ItemDefinition],
    fields: Sequence[FieldView],
) -> list[ElementDefinition]:
    used: set[str] = set()
    texts = [one.when for one in bundle.members]
    texts += [when for item in items for _, when in whens(item)]
    for when in texts:
        used |= conditions.compile(when).names if when.strip() else set()
    shown = [conditions.elements[one.element] for one in fields]
    return [one for one in shown if form_name(one.code) in used and one.type in _DECIDING]


def _promised(bundle: BundleDefinition, day_hours: Decimal) -> Decimal | None:
    try:
        return working_days(bundle.promised, day_hours)
    except NotWorkingTime:
        return None
