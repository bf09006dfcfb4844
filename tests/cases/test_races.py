"""Several people at once, with transactions that really commit: the counters are exact."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from city import actor, run_jobs
from stall import do, fill, open_draft, submitted, task_of
from yimen.cases.actions import submit
from yimen.cases.models import Case, Task
from yimen.kernel.models import Event
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


@pytest.mark.parametrize("attempt", range(5))
def test_a_join_opens_once_when_its_branches_end_together(attempt: int) -> None:
    root = submitted(**{"stall.open_flame": "true"})
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    branches = [
        ("market-reviewer", task_of(root, "stall-registration", "documents")),
        ("hall-reviewer", task_of(root, "stall-registration", "neighbours")),
        ("health-reviewer", task_of(root, "stall-registration", "flame")),
    ]
    at_once(*(lambda b=b: do(*b) for b in branches))  # type: ignore[misc]
    case = root.children.get(item__code="stall-registration")
    assert Task.objects.filter(case=case, step="decide").count() == 1
    assert case.open_tasks == Task.objects.filter(case=case, state="open").count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_children_that_end_together_end_their_parent_once(attempt: int) -> None:
    root = submitted(scenario={"has_sign": "false"})
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    ends = [
        ("market-reviewer", task_of(root, "stall-registration", "documents")),
        ("health-reviewer", task_of(root, "hygiene-card", "review")),
    ]
    at_once(*(lambda e=e: do(*e, passed=False, opinion="条件不符合") for e in ends))  # type: ignore[misc]
    root.refresh_from_db()
    assert (root.open_children, root.state) == (0, "refused")
    assert Event.objects.filter(type="cases.BundleEnded", subject_id=root.id).count() == 1


def test_two_reviewers_cannot_both_do_one_task() -> None:
    root = submitted()
    task = task_of(root, "hygiene-card", "review")
    results = at_once(*(lambda: do("health-reviewer", task) for _ in range(4)))
    assert sum(isinstance(r, Task) for r in results) == 1
    done = Event.objects.filter(type="cases.TaskDone", data__task=str(task.id))
    assert done.count() == 1


def test_a_double_click_submits_once() -> None:
    draft = fill(open_draft())
    by = actor("applicant")
    results = at_once(*(lambda: submit(by, draft.id, key="same") for _ in range(4)))
    assert len({r.pk for r in results if isinstance(r, Case)}) == 1
    assert Case.objects.filter(parent=None).count() == 1
    run_jobs()
