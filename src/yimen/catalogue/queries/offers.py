"""申请对象: what is applied for, a bundle or one item by itself, behind one face."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from yimen.catalogue.models import BundleVersion, ItemVersion
from yimen.catalogue.queries.definitions import (
    bundle_of,
    conditions_of,
    conditions_of_items,
    day_hours,
    derived,
    in_force,
    item_of,
    items_of_bundle,
)
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.bundles import savings
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.offering import why_stopped
from yimen.catalogue.rules.single import as_bundle, obstacles
from yimen.catalogue.rules.views import BundleView, Savings
from yimen.kernel.problems import Conflict, Unknown
from yimen.vocabulary.api import elements, revision

ONLINE = frozenset({"online", "mobile"})


@dataclass(frozen=True)
class Offer:
    """申请对象: a published version of a bundle, or of one item applied for by itself."""

    version: UUID
    single: bool

    @classmethod
    def of(cls, bundle: UUID | None, item: UUID | None) -> "Offer":
        """由版本号: of exactly one of a bundle's and an item's version."""
        if bundle is not None:
            return cls(bundle, single=False)
        if item is None:
            raise ValueError("an application is to a bundle or to an item")
        return cls(item, single=True)

    @property
    def bundle(self) -> BundleDefinition:
        """一件事定义: the bundle's, or the item's as a bundle of one."""
        if self.single:
            return _as_bundle(self.version, revision())
        return bundle_of(self.version)

    @property
    def items(self) -> Mapping[str, tuple[UUID, ItemDefinition]]:
        """事项: the item versions that are applied for: `{item code: (version, definition)}`."""
        if not self.single:
            return items_of_bundle(self.version)
        item = item_of(self.version)
        return {item.code: (self.version, item)}

    @property
    def conditions(self) -> Conditions:
        """条件环境: the names and types that conditions may use."""
        if self.single:
            return conditions_of_item(self.version)
        return conditions_of(self.version)

    def view(self, scenario: Mapping[str, Any], form: Mapping[str, Any]) -> BundleView:
        """视图: what is asked and supplied for one application so far."""
        items = self._definitions()
        if self.single:  # whoever applies for it is asked; what a list exempts is told apart
            items = {code: item.model_copy(update={"exempt": []}) for code, item in items.items()}
        return derived(self.bundle, items, self.conditions, scenario, form)

    def savings(self, view: BundleView) -> Savings:
        """节省: see `Savings`; by itself an item saves only what sources supply."""
        return savings(view, self.bundle, self._definitions(), day_hours())

    def _definitions(self) -> dict[str, ItemDefinition]:
        return {code: item for code, (_, item) in self.items.items()}


@lru_cache(maxsize=512)
def _as_bundle(version: UUID, revision: int) -> BundleDefinition:
    return as_bundle(item_of(version), elements())


def conditions_of_item(version: UUID) -> Conditions:
    """单项条件环境: the names that conditions of an item applied for by itself may use."""
    return _conditions_of_item(version, revision())


@lru_cache(maxsize=512)
def _conditions_of_item(version: UUID, revision: int) -> Conditions:
    questions = item_of(version).scenario
    return Conditions.of(questions, elements()) if questions else conditions_of_items()


def offered_item(code: str) -> ItemVersion:
    """可单独网上申请的事项: the version in force.

    Raises `Conflict` with the reason for an item that is stopped, is part of bundles only, or
    takes no applications online; `Unknown` for a code that there is not.
    """
    version = in_force(ItemVersion.objects.filter(code=code)).first()
    if version is None:
        raise refusal_of(code)
    require_alone(version.id)
    item = item_of(version.id)
    if not ONLINE & set(item.channels):
        raise Conflict(f"“{item.name.zh_hans}”不在网上收件，请带材料到窗口办理。")
    return version


def may_apply_alone(version: UUID) -> bool:
    """可否单独网上申请: whether the version can be applied for by itself, online."""
    item = item_of(version)
    return item.offered and bool(ONLINE & set(item.channels)) and not in_the_way(version)


def require_alone(version: UUID) -> None:
    """确认可单独申请: raises `Conflict` for an item that can only be applied for in a bundle."""
    if in_the_way(version):
        item = item_of(version)
        raise Conflict(f"“{item.name.zh_hans}”要和有关事项一起办，请从它所在的“一件事”申请。")


def in_the_way(version: UUID) -> tuple[str, ...]:
    """不能单独申请的原因: see `obstacles`; empty when the item can be applied for by itself."""
    return _in_the_way(version, revision())


@lru_cache(maxsize=2048)
def _in_the_way(version: UUID, revision: int) -> tuple[str, ...]:
    return obstacles(item_of(version), elements())


def refusal_of(code: str) -> Conflict | Unknown:
    """不收申请的理由: why there is no version of an item to apply for today, in words."""
    version = in_force(ItemVersion.objects.filter(code=code), stopped=True).first()
    if version is None or version.offered:
        return Unknown(f"没有正在生效的事项“{code}”。")
    return Conflict(why_stopped(item_of(version.id)))


def offered_bundle(code: str) -> BundleVersion:
    """可申请的一件事: the version in force; raises `Conflict` with the reason for one stopped."""
    version = in_force(BundleVersion.objects.filter(code=code), stopped=True).first()
    if version is None:
        raise Unknown(f"没有正在办理的“一件事”：{code}。请从首页重新选择。")
    if not version.offered:
        raise Conflict(why_stopped(bundle_of(version.id)))
    return version
