"""听证规则: the right to be heard before a decision.

行政许可法 2019 第四十七条: told of the right, the applicant may ask within five working days, and
the agency holds the hearing within twenty. 第四十八条: time and place are told seven working days
before; whoever reviews the application does not preside; the decision follows the record.
第八十二条: these days are working days.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from yimen.kernel.problems import Conflict, FieldError, Invalid
from yimen.kernel.worktime import Period, WorkCalendar

HOLD = "hearing"
"""The hold of a case whose right to a hearing is not settled."""

ASK_WITHIN = Period.parse("5wd")
HOLD_WITHIN = Period.parse("20wd")
NOTICE_DAYS = 7
"""Working days between the notice and the hearing, neither of the two counted."""

LAST_STATES = frozenset({"waived", "held"})

_VERBS = {
    "request": ({"offered"}, "要求听证"),
    "waive": ({"offered", "requested", "scheduled"}, "放弃听证"),
    "schedule": ({"requested", "scheduled"}, "通知听证时间"),
    "hold": ({"scheduled"}, "登记听证笔录"),
}


def require_state(state: str, verb: str) -> None:
    """状态要求: raises `Conflict` where the hearing does not stand so that `verb` can be done."""
    wanted, words = _VERBS[verb]
    if state not in wanted:
        raise Conflict(f"听证现在的状态不能{words}，请刷新页面查看最新进度。")


def require_settled(holds: Sequence[str], *, decides: bool, passed: bool) -> None:
    """要求先听证: nothing is decided, for or against, before the right was told and settled.

    `decides`: whether the step is the decision; finding against any step refuses. Raises
    `Conflict`.
    """
    if HOLD in holds and (decides or not passed):
        raise Conflict(
            "作出决定前要先告知申请人听证权利：请在“听证”里告知；申请人放弃、逾期没有申请，"
            "或者听证笔录登记之后，再作决定。"
        )


def earliest(now: datetime, calendar: WorkCalendar) -> datetime:
    """最早听证时间: the start of the day after which seven full working days have passed."""
    day = calendar.add_workdays(calendar.localise(now).date(), NOTICE_DAYS)
    return datetime.combine(calendar.add_workdays(day, 1), datetime.min.time(), calendar.zone)


def check_time(now: datetime, at: datetime, latest: datetime, calendar: WorkCalendar) -> None:
    """核对听证时间: after seven working days of notice, and within the time for the hearing.

    Where no day within that time is left, the first possible ones are taken. Raises `Invalid`.
    """
    first = earliest(now, calendar)
    local = calendar.localise(at)
    if local < first:
        raise _wrong(f"举行听证的七个工作日前要通知申请人，最早是 {first:%Y-%m-%d}")
    if not calendar.is_workday(local.date()):
        raise _wrong("听证要在工作日举行")
    if local > calendar.localise(latest) and first <= calendar.localise(latest):
        raise _wrong(f"要在二十个工作日内组织听证，最晚是 {calendar.localise(latest):%Y-%m-%d}")


def check_chair(chair: str, staff: Collection[str], reviewers: Collection[str]) -> None:
    """核对主持人: one of the agency's staff who has not reviewed the case; raises `Invalid`."""
    if chair not in staff:
        raise Invalid(errors=[FieldError("chair", "请从本机关的工作人员中选择听证主持人")])
    if chair in reviewers:
        words = "审查过这个申请的工作人员不能主持听证，请另选一位"
        raise Invalid(errors=[FieldError("chair", words)])


def _wrong(words: str) -> Invalid:
    return Invalid(errors=[FieldError("at", words)])
