"""演示城市实跑: the demo city's cases through the real kernel, and the same simulated.

People of the demo city work one after another under a clock that the test sets; then the times of
the platform's own records are measured, and the simulation with those times must end every case
at the moment at which it really ended.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

import pytest

from city import actor, run_jobs
from stall import STAFF, do, submitted
from yimen.cases.api import past_cases
from yimen.cases.models import Case, Task
from yimen.catalogue.api import bundle_in_force, bundle_of, items_of_bundle
from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.compiling import (
    Compiler,
    Subject,
    fitting_values,
    items_of_subject,
)
from yimen.catalogue.rules.simulation.draws import Draws
from yimen.catalogue.rules.simulation.engine import Course, Run
from yimen.catalogue.rules.simulation.experiment import checked
from yimen.catalogue.rules.simulation.staffing import staffed
from yimen.kernel import clock
from yimen.vocabulary.api import calendar, elements

pytestmark = pytest.mark.usefixtures("demo_city")

MONDAY = date(2027, 3, 1)
ARRIVALS = [0.5, 1.25, 1.5, 6.0, 6.75, 7.0, 13.5]
HOURS = {
    "accept": 0.7,
    "documents": 1.9,
    "neighbours": 2.3,
    "decide": 0.45,
    "file": 0.35,
    "review": 1.3,
}


@dataclass
class Office:
    """The people of the demo city, each at one task at a time, the oldest first."""

    axis: WorkAxis
    agenda: list[tuple[float, int, str, Any]] = field(default_factory=list)
    roots: list[Case] = field(default_factory=list)
    busy: dict[str, Task] = field(default_factory=dict)
    _order: Iterator[int] = field(default_factory=count)

    def plan(self, moment: float, what: str, about: Any = None) -> None:
        heappush(self.agenda, (moment, next(self._order), what, about))

    def work(self) -> None:
        while self.agenda:
            now, _, what, about = heappop(self.agenda)
            with clock.at(self.axis.moment(now)):
                if what == "arrive":
                    self.roots.append(submitted())
                else:
                    do(about, self.busy.pop(about))
                run_jobs()
                self.give_out(now)

    def give_out(self, now: float) -> None:
        taken = {task.id for task in self.busy.values()}
        for login in STAFF:
            if login in self.busy:
                continue
            by = actor(login)
            waiting = Task.objects.filter(state="open").exclude(id__in=taken)
            for task in waiting.order_by("opened_at", "id"):
                if by.has(task.role, task.unit_id):
                    self.busy[login] = task
                    taken.add(task.id)
                    self.plan(now + HOURS[task.step], "done", login)
                    break


@pytest.fixture
def worked() -> tuple[Office, datetime]:
    """The office when all is done, and the moment."""
    office = Office(WorkAxis(calendar(), MONDAY))
    for moment in ARRIVALS:
        office.plan(moment, "arrive")
    office.work()
    for root in office.roots:
        root.refresh_from_db()
    last = max(root.ended_at for root in office.roots if root.ended_at)
    return office, last


def stall() -> Subject:
    version = bundle_in_force("open-a-stall").pk
    items = {code: item for code, (_, item) in items_of_bundle(version).items()}
    return Subject("open-a-stall", bundle_of(version), items, elements())


def simulated(subject: Subject, values: Mapping[str, Any], axis: WorkAxis) -> list[float]:
    """When each case ends, with the arrivals of the real run."""
    situation = {
        "scenario": {
            "sells_food": True, "has_sign": True, "has_helpers": False, "kitchen": "brought",
        },
        "form": {"stall.open_flame": False},
    }  # fmt: skip
    experiment = checked({**values, "situations": [situation]})
    compiler = Compiler(experiment, axis)
    network = compiler.network(subject)
    people = staffed(compiler.stations, [network], experiment, axis, 1)
    ended: dict[int, float] = {}

    def over(course: Course, now: float) -> None:
        ended[course.number] = now

    run = Run(replace(network, stations=people), axis, Draws(1, 0), 0, 30, lambda *_: None, over)
    run.run(ARRIVALS, 200.0, lambda now: False)
    return [ended[number] for number in range(len(ARRIVALS))]


def test_what_was_simulated_is_what_happened(worked: tuple[Office, datetime]) -> None:
    office, last = worked
    subject = stall()
    with clock.at(last):
        past = past_cases("open-a-stall", items_of_subject(subject), days=30)
    assert {f"{one.item}/{one.step}": round(one.worked, 3) for one in past.steps} == {
        "stall-registration/accept": 0.7,
        "stall-registration/documents": 1.9,
        "stall-registration/neighbours": 2.3,
        "stall-registration/decide": 0.45,
        "sign-filing/file": 0.35,
        "hygiene-card/review": 1.3,
        "hygiene-card/decide": 0.45,
    }
    assert {(key, seen.people, round(seen.share, 2)) for key, seen in past.staff.items()} == {
        ("government-services:reviewer", 1, 1),
        ("health:approver", 1, 1),
        ("health:reviewer", 1, 1),
        ("market-regulation:approver", 1, 1),
        ("market-regulation:reviewer", 1, 1),
    }
    found = simulated(subject, fitting_values(past.as_values(), [subject]), office.axis)
    for root, end in zip(office.roots, found, strict=True):
        assert root.ended_at is not None
        assert abs(office.axis.moment(end) - root.ended_at) < timedelta(minutes=1)
    documents = next(one for one in past.steps if one.step == "documents")
    assert documents.elapsed > documents.worked + 0.5  # waiting is told apart from work
    assert documents.count == len(ARRIVALS)
    assert (documents.refused, documents.returned, documents.to) == (0, 0, ())
