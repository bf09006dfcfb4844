"""办公时间轴: office time as one line, in hours, and the working days on it.

A simulation runs where work is done: nights, rest days and lunch hours are not on the line. Its
zero is the opening of the first working day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from yimen.catalogue.rules.flow import NotWorkingTime
from yimen.kernel.worktime import Period, Unit, WorkCalendar

Stops = Sequence[tuple[float, float]]
"""Times that the law does not count: from, until, in hours; in order and apart from each other."""
_CHUNK = 128
_HOUR = timedelta(hours=1)
_BLINK = 1e-6
"""Hours by which sums of floating point may miss the moment at which a day closes."""


class WorkAxis:
    """办公时间轴: the working days of a calendar from `start`, and the limits counted on them.

    A moment is in hours. The moment at which a day closes belongs to that day, so that work done
    as the offices close counts as done that day.
    """

    def __init__(self, calendar: WorkCalendar, start: date) -> None:
        self.calendar = calendar
        self.full_day: float = calendar.hours.full_day / _HOUR
        """Office hours that one working day means when it is counted as time."""
        self._dates: list[date] = []
        self._closes: list[float] = []
        self._extend(calendar.next_workday(start))

    def day(self, moment: float) -> int:
        """第几个工作日: the working day on which a moment lies, from 0."""
        self._reach(moment)
        return bisect_left(self._closes, moment - _BLINK)

    def date_of(self, day: int) -> date:
        """日期: the date of a working day."""
        self._need(day)
        return self._dates[day]

    def opens(self, day: int) -> float:
        """开门: the moment at which a working day opens."""
        self._need(day)
        return self._closes[day - 1] if day else 0.0

    def closes(self, day: int) -> float:
        """关门: the moment at which a working day closes."""
        self._need(day)
        return self._closes[day]

    def position(self, moment: float) -> float:
        """工作日位置: working days since the beginning, the parts of a day by its own length.

        The difference of two positions is how many working days lie between them.
        """
        day = self.day(moment)
        opens = self._closes[day - 1] if day else 0.0
        return day + (moment - opens) / (self._closes[day] - opens)

    def moment(self, moment: float) -> datetime:
        """时刻: the real date and time of a moment, in the calendar's zone."""
        opening = self.calendar.spans(self._dates[0])[0].opens
        first = datetime.combine(self._dates[0], opening, self.calendar.zone)
        return self.calendar.add_worktime(first, timedelta(hours=moment))

    def hours(self, period: Period) -> float:
        """折合小时: a period of working time in office hours; raises `NotWorkingTime`."""
        if period.unit is Unit.WORKDAYS:
            return float(period.amount) * self.full_day
        if period.unit is Unit.WORK_HOURS:
            return float(period.amount)
        raise NotWorkingTime(f"“{period}”不是工作时间，模拟只算工作日（wd）和工作小时（wh）")

    def due(self, begun: float, period: Period, stops: Stops = ()) -> float:
        """到期: when a period that began at a moment ends, as `worktime.deadline` counts it.

        Whole working days end as the offices close on the last day, the first not counted; less
        than a day, and hours, count office time. Raises `NotWorkingTime` for calendar periods.
        """
        if period.unit is Unit.WORKDAYS and period.whole:
            return self._due_after_days(begun, int(period.amount), stops)
        due = begun + self.hours(period)
        for since, until in stops:
            if since < due - _BLINK:
                due += until - since
        return due

    def _due_after_days(self, begun: float, days: int, stops: Stops) -> float:
        last = self.day(begun) + days
        for since, until in stops:
            paused = self.day(since)
            if paused >= last:
                break
            last += self.day(until) - paused
        due = self.closes(last)
        for since, until in stops:
            if since < due - _BLINK and due <= until + _BLINK:
                self._reach(until + _BLINK)
                due = self.closes(bisect_right(self._closes, until + _BLINK))
        return due

    def _reach(self, moment: float) -> None:
        while self._closes[-1] < moment:
            self._extend(self._dates[-1] + timedelta(days=1))

    def _need(self, day: int) -> None:
        while len(self._closes) <= day:
            self._extend(self._dates[-1] + timedelta(days=1))

    def _extend(self, first: date) -> None:
        day = self.calendar.next_workday(first)
        closes = self._closes[-1] if self._closes else 0.0
        for _ in range(_CHUNK):
            closes += self.calendar.day_length(day) / _HOUR
            self._dates.append(day)
            self._closes.append(closes)
            day = self.calendar.add_workdays(day, 1)


def merged(stops: Stops) -> list[tuple[float, float]]:
    """合并停钟: overlapping times that are not counted, made one, in order."""
    found: list[tuple[float, float]] = []
    for since, until in sorted(stops):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found
