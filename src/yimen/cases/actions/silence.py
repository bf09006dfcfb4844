"""外部答复动作: an outside body's answer to a step, or the supervisors' resolution without it."""

from uuid import UUID

from yimen.cases.actions import _flow, _requests
from yimen.cases.actions._turn import locked_task, require_open
from yimen.cases.events import TaskForced
from yimen.cases.models import Task
from yimen.cases.rules import requests
from yimen.cases.rules.permissions import Work
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict


@action
def answer_external(by: Actor, task_id: UUID, passed: bool, opinion: str = "") -> Task:
    """外部答复: a connected system of the unit, or its staff, answers an `external` step.

    Raises `Conflict` for another kind of step or one that is not open, `Invalid` for an answer
    against without reasons (at least 5 characters), which the applicant is told.
    """
    turn, task = locked_task(by, task_id)
    require(by, "cases.answer", Work(task.unit_id, task.role))
    require_open(turn, task)
    if task.kind != "external" or task.asked_by_id is not None:
        raise Conflict("这个环节不等外部答复，请由承办人员办理。")
    told = opinion if passed else requests.check_words(opinion, "opinion", "不同意的理由")
    if not passed:
        turn.case.holds = requests.without(turn.case.holds, task.step)
    _flow.finish(turn, task, passed, told)
    return task


@action
def force(by: Actor, task_id: UUID, passed: bool, reason: str) -> Task:
    """强制办结: the supervisors settle a step whose answer did not come in its time.

    Only outside answers and steps that escalate, and only when they are overdue. What the step
    asked of others is cancelled, an objection against it is passed over; the right to a hearing is
    not. Raises `Conflict` where that is not so, `Invalid` for a reason of fewer than 5 characters.
    """
    turn, task = locked_task(by, task_id)
    require(by, "cases.force", Work(task.unit_id, task.role))
    require_open(turn, task)
    step = turn.flow.by_code[task.step]
    overdue = turn.now >= task.due_at and task.asked_by_id is None
    if not (overdue and requests.may_be_forced(step)):
        raise Conflict("只有到期没有答复的外部环节和写明逾期提请协调的环节可以强制办结。")
    told = requests.check_words(reason, "reason", "强制办结的理由")
    publish(
        by,
        TaskForced(
            str(turn.case.id), str(task.id), task.step, task.name, task.unit_id, passed, told
        ),
    )
    turn.case.holds = requests.without(turn.case.holds, task.step)
    _requests.drop(turn, task, "环节已由督查人员强制办结")
    turn.save()
    _flow.finish(turn, task, passed, told)
    return task
