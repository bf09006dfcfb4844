"""工作日历差异: days and hours that changed."""

from collections.abc import Iterator
from datetime import date

from yimen.kernel.worktime import SpecialDay, WorkCalendar
from yimen.kernel.worktime.hours import Spans

_WEEK = "一二三四五六日"
Told = tuple[str, str, str, str]
"""Key, what, before, after."""


def calendar_changes(before: WorkCalendar, after: WorkCalendar) -> Iterator[Told]:
    """日历差异: special days, years that are published, office hours and the time zone."""
    for day in sorted({*before.days, *after.days}):
        yield from _told(f"days[{day}]", f"{day}", _special(before, day), _special(after, day))
    yield from _told("years", "已公布放假安排的年份", _years(before), _years(after))
    for n, name in enumerate(_WEEK):
        old, new = before.hours.week[n], after.hours.week[n]
        yield from _told(f"office_hours[{n + 1}]", f"周{name}的办公时间", _hours(old), _hours(new))
    for day in sorted({*before.hours.dates, *after.hours.dates}):
        old, new = before.hours.dates.get(day, ()), after.hours.dates.get(day, ())
        yield from _told(f"half_days[{day}]", f"{day}的办公时间", _hours(old), _hours(new))
    yield from _told("zone", "时区", before.zone.key, after.zone.key)


def _told(key: str, what: str, old: str, new: str) -> Iterator[Told]:
    if old != new:
        yield key, what, old, new


def _special(calendar: WorkCalendar, day: date) -> str:
    found: SpecialDay | None = calendar.days.get(day)
    return f"{found.kind.value}（{found.name}）" if found else ""


def _years(calendar: WorkCalendar) -> str:
    return "、".join(str(year) for year in sorted(calendar.published))


def _hours(spans: Spans) -> str:
    return "、".join(str(span) for span in spans)
