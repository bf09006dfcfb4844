"""推算过程: how a deadline came about, in lines that a citizen can follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from yimen.kernel.worktime.calendar import DayKind, WorkCalendar
from yimen.kernel.worktime.hours import WEEKDAY_NAMES
from yimen.kernel.worktime.pauses import Stop
from yimen.kernel.worktime.periods import Period, Unit, plain

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Course:
    """推算路径: what the count met on its way from `begin` to `due`.

    `stops` are the pauses before the end. Where days were counted, `last` is the last of them,
    before it moved to a day with office; `pushed` says that the period ran out in a pause.
    """

    begin: datetime
    period: Period
    calendar: WorkCalendar
    stops: tuple[Stop, ...]
    due: datetime
    last: date | None = None
    pushed: bool = False

    @property
    def by_workdays(self) -> bool:
        """按工作日: whether days without office were passed over on the way."""
        return self.period.unit in (Unit.WORKDAYS, Unit.WORK_HOURS)

    @property
    def first(self) -> date:
        """首日: the first day whose kind mattered."""
        if self.last is None:
            return self.begin.date()
        return self.begin.date() + _DAY if self.by_workdays else self.last

    @property
    def provisional_years(self) -> tuple[int, ...]:
        """暂定年份: the years without published holidays in which days were counted."""
        if self.period.unit is Unit.HOURS:
            return ()
        years = range(self.first.year, self.due.year + 1)
        return tuple(year for year in years if not self.calendar.is_published(year))


def derive(course: Course) -> tuple[str, ...]:
    """推算过程: the lines, from the start to the final day."""
    return tuple(_lines(course))


def _lines(course: Course) -> Iterator[str]:
    yield f"起点：{moment(course.begin)}；期限：{course.period.words}。"
    yield _rule(course)
    if course.by_workdays:
        yield from (
            _passed(course)
            if course.stops or course.last is None
            else _passed_days(course.calendar, course.first, course.due.date())
        )
    for stop in course.stops:
        yield _stop(course, stop)
    if course.last is not None:
        yield from _roll(course, course.last)
    for year in course.provisional_years:
        yield (
            f"{year} 年的放假安排尚未公布或未收录，暂按每周的工作日推算；"
            "这是暂定日期，安排公布后重新计算。"
        )
    yield f"截止：{moment(course.due)}。"


def _rule(course: Course) -> str:
    period, hours = course.period, course.calendar.hours
    if period.unit is Unit.HOURS:
        return "按小时计算：从起点起连续计时，不因休息日顺延。"
    if course.last is None:
        opening = course.calendar.into_hours(course.begin)
        since = "从起点起" if opening == course.begin else f"从 {moment(opening)} 上班起"
        if period.unit is Unit.WORK_HOURS:
            return f"按办公时间计算：{since}，只计办公时间。"
        day = _hours(hours.full_day)
        return f"不足整日的按办公时间计算（1 个工作日为 {day} 小时）：{since}，只计办公时间。"
    if period.unit is Unit.WORKDAYS:
        return "按工作日计算：起点当日不计入，从次日起数；最后一日到下班为止。"
    if period.unit is Unit.DAYS:
        return "按自然日计算：起点当日不计入，从次日起数；最后一日到下班为止。"
    return "按月、年计算：到期月的对应日为最后一日，没有对应日的为月末；最后一日到下班为止。"


@lru_cache(maxsize=4096)
def _passed_days(calendar: WorkCalendar, first: date, last: date) -> tuple[str, ...]:
    """The lines of `_passed` for whole days without a stop: the same for all that begins on a day
    and has the same limit, so they are worked out once."""
    begin = datetime.combine(first - _DAY, time.min, calendar.zone)
    due = datetime.combine(last, time.min, calendar.zone)
    period = Period(Decimal(1), Unit.WORKDAYS)
    return tuple(_passed(Course(begin, period, calendar, (), due, last)))


def _passed(course: Course) -> Iterator[str]:
    """The holidays passed over, the weekly rest, the make-up days and the short days counted."""
    days = list(_counted(course))
    kinds = course.calendar.kind
    holidays = _runs([day for day in days if kinds(day) is DayKind.HOLIDAY])
    if holidays:
        yield f"跳过节假日：{'、'.join(_run(course, run) for run in holidays)}。"
    rest = sorted({day.weekday() for day in days if kinds(day) is DayKind.REST})
    if rest:
        yield f"跳过每周休息日：{'、'.join(WEEKDAY_NAMES[day] for day in rest)}。"
    make_ups = [day for day in days if kinds(day) is DayKind.MAKE_UP]
    if make_ups:
        names = (f"{calendar_day(day)}（{_name(course, day)}）" for day in make_ups)
        yield f"计入调休上班日：{'、'.join(names)}。"
    if course.last is None:
        short = [day for day in days if day in course.calendar.hours.dates]
        times = (f"{calendar_day(d)} {_spans(course, d)}" for d in short)
        if short:
            yield f"办公时间不同的日子：{'、'.join(times)}。"


def _counted(course: Course) -> Iterator[date]:
    """The days from the first to the last that no pause takes out."""
    out = [(stop.start.date(), stop.end.date()) for stop in course.stops]
    for n in range((course.due.date() - course.first).days + 1):
        day = course.first + n * _DAY
        if not any(after < day <= upto for after, upto in out):
            yield day


def _stop(course: Course, stop: Stop) -> str:
    reason = f"（{'、'.join(stop.reasons)}）" if stop.reasons else ""
    calendar, unit = course.calendar, course.period.unit
    if course.last is not None:
        after, upto = stop.start.date(), stop.end.date()
        if unit is Unit.WORKDAYS:
            out = f"{calendar.workdays_between(after, upto)} 个工作日"
        else:
            out = f"{(upto - after).days} 日"
        out += "不计，恢复当日不计入"
    elif unit is Unit.HOURS:
        out = f"{_hours(stop.end.astimezone(UTC) - stop.start.astimezone(UTC))} 小时不计"
    else:
        out = f"{_hours(calendar.worktime_between(stop.start, stop.end))} 小时办公时间不计"
    if stop.open:
        since = f"{moment(stop.start)} 起暂停{reason}，尚未恢复：期限停止计算，"
        if stop.end == stop.start:
            return f"{since}恢复后重新推算；以下按立即恢复推算。"
        return f"{since}以下按 {moment(stop.end)} 恢复推算，其间 {out}。"
    return f"{moment(stop.start)} 至 {moment(stop.end)} 暂停{reason}：其间 {out}。"


def _roll(course: Course, last: date) -> Iterator[str]:
    following = course.calendar.next_workday(last)
    if following != last:
        special = course.calendar.days.get(last)
        why = special.name if special else WEEKDAY_NAMES[last.weekday()]
        yield (
            f"最后一日 {calendar_day(last)}（{why}）不办公，"
            f"顺延到下一个工作日 {calendar_day(following)}。"
        )
    if course.pushed:
        yield "期限届满时正在暂停，顺延到恢复后的首个下班时间。"


def _runs(days: list[date]) -> list[list[date]]:
    """Days in a row, put together."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _run(course: Course, run: list[date]) -> str:
    name = "、".join(dict.fromkeys(_name(course, day) for day in run))
    until = f" 至 {calendar_day(run[-1])}" if len(run) > 1 else ""
    return f"{name}（{calendar_day(run[0])}{until}）"


def _name(course: Course, day: date) -> str:
    return course.calendar.days[day].name


def _spans(course: Course, day: date) -> str:
    return "、".join(str(span) for span in course.calendar.spans(day))


def _hours(duration: timedelta) -> str:
    return plain(round(Decimal(duration // timedelta(microseconds=1)) / 3_600_000_000, 2))


def calendar_day(day: date) -> str:
    """日期写法: `2026 年 2 月 3 日`."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def moment(at: datetime) -> str:
    """时刻写法: `2026 年 2 月 3 日（星期二）17:00`."""
    return f"{calendar_day(at)}（{WEEKDAY_NAMES[at.weekday()]}）{at:%H:%M}"
