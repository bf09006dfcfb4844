"""Several people at once, with transactions that really commit: requests and returns."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from stage import (
    HALL,
    HEALTH,
    PLATFORM,
    answer,
    applied,
    at,
    do,
    events,
    moment,
    open_task,
    ring,
    step,
    variant,
    who,
)
from yimen.cases.actions import add_review, complete_task, consult, send_back
from yimen.cases.models import Case, Task
from yimen.kernel import clock
from yimen.kernel.problems import Conflict

pytestmark = pytest.mark.usefixtures("committed_city")


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Does all deeds in threads that start together; their results or the problems they met."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return deed()
        except Conflict as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def deep() -> tuple[Case, Task]:
    case = applied(variant(step("base"), step("deep", "base"), step("last", "deep", unit=HALL)))
    do(case, "base")
    return case, open_task(case, "deep")


@pytest.mark.parametrize("attempt", range(3))
def test_requests_answered_together_leave_a_counter_of_zero(attempt: int) -> None:
    case, task = deep()
    asked = [
        add_review(who(task), task.id, HEALTH, "请看消防通道"),
        add_review(who(task), task.id, HALL, "请看街面情况"),
        consult(who(task), task.id, HEALTH, "通道多宽算够"),
        consult(who(task), task.id, HALL, "街面多宽算够"),
    ]
    results = at_once(*(lambda one=one: answer(one) for one in asked))
    assert all(isinstance(one, Case) for one in results)
    assert Task.objects.get(pk=task.pk).open_requests == 0
    do(case, "deep")
    assert Task.objects.filter(case=case, step="last", state="open").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_return_and_a_pass_at_once_are_one_of_the_two(attempt: int) -> None:
    case, task = deep()
    by = who(task)
    results = at_once(
        lambda: send_back(by, task.id, ["base"], "照片看不清楚"),
        lambda: complete_task(by, task.id, True),
    )
    assert sum(isinstance(one, Task) for one in results) == 1
    found = events(case, "TaskReturned") + events(case, "TaskDone")
    assert len(found) == 2, "the base step, and one of the two"
    assert Case.objects.get(pk=case.pk).open_tasks == 1
    assert Task.objects.filter(case=case, state="open").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_asking_and_passing_at_once_leaves_no_request_behind(attempt: int) -> None:
    case, task = deep()
    by = who(task)
    results = at_once(
        lambda: add_review(by, task.id, HEALTH, "请看消防通道"),
        lambda: complete_task(by, task.id, True),
    )
    assert sum(isinstance(one, Task) for one in results) == 1
    waiting = Task.objects.filter(case=case, asked_by=task, state="open").count()
    row = Task.objects.get(pk=task.pk)
    assert row.open_requests == waiting
    assert (row.state == "open") is (waiting == 1)


def test_an_alarm_that_rings_twice_at_once_warns_once() -> None:
    with at(1):
        case, task = deep()

    def ring_then() -> object:
        with clock.at(moment(2, 21)):
            ring(task)
            return PLATFORM

    results = at_once(*(ring_then for _ in range(4)))
    assert results.count(PLATFORM) == 1
    assert events(case, "WarningRaised") == ["WarningRaised"]
