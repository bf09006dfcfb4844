"""版本写入: definitions become immutable versions; bundles follow the items that they join."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.db.models import Min

from yimen.catalogue.events import (
    BundlePublished,
    EntryPublished,
    ItemPublished,
    ListPublished,
)
from yimen.catalogue.models import (
    BundleVersion,
    Change,
    EntryVersion,
    ItemVersion,
    ListVersion,
    Version,
)
from yimen.catalogue.queries import bundle_of, in_force
from yimen.catalogue.queries.digests import digest_of, members_of
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.contents import Definition, Definitions
from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.vocabulary.api import today

V = TypeVar("V", bound=Version)


def publish_all(by: Actor, definitions: Definitions, change: Change | None = None) -> None:
    """全部发布: within an action that has asked for its permission."""
    more = {"change": change}
    for entry in definitions.entries:
        _create(EntryVersion, entry, definitions.sources.get(("entry", entry.code), ""), **more)
        publish(by, EntryPublished(entry.code, entry.unit, digest_of(entry)))
    for one in definitions.lists:
        _create(ListVersion, one, definitions.sources.get(("list", one.code), ""), **more)
        publish(by, ListPublished(one.code, one.unit, digest_of(one), str(one.effective_from)))
    for item in definitions.items:
        create_item(by, item, definitions.sources.get(("item", item.code), ""), change)
    for bundle in definitions.bundles:
        source = definitions.sources.get(("bundle", bundle.code), "")
        create_bundle(by, bundle, first_day(bundle), source, change)
    _follow(by, definitions, change)


def create_item(
    by: Actor, item: ItemDefinition, source: str = "", change: Change | None = None
) -> ItemVersion:
    """事项版本: one version of an item, from its own day on."""
    version = _create(ItemVersion, item, source, offered=item.offered, change=change)
    publish(
        by, ItemPublished(item.code, item.unit, version.digest, item.effective_from.isoformat())
    )
    return version


def create_bundle(
    by: Actor,
    bundle: BundleDefinition,
    on: date,
    source: str = "",
    change: Change | None = None,
) -> BundleVersion:
    """一件事版本: one version from a day on, with its members as they are in force then."""
    members = members_of(bundle, on) if bundle.status == "open" else []
    digest = digest_of(bundle, members=[one.digest for one in members], on=on.isoformat())
    version = _create(
        BundleVersion,
        bundle,
        source,
        digest=digest,
        effective_from=on,
        offered=bundle.status == "open",
        change=change,
    )
    version.items.set(members)
    publish(by, BundlePublished(bundle.code, bundle.unit, digest, on.isoformat()))
    return version


def first_day(bundle: BundleDefinition) -> date:
    """起始日: the first day from `effective_from` on, on which every member has begun."""
    codes = [member.item for member in bundle.members]
    begun = ItemVersion.objects.filter(code__in=codes).values("code")
    firsts = begun.annotate(first=Min("effective_from")).values_list("first", flat=True)
    days: list[date] = [bundle.effective_from, *firsts]
    return max(days)


def _follow(by: Actor, definitions: Definitions, change: Change | None) -> None:
    """Bundles that join a published item are published again from each day on which what they
    join is another version than before, today's and the scheduled ones alike."""
    codes = {item.code for item in definitions.items}
    days = {item.effective_from for item in definitions.items}
    if not codes:
        return
    joining = BundleVersion.objects.filter(items__code__in=codes).values_list("code", flat=True)
    for code in sorted(set(joining) | {one.code for one in definitions.bundles}):
        for day in sorted(_days_of(code, min(days))):
            found = in_force(BundleVersion.objects.filter(code=code), day).first()
            if found is None:
                continue
            joined = set(found.items.values_list("pk", flat=True))
            bundle = bundle_of(found.pk)
            if joined != {member.pk for member in members_of(bundle, day)}:
                create_bundle(by, bundle, day, found.source, change)


def _days_of(code: str, since: date) -> Iterable[date]:
    """The days from one on, on which the bundle or an item that it has joined changes."""
    own = BundleVersion.objects.filter(code=code)
    items = own.values_list("items__code", flat=True)
    for versions in (own, ItemVersion.objects.filter(code__in=items)):
        yield from versions.filter(effective_from__gte=since).values_list(
            "effective_from", flat=True
        )


def _create(model: type[V], definition: Definition, source: str, **columns: Any) -> V:
    values = {
        "code": definition.code,
        "unit_id": definition.unit,
        "effective_from": getattr(definition, "effective_from", today()),
        "effective_to": getattr(definition, "effective_to", None),
        "digest": digest_of(definition),
        "published_at": clock.now(),
        "definition": definition.model_dump(mode="json"),
        "source": source,
        **columns,
    }
    made: V = model._base_manager.create(**values)
    return made
