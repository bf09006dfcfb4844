"""督查查询: all that runs in the city, unit by unit, and what is late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from yimen.cases.models import Case, Overview, Task
from yimen.cases.queries.inbox import LIGHTS, InboxRow, listed, row_of
from yimen.kernel import clock, permissions
from yimen.kernel.actors import Actor
from yimen.parties.api import unit_names
from yimen.vocabulary.api import calendar

MOST_LATE = 100
"""A longer list is worked off from its top; the counts are of all."""
COUNTED_AFRESH = 2000
"""Up to so many open tasks each look at the page counts them; beyond, a job does every minute."""


@dataclass(frozen=True)
class UnitLoad:
    """部门在办: how many cases wait for a unit, and its open tasks by light."""

    unit: str
    cases: int
    green: int
    yellow: int
    red: int


@dataclass(frozen=True)
class Running:
    """全市在办: what runs now, and the late tasks of people and of the platform, latest first.

    `bundles` and `items` count cases under way, `waiting` those of the items that wait for
    another item or for data, `finished` the bundles that have ended; all are as they were `at`.
    """

    bundles: int
    items: int
    waiting: int
    finished: int
    loads: list[UnitLoad]
    late: list[InboxRow]
    at: datetime

    @property
    def green(self) -> int:
        """正常任务数"""
        return sum(load.green for load in self.loads)

    @property
    def yellow(self) -> int:
        """临期任务数"""
        return sum(load.yellow for load in self.loads)

    @property
    def red(self) -> int:
        """超期任务数"""
        return sum(load.red for load in self.loads)


def running(by: Actor) -> Running:
    """全市在办: for the supervisors; `Denied` to others.

    While much is under way, the counts are those that `tally` kept last, a minute ago or less.
    The late tasks are always those of now.
    """
    permissions.require(by, "cases.supervise")
    now, days = clock.now(), calendar()
    late = Task.objects.filter(state=Task.State.OPEN, due_at__lt=now).order_by("due_at", "id")
    kept = None if _is_little() else Overview.objects.first()
    counts = kept.counts if kept else counted(now)
    names = unit_names()
    loads = [UnitLoad(names[unit], *numbers) for unit, *numbers in counts["loads"]]
    return Running(
        **{name: counts[name] for name in ("bundles", "items", "waiting", "finished")},
        loads=sorted(loads, key=lambda load: (-load.red, -load.yellow, -load.cases, load.unit)),
        late=[row_of(task, now, days) for task in listed(late)[:MOST_LATE]],
        at=kept.at if kept else now,
    )


def tally() -> None:
    """统计在办: keep the counts for the supervisors' page, where counting afresh takes long."""
    if not _is_little():
        now = clock.now()
        Overview.objects.update_or_create(id=1, defaults={"at": now, "counts": counted(now)})


def counted(now: datetime) -> dict[str, Any]:
    """计数: what is under way now; it takes as long as there is much of it.

    `loads` are lists: unit, its cases, its green, yellow and red tasks.
    """
    roots = Case.objects.filter(item=None)
    items = Case.objects.filter(ended_at=None).exclude(item=None)
    tasks = Task.objects.filter(state=Task.State.OPEN)
    loads = tasks.values_list("unit_id").annotate(
        cases=Count("case", distinct=True),
        green=Count("id", filter=LIGHTS["green"](now)),
        yellow=Count("id", filter=LIGHTS["yellow"](now)),
        red=Count("id", filter=LIGHTS["red"](now)),
    )
    return {
        "bundles": roots.filter(ended_at=None).count(),
        "items": items.count(),
        "waiting": items.filter(open_tasks=0).count(),
        "finished": roots.filter(ended_at__isnull=False).count(),
        "loads": [list(row) for row in loads],
    }


def _is_little() -> bool:
    some = Task.objects.filter(state=Task.State.OPEN).order_by()[: COUNTED_AFRESH + 1]
    return some.count() <= COUNTED_AFRESH
