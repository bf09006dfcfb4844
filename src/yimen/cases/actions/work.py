"""办理动作: what reviewers and clerks do to their tasks."""

from collections.abc import Sequence
from uuid import UUID

from yimen.cases.actions import _flow
from yimen.cases.events import TaskDone
from yimen.cases.models import Task
from yimen.cases.queries import item_definition
from yimen.cases.rules.permissions import Work
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown


@action
def complete_task(
    by: Actor, task_id: UUID, passed: bool, opinion: str = "", checks: Sequence[str] = ()
) -> Task:
    """办结任务: pass a step or find against it; the case moves on or ends in the same breath.

    Passing needs every point of the step's check list ticked (`checks`: their words in
    Simplified Chinese); finding against it needs the reasons in `opinion` (at least 5
    characters), which the applicant is told (行政许可法 2019 第三十八条). Raises `Invalid` for
    what is missing and `Conflict` when the task is not open any more.
    """
    task = _flow.lock_task(task_id)
    if task is None:
        raise Unknown("没有这个任务，请返回工作台刷新。")
    require(by, "cases.work", Work(task.unit_id, task.role))
    if task.state != Task.State.OPEN:
        raise Conflict("这个任务已经办过了，请返回工作台查看。")
    _check(task, passed, opinion, checks)
    task.passed, task.opinion, task.checks = passed, opinion.strip(), list(checks)
    _flow.close_task(by, task)
    publish(
        by,
        TaskDone(
            str(task.case_id), str(task.id), task.step, task.name, task.unit_id, passed, opinion
        ),
    )
    if passed:
        _flow.step_done(by, task)
    else:
        _flow.find_against(by, task)
    return task


def _check(task: Task, passed: bool, opinion: str, checks: Sequence[str]) -> None:
    errors = []
    if passed:
        step = next(s for s in item_definition(task.case).steps if s.code == task.step)
        missing = [c.zh_hans for c in step.checks if c.zh_hans not in checks]
        errors += [FieldError("checks", f"请核对：{words}") for words in missing]
    elif len(opinion.strip()) < 5:
        errors.append(FieldError("opinion", "不予通过要写明理由（至少 5 个字），申请人会看到"))
    if errors:
        raise Invalid("任务没有办结。", errors=errors)
