"""目录动作: publishing versions of items and bundles."""

from typing import Any

from yimen.catalogue.events import BundlePublished, ItemPublished
from yimen.catalogue.models import BundleVersion, ItemVersion
from yimen.catalogue.queries.digests import digest_of, digest_of_bundle, members_of
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
    members = members_of(bundle)
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
