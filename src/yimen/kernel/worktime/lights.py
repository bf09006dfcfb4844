"""红黄绿灯: how much working time has gone, is left, and what colour that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

from yimen.kernel.problems import Invalid
from yimen.kernel.worktime.calendar import WorkCalendar
from yimen.kernel.worktime.pauses import Pause, merge

_PLACES = Decimal("0.0001")
_TICK = timedelta(microseconds=1)


class Light(Enum):
    """灯色: the state of a clock for whoever must keep it."""

    GREEN = "正常"
    YELLOW = "临期"
    RED = "超期"
    STOPPED = "已暂停"


@dataclass(frozen=True)
class Elapsed:
    """已用时间: office time used, and the same in working days of full length (4 places)."""

    worked: timedelta
    working_days: Decimal


def elapsed(
    start: datetime,
    end: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> Elapsed:
    """已用时间: the office time from `start` until `end`, without the pauses.

    A pause still open counts until `end`. Raises `Invalid` where `end` is before `start`.
    """
    begin, finish = calendar.localise(start), calendar.localise(end)
    if finish < begin:
        raise Invalid("结束时间早于开始时间，请核对")
    worked = calendar.worktime_between(begin, finish)
    for stop in merge(begin, pauses, calendar, finish):
        if stop.start < finish:
            worked -= calendar.worktime_between(stop.start, min(stop.end, finish))
    return Elapsed(worked, in_working_days(worked, calendar))


def remaining(now: datetime, due: datetime, calendar: WorkCalendar) -> Decimal:
    """剩余工作日: office time from `now` until `due` in working days; negative when over."""
    return in_working_days(calendar.worktime_between(now, due), calendar)


def light(
    now: datetime,
    due: datetime,
    calendar: WorkCalendar,
    yellow: Decimal,
    *,
    stopped: bool = False,
) -> Light:
    """灯色: red after `due`, yellow with `yellow` working days left or fewer, else green.

    `stopped` is `Deadline.stopped`: while the law stops the clock it has no colour.
    """
    if stopped:
        return Light.STOPPED
    if calendar.localise(now) > calendar.localise(due):
        return Light.RED
    return Light.YELLOW if remaining(now, due, calendar) <= yellow else Light.GREEN


def in_working_days(worked: timedelta, calendar: WorkCalendar) -> Decimal:
    """折合工作日: office time divided by the length of a full office day (4 places)."""
    return (Decimal(worked // _TICK) / (calendar.hours.full_day // _TICK)).quantize(_PLACES)
