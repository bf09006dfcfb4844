"""动作: what every verb of the platform has in common.

`@action` opens the transaction, makes a repeated request answer as the first did, and insists
that the verb asked for a permission and published an event. A denial leaves one event and
nothing else.
"""

import dataclasses
import functools
import hashlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

import msgspec
from django.apps import apps
from django.db import models, transaction

from yimen.kernel import events, permissions, queueing, statements
from yimen.kernel.actors import Actor
from yimen.kernel.models import AnsweredRequest
from yimen.kernel.names import context_of
from yimen.kernel.problems import Conflict, Denied, Problem

R = TypeVar("R")

_actions: dict[str, Callable[..., Any]] = {}


@events.declared
@dataclasses.dataclass(frozen=True)
class ActionDenied(events.Fact):
    """拒绝操作: an actor tried what it may not do."""

    subject_kind = "action"
    title = "操作被拒绝"
    action: str
    permission: str
    subject: str


def registered() -> dict[str, Callable[..., Any]]:
    """全部动作: every action by `context.verb`."""
    return dict(_actions)


def action(verb: Callable[..., R]) -> Callable[..., R]:
    """动作: decorator of the public functions of `actions.py`.

    The verb's first parameter is `by: Actor`. Callers may pass `key`, the request's idempotency
    key: the same key and arguments give the first answer again (a model instance, or None); the
    same key with other arguments raises `Conflict`. Lists and other values cannot be repeated, so
    a verb that returns such takes no key.
    """
    name = f"{context_of(verb.__module__)}.{verb.__name__}"

    @functools.wraps(verb)
    def run(*args: Any, key: str = "", **kwargs: Any) -> Any:
        by = cast(Actor, args[0] if args else kwargs["by"])
        mark = _fingerprint(name, args[1:], kwargs) if key else b""
        with _Running() as running:
            try:
                with transaction.atomic():
                    result = verb(*args, **kwargs)
                    running.settle(name, _answer(by, key, name, mark, result) if key else None)
                return result
            except (Problem, events.Repeated) as problem:
                running.forget()
                if key and (said := _said_before(by, key, mark)):
                    return said[0]
                if isinstance(problem, Denied):
                    _record_denial(by, name, problem, [*args[1:], *kwargs.values()])
                raise

    _actions[name] = run
    run.is_action = True  # type: ignore[attr-defined]
    return run


class _Running:
    """What a running action collects: permissions asked, events published, jobs left."""

    def __enter__(self) -> "_Running":
        self._outer_events, self._outer_jobs = events.pending.get(), queueing.pending.get()
        self._tokens = (
            (permissions.asked, permissions.asked.set([])),
            (events.pending, events.pending.set([])),
            (queueing.pending, queueing.pending.set([])),
        )
        return self

    def __exit__(self, *raised: object) -> None:
        if raised[0] is not None:
            statements.take()  # undone with its transaction
        for variable, token in self._tokens:
            variable.reset(token)  # type: ignore[arg-type]

    def settle(self, name: str, answer: events.Answer | None) -> None:
        """Insist on permission and event; write events, answer and jobs. An action within another
        leaves its events and jobs to the outer one, which alone can be repeated as a whole."""
        published, jobs = events.pending.get(), queueing.pending.get()
        if not permissions.asked.get():
            raise RuntimeError(f"{name} asked for no permission")
        if not published:
            raise RuntimeError(f"{name} published no event")
        if self._outer_events is not None and answer is None:
            statements.flush()
            self._outer_events.extend(published)
        else:
            events.write(published, answer)
        if self._outer_jobs is not None:
            self._outer_jobs.extend(jobs or ())
        elif jobs:
            queueing.write(jobs)

    def forget(self) -> None:
        """Drop what the action collected: its transaction is undone."""
        statements.take()
        events.pending.set(self._outer_events)
        queueing.pending.set(self._outer_jobs)


def _fingerprint(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    def known(value: Any) -> Any:
        if isinstance(value, models.Model):
            return f"{value._meta.label}:{value.pk}"
        if isinstance(value, bytes):
            return hashlib.sha256(value).hexdigest()
        return str(value)

    said = msgspec.json.encode([name, args, kwargs], enc_hook=known, order="deterministic")
    return hashlib.sha256(said).digest()


def _said_before(by: Actor, key: str, fingerprint: bytes) -> tuple[Any] | None:
    """What the request gave back when it was done before; None when it was not.

    The key is written as the last deed of an action: of two requests at once, one waits for the
    other there or at a row that both need, and then finds the answer here.
    """
    row = AnsweredRequest.objects.filter(actor_id=by.id, key=key).first()
    if row is None:
        return None
    if bytes(row.fingerprint) != fingerprint:
        raise Conflict("这个请求号已经用于另一个请求，请换一个新的请求号（Idempotency-Key）。")
    if row.subject_model == "-":
        return (None,)
    return (apps.get_model(row.subject_model)._base_manager.get(pk=row.subject_id),)


def _answer(by: Actor, key: str, name: str, fingerprint: bytes, result: Any) -> events.Answer:
    """What the request gave back, as it is kept for the next time it comes."""
    label, pk = "-", ""
    if isinstance(result, models.Model):
        label, pk = result._meta.label, str(result.pk)
    elif result is not None:
        raise RuntimeError("only an action that returns a model instance or None takes a key")
    return events.Answer(by.id, key, name, fingerprint, label, pk)


def _record_denial(by: Actor, name: str, denial: Denied, given: list[Any]) -> None:
    subject = next((f"{g._meta.label}:{g.pk}" for g in given if isinstance(g, models.Model)), "")
    subject = subject or next((str(g) for g in given if g is not None), "")[:200]
    with transaction.atomic():
        events.publish(by, ActionDenied(name, str(denial.extra.get("permission", "")), subject))
