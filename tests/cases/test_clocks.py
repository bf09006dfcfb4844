"""Deadlines of real cases: derived, shown, and counted again when a year's calendar arrives."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from city import run_jobs
from stall import do, submitted, task_of
from yimen.cases.models import Clock, Task
from yimen.kernel import actors, clock
from yimen.kernel.models import Event
from yimen.kernel.worktime import Period, deadline
from yimen.vocabulary import api as vocabulary
from yimen.vocabulary.models import PackLoad

pytestmark = pytest.mark.usefixtures("demo_city")
ZONE = ZoneInfo("Asia/Shanghai")
YEAR_END = datetime(2027, 12, 30, 10, 0, tzinfo=ZONE)


def publish_year(year: int, **content: object) -> None:
    """Loads the words again with one more year in the calendar."""
    before = vocabulary.elements(), vocabulary.documents(), vocabulary.city()
    calendar = PackLoad.objects.latest("id").calendar
    years = {**calendar["years"], str(year): {"source": "通知", **content}}
    vocabulary.load_words(
        actors.clock("test"),
        before[2],
        f"with-{year}",
        {**calendar, "years": years},
        list(before[0].values()),
        list(before[1].values()),
        [],
    )


def test_acceptance_starts_the_promised_and_the_statutory_clock() -> None:
    root = submitted()
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    child = root.children.get(item__code="stall-registration")
    clocks = {c.kind: c for c in child.clocks.filter(stopped_at=None)}
    assert set(clocks) == {"promised", "statutory"}
    assert clocks["promised"].period == "3wd"
    assert clocks["promised"].started_at == child.accepted_at
    assert clocks["promised"].due_at < clocks["statutory"].due_at
    assert clocks["promised"].derivation


def test_received_is_not_accepted() -> None:
    root = submitted()
    child = root.children.get(item__code="stall-registration")
    assert (child.state, child.accepted_at) == ("received", None)
    assert [c.kind for c in child.clocks.all()] == ["acceptance"]


def test_a_provisional_deadline_is_counted_again_when_the_year_is_published() -> None:
    with clock.at(YEAR_END):
        root = submitted()
        do("market-reviewer", task_of(root, "stall-registration", "accept"))
        promised = Clock.objects.get(
            case__parent=root, case__item__code="stall-registration", kind="promised"
        )
        assert promised.provisional
        assert any("2028" in line for line in promised.derivation)
        before = promised.due_at
        publish_year(2028, holidays=[{"from": "2028-01-01", "to": "2028-01-06", "name": "元旦"}])
        run_jobs()
    promised.refresh_from_db()
    assert not promised.provisional
    assert promised.due_at > before
    recounted = Event.objects.filter(type="cases.ClockRecounted", data__clock=str(promised.id))
    assert datetime.fromisoformat(recounted.get().data["due"]) == promised.due_at
    for task in Task.objects.filter(state="open", provisional=False):
        limit = Period.parse(task.period)
        assert task.due_at == deadline(task.opened_at, limit, vocabulary.calendar()).due


def test_running_deadlines_move_when_days_to_come_are_changed() -> None:
    with clock.at(datetime(2027, 3, 3, 10, 0, tzinfo=ZONE)):
        root = submitted()
        before = {c.id: c.due_at for c in Clock.objects.filter(stopped_at=None)}
        publish_year(2027, holidays=[{"from": "2027-03-04", "to": "2027-03-20", "name": "新节"}])
        run_jobs()
        after = {c.id: c.due_at for c in Clock.objects.filter(stopped_at=None)}
        assert all(after[one] > due for one, due in before.items())
        told = Event.objects.filter(type="cases.ClockRecounted")
        assert {e.data["clock"] for e in told} >= {str(one) for one in before}
        promised = root.clocks.get()
        again = deadline(promised.started_at, Period.parse(promised.period), vocabulary.calendar())
        assert promised.due_at == again.due


def test_deadlines_do_not_move_when_days_that_have_passed_are_read_again() -> None:
    with clock.at(datetime(2027, 3, 3, 10, 0, tzinfo=ZONE)):
        submitted()
        before = {c.id: c.due_at for c in Clock.objects.all()}
        publish_year(2027, holidays=[{"from": "2027-02-01", "to": "2027-03-02", "name": "旧节"}])
        publish_year(2029)
        run_jobs()
    assert {c.id: c.due_at for c in Clock.objects.all()} == before


def test_a_stopped_clock_is_not_recounted() -> None:
    with clock.at(YEAR_END):
        root = submitted()
        review = task_of(root, "hygiene-card", "review")
        do("health-reviewer", review)
        publish_year(2028)
        run_jobs()
    told = Event.objects.filter(type="cases.ClockRecounted", data__clock=str(review.id))
    assert not told.exists()
