"""延期动作: asking the head of the agency for more time."""

from uuid import UUID

from yimen.cases.actions import _extension, _flow
from yimen.cases.actions._asking import make
from yimen.cases.actions._turn import locked_task, require_open
from yimen.cases.models import Case, Task
from yimen.cases.rules import extension, requests
from yimen.cases.rules.permissions import Work
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict
from yimen.parties.api import units_with


@action
def ask_extension(by: Actor, task_id: UUID, reason: str) -> Task:
    """报请延期: a task for the head of the agency; its completion prolongs the limits, or not.

    Once for a case, and only while its limit is not over (行政许可法 2019 第四十二条). The asking
    task waits for the answer; no clock does. Raises `Conflict` where no extension is possible and
    `Invalid` for a reason of fewer than 5 characters, which the applicant is told.
    """
    turn, task = locked_task(by, task_id)
    require(by, "cases.work", Work(task.unit_id, task.role))
    require_open(turn, task)
    _flow.one_of(turn, Case.State.ACCEPTED)
    if task.asked_by_id is not None:
        raise Conflict("请从办件自己的环节报请延期。")
    told = requests.check_words(reason, "reason", "延期的理由")
    asked = Task.objects.filter(
        case_id=turn.case.id, kind=requests.EXTENSION, state=Task.State.OPEN
    ).exists()
    extension.allowed(turn.item, granted=_extension.granted(turn.case), asked=asked)
    due = _extension.limit(turn.case)
    if due is not None:
        extension.require_in_time(turn.now, due)
    agency = turn.case.unit_id
    if agency not in units_with("head"):
        raise Conflict("本机关还没有登记负责人，不能报请延期。请系统管理员先登记负责人账号。")
    return make(turn, task, requests.EXTENSION, agency, "head", told, extension.WITHIN)
