"""办件用时: what past cases say of arrivals, people and times, for simulating what is to come.

The platform knows when a task was opened and when it was done, not when somebody began it. People
begin a task when it is there and the one before is done; so the time that it took is from the
later of the two until it was done. While nobody works at two tasks at once, that is exact.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean, pstdev
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from yimen.cases.events import TaskReturned
from yimen.cases.models import Case, Task
from yimen.kernel import clock
from yimen.kernel.models import Event
from yimen.kernel.problems import Unknown
from yimen.kernel.worktime import WorkCalendar
from yimen.vocabulary.api import calendar

MOST_TASKS = 100_000
"""Of more, the latest: a simulation asks what people do now."""
_HOUR = timedelta(hours=1)
_LEAST, _LEAST_SHARE = 0.0001, 0.05
_ENDED = [Task.State.DONE, Task.State.RETURNED]


@dataclass(frozen=True)
class StepTime:
    """环节用时: of `count` tasks of one step, times in office hours.

    `elapsed` is from opened to done; `worked` what somebody needed for it, with its coefficient
    of variation `cv` (for an answer from outside, the time until it came). `refused` and
    `returned` are shares; `to` are the steps that were sent back most often.
    """

    item: str
    step: str
    station: str
    count: int
    elapsed: float
    worked: float
    cv: float
    refused: float
    returned: float
    to: tuple[str, ...]


@dataclass(frozen=True)
class StaffSeen:
    """所见人手: how many people did a unit's tasks of a role, and the share of their time that
    other work left them."""

    people: int
    share: float


@dataclass(frozen=True)
class PastCases:
    """以往办件: what was measured from `since` until `until`; `arrivals` a working day.

    `staff` is by `unit:role`.
    """

    since: date
    until: date
    cases: int
    arrivals: float
    steps: tuple[StepTime, ...]
    staff: Mapping[str, StaffSeen]

    def as_values(self) -> dict[str, Any]:
        """作方案用: the same as values of a simulation's experiment."""
        return {
            "arrivals": round(self.arrivals, 4),
            "staff": {
                key: {"people": seen.people, "share": round(seen.share, 3)}
                for key, seen in self.staff.items()
            },
            "service": {
                "steps": {
                    f"{one.item}/{one.step}": {
                        "mean": f"{max(one.worked, _LEAST):.4f}wh",
                        "cv": round(min(one.cv, 5), 3),
                    }
                    for one in self.steps
                }
            },
            "outcomes": {
                f"{one.item}/{one.step}": _outcome(one)
                for one in self.steps
                if one.refused or one.to
            },
        }


def past_cases(code: str, items: Collection[str], days: int = 120) -> PastCases:
    """以往办件: of the bundle or item `code`, whose steps are those of `items` (with sub-cases).

    Looks back over so many working days. Raises `Unknown` where nothing was done in them.
    """
    now, working = calendar().localise(clock.now()), calendar()
    first = working.add_workdays(now.date(), -days)
    since = datetime.combine(first, time(), working.zone)
    tasks = list(_tasks(items, since))
    own = [one for one in tasks if one.item in items and not one.is_request]
    came = _applications(code).filter(received_at__gte=since)
    moments = sorted(working.localise(at) for at in came.values_list("received_at", flat=True))
    if not own or not moments:
        raise Unknown(f"近 {days} 个工作日没有办过“{code}”，量不出到件量和用时。请自己给出到件量。")
    is_older = _applications(code).filter(received_at__lt=since).exists()
    begun = since if is_older else moments[0]
    counted = len(moments) if is_older or len(moments) == 1 else len(moments) - 1
    a_day = _hours_a_day(working, begun.date(), now.date())
    hours = max(working.worktime_between(begun, now) / _HOUR, a_day)
    took = dict(_worked(tasks, working))
    return PastCases(
        begun.date(),
        now.date(),
        len(moments),
        counted / hours * a_day,
        tuple(_steps(own, took, working)),
        dict(_staff(tasks, own, took, hours)),
    )


class _Done(NamedTuple):
    id: UUID
    item: str
    step: str
    kind: str
    unit: str
    role: str
    opened: datetime
    done: datetime
    by: str
    passed: bool | None
    state: str
    asked_by: UUID | None

    @property
    def is_request(self) -> bool:
        return self.asked_by is not None

    @property
    def station(self) -> str:
        return f"{self.unit}:{self.role}"


