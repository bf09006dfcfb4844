"""工作日历: which days and hours the offices work, and arithmetic on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from yimen.kernel.problems import Invalid
from yimen.kernel.worktime.hours import OfficeHours, Spans, length
from yimen.kernel.worktime.tally import Tally

_TICK = timedelta(microseconds=1)
_FIRST_YEAR, _LAST_YEAR = 1900, 2400


class DayKind(Enum):
    """日子类别: why offices work on a day, or do not."""

    WORK = "工作日"
    REST = "休息日"
    HOLIDAY = "节假日"
    MAKE_UP = "调休上班日"

    @property
    def works(self) -> bool:
        """上班: whether it is a working day."""
        return self in (DayKind.WORK, DayKind.MAKE_UP)


@dataclass(frozen=True)
class SpecialDay:
    """特别日: a day that the yearly arrangement takes out of the weekly pattern, and its name.

    A HOLIDAY (its weekend days and days off in lieu too) or a MAKE_UP day (a weekend worked in
    exchange). Raises `Invalid` for another kind or an empty name.
    """

    kind: DayKind
    name: str

    def __post_init__(self) -> None:
        if self.kind not in (DayKind.HOLIDAY, DayKind.MAKE_UP):
            raise Invalid("特别日只能是节假日或调休上班日")
        if not self.name:
            raise Invalid(f"{self.kind.value}要写名称")


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """工作日历: a city's working days and office hours; immutable and hashable.

    `days` are the exceptions to the weekly pattern of `hours`; `published` the years whose
    arrangement of holidays is known: in every other year the weekly pattern alone is assumed.
    Dates and office hours are local to `zone`. A make-up day has the hours of a full day. All
    arithmetic costs O(log exceptions).

    Raises `Invalid` where single hours are given to a day that is not a working day, and from
    every method where a date leaves what can be counted or a time has no zone.
    """

    days: Mapping[date, SpecialDay]
    published: frozenset[int]
    hours: OfficeHours
    zone: ZoneInfo

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(sorted(self.days.items()))))
        for day in self.hours.dates:
            if not self.is_workday(day):
                raise Invalid(f"{day} 是{self.kind(day).value}，不能另定办公时间")

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "WorkCalendar":
        """读取日历: the calendar that the content of a pack's `calendar.yaml` describes.

        Raises `Invalid`, whose `errors` name every fault by its path (`years/2027/make_up/0`).
        """
        from yimen.kernel.worktime.data import read_calendar

        return read_calendar(data)

    # Days

    def kind(self, day: date) -> DayKind:
        """类别: what sort of day it is."""
        _ordinal(day)
        special = self.days.get(day)
        if special:
            return special.kind
        return DayKind.WORK if self.hours.week[day.weekday()] else DayKind.REST

    def is_workday(self, day: date) -> bool:
        """是否工作日: whether offices work on that day, be it half a day."""
        return self.kind(day).works

    def is_published(self, year: int) -> bool:
        """是否已公布: whether the year's arrangement of holidays is known."""
        return year in self.published

    def workdays_between(self, after: date, upto: date) -> int:
        """其间工作日数: working days d with after < d ≤ upto (negative where upto < after)."""
        return self._workdays.upto(_ordinal(upto)) - self._workdays.upto(_ordinal(after))

    def add_workdays(self, day: date, n: int) -> date:
        """加工作日: the n-th working day after `day`; for n < 0 the n-th before it.

        0 is `next_workday(day)`.
        """
        if n == 0:
            return self.next_workday(day)
        if n > 0:
            return self._reach(self._workdays.upto(_ordinal(day)) + n)
        return self._reach(self._workdays.upto(_ordinal(day) - 1) + n + 1)

    def next_workday(self, day: date) -> date:
        """下一工作日: the day itself if offices work on it, else the next working day."""
        return self._reach(self._workdays.upto(_ordinal(day) - 1) + 1)

    # Office time

    def spans(self, day: date) -> Spans:
        """当日办公时段: the spans of office time of that day, none on a rest day."""
        kind = self.kind(day)
        if not kind.works:
            return ()
        ordinary = self.hours.full if kind is DayKind.MAKE_UP else self.hours.week[day.weekday()]
        return self.hours.dates.get(day, ordinary)

    def day_length(self, day: date) -> timedelta:
        """当日办公时长: the office time of that day, zero on a rest day."""
        return length(self.spans(day))

    def closes(self, day: date) -> datetime:
        """下班时刻: when the offices close on a working day; `Invalid` on a rest day."""
        spans = self.spans(day)
        if not spans:
            raise Invalid(f"{day} 是{self.kind(day).value}，没有下班时刻")
        return datetime.combine(day, spans[-1].closes, self.zone)

    def closes_after(self, moment: datetime) -> datetime:
        """其后首个下班时刻: the first closing time strictly after `moment`."""
        local = self.localise(moment)
        closing = self.closes(self.next_workday(local.date()))
        if closing > local:
            return closing
        return self.closes(self.add_workdays(local.date(), 1))

    def add_worktime(self, moment: datetime, amount: timedelta) -> datetime:
        """加办公时间: the earliest moment by which `amount` of office time has passed.

        For a negative amount the latest moment since which it has passed; 0 is the moment
        itself. An amount that ends with the working day is due when the offices close, not when
        they open again.
        """
        local = self.localise(moment)
        if not amount:
            return local
        total = self._worked(local) + amount // _TICK
        return self._earliest(total) if amount > timedelta() else self._latest(total)

    def into_hours(self, moment: datetime) -> datetime:
        """移入办公时间: the moment itself in office hours, else when the offices next open."""
        return self._latest(self._worked(self.localise(moment)))

    def worktime_between(self, a: datetime, b: datetime) -> timedelta:
        """其间办公时间: office time from `a` until `b` (negative where b < a)."""
        return (self._worked(self.localise(b)) - self._worked(self.localise(a))) * _TICK

    def localise(self, moment: datetime) -> datetime:
        """本地时间: the moment in the calendar's zone; `Invalid` without a zone or a real year."""
        if moment.tzinfo is None:
            raise Invalid(f"时间 {moment} 没有时区，不能计算期限")
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise Invalid(f"{moment.year} 年不在可计算的范围内，请核对日期")
        return moment.astimezone(self.zone)

    # Inside

    @cached_property
    def _exceptions(self) -> tuple[date, ...]:
        return tuple({**self.days, **self.hours.dates})

    @cached_property
    def _workdays(self) -> Tally:
        week = [int(bool(spans)) for spans in self.hours.week]
        return Tally(week, {d.toordinal(): int(self.is_workday(d)) for d in self._exceptions})

    @cached_property
    def _worktime(self) -> Tally:
        week = [length(spans) // _TICK for spans in self.hours.week]
        days = {d.toordinal(): self.day_length(d) // _TICK for d in self._exceptions}
        return Tally(week, days)

    def _reach(self, total: int) -> date:
        return _date(self._workdays.reach(total))

    def _worked(self, local: datetime) -> int:
        """Office time from the beginning of time until a local moment, in microseconds."""
        worked = self._worktime.upto(local.toordinal() - 1)
        clock = local.time()
        for span in self.spans(local.date()):
            if clock >= span.closes:
                worked += span.length // _TICK
            elif clock > span.opens:
                passed = datetime.combine(date.min, clock) - datetime.combine(date.min, span.opens)
                worked += passed // _TICK
        return worked

    def _earliest(self, total: int) -> datetime:
        """The first moment by which `total` microseconds of office time have passed."""
        day = self._worktime.reach(total)
        return self._at(day, total - self._worktime.upto(day - 1), closing=True)

    def _latest(self, total: int) -> datetime:
        """The last moment by which no more than `total` microseconds have passed."""
        day = self._worktime.reach(total + 1)
        return self._at(day, total - self._worktime.upto(day - 1), closing=False)

    def _at(self, ordinal: int, worked: int, *, closing: bool) -> datetime:
        """When `worked` has passed that day: as a span closes, or as the next one opens."""
        day = _date(ordinal)
        left = worked * _TICK
        for span in self.spans(day):
            if left < span.length or (closing and left == span.length):
                start = datetime.combine(day, time())
                return (start + span.start + left).replace(tzinfo=self.zone)
            left -= span.length
        raise AssertionError(f"{day} has less office time than was counted")

    @cached_property
    def _content(self) -> tuple[object, ...]:
        return tuple(self.days.items()), self.published, self.hours, self.zone.key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and self._content == other._content

    @cached_property
    def _hash(self) -> int:
        return hash(self._content)

    def __hash__(self) -> int:
        return self._hash


def _ordinal(day: date) -> int:
    # A datetime is a date to Python, but its date depends on the zone and it is in no table.
    if isinstance(day, datetime):
        raise TypeError("a date is needed here: calendar.localise(moment).date()")
    return day.toordinal()


def _date(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError):
        raise Invalid("日期超出可计算的范围（公元 1 年至 9999 年），请核对数字") from None
