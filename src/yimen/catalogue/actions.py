"""目录动作: publishing versions of items and bundles."""

import hashlib
from typing import Any

import msgspec

from yimen.catalogue.events import BundlePublished, ItemPublished
from yimen.catalogue.models import BundleVersion, ItemVersion
from yimen.catalogue.queries import item_in_force
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require


@action
def publish_item(by: Actor, item: ItemDefinition) -> ItemVersion:
    """发布事项: a new immutable version; running cases keep theirs.

    The same content under the same code is the same version and is not published twice by
    `unpublished`; publishing it all the same breaks the table's constraint.
    """
    require(by, "catalogue.publish")
    version: ItemVersion = ItemVersion.objects.create(**_row(item))
    publish(
        by, ItemPublished(item.code, item.unit, version.digest, item.effective_from.isoformat())
    )
    return version


@action
def publish_bundle(by: Actor, bundle: BundleDefinition) -> BundleVersion:
    """发布一件事: a new immutable version, tied to the versions of its items in force now."""
    require(by, "catalogue.publish")
    members = _members(bundle)
    version: BundleVersion = BundleVersion.objects.create(
        **{**_row(bundle), "digest": digest_of_bundle(bundle)}
    )
    version.items.set(members)
    publish(
        by,
        BundlePublished(
            bundle.code, bundle.unit, version.digest, bundle.effective_from.isoformat()
        ),
    )
    return version


def digest_of(definition: ItemDefinition | BundleDefinition, **more: Any) -> str:
    """定义摘要: SHA-256 of the definition's canonical JSON (and of what else belongs to it)."""
    content = {**definition.model_dump(mode="json"), **more}
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def digest_of_bundle(bundle: BundleDefinition) -> str:
    """一件事摘要: of the bundle and of the versions of its items in force now."""
    return digest_of(bundle, member_digests=[m.digest for m in _members(bundle)])


def _members(bundle: BundleDefinition) -> list[ItemVersion]:
    return [item_in_force(member.item) for member in bundle.members]


def _row(definition: ItemDefinition | BundleDefinition) -> dict[str, Any]:
    return {
        "code": definition.code,
        "unit_id": definition.unit,
        "effective_from": definition.effective_from,
        "effective_to": definition.effective_to,
        "digest": digest_of(definition),
        "published_at": clock.now(),
        "definition": definition.model_dump(mode="json"),
    }
