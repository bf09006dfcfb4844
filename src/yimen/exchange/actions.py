"""共享动作: loading the catalogue of resources, and asking them for a purpose."""

from collections.abc import Sequence
from typing import Any

from yimen.exchange.adapters import ADAPTERS
from yimen.exchange.events import ResourceAsked, ResourcesLoaded
from yimen.exchange.models import RegisterRecord, Resource
from yimen.exchange.queries import definition_of
from yimen.exchange.rules import Purpose, ResourceDefinition
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.parties.api import DemoFile


@action
def load_resources(
    by: Actor, pack: str, resources: Sequence[ResourceDefinition], demo: DemoFile | None = None
) -> None:
    """装载数据资源: put the catalogue in force; `demo` adds invented records to local registers."""
    require(by, "exchange.load")
    for resource in resources:
        Resource.objects.update_or_create(
            code=resource.code, defaults={"definition": resource.model_dump(mode="json")}
        )
    records = demo.records if demo else []
    for record in records:
        RegisterRecord.objects.update_or_create(
            resource_id=record.resource,
            key=record.key,
            defaults={"values": record.values, "demo": True},
        )
    publish(by, ResourcesLoaded(pack, len(resources), len(records)))


@action
def ask(by: Actor, resource: str, key: str, purpose: Purpose) -> dict[str, Any] | None:
    """查询资源: the values by element that `resource` holds under `key`, or None.

    Only elements that the resource is catalogued to answer come back. Raises `Unknown` for a
    resource that is not in the catalogue and `Unavailable` when it does not answer.
    """
    require(by, "exchange.ask", purpose)
    definition = definition_of(resource)
    found = ADAPTERS[definition.adapter].ask(resource, key)
    values = {e: v for e, v in (found or {}).items() if e in definition.elements}
    publish(
        by,
        ResourceAsked(
            purpose.party,
            resource,
            purpose.kind,
            purpose.id,
            purpose.words,
            sorted(values),
            found is not None,
        ),
    )
    return values if found is not None else None
