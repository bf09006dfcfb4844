"""动作: what every verb of the platform has in common.

`@action` opens the transaction, makes a repeated request answer as the first did, and insists
that the verb asked for a permission and published an event. A denial leaves one event and
nothing else.
"""

import dataclasses
import functools
import hashlib
import inspect
from collections.abc import Callable
from typing import Any, TypeVar, cast

import msgspec
from django.apps import apps
from django.db import models, transaction

from yimen.kernel import clock, events, permissions
from yimen.kernel.actors import Actor
from yimen.kernel.models import AnsweredRequest
from yimen.kernel.names import context_of
from yimen.kernel.problems import Conflict, Denied

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
    signature = inspect.signature(verb)

    @functools.wraps(verb)
    def run(*args: Any, key: str = "", **kwargs: Any) -> Any:
        by = cast(Actor, signature.bind(*args, **kwargs).args[0])
        asked = permissions.asked.set([])
        published = events.published.set([])
        try:
            with transaction.atomic():
                if key and (answer := _claim(by, name, key, args[1:], kwargs)) is not None:
                    return answer[0]
                result = verb(*args, **kwargs)
                _insist(name)
                if key:
                    _remember(by, key, result)
            return result
        except Denied as denial:
            _record_denial(by, name, denial, [*args[1:], *kwargs.values()])
            raise
        finally:
            events.published.reset(published)
            permissions.asked.reset(asked)

    _actions[name] = run
    run.is_action = True  # type: ignore[attr-defined]
    return run


def _insist(name: str) -> None:
    if not permissions.asked.get():
        raise RuntimeError(f"{name} asked for no permission")
    if not events.published.get():
        raise RuntimeError(f"{name} published no event")


def _fingerprint(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    def known(value: Any) -> Any:
        if isinstance(value, models.Model):
            return f"{value._meta.label}:{value.pk}"
        if isinstance(value, bytes):
            return hashlib.sha256(value).hexdigest()
        return str(value)

    said = msgspec.json.encode([name, args, kwargs], enc_hook=known, order="deterministic")
    return hashlib.sha256(said).digest()


def _claim(
    by: Actor, name: str, key: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any] | None:
    """Take the key for this run, or give the answer of the run that took it before.

    The insert waits for another transaction that holds the same key, so two requests at once
    cannot both pass.
    """
    fingerprint = _fingerprint(name, args, kwargs)
    AnsweredRequest.objects.bulk_create(
        [
            AnsweredRequest(
                actor_id=by.id, key=key, action=name, fingerprint=fingerprint, at=clock.now()
            )
        ],
        ignore_conflicts=True,
    )
    # With ignore_conflicts the rows do not tell whether they were written: so they are read.
    row = AnsweredRequest.objects.select_for_update().get(actor_id=by.id, key=key)
    if bytes(row.fingerprint) != fingerprint:
        raise Conflict("这个请求号已经用于另一个请求，请换一个新的请求号（Idempotency-Key）。")
    if not row.subject_model:
        return None
    if row.subject_model == "-":
        return (None,)
    return (apps.get_model(row.subject_model)._base_manager.get(pk=row.subject_id),)


def _remember(by: Actor, key: str, result: Any) -> None:
    label, pk = "-", ""
    if isinstance(result, models.Model):
        label, pk = result._meta.label, str(result.pk)
    elif result is not None:
        raise RuntimeError("only an action that returns a model instance or None takes a key")
    AnsweredRequest.objects.filter(actor_id=by.id, key=key).update(
        subject_model=label, subject_id=pk
    )


def _record_denial(by: Actor, name: str, denial: Denied, given: list[Any]) -> None:
    subject = next((f"{g._meta.label}:{g.pk}" for g in given if isinstance(g, models.Model)), "")
    subject = subject or next((str(g) for g in given if g is not None), "")[:200]
    with transaction.atomic():
        events.publish(by, ActionDenied(name, str(denial.extra.get("permission", "")), subject))
