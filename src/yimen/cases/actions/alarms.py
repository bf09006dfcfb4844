"""提醒动作: what happens when a task or a clock rings; each looks again under the lock.

A ring that comes twice, or too early, raises `Conflict` and changes nothing.
"""

from uuid import UUID

from yimen.cases.actions import _silence
from yimen.cases.actions._alarms import ring_of
from yimen.cases.actions._turn import Turn, locked, locked_task
from yimen.cases.events import WarningRaised
from yimen.cases.models import Case, Clock, Pause, Task
from yimen.cases.rules import warnings
from yimen.kernel import clock as kernel_clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, Unknown
from yimen.vocabulary.api import calendar

_NOT_NOW = "现在没有要提醒的。"


@action
def ring_task(by: Actor, task_id: UUID) -> Task:
    """环节提醒: warn who must know, or do what silence means, when the task's alarm is due.

    While the law stops the case's clocks, nothing rings but the step that stops them.
    """
    require(by, "cases.run")
    turn, _ = locked_task(by, task_id)
    task = Task.objects.get(pk=task_id)
    task.case = turn.case
    if task.state != Task.State.OPEN or task.alarm_at is None or task.alarm_at > turn.now:
        raise Conflict(_NOT_NOW)
    if turn.case.open_pauses and _stopped(task):
        raise Conflict(_NOT_NOW)
    if turn.now < task.due_at or not _silence.speaks(turn, task):
        _warn_of_task(turn, task)
    return task


@action
def ring_clock(by: Actor, clock_id: UUID) -> Clock:
    """时限提醒: do what follows when a clock of its kind runs out, or warn who must know."""
    require(by, "cases.run")
    found = Clock.objects.filter(pk=clock_id).select_related("case").first()
    if found is None:
        raise Unknown("没有这个时限。")
    ring = ring_of(found.kind) if found.case.item_id else None
    turn = _lock(by, found.case)
    row = Clock.objects.select_related("case").get(pk=clock_id)
    now = kernel_clock.now()
    if row.stopped_at is not None or row.alarm_at is None or row.alarm_at > now:
        raise Conflict(_NOT_NOW)
    if ring is not None and turn is not None and now >= row.due_at:
        Clock.objects.filter(pk=row.id).update(alarm_at=None)
        ring(turn, row)
        return row
    _warn_of_clock(by, row)
    return row


def _lock(by: Actor, case: Case) -> Turn | None:
    """The locked case; a bundle as a whole has no flow that could be turned."""
    if case.item_id is not None:
        return locked(by, case.id)
    Case.objects.select_for_update().only("id").get(pk=case.id)
    return None


def _stopped(task: Task) -> bool:
    """Whether a procedure other than the task's own stands open."""
    running = Pause.objects.filter(case_id=task.case_id, ended_at=None)
    return running.exclude(task=task.id).exists()


def _warn_of_task(turn: Turn, task: Task) -> None:
    reached = warnings.level(turn.now, task.due_at, calendar())
    task.warned = reached
    task.alarm_at = warnings.next_alarm(reached, task.due_at, calendar())
    task.save(update_fields=["warned", "alarm_at"])
    publish(
        turn.by,
        WarningRaised(
            str(task.case_id),
            str(task.id),
            task.name,
            task.unit_id,
            warnings.light(reached),
            reached,
            task.due_at.isoformat(),
        ),
    )


def _warn_of_clock(by: Actor, row: Clock) -> None:
    reached = warnings.level(kernel_clock.now(), row.due_at, calendar())
    row.warned = reached
    row.alarm_at = warnings.next_alarm(reached, row.due_at, calendar())
    row.save(update_fields=["warned", "alarm_at"])
    publish(
        by,
        WarningRaised(
            str(row.case_id),
            str(row.id),
            Clock.Kind(row.kind).label,
            row.case.unit_id,
            warnings.light(reached),
            reached,
            row.due_at.isoformat(),
        ),
    )
