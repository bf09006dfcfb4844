"""督查查询: all that runs in the city, unit by unit, and what is late."""

from dataclasses import dataclass

from django.db.models import Count

from yimen.cases.models import Case, Task
from yimen.cases.queries.inbox import LIGHTS, InboxRow, row_of, with_case
from yimen.cases.rules.states import FINAL
from yimen.kernel import clock, permissions
from yimen.kernel.actors import Actor
from yimen.parties.api import unit_names

MOST_LATE = 100
"""A longer list is worked off from its top; the counts are of all."""


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
    another item or for data, `finished` the bundles that have ended.
    """

    bundles: int
    items: int
    waiting: int
    finished: int
    loads: list[UnitLoad]
    late: list[InboxRow]

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
    """全市在办: for the supervisors; `Denied` to others."""
    permissions.require(by, "cases.supervise")
    now = clock.now()
    roots = Case.objects.filter(item=None)
    items = Case.objects.exclude(item=None).exclude(state__in=FINAL)
    tasks = Task.objects.filter(state=Task.State.OPEN)
    late = with_case(tasks.filter(LIGHTS["red"](now))).order_by("due_at", "id")
    return Running(
        bundles=roots.exclude(state__in=FINAL).count(),
        items=items.count(),
        waiting=items.filter(open_tasks=0).count(),
        finished=roots.filter(state__in=FINAL).count(),
        loads=_loads(),
        late=[row_of(task, now) for task in late[:MOST_LATE]],
    )


def _loads() -> list[UnitLoad]:
    now = clock.now()
    rows = (
        Task.objects.filter(state=Task.State.OPEN)
        .values("unit_id", "unit__short")
        .annotate(
            cases=Count("case", distinct=True),
            green=Count("id", filter=LIGHTS["green"](now)),
            yellow=Count("id", filter=LIGHTS["yellow"](now)),
            red=Count("id", filter=LIGHTS["red"](now)),
        )
        .order_by("-red", "-yellow", "-cases", "unit__short")
    )
    names = unit_names()
    return [
        UnitLoad(names[row["unit_id"]], row["cases"], row["green"], row["yellow"], row["red"])
        for row in rows
    ]
