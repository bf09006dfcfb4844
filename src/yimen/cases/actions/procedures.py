"""特别程序动作: procedures of the law that stop the clocks, begun and ended by hand."""

from uuid import UUID

from yimen.cases.actions import _flow, _pauses
from yimen.cases.actions._turn import locked
from yimen.cases.models import Case, Pause
from yimen.cases.rules import hearings, procedures, requests
from yimen.cases.rules.permissions import Work
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid


@action
def start_procedure(
    by: Actor, case_id: UUID, procedure: str, expected: str, reason: str = ""
) -> Pause:
    """启动特别程序: the legal clocks of an accepted case stand still until it ends.

    Only the procedures of 行政许可法 2019 第四十五条; `expected`, the time it needs (`10wd`), is
    told to the applicant in writing. Raises `Invalid` for another procedure, a period that cannot
    be read or a reason of fewer than 5 characters, `Conflict` when the case is not accepted or the
    procedure runs already.
    """
    turn = locked(by, case_id)
    require(by, "cases.direct", Work(turn.case.unit_id, ""))
    _flow.one_of(turn, Case.State.ACCEPTED)
    if procedure not in procedures.PROCEDURES:
        words = "只有法律规定的程序可以停止计算期限，请从列表中选择"
        raise Invalid(errors=[FieldError("procedure", words)])
    told = requests.check_words(reason, "reason", "启动的理由")
    period = requests.check_period(expected, "expected")
    if _running(turn.case, procedure) is not None:
        raise Conflict(f"{procedures.title(procedure)}已经在进行，不用再次启动。")
    return _pauses.start(turn, procedure, expected=str(period), reason=told)


@action
def end_procedure(by: Actor, case_id: UUID, procedure: str, result: str) -> Pause:
    """结束特别程序: the clocks run again, their deadlines moved by the time that does not count.

    Raises `Invalid` without a result, `Conflict` when the procedure does not run, or ends by itself
    with its step or with the record of the hearing.
    """
    turn = locked(by, case_id)
    require(by, "cases.direct", Work(turn.case.unit_id, ""))
    running = _running(turn.case, procedure)
    if running is None:
        raise Conflict("这个程序没有在进行，请刷新页面。")
    if running.task is not None:
        raise Conflict("这个程序随它的环节办结自动结束，请办结该环节。")
    if procedure == "hearing" and hearings.HOLD in turn.case.holds:
        raise Conflict("听证随笔录登记自动结束，请在“听证”里登记笔录。")
    told = requests.check_words(result, "result", "程序的结果")
    ended = _pauses.finish(turn, procedure=procedure, result=told)
    if ended is None:
        raise Conflict("这个程序没有在进行，请刷新页面。")
    return ended


def _running(case: Case, procedure: str) -> Pause | None:
    return Pause.objects.filter(
        case_id=case.id, procedure=procedure, of_child=None, ended_at=None
    ).first()
