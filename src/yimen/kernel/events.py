"""事件: publishing what was done, and reacting to it.

A context declares its events as frozen dataclasses in its `events.py`, each derived from `Fact`.
`publish` writes one row in the transaction of the action, and with it one job for each handler
that wants it: no event without its action, no action without its event.
"""

import dataclasses
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import connection, transaction

from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.kernel.models import Delivery, Event
from yimen.kernel.names import context_of

published: ContextVar[list[str] | None] = ContextVar("published", default=None)
"""Types of the events published in the running action; None outside of actions."""


@dataclasses.dataclass(frozen=True)
class Fact:
    """事实: base of every event.

    `subject_kind` names what it is about; the first field of the dataclass is its id. `title` is
    what people read. A field named `unit` is the code of the unit concerned.
    """

    subject_kind: ClassVar[str] = ""
    title: ClassVar[str] = ""

    @classmethod
    def type_name(cls) -> str:
        """事件类型: `context.Name`, as stored."""
        return f"{context_of(cls.__module__)}.{cls.__name__}"

    def subject_id(self) -> str:
        """对象标识: the id of what the event is about."""
        return str(getattr(self, dataclasses.fields(self)[0].name))


F = TypeVar("F", bound=Fact)
Handler = Callable[[Any, Event], None]

_types: dict[str, type[Fact]] = {}
_handlers: dict[str, dict[str, Handler]] = {}


def declared(kind: type[F]) -> type[F]:
    """声明事件: class decorator that makes an event type known by its name."""
    _types[kind.type_name()] = kind
    return kind


def types() -> dict[str, type[Fact]]:
    """事件类型表: every declared event by name."""
    return dict(_types)


def on(*kinds: type[Fact]) -> Callable[[Handler], Handler]:
    """订阅: decorator for a handler `(fact, event)` of events of this or a lower context.

    The handler runs in a job, in one transaction with the row that says it ran: its effect in
    the database happens once, however often the job is repeated.
    """

    def subscribe(handler: Handler) -> Handler:
        name = f"{handler.__module__.removeprefix('yimen.')}.{handler.__qualname__}"
        for kind in kinds:
            _handlers.setdefault(kind.type_name(), {})[name] = handler
        return handler

    return subscribe


def handlers_of(type_name: str) -> dict[str, Handler]:
    """订阅者: handlers of an event type by name."""
    return dict(_handlers.get(type_name, {}))


def publish(by: Actor, fact: Fact) -> Event:
    """发布: write the event and hand it to its handlers, in the running transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("an event is published inside the transaction of its action")
    event = Event.objects.create(**_row(by, fact))
    noted = published.get()
    if noted is not None:
        noted.append(event.type)
    for handler in handlers_of(event.type):
        from yimen.kernel.jobs import deliver  # the job calls back into this module

        deliver.defer(event_id=event.id, handler=handler)
    return event


def _row(by: Actor, fact: Fact) -> dict[str, Any]:
    data = {f.name: plain(getattr(fact, f.name)) for f in dataclasses.fields(fact)}
    return {
        "type": fact.type_name(),
        "at": clock.now(),
        "actor_kind": by.kind.value,
        "actor_id": by.id,
        "actor_name": by.name,
        "for_party": by.party or "",
        "subject_kind": fact.subject_kind,
        "subject_id": fact.subject_id(),
        "unit": str(data.get("unit") or ""),
        "request": by.request,
        "data": data,
    }


def plain(value: Any) -> Any:
    """转为 JSON: ids, dates and decimals as text; containers item by item."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return value


def read(event: Event) -> Fact:
    """还原: the fact that an event row tells (values in their JSON form)."""
    return _types[event.type](**event.data)


def deliver_now(event_id: int, handler: str) -> bool:
    """送达: run one handler for one event; False when it has had its effect before."""
    with transaction.atomic():
        event = Event.objects.get(pk=event_id)
        _, fresh = Delivery.objects.get_or_create(
            event=event, handler=handler, defaults={"at": clock.now()}
        )
        if fresh:
            _handlers[event.type][handler](read(event), event)
        return fresh


def latest(kind: type[Fact], since: datetime, most: int = 50) -> list[Event]:
    """近来: the newest events of one type since a moment, the newest first."""
    found = Event.objects.filter(type=kind.type_name(), at__gte=since)
    return list(found.order_by("-at", "-id")[:most])


def history(subject_kind: str, subject_ids: Iterable[object]) -> list[Event]:
    """经过: the events of some subjects, oldest first."""
    return list(
        Event.objects.filter(
            subject_kind=subject_kind, subject_id__in=[str(i) for i in subject_ids]
        ).order_by("id")
    )
