"""共享查询: the catalogue of resources."""

from yimen.exchange.events import ResourceAsked
from yimen.exchange.models import Resource
from yimen.exchange.rules import ResourceDefinition
from yimen.kernel.actors import Actor
from yimen.kernel.models import Event
from yimen.kernel.problems import Unknown

MOST_ASKED = 200


def definition_of(code: str) -> ResourceDefinition:
    """资源定义: raises `Unknown` for a code that is not in the catalogue."""
    row = Resource.objects.filter(code=code).first()
    if row is None:
        raise Unknown(f"数据资源目录里没有“{code}”。")
    return ResourceDefinition.model_validate(row.definition)


def resources() -> dict[str, ResourceDefinition]:
    """资源目录: all resources by code."""
    rows = Resource.objects.order_by("code")
    return {row.code: ResourceDefinition.model_validate(row.definition) for row in rows}


def asked_about(by: Actor) -> list[Event]:
    """谁查过我: the newest queries of resources about the actor's own party, newest first.

    Each event's `data` is that of `ResourceAsked`: resource, purpose, which elements came back.
    """
    if by.party is None:
        return []
    found = Event.objects.filter(
        type=ResourceAsked.type_name(), subject_kind="party", subject_id=by.party
    )
    return list(found.order_by("-id")[:MOST_ASKED])
