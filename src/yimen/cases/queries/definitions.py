"""办件与定义: what a case's published definition and its form say together."""

from typing import Any

from yimen.cases.models import Case, Draft
from yimen.catalogue.api import (
    Facts,
    ItemDefinition,
    Offer,
    conditions_of,
    conditions_of_item,
    conditions_of_items,
    item_of,
)


def item_definition(case: Case) -> ItemDefinition:
    """事项定义: the version that the case began with."""
    if case.item_id is None:
        raise ValueError("a parent case has a bundle, not an item")
    return item_of(case.item_id)


def offer_of(application: Draft | Case) -> Offer:
    """申请对象: what a draft, or the case that came of it, applies for."""
    return Offer.of(application.bundle_id, application.item_id)


def root_of(case: Case) -> Case:
    """总办件: the parent that holds the form, or the case itself."""
    return Case.objects.get(pk=case.parent_id) if case.parent_id else case


def full_form(root: Case) -> dict[str, Any]:
    """全部数据: what the applicant and sources gave, and what automatic steps produced."""
    return {**root.form, **root.produced}


def facts_of(root: Case) -> Facts:
    """已知情况: scenario and form of a parent case, ready to decide conditions and needs."""
    if root.bundle_id is None:
        known = conditions_of_item(root.item_id) if root.item_id else conditions_of_items()
        return known.given(root.scenario, full_form(root))
    return conditions_of(root.bundle_id).given(root.scenario, full_form(root))
