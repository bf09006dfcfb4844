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
from typing import Any, ClassVar, LiteralString, TypeVar
from uuid import UUID

from django.db import connection, transaction

from yimen.kernel import clock, queueing, statements
from yimen.kernel.actors import Actor
from yimen.kernel.ids import new_id
from yimen.kernel.models import Delivery, Event
from yimen.kernel.names import context_of

pending: ContextVar[list["_Row"] | None] = ContextVar("pending", default=None)
"""Events of the running action, written together when it ends; None outside of actions."""


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
        return _known(cls).name

    def subject_id(self) -> str:
        """对象标识: the id of what the event is about."""
        return str(getattr(self, _known(type(self)).fields[0]))


@dataclasses.dataclass(frozen=True)
class _Kind:
    name: str
    fields: tuple[str, ...]


_kinds: dict[type[Any], _Kind] = {}
"""What is asked of an event's type each time one is published, worked out once."""


def _known(kind: type[Any]) -> _Kind:
    found = _kinds.get(kind)
    if found is None:
        name = f"{context_of(kind.__module__)}.{kind.__name__}"
        fields = tuple(f.name for f in dataclasses.fields(kind))
        found = _kinds[kind] = _Kind(name, fields)
    return found


F = TypeVar("F", bound=Fact)
Handler = Callable[[Any, Event], None]

_types: dict[str, type[Fact]] = {}
_handlers: dict[str, dict[str, Handler]] = {}
_conditions: dict[tuple[str, str], Callable[[Any], bool]] = {}


def declared(kind: type[F]) -> type[F]:
    """声明事件: class decorator that makes an event type known by its name."""
    _types[kind.type_name()] = kind
    return kind


def types() -> dict[str, type[Fact]]:
    """事件类型表: every declared event by name."""
    return dict(_types)


def on(
    *kinds: type[Fact], when: Callable[[Any], bool] | None = None
) -> Callable[[Handler], Handler]:
    """订阅: decorator for a handler `(fact, event)` of events of this or a lower context.

    The handler runs in a job, in one transaction with the row that says it ran: its effect in
    the database happens once, however often the job is repeated. `when` is asked in the action
    itself and must be pure: a fact that it declines leaves no job.
    """

    def subscribe(handler: Handler) -> Handler:
        name = f"{handler.__module__.removeprefix('yimen.')}.{handler.__qualname__}"
        for kind in kinds:
            _handlers.setdefault(kind.type_name(), {})[name] = handler
            if when is not None:
                _conditions[kind.type_name(), name] = when
        return handler

    return subscribe


def handlers_of(type_name: str) -> dict[str, Handler]:
    """订阅者: handlers of an event type by name."""
    return dict(_handlers.get(type_name, {}))


def publish(by: Actor, fact: Fact) -> None:
    """发布: write the event and hand it to its handlers, in the running transaction.

    Within an action the events are written together, in their order, as its last deed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is published inside the transaction of its action")
    row = _row(by, fact)
    waiting = pending.get()
    if waiting is None:
        write([row])
    else:
        waiting.append(row)


_ROWS: LiteralString = """
insert into kernel_event (uid, type, at, actor_kind, actor_id, actor_name, for_party,
                          subject_kind, subject_id, unit, request, data)
select * from jsonb_to_recordset(%s::jsonb) as r(
    uid uuid, type text, at timestamptz, actor_kind text, actor_id text, actor_name text,
    for_party text, subject_kind text, subject_id text, unit text, request text, data jsonb)
returning id"""
_COUNT: LiteralString = "select count(*) from"
_ANSWERED: LiteralString = """
answered as (insert into kernel_answeredrequest
    (actor_id, key, action, fingerprint, subject_model, subject_id, at)
    values (%s, %s, %s, %s, %s, %s, %s) on conflict (actor_id, key) do nothing returning 1)"""


@dataclasses.dataclass(frozen=True)
class Answer:
    """应答记录: what a request under an idempotency key gave back."""

    actor: str
    key: str
    action: str
    fingerprint: bytes
    model: str
    id: str


class Repeated(Exception):
    """重复请求: the key was answered by another run meanwhile; everything is to be undone."""


def write(rows: "list[_Row]", answer: Answer | None = None) -> None:
    """写入事件: all rows in one statement, with what waits to be written and the answer to the
    request; the jobs of their handlers in one more if there are any. Raises `Repeated`."""
    parts: list[LiteralString] = []
    values: list[Any] = []
    counts: list[LiteralString] = []
    if answer:
        parts.append(_ANSWERED)
        values += [answer.actor, answer.key, answer.action, answer.fingerprint]
        values += [answer.model, answer.id, clock.now()]
        counts.append(f", ({_COUNT} answered)")
    changed = statements.take()
    if changed:
        parts.append(changed.text)
        values += changed.values
        counts.append(f", ({_COUNT} {changed.count})")
    head: LiteralString = "with " + ",".join(parts) if parts else ""
    tail: LiteralString = "".join(counts)
    values.append(statements.as_json([row.columns for row in rows]))
    written = statements.run(head + _ROWS + tail, values).fetchall()
    if answer and not written[0][1]:
        raise Repeated(answer.key)
    if changed:
        statements.check(changed, written[0][-1])
    for row, (event_id, *_) in zip(rows, written, strict=True):
        for name in _wanting(row.fact):
            from yimen.kernel.jobs import deliver  # the job calls back into this module

            queueing.defer(deliver, event_id=event_id, handler=name)


def _wanting(fact: Fact) -> Iterable[str]:
    kind = fact.type_name()
    for name in _handlers.get(kind, {}):
        condition = _conditions.get((kind, name))
        if condition is None or condition(fact):
            yield name


@dataclasses.dataclass(frozen=True)
class _Row:
    fact: Fact
    columns: dict[str, Any]


def _row(by: Actor, fact: Fact) -> _Row:
    known = fact.__dict__
    data = {
        name: value if type(value := known[name]) is str else plain(value)
        for name in _known(type(fact)).fields
    }
    return _Row(
        fact,
        {
            "uid": new_id(),
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
        },
    )


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
