"""Several actors at once on the same cases: what was done is what some order of them would do.

Threads try random commands on transactions that really commit, some of them the same request twice
at one moment. Each acknowledged command is then replayed on the reference in the order in which its
events stand in the log: the reference must allow every one, and end where the product ended.
"""

import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier, Lock
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from model_city import ITEMS, OF_STEP, STAFF, publish_items
from reference import Reference

from city import actor
from yimen.cases import actions
from yimen.cases.models import Case, Task
from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.kernel.models import Event
from yimen.kernel.problems import Denied, Problem

pytestmark = pytest.mark.usefixtures("committed_city")
REASON = "按照规定应当这样办理"
THREADS, EACH, CASES = 4, 60, 4
ROUNDS = 2 + int(os.environ.get("YIMEN_MODEL_COMMANDS", "0")) // 2000
_PHONE = {"person.phone": "15400010001"}


@dataclass
class Book:
    """What was acknowledged: by request, the case and how the reference does the same."""

    people: dict[str, Actor]
    cases: list[UUID]
    said: dict[str, tuple[UUID, Callable[[Reference], None]]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_what_is_done_at_once_could_have_been_done_in_turn(number: int) -> None:
    publish_items()
    people = {login: actor(login) for login in STAFF}
    begun = {_applied(people["applicant"], item): item for item in ITEMS * CASES}
    book = Book(people, list(begun))
    connection.close()  # the pool has as many connections as there are threads
    barrier = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(_acts, book, barrier, number * 97 + n) for n in range(THREADS)]:
            done.result()
    _work()
    assert len(book.said) > THREADS * CASES
    for case, item in begun.items():
        _same(case, _replayed(book, case, item))


def _applied(by: Actor, item: str) -> UUID:
    case: Case = actions.receive(by, item, UUID(by.party), {}, key=str(uuid4()))
    return case.id


def _acts(book: Book, barrier: Barrier, seed: int) -> None:
    dice = random.Random(seed)
    try:
        barrier.wait()
        for _ in range(EACH):
            for by, case, model, real in _command(book, dice):
                _attempt(book, by, case, model, real)
    finally:
        connection.close()


Real = Callable[[Actor, str], Any]
Try = tuple[Actor, UUID, Callable[[Reference], None], Real]


def _attempt(
    book: Book, by: Actor, case: UUID, model: Callable[[Reference], None], real: Real
) -> None:
    """One request, now and then sent twice: the second gets the first answer and does nothing."""
    request = str(uuid4())
    try:
        first = real(replace(by, request=request), request)
        again = real(replace(by, request=f"{request}+"), request)
    except Denied:
        raise
    except Problem:
        return  # somebody was quicker, or it may not be done: the replay finds out what was done
    assert again.pk == first.pk
    with book.lock:
        book.said[request] = (case, model)


def _command(book: Book, dice: random.Random) -> Iterator[Try]:
    case = dice.choice(book.cases)
    wanted = dice.choices(list(_VERBS), weights=[12, 2, 3, 4, 1, 2, 1])[0]
    if wanted == "withdraw" and dice.random() < 0.9:
        return  # or nothing would be left to do
    if wanted in {"supplement", "answer supplement", "withdraw"}:
        yield _of_case(book, case, wanted)
        return
    tasks = Task.objects.filter(case=case, state="open").exclude(role="system")
    tasks = tasks.exclude(asked_by=None) if wanted == "answer" else tasks.filter(asked_by=None)
    found = list(tasks)
    if found:
        yield _of_task(book, case, dice.choice(found), wanted, dice)


def _of_case(book: Book, case: UUID, wanted: str) -> Try:
    person, market = book.people["applicant"], book.people["market-reviewer"]
    if wanted == "withdraw":
        return (
            person, case, lambda r: r.withdraw(),
            lambda by, key: actions.withdraw(by, case, REASON, key=key),
        )  # fmt: skip
    if wanted == "supplement":
        missing = {"person.phone": "请填写手机号码"}
        return (
            market, case, lambda r: r.ask_supplement(),
            lambda by, key: actions.ask_supplement(by, case, missing, key=key),
        )  # fmt: skip
    now = clock.now()
    return (
        person, case, lambda r: r.answer_supplement(now),
        lambda by, key: actions.answer_supplement(by, case, (), _PHONE, key=key),
    )  # fmt: skip


def _of_task(book: Book, case: UUID, task: Task, wanted: str, dice: random.Random) -> Try:
    step, now = task.step, clock.now()
    passed = dice.random() < 0.97
    if wanted == "answer":
        by = next(one for one in book.people.values() if one.has("reviewer", task.unit_id))
        kind, unit = task.kind, task.unit_id
        return (
            by, case, lambda r: r.answer(step, kind, unit, passed),
            lambda by, key: actions.complete_task(by, task.id, passed, REASON, key=key),
        )  # fmt: skip
    owner = book.people[OF_STEP[step]]
    if wanted == "send back":
        to = dice.sample(["a", "b", "c"], dice.randint(1, 2))
        return (
            owner, case, lambda r: r.send_back(step, to),
            lambda by, key: actions.send_back(by, task.id, to, REASON, key=key),
        )  # fmt: skip
    if wanted == "ask":
        kind = dice.choice(["review", "consult"])
        verb = actions.add_review if kind == "review" else actions.consult
        unit = next(u for u in ("health", "market-regulation") if u != task.unit_id)
        return (
            owner, case, lambda r: r.ask(step, kind, now),
            lambda by, key: verb(by, task.id, unit, REASON, key=key),
        )  # fmt: skip
    return (
        owner, case, lambda r: r.complete(step, passed, now),
        lambda by, key: actions.complete_task(by, task.id, passed, REASON, key=key),
    )  # fmt: skip


_VERBS = ("complete", "send back", "ask", "answer", "supplement", "answer supplement", "withdraw")


def _replayed(book: Book, case: UUID, item: str) -> Reference:
    mine = {request: model for request, (of, model) in book.said.items() if of == case}
    events = Event.objects.filter(request__in=mine).order_by("id")
    reference = Reference(item, clock.now())
    for request in dict.fromkeys(events.values_list("request", flat=True)):
        mine.pop(request)(reference)
    assert not mine, "an acknowledged command left no event"
    repeats = [f"{request}+" for request in book.said]
    assert not Event.objects.filter(request__in=repeats).exists()
    return reference


def _same(case_id: UUID, reference: Reference) -> None:
    case = Case.objects.get(pk=case_id)
    assert (case.state, case.marks) == (reference.state, reference.marks)
    tasks = list(Task.objects.filter(case=case, state="open"))
    steps = sorted(task.step for task in tasks if task.asked_by_id is None)
    assert steps == sorted(reference.open_steps)
    assert case.open_tasks == len(steps)
    asked = sorted(task.step for task in tasks if task.asked_by_id is not None)
    assert asked == sorted(s for s, k in reference.requests.items() for _ in k)
    ended = Event.objects.filter(type="cases.CaseEnded", subject_id=str(case_id)).count()
    assert ended == (case.ended_at is not None)


def _work() -> None:
    """Does the jobs that wait, but for the sealing of notices, which takes long."""
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        for _ in range(2000):
            cursor.execute(
                "delete from procrastinate_jobs where id = (select min(id) from"
                " procrastinate_jobs where status = 'todo') returning task_name, args"
            )
            row = cursor.fetchone()
            if row is None:
                return
            name, given = row
            given = given if isinstance(given, dict) else __import__("json").loads(given)
            if "tell" not in str(given.get("handler", "")):
                app.tasks[name](**given)
    raise AssertionError("jobs breed jobs")
