"""What all verbs have in common: transaction, permission, event, repeated requests."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from yimen.kernel import actions, events, permissions
from yimen.kernel.actors import STRANGER, Actor, ActorKind, clock
from yimen.kernel.events import Fact, declared, publish
from yimen.kernel.models import AnsweredRequest, Delivery, Event
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, Denied
from yimen.parties.api import Party

pytestmark = pytest.mark.django_db
BY = Actor(ActorKind.PERSON, "someone", "某人", party="p1")


@declared
@dataclass(frozen=True)
class Noted(Fact):
    """记下了"""

    subject_kind = "note"
    title = "记下了"
    note: str


permissions.register("tests.note", "记笔记", "登录的人", lambda by, _: by is not STRANGER)


@actions.action
def note(by: Actor, text: str, fail: bool = False) -> Party:
    require(by, "tests.note")
    party = Party.objects.create(kind="person", name=text, since="2026-01-01T00:00+08:00")
    publish(by, Noted(text))
    if fail:
        raise Conflict("不行")
    return party


@actions.action
def forgetful(by: Actor) -> None:
    require(by, "tests.note")


@actions.action
def careless(by: Actor) -> None:
    publish(by, Noted("x"))


def test_an_action_writes_its_rows_and_one_event() -> None:
    made = note(BY, "甲")
    (event,) = Event.objects.filter(type=Noted.type_name())
    assert (event.actor_id, event.for_party, event.data) == ("someone", "p1", {"note": "甲"})
    assert made.name == "甲"


def test_a_failed_action_leaves_nothing() -> None:
    before = Event.objects.count()
    with pytest.raises(Conflict):
        note(BY, "乙", fail=True, key="k")
    assert Event.objects.count() == before
    assert not Party.objects.filter(name="乙").exists()
    assert not AnsweredRequest.objects.exists()


def test_a_repeated_request_gives_the_first_answer() -> None:
    first = note(BY, "丙", key="k1")
    assert note(BY, "丙", key="k1") == first
    assert Party.objects.filter(name="丙").count() == 1


def test_keys_belong_to_their_actor() -> None:
    other = Actor(ActorKind.PERSON, "another")
    assert note(BY, "丁", key="k2") != note(other, "丁", key="k2")


def test_a_key_cannot_mean_two_things() -> None:
    note(BY, "戊", key="k3")
    with pytest.raises(Conflict, match="请求号"):
        note(BY, "己", key="k3")


def test_an_action_must_ask_and_must_tell() -> None:
    with pytest.raises(RuntimeError, match="published no event"):
        forgetful(BY)
    with pytest.raises(RuntimeError, match="asked for no permission"):
        careless(BY)


def test_a_denial_is_recorded_and_nothing_else() -> None:
    before = Event.objects.count()
    with pytest.raises(Denied, match="只有登录的人可以"):
        note(STRANGER, "庚")
    (event,) = Event.objects.order_by("id")[before:]
    assert event.type == "kernel.ActionDenied"
    assert event.data["action"].endswith(".note")
    assert not Party.objects.filter(name="庚").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "update kernel_event set actor_id = 'other'",
        "delete from kernel_event",
        "truncate kernel_event cascade",
        "update catalogue_itemversion set code = 'other'",
        "delete from catalogue_bundleversion",
    ],
)
def test_the_database_refuses_to_change_what_was_written(statement: str) -> None:
    note(BY, "壬")
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_handler_takes_effect_once_however_often_it_is_delivered() -> None:
    seen: list[str] = []
    events._handlers[Noted.type_name()] = {"tests.see": lambda fact, event: seen.append(fact.note)}
    try:
        publish(clock("test"), Noted("癸"))
        event = Event.objects.latest("id")
        assert events.deliver_now(event.id, "tests.see") is True
        assert events.deliver_now(event.id, "tests.see") is False
    finally:
        events._handlers.pop(Noted.type_name())
    assert seen == ["癸"]
    assert Delivery.objects.filter(event=event).count() == 1


def test_a_handler_that_fails_may_be_tried_again() -> None:
    tries: list[int] = []

    def weak(fact: Noted, event: Event) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("once")

    events._handlers[Noted.type_name()] = {"tests.weak": weak}
    try:
        publish(clock("test"), Noted("x"))
        event = Event.objects.latest("id")
        with pytest.raises(ValueError, match="once"):
            events.deliver_now(event.id, "tests.weak")
        assert events.deliver_now(event.id, "tests.weak") is True
    finally:
        events._handlers.pop(Noted.type_name())
    assert len(tries) == 2
