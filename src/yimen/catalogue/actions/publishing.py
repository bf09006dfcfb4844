"""发布: definitions become immutable versions."""

from yimen.catalogue.actions._versions import create_bundle, create_item, first_day, publish_all
from yimen.catalogue.models import BundleVersion, ItemVersion
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.contents import Definitions
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require


@action
def publish_item(by: Actor, item: ItemDefinition) -> ItemVersion:
    """发布事项: a new immutable version; running cases keep theirs.

    Bundles that join the item keep the version they have until they are published too; what
    belongs together is published by `publish_definitions`.
    """
    require(by, "catalogue.publish")
    return create_item(by, item)


@action
def publish_bundle(by: Actor, bundle: BundleDefinition) -> BundleVersion:
    """发布一件事: a new immutable version, tied to the versions of its items in force when it takes
    effect, at the earliest when all of them are. Raises `Unknown` when one never is."""
    require(by, "catalogue.publish")
    return create_bundle(by, bundle, first_day(bundle))


@action
def publish_definitions(by: Actor, definitions: Definitions) -> None:
    """发布定义: all of it, in one transaction; bundles in force follow their items' new versions.

    The same content twice breaks the tables' constraints: give what is `unpublished`.
    """
    require(by, "catalogue.publish")
    publish_all(by, definitions)
