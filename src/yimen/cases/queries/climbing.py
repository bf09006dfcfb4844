"""督办查询: what has climbed to the supervising office: escalated steps, limits long over."""

from dataclasses import dataclass

from yimen.cases.models import Clock, Task
from yimen.cases.queries.definitions import item_definition
from yimen.cases.queries.inbox import InboxRow, listed, row_of
from yimen.cases.rules.requests import may_be_forced
from yimen.cases.rules.warnings import Level
from yimen.kernel import clock, permissions
from yimen.kernel.actors import Actor
from yimen.vocabulary.api import calendar

MOST = 50
"""A longer list is worked off from its top."""


@dataclass(frozen=True)
class ClimbedTask:
    """督办任务: an open task that the supervisors were told of; whether they may settle it."""

    row: InboxRow
    may_force: bool


@dataclass(frozen=True)
class Climbed:
    """督办: tasks and limits of cases of which the supervisors were told, the oldest first."""

    tasks: list[ClimbedTask]
    clocks: list[Clock]


def climbed(by: Actor) -> Climbed:
    """督办: what waits for the supervisors; `Denied` to others."""
    permissions.require(by, "cases.supervise")
    now, days = clock.now(), calendar()
    tasks = Task.objects.filter(
        state=Task.State.OPEN, due_at__lt=now, warned__gte=Level.SUPERVISORS
    )
    clocks = Clock.objects.filter(
        stopped_at=None, due_at__lt=now, warned__gte=Level.SUPERVISORS
    ).select_related("case__unit")
    return Climbed(
        tasks=[
            ClimbedTask(row_of(task, now, days), _may_force(task))
            for task in listed(tasks.order_by("due_at", "id"))[:MOST]
        ],
        clocks=list(clocks.order_by("due_at", "id")[:MOST]),
    )


def _may_force(task: Task) -> bool:
    step = next((one for one in item_definition(task.case).steps if one.code == task.step), None)
    return step is not None and task.asked_by_id is None and may_be_forced(step)
