"""Several people at once between receipt and acceptance, with transactions that commit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from city import run_jobs
from stall import submitted
from workshop import REVIEWER, actor, applied, do, open_task, upload
from yimen.cases.actions import (
    ask_supplement,
    complete_task,
    hand_in_deferred,
    withdraw,
    withdraw_all,
)
from yimen.cases.models import Case, Promise, Task
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict
from yimen.vocabulary.api import calendar, today

pytestmark = pytest.mark.usefixtures("committed_city")

POINT = "材料齐全、属于本机关职权范围"


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


@pytest.mark.parametrize("attempt", range(3))
def test_two_gaps_closed_at_once_release_the_result_once(attempt: int) -> None:
    days = calendar()
    later = dict.fromkeys(("health-check", "fire-photo"), days.add_workdays(today(), 3))
    case = applied(deferred=later)
    for _ in range(3):
        do(case)
    assert (case.holds, case.open_tasks) == (["deferral"], 0)
    by = actor("applicant")
    owed = [(one.id, upload(one.document)) for one in Promise.objects.filter(case=case)]
    at_once(*(lambda o=o: hand_in_deferred(by, *o) for o in owed))  # type: ignore[misc]
    case.refresh_from_db()
    assert (case.holds, case.open_tasks) == ([], 1)
    assert Task.objects.filter(case=case, step="issue").count() == 1
    run_jobs()
    case.refresh_from_db()
    assert case.state == "granted"


@pytest.mark.parametrize("attempt", range(3))
def test_of_asking_accepting_and_taking_back_one_wins(attempt: int) -> None:
    case = applied()
    task, clerk, owner = open_task(case), actor(REVIEWER), actor("applicant")
    results = at_once(
        lambda: ask_supplement(clerk, case.id, {"goods-list": "没有签名"}),
        lambda: complete_task(clerk, task.id, True, "", [POINT]),
    )
    assert sum(isinstance(one, Conflict) for one in results) == 1
    case.refresh_from_db()
    assert case.state in {"supplementing", "accepted"}
    both = at_once(lambda: withdraw(owner, case.id), lambda: withdraw(owner, case.id))
    assert sum(isinstance(one, Conflict) for one in both) == 1
    assert Event.objects.filter(type="cases.CaseEnded", subject_id=str(case.id)).count() == 1
    assert not Task.objects.filter(case=case, state="open").exists()


def test_a_bundle_taken_back_twice_at_once_ends_once() -> None:
    root, by = submitted(), actor("applicant")

    def all_of_it(root_id: UUID) -> list[str]:
        return [one.problem for one in withdraw_all(by, root_id)]

    at_once(lambda: all_of_it(root.id), lambda: all_of_it(root.id))
    run_jobs()
    root.refresh_from_db()
    assert (root.state, root.open_children) == ("withdrawn", 0)
    assert Event.objects.filter(type="cases.BundleEnded").count() == 1
    assert set(Case.objects.filter(parent=root).values_list("state", flat=True)) == {"withdrawn"}