def _applications(code: str) -> "QuerySet[Case]":
    return Case.objects.filter(Q(bundle__code=code) | Q(item__code=code))


def _tasks(items: Collection[str], since: datetime) -> Iterator[_Done]:
    """The tasks that were ended by the people who did those of the items, the latest first."""
    ended = Task.objects.filter(state__in=_ENDED, done_at__gte=since).exclude(role="system")
    by_people = ended.exclude(done_by__startswith="clock:")
    people = by_people.filter(case__item__code__in=items).values("done_by")
    rows = (
        by_people.filter(done_by__in=people)
        .order_by("-done_at", "-opened_at")
        .values_list(
            *("id", "case__item__code", "step", "kind", "unit_id", "role", "opened_at", "done_at"),
            *("done_by", "passed", "state", "asked_by_id"),
        )
    )
    return (_Done(*row) for row in rows[:MOST_TASKS])


def _worked(tasks: list[_Done], working: WorkCalendar) -> Iterator[tuple[UUID, float]]:
    """For each task the office hours that somebody needed."""
    free: dict[str, datetime] = {}
    for one in sorted(tasks, key=lambda task: (task.done, task.opened)):
        begun = max(one.opened, free.get(one.by, one.opened))
        if one.kind == "external":
            begun = one.opened  # an answer is waited for, not worked on
        else:
            free[one.by] = one.done
        yield one.id, working.worktime_between(begun, one.done) / _HOUR


def _steps(
    own: list[_Done], took: Mapping[UUID, float], working: WorkCalendar
) -> Iterator[StepTime]:
    by_step: dict[tuple[str, str], list[_Done]] = defaultdict(list)
    for one in own:
        by_step[one.item, one.step].append(one)
    sent = _sent_back([one.id for one in own if one.state == Task.State.RETURNED])
    for (item, step), found in sorted(by_step.items()):
        hours = [took[one.id] for one in found]
        mean = fmean(hours)
        targets = Counter(sent[str(one.id)] for one in found if str(one.id) in sent)
        yield StepTime(
            item,
            step,
            found[0].station,
            len(found),
            fmean(working.worktime_between(one.opened, one.done) / _HOUR for one in found),
            mean,
            pstdev(hours) / mean if mean else 0.0,
            sum(one.passed is False for one in found) / len(found),
            sum(one.state == Task.State.RETURNED for one in found) / len(found),
            targets.most_common(1)[0][0] if targets else (),
        )


def _sent_back(tasks: Collection[UUID]) -> dict[str, tuple[str, ...]]:
    """By task, the steps that it sent back."""
    told = Event.objects.filter(
        type=TaskReturned.type_name(), data__task__in=[str(task) for task in tasks]
    )
    return {one["task"]: tuple(one["to"]) for one in told.values_list("data", flat=True)}


def _staff(
    tasks: list[_Done], own: list[_Done], took: Mapping[UUID, float], hours: float
) -> Iterator[tuple[str, StaffSeen]]:
    people: dict[str, set[str]] = defaultdict(set)
    for one in own:
        people[one.station].add(one.by)
    here = {one.id for one in own}
    elsewhere: dict[str, float] = defaultdict(float)
    for one in tasks:
        if one.id not in here and one.kind != "external":
            elsewhere[one.by] += took[one.id]
    for station, names in sorted(people.items()):
        other = sum(elsewhere[name] for name in names) / (hours * len(names))
        yield station, StaffSeen(len(names), max(_LEAST_SHARE, 1 - other))


def _hours_a_day(working: WorkCalendar, first: date, last: date) -> float:
    """Office hours of a working day, on average over the days that were looked at."""
    days = max(1, working.workdays_between(first - timedelta(days=1), last))
    opens = datetime.combine(first, time(), working.zone)
    closes = datetime.combine(last + timedelta(days=1), time(), working.zone)
    return max(working.worktime_between(opens, closes) / _HOUR / days, _LEAST)


def _outcome(one: StepTime) -> dict[str, Any]:
    returned = min(one.returned, 0.9) if one.to else 0.0
    told: dict[str, Any] = {"refuse": round(min(one.refused, 1 - returned), 4)}
    if returned:
        told |= {"send_back": round(returned, 4), "to": list(one.to)}
    return told
