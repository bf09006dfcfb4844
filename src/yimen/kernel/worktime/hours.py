"""办公时间: when the offices of a city are open."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from yimen.kernel.problems import Invalid

# Hours and minutes of one day: a day ends at 23:59, so that it closes on its own date.
_TEXT = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)\s*-\s*((?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@dataclass(frozen=True, order=True)
class Span:
    """时段: office time from `opens` until `closes` of one day, in the city's local time.

    Raises `Invalid` where it does not open before it closes.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise Invalid(f"办公时段 {self} 的开始要早于结束")

    @classmethod
    def parse(cls, text: str) -> "Span":
        """读取时段: `09:00-12:00`; raises `Invalid`."""
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise Invalid(f"看不懂办公时段“{text}”，写成 09:00-12:00")
        return cls(time.fromisoformat(found[1]), time.fromisoformat(found[2]))

    @property
    def start(self) -> timedelta:
        """开始: from midnight until the span opens."""
        return since_midnight(self.opens)

    @property
    def length(self) -> timedelta:
        """时长: how long the span lasts."""
        return since_midnight(self.closes) - since_midnight(self.opens)

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


Spans = tuple[Span, ...]


def since_midnight(clock: time) -> timedelta:
    """零时起: the time of day as a duration."""
    return timedelta(
        hours=clock.hour,
        minutes=clock.minute,
        seconds=clock.second,
        microseconds=clock.microsecond,
    )


def length(spans: Spans) -> timedelta:
    """合计时长: the office time of one day's spans."""
    return sum((span.length for span in spans), timedelta())


def in_order(spans: Spans) -> Spans:
    """排好的时段: the spans sorted; raises `Invalid` where two overlap."""
    ordered = tuple(sorted(spans))
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise Invalid(f"办公时段 {earlier} 与 {later} 重叠，请分开写")
    return ordered


@dataclass(frozen=True, eq=False)
class OfficeHours:
    """办公时间表: the spans of each weekday, and of single dates that differ (half days).

    `week` has seven entries, Monday first; a weekday without spans is a weekly rest day.
    `dates` gives other hours to single working days. Raises `Invalid` where no weekday has
    hours, spans overlap, or a date has none.
    """

    week: tuple[Spans, ...]
    dates: Mapping[date, Spans] = field(default_factory=dict)

    def __post_init__(self) -> None:
        week = tuple(in_order(spans) for spans in self.week)
        if len(week) != 7 or not any(week):
            raise Invalid("办公时间要写明一周七天，至少一天办公")
        dates = {day: in_order(spans) for day, spans in sorted(self.dates.items())}
        for day, spans in dates.items():
            if not spans:
                raise Invalid(f"{day} 没有办公时段：全天不办公的日子请列为节假日")
        object.__setattr__(self, "week", week)
        object.__setattr__(self, "dates", MappingProxyType(dates))

    @cached_property
    def full(self) -> Spans:
        """完整办公日: the spans of the longest weekday (the earliest of equals)."""
        return max(self.week, key=length)

    @property
    def full_day(self) -> timedelta:
        """完整办公日时长: what one working day means when it is counted as time."""
        return length(self.full)

    @cached_property
    def _content(self) -> tuple[object, ...]:
        return self.week, tuple(self.dates.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfficeHours) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)
