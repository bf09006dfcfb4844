"""办理动作: what reviewers and clerks do to their tasks."""

from collections.abc import Sequence
from uuid import UUID

from yimen.cases.actions import _extension, _flow, _requests
from yimen.cases.actions._turn import locked_task, require_open
from yimen.cases.models import Task
from yimen.cases.rules import requests
from yimen.cases.rules.permissions import Work
from yimen.catalogue.api import Step
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require
from yimen.kernel.problems import FieldError, Invalid


@action
def complete_task(
    by: Actor, task_id: UUID, passed: bool, opinion: str = "", checks: Sequence[str] = ()
) -> Task:
    """办结任务: pass a step or find against it; the case moves on or ends in the same breath.

    Passing needs every point of the step's check list ticked (`checks`: their words in
    Simplified Chinese); finding against it needs the reasons in `opinion` (at least 5
    characters), which the applicant is told (行政许可法 2019 第三十八条). Raises `Invalid` for
    what is missing and `Conflict` when the task is not open any more. A task that somebody asked
    for (a further review, an opinion, an extension) answers the asking task instead.
    """
    turn, task = locked_task(by, task_id)
    require(by, "cases.work", Work(task.unit_id, task.role))
    require_open(turn, task)
    _check(turn.flow.by_code.get(task.step), task, passed, opinion, checks)
    if task.asked_by_id is None:
        task.checks = list(checks)
        if not passed and turn.case.holds:
            turn.case.holds = requests.without(turn.case.holds, task.step)
        _flow.finish(turn, task, passed, opinion)
        return task
    _requests.answer(turn, task, passed, opinion)
    if task.kind == requests.EXTENSION:
        _extension.settle(turn, task)
    return task


def _check(
    step: Step | None, task: Task, passed: bool, opinion: str, checks: Sequence[str]
) -> None:
    errors = []
    if passed:
        points = step.checks if step and task.asked_by_id is None else []
        missing = [c.zh_hans for c in points if c.zh_hans not in checks]
        errors += [FieldError("checks", f"请核对：{words}") for words in missing]
    elif len(opinion.strip()) < 5:
        errors.append(FieldError("opinion", "不予通过要写明理由（至少 5 个字），申请人会看到"))
    if errors:
        raise Invalid("任务没有办结。", errors=errors)
