"""How many SQL statements a page or an action may take, and that rows do not add to them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from test_task_lists import many

from city import actor
from pages import browser
from stall import fill, open_draft, submitted, task_of
from yimen.cases import queries
from yimen.cases.actions import complete_task, submit
from yimen.cases.models import Case, Task
from yimen.kernel import clock
from yimen.vocabulary.api import one_revision

pytestmark = pytest.mark.usefixtures("demo_city")

REVIEWER = "market-reviewer"


def statements(do: Callable[[], Any]) -> int:
    """Statements of a deed done twice, the second time: definitions are then in memory."""
    do()
    with CaptureQueriesContext(connection) as captured:
        answer = do()
    assert getattr(answer, "status_code", 200) == 200
    return len(captured)


def page(login: str, path: str) -> int:
    me = browser(login)
    return statements(lambda: me.get(path))


def a_task() -> Task:
    return task_of(submitted(), "stall-registration", "accept")


LISTS = {
    "inbox": (REVIEWER, "/desk", 46),
    "inbox, filtered": (REVIEWER, "/desk?q=糖水摊&item=stall-registration&light=green", 50),
    "done": (REVIEWER, "/desk/done", 24),
    "supervisors' page": ("supervisor", "/supervision", 40),
}


@pytest.mark.parametrize(("login", "path", "budget"), LISTS.values(), ids=LISTS.keys())
def test_a_list_costs_the_same_with_more_rows(login: str, path: str, budget: int) -> None:
    case = a_task().case
    done = {"state": "done", "done_at": clock.now(), "passed": True}
    late = {"due_at": clock.now(), "warn_at": clock.now()}
    for more in ({}, done, late):
        many(case, 4, **more)
    few = page(login, path)
    for more in ({}, done, late):
        many(case, 40, **more)
    assert page(login, path) == few
    assert few <= budget


def test_an_applicants_list_costs_the_same_with_more_cases() -> None:
    submitted()
    few = page("applicant", "/cases")
    for _ in range(3):
        submitted()
    assert page("applicant", "/cases") == few
    assert few <= 20


def test_a_task_page_costs_the_same_however_long_its_history() -> None:
    task = a_task()
    few = page(REVIEWER, f"/desk/tasks/{task.id}")
    many(task.case, 40, state="done", done_at=clock.now(), passed=True)
    assert page(REVIEWER, f"/desk/tasks/{task.id}") == few
    assert few <= 40


def test_a_case_page_stays_within_its_budget() -> None:
    assert page("applicant", f"/cases/{submitted().id}") <= 40


def test_completing_a_task_is_a_handful_of_statements() -> None:
    first, second = a_task(), a_task()
    by = actor(REVIEWER)
    checks = [c.zh_hans for c in queries.task_view(by, first.id).step.checks]
    complete_task(by, first.id, True, "", checks, key=str(uuid4()))
    with one_revision(), CaptureQueriesContext(connection) as captured:
        complete_task(by, second.id, True, "", checks, key=str(uuid4()))
    assert len(captured) <= 10


def test_submitting_costs_the_same_with_more_cases_about() -> None:
    def submission() -> int:
        draft = fill(open_draft())
        with one_revision(), CaptureQueriesContext(connection) as captured:
            submit(actor("applicant"), draft.id)
        return len(captured)

    submission()
    few = submission()
    many(Case.objects.exclude(item=None)[0], 40)
    assert submission() == few
    assert few <= 70
