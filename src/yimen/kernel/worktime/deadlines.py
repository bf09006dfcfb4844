"""截止时间: when a period ends, by the law's rules of counting, and why."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from yimen.kernel.worktime.calendar import WorkCalendar
from yimen.kernel.worktime.derivation import Course, derive
from yimen.kernel.worktime.pauses import Pause, Stop, merge
from yimen.kernel.worktime.periods import Period, Unit

_HOUR = timedelta(hours=1)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Deadline:
    """截止时间: when a period that began at `start` ends.

    `due` is aware, in the calendar's zone; `due_date` its day. It is provisional where days
    were counted in `provisional_years`, whose holidays are not published: it must be computed
    again when they are. `stopped`: a pause is still open, so the limit does not run and `due`
    is what it would be if the pause ended now. `derivation` says, line by line in Chinese, how
    it came about.
    """

    start: datetime
    period: Period
    due: datetime
    due_date: date
    provisional_years: tuple[int, ...]
    stopped: bool
    derivation: tuple[str, ...]

    @property
    def provisional(self) -> bool:
        """暂定: whether the day may still move because a year's holidays are not published."""
        return bool(self.provisional_years)

    def as_json(self) -> dict[str, Any]:
        """机器可读: the same for machines, times in ISO 8601."""
        return {
            "start": self.start.isoformat(),
            "period": str(self.period),
            "due": self.due.isoformat(),
            "due_date": self.due_date.isoformat(),
            "provisional": self.provisional,
            "provisional_years": list(self.provisional_years),
            "stopped": self.stopped,
            "derivation": list(self.derivation),
        }


def deadline(
    start: datetime,
    period: Period,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    *,
    now: datetime | None = None,
) -> Deadline:
    """截止时间: when `period`, begun by an event at `start`, ends, without the `pauses`.

    Days, working days, months and years do not count the day of the event and end when the
    offices close on the last day; a last day without office moves to the next working day. A
    fraction of a working day, and working hours, count office time; hours run on. `now` is
    where a pause without end is counted to. Follows 民法典 第二百零一条 to 第二百零四条 and
    行政许可法 第四十五条、第八十二条. Raises `Invalid` for times without zone.
    """
    begin = calendar.localise(start)
    stops = merge(begin, pauses, calendar, now)
    if period.unit is Unit.HOURS:
        course = _natural(begin, period, calendar, stops)
    elif period.unit is Unit.WORK_HOURS or not period.whole:
        course = _worked(begin, period, calendar, stops)
    else:
        course = _dated(begin, period, calendar, stops)
    return Deadline(
        start=begin,
        period=period,
        due=course.due,
        due_date=course.due.date(),
        provisional_years=course.provisional_years,
        stopped=any(stop.open for stop in course.stops),
        derivation=derive(course),
    )


def _dated(
    begin: datetime, period: Period, calendar: WorkCalendar, stops: tuple[Stop, ...]
) -> Course:
    """Whole days, months and years: days of the calendar, then the hour at which it closes.

    Of a pause, the day it begins is used and the day it ends is the event of the restart: the
    days after the first up to and with the second are out. A deadline never lies in a pause:
    one that would, ends with the first closing time after the pause.
    """
    last = _nominal(begin.date(), period, calendar)
    for stop in stops:
        paused, resumed = stop.start.date(), stop.end.date()
        if paused >= last:
            break
        if period.unit is Unit.WORKDAYS:
            last = calendar.add_workdays(last, calendar.workdays_between(paused, resumed))
        else:
            last += resumed - paused
    due = calendar.closes(calendar.next_workday(last))
    pushed = False
    for stop in stops:
        if stop.start < due <= stop.end:
            due, pushed = calendar.closes_after(stop.end), True
    return Course(begin, period, calendar, _before(stops, due), due, last, pushed)


def _nominal(first: date, period: Period, calendar: WorkCalendar) -> date:
    """The last day before any pause; the day of the event is day 0."""
    amount = int(period.amount)
    if period.unit is Unit.WORKDAYS:
        return calendar.add_workdays(first, amount)
    if period.unit is Unit.DAYS:
        return first + timedelta(days=amount)
    return add_months(first, amount * (12 if period.unit is Unit.YEARS else 1))


def add_months(day: date, months: int) -> date:
    """加月: the corresponding day `months` later, or that month's last (民法典 第二百零二条)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    days = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, days))


def _worked(
    begin: datetime, period: Period, calendar: WorkCalendar, stops: tuple[Stop, ...]
) -> Course:
    """Office time, paused office time taken out exactly."""
    unit = _HOUR if period.unit is Unit.WORK_HOURS else calendar.hours.full_day
    due = calendar.add_worktime(begin, int(period.amount * (unit // _TICK)) * _TICK)
    for stop in stops:
        if stop.start < due:
            due = calendar.add_worktime(due, calendar.worktime_between(stop.start, stop.end))
    return Course(begin, period, calendar, _before(stops, due), due)


def _natural(
    begin: datetime, period: Period, calendar: WorkCalendar, stops: tuple[Stop, ...]
) -> Course:
    """Hours of the clock, counted in UTC so that a change of the clocks is no hour."""
    due = begin.astimezone(UTC) + int(period.amount * (_HOUR // _TICK)) * _TICK
    for stop in stops:
        if stop.start < due:
            due += stop.end.astimezone(UTC) - stop.start.astimezone(UTC)
    return Course(begin, period, calendar, _before(stops, due), due.astimezone(calendar.zone))


def _before(stops: tuple[Stop, ...], due: datetime) -> tuple[Stop, ...]:
    """The stops that had a say: a limit that has run out can no longer be paused."""
    return tuple(stop for stop in stops if stop.start < due)
