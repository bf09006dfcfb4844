"""The supervisors' counts: afresh while little is under way, else those that a job kept."""

from datetime import timedelta

import pytest
from test_task_lists import many

from city import actor
from pages import browser
from stall import submitted, task_of
from yimen.cases import queries
from yimen.cases.jobs import tally
from yimen.cases.models import Case, Overview, Task
from yimen.cases.queries import supervision
from yimen.kernel import clock

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def case() -> Case:
    return task_of(submitted(), "stall-registration", "accept").case


def running() -> queries.Running:
    return queries.running(actor("supervisor"))


def test_counts_are_those_of_now_while_little_is_under_way(case: Case) -> None:
    tally(0)
    assert not Overview.objects.exists()
    found = running()
    open_tasks = Task.objects.filter(state="open")
    assert (found.bundles, found.finished) == (1, 0)
    assert found.items == case.parent.open_children
    assert found.green + found.yellow + found.red == open_tasks.count()
    many(case, 8, due_at=clock.now(), warn_at=clock.now())
    late = running()
    assert late.red == found.red + 8 == len(late.late)
    assert max(load.cases for load in late.loads) >= 1


def test_counts_are_kept_where_much_is_under_way(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "COUNTED_AFRESH", 3)
    many(case, 12)
    afresh = running()
    tally(0)
    many(case, 8, due_at=clock.now() - timedelta(minutes=1), warn_at=clock.now())
    kept = running()
    assert (kept.loads, kept.items, kept.bundles) == (afresh.loads, afresh.items, afresh.bundles)
    assert len(kept.late) == len(afresh.late) + 8, "the list is always that of now"
    assert kept.at == Overview.objects.get().at
    tally(1)
    assert running().red == afresh.red + 8
    assert browser("supervisor").get("/supervision").status_code == 200
