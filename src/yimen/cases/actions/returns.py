"""退回与移交动作: earlier steps are done again, or another unit does the step."""

from collections.abc import Sequence
from uuid import UUID

from yimen.cases.actions import _effects as effects
from yimen.cases.actions import _flow, _requests
from yimen.cases.actions._turn import Turn, locked_task, require_open
from yimen.cases.events import TaskReturned, TaskTransferred
from yimen.cases.models import Case, Pause, Task
from yimen.cases.rules import marking, requests
from yimen.cases.rules.permissions import Work
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid
from yimen.parties.api import units_with


@action
def send_back(by: Actor, task_id: UUID, to: Sequence[str], reason: str) -> Task:
    """退回环节: steps before this one (`to`, their codes) are done again, then this one.

    Only what is named reopens, each step with its own limit anew; the case's clocks go on. What
    this task has asked of others is cancelled. Raises `Invalid` for steps that cannot be sent back
    or a reason of fewer than 5 characters, `Conflict` when the task is not open or is a request.
    """
    turn, task = locked_task(by, task_id)
    require(by, "cases.work", Work(task.unit_id, task.role))
    require_open(turn, task)
    _flow.one_of(turn, Case.State.RECEIVED, Case.State.ACCEPTED)
    if task.asked_by_id is not None:
        raise Conflict("协办任务不能退回环节，请把意见写在答复里。")
    told = requests.check_words(reason, "reason", "退回的理由")
    turn.marking = marking.send_back(turn.flow, turn.marking, task.step, to)
    task.passed, task.opinion, task.checks = None, told, []
    turn.close(task, Task.State.RETURNED)
    publish(
        by,
        TaskReturned(
            str(turn.case.id), str(task.id), task.step, task.name, task.unit_id, list(to), told
        ),
    )
    effects.dropped(turn, task, "环节已退回，不再需要答复")
    _flow.advance(turn)
    return task


@action
def transfer(by: Actor, task_id: UUID, unit: str, reason: str) -> Task:
    """移交: another unit does the same task from now; the task that it gets.

    Its time began with the first unit and ends on the same day: no clock begins again. What the
    task has asked of others is cancelled. Raises `Invalid` for a unit where nobody has the role or
    a reason of fewer than 5 characters, `Conflict` when the task is not open or is for the head.
    """
    turn, task = locked_task(by, task_id)
    require(by, "cases.work", Work(task.unit_id, task.role))
    require_open(turn, task)
    told = requests.check_words(reason, "reason", "移交的理由")
    if task.kind == requests.EXTENSION:
        raise Conflict("延长期限由本机关负责人批准，不能移交。")
    if unit == task.unit_id or unit not in units_with(task.role):
        raise Invalid(errors=[FieldError("unit", "请选择另一个有人担任这个岗位的部门")])
    old = Task.objects.get(pk=task.id)
    old.passed, old.opinion = None, told
    turn.close(old, Task.State.TRANSFERRED)
    publish(
        by,
        TaskTransferred(
            str(turn.case.id), str(old.id), old.step, old.name, old.unit_id, unit, told
        ),
    )
    _requests.drop(turn, old, "任务已移交，不再需要答复")
    turn.save()  # a step is open once: the old task makes room first
    new = _same(turn, old, unit)
    turn.save()
    Pause.objects.filter(case_id=turn.case.id, task=old.id, ended_at=None).update(task=new.id)
    return new


def _same(turn: Turn, old: Task, unit: str) -> Task:
    """The task once more, at the other unit, which is warned anew."""
    return _flow.new_task(
        turn,
        turn.flow.by_code[old.step],
        unit,
        old.role,
        kind=old.kind,
        name=old.name,
        opened_at=old.opened_at,
        period=old.period,
        warn_at=old.warn_at,
        due_at=old.due_at,
        provisional=old.provisional,
        alarm_at=old.due_at if old.kind == "timer" else old.warn_at,
        asked_by_id=old.asked_by_id,
        note=old.note,
    )
