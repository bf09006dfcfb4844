"""目录查询: definitions in force, and definitions of given versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, LiteralString, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from yimen.catalogue.models import BundleVersion, ItemVersion, Version
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.bundles import derive, savings
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.firing import Flow
from yimen.catalogue.rules.views import BundleView, Savings
from yimen.kernel import clock, statements
from yimen.kernel.problems import Unknown
from yimen.vocabulary.api import calendar, documents, elements, revision, today

V = TypeVar("V", bound=Version)


def in_force(
    versions: "QuerySet[V]", on: date | None = None, *, stopped: bool = False
) -> "QuerySet[V]":
    """生效版本: of each code the version in force on a day (today), by code; see `Version`.

    With `stopped` also what is suspended or cancelled on that day.
    """
    day = on or clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    begun = versions.filter(effective_from__lte=day)
    newest = begun.order_by("code", "-effective_from", "-published_at").distinct("code")
    lasting = versions.filter(Q(effective_to=None) | Q(effective_to__gte=day))
    lasting = lasting if stopped else lasting.filter(offered=True)
    return lasting.filter(pk__in=newest.values("pk")).order_by("code")


_IN_FORCE: LiteralString = """
select id from (
    select id, effective_to, offered from catalogue_itemversion
    where code = %s and effective_from <= %s
    order by effective_from desc, published_at desc limit 1) newest
where offered and (effective_to is null or effective_to >= %s)
"""


def item_id_in_force(code: str) -> UUID:
    """生效事项版本号: the id of the version in force today.

    Raises `Unknown`, or `Conflict` with the reason for an item that is stopped.
    """
    day = today()
    found = statements.run(_IN_FORCE, [code, day, day]).fetchone()
    if found is None:
        from yimen.catalogue.queries.offers import refusal_of  # offers are read with what is here

        raise refusal_of(code)
    version: UUID = found[0]
    return version


def _in_force(versions: "QuerySet[V]", code: str, on: date | None) -> V | None:
    return in_force(versions.filter(code=code), on).first()


def item_in_force(code: str, on: date | None = None) -> ItemVersion:
    """生效事项: the version of an item in force on a day (today); raises `Unknown`."""
    version = _in_force(ItemVersion.objects.all(), code, on)
    if version is None:
        raise Unknown(f"没有正在生效的事项“{code}”。")
    return version


def bundle_in_force(code: str, on: date | None = None) -> BundleVersion:
    """生效的一件事: the version of a bundle in force on a day (today); raises `Unknown`."""
    version = _in_force(BundleVersion.objects.all(), code, on)
    if version is None:
        raise Unknown(f"没有正在办理的“一件事”：{code}。请从首页重新选择。")
    return version


def bundles_in_force() -> list[tuple[BundleVersion, BundleDefinition]]:
    """可办的一件事: every bundle in force today, by code."""
    found = in_force(BundleVersion.objects.all())
    return [(version, bundle_of(version.id)) for version in found]


def items_in_force() -> list[tuple[ItemVersion, ItemDefinition]]:
    """可办事项: every item in force today, by code."""
    found = in_force(ItemVersion.objects.all())
    return [(version, item_of(version.id)) for version in found]


@dataclass(frozen=True)
class CatalogueFigures:
    """目录计数: items and bundles in force, and the items that can be done without any visit.

    `online` counts items with the channel that need no visit by themselves, or none as part of
    a bundle.
    """

    items: int
    online: int
    bundles: int


def catalogue_figures() -> CatalogueFigures:
    """目录计数: what is in force today."""
    items = [item for _, item in items_in_force()]
    bundles = bundles_in_force()
    joined = {code for version, _ in bundles for code in items_of_bundle(version.id)}
    without = [
        item
        for item in items
        if item.visits == 0 or (item.code in joined and item.visits_in_bundle == 0)
    ]
    online = sum("online" in item.channels for item in without)
    return CatalogueFigures(len(items), online, len(bundles))


@lru_cache(maxsize=2048)
def item_of(version: UUID) -> ItemDefinition:
    """事项定义: the definition of a published version (immutable, so kept in memory)."""
    return ItemDefinition.model_validate(ItemVersion.objects.get(pk=version).definition)


@lru_cache(maxsize=2048)
def flow_of(version: UUID) -> Flow:
    """事项流程: the flow of a published version, its steps in order."""
    return Flow.of(item_of(version).steps)


@lru_cache(maxsize=512)
def bundle_of(version: UUID) -> BundleDefinition:
    """一件事定义: the definition of a published version."""
    return BundleDefinition.model_validate(BundleVersion.objects.get(pk=version).definition)


@lru_cache(maxsize=512)
def items_of_bundle(version: UUID) -> dict[str, tuple[UUID, ItemDefinition]]:
    """联办事项: the item versions a bundle version joins: `{item code: (version, definition)}`."""
    rows = BundleVersion.objects.get(pk=version).items.all()
    return {row.code: (row.pk, item_of(row.pk)) for row in rows}


def conditions_of(version: UUID) -> Conditions:
    """条件环境: the names and types that conditions of a bundle and its items may use."""
    return _conditions(version, revision())


def conditions_of_items() -> Conditions:
    """单项条件环境: the names that conditions of an item without a bundle may use."""
    return _item_conditions(revision())


@lru_cache(maxsize=4)
def _item_conditions(revision: int) -> Conditions:
    return Conditions.of([], elements())


@lru_cache(maxsize=64)
def _conditions(version: UUID, revision: int) -> Conditions:
    return Conditions.of(bundle_of(version).scenario, elements())


def view_of_bundle(
    version: UUID, scenario: Mapping[str, Any], form: Mapping[str, Any]
) -> BundleView:
    """一件事视图: what a published bundle asks and supplies for one application so far."""
    items = {code: item for code, (_, item) in items_of_bundle(version).items()}
    return derived(bundle_of(version), items, conditions_of(version), scenario, form)


def derived(
    bundle: BundleDefinition,
    items: Mapping[str, ItemDefinition],
    conditions: Conditions,
    scenario: Mapping[str, Any],
    form: Mapping[str, Any],
) -> BundleView:
    """推导视图: `derive` with the city's elements, documents and office hours."""
    return derive(
        bundle,
        items,
        elements(),
        documents(),
        scenario=scenario,
        form=form,
        day_hours=day_hours(),
        conditions=conditions,
    )


def savings_of_bundle(version: UUID, view: BundleView) -> Savings:
    """一件事的节省: against its items applied for one by one; see `Savings` for each figure."""
    items = {code: item for code, (_, item) in items_of_bundle(version).items()}
    return savings(view, bundle_of(version), items, day_hours())


def day_hours() -> Decimal:
    """日办公小时: the office hours that make a working day."""
    return Decimal(calendar().hours.full_day.total_seconds()) / 3600
