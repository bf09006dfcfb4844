"""协办动作: asking others while one works on a step: a further review, or another's opinion."""

from uuid import UUID

from yimen.cases.actions import _requests
from yimen.cases.actions._asking import make
from yimen.cases.actions._turn import locked_task, require_open
from yimen.cases.models import Task
from yimen.cases.rules import requests
from yimen.cases.rules.permissions import Work
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown
from yimen.parties.api import units_with


@action
def add_review(by: Actor, task_id: UUID, unit: str, question: str, within: str = "") -> Task:
    """加请审查: another unit reviews the step too; it must be back before the step ends, and while
    it is against, the step cannot pass.

    `within` is written as in packs and, left out, is the step's own limit. The step's clock goes
    on. Raises `Invalid` for a unit that cannot do it or a question of fewer than 5 characters,
    `Conflict` when the task is not open or is itself a request.
    """
    return _ask(by, task_id, requests.REVIEW, unit, question, within)


@action
def consult(by: Actor, task_id: UUID, unit: str, question: str, within: str = "") -> Task:
    """征求意见: another unit's opinion, which advises only; silence ends it when its time is over.

    Parameters and errors as in `add_review`.
    """
    return _ask(by, task_id, requests.CONSULT, unit, question, within)


@action
def cancel_request(by: Actor, task_id: UUID, reason: str) -> Task:
    """撤销协办: whoever works on the asking task does without the answer.

    Raises `Invalid` without a reason, `Conflict` when the request is back already.
    """
    turn, task = locked_task(by, task_id)
    if task.asked_by_id is None:
        raise Unknown("没有这个协办请求，请刷新页面。")
    asking = Task.objects.get(pk=task.asked_by_id)
    require(by, "cases.work", Work(asking.unit_id, asking.role))
    require_open(turn, task)
    _requests.cancel(turn, task, requests.check_words(reason, "reason", "撤销的理由"))
    return task


def _ask(by: Actor, task_id: UUID, kind: str, unit: str, question: str, within: str) -> Task:
    turn, task = locked_task(by, task_id)
    require(by, "cases.work", Work(task.unit_id, task.role))
    require_open(turn, task)
    if task.asked_by_id is not None:
        raise Conflict("这个任务本身就是请您协办的，不能再请别人；需要别的部门办的，请移交。")
    told = requests.check_words(question, "question", "要请教的问题")
    if unit == task.unit_id or unit not in units_with("reviewer"):
        raise Invalid(errors=[FieldError("unit", "请选择另一个有审查人员的部门")])
    period = requests.check_period(within or task.period)
    return make(turn, task, kind, unit, "reviewer", told, period)
