"""The slow, obvious counterpart: walks day by day and minute by minute, and knows no tricks.

It is built from plain sets and lists, never from a WorkCalendar. Times are naive local times of
whole minutes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import chinese_calendar

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
Clock = tuple[str, str]


@dataclass
class Oracle:
    week: list[list[Clock]]
    holidays: set[date] = field(default_factory=set)
    make_ups: set[date] = field(default_factory=set)
    hours: dict[date, list[Clock]] = field(default_factory=dict)
    open_minutes: dict[date, set[int]] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        if day in self.make_ups:
            return True
        return day not in self.holidays and bool(self.week[day.weekday()])

    def clocks(self, day: date) -> list[Clock]:
        if not self.works(day):
            return []
        if day in self.hours:
            return self.hours[day]
        return self.longest() if day in self.make_ups else self.week[day.weekday()]

    def longest(self) -> list[Clock]:
        best: list[Clock] = []
        for clocks in self.week:
            if minutes(clocks) > minutes(best):
                best = clocks
        return best

    def in_office(self, moment: datetime) -> bool:
        day = moment.date()
        if day not in self.open_minutes:
            self.open_minutes[day] = {
                minute
                for opens, closes in self.clocks(day)
                for minute in range(minute_of(opens), minute_of(closes))
            }
        return moment.hour * 60 + moment.minute in self.open_minutes[day]

    def closes(self, day: date) -> datetime:
        return datetime.combine(day, time.fromisoformat(max(c for _, c in self.clocks(day))))

    def workdays(self, after: date, upto: date) -> int:
        count = 0
        while after < upto:
            after += DAY
            count += self.works(after)
        return count

    def add_workdays(self, day: date, n: int) -> date:
        step = DAY if n > 0 else -DAY
        while n:
            day += step
            if self.works(day):
                n -= 1 if n > 0 else -1
        return day

    def worked(self, a: datetime, b: datetime) -> int:
        """Office minutes from a until b."""
        count = 0
        while a < b:
            count += self.in_office(a)
            a += MINUTE
        return count

    def due_by_minutes(
        self, start: datetime, amount: int, pauses: list[tuple[datetime, datetime]], natural: bool
    ) -> datetime:
        at = start
        while amount:
            paused = any(a <= at < b for a, b in pauses)
            if not paused and (natural or self.in_office(at)):
                amount -= 1
            at += MINUTE
        return at

    def due_by_days(
        self, start: datetime, amount: int, pauses: list[tuple[datetime, datetime]], workdays: bool
    ) -> datetime:
        day = start.date()
        while amount:
            day += DAY
            out = any(max(a, start).date() < day <= b.date() for a, b in pauses)
            if not out and (self.works(day) or not workdays):
                amount -= 1
        while not self.works(day):
            day += DAY
        due = self.closes(day)
        while any(a < due <= b for a, b in pauses):
            day += DAY if self.works(day) and self.closes(day) == due else timedelta()
            while not self.works(day):
                day += DAY
            due = self.closes(day)
        return due


def minute_of(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def minutes(clocks: list[Clock]) -> int:
    return sum(minute_of(closes) - minute_of(opens) for opens, closes in clocks)


class China(Oracle):
    """The library's own answer for the years it has; Monday to Friday for the others."""

    def works(self, day: date) -> bool:
        if 2004 <= day.year <= 2026:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5

    def clocks(self, day: date) -> list[Clock]:
        return self.longest() if self.works(day) else []


OFFICE = [("08:30", "12:00"), ("14:00", "17:30")]
CHINA = China([OFFICE] * 5 + [[], []])
