"""The calendar: kinds of days, hours of the day, and its own limits."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from worktime_strategies import ZONE, china

from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import DayKind, OfficeHours, Span, SpecialDay, WorkCalendar

MORNING = Span(time(9), time(12))
AFTERNOON = Span(time(13, 30), time(17))
SATURDAY = Span(time(9), time(11))
WEEK = ((MORNING, AFTERNOON),) * 5 + ((SATURDAY,), ())
HOLIDAY = date(2026, 6, 19)  # a Friday
MAKE_UP = date(2026, 6, 21)  # a Sunday
SHORT = date(2026, 6, 18)
town = WorkCalendar(
    {
        HOLIDAY: SpecialDay(DayKind.HOLIDAY, "河节"),
        MAKE_UP: SpecialDay(DayKind.MAKE_UP, "河节调休"),
    },
    frozenset({2026}),
    OfficeHours(WEEK, {SHORT: (MORNING,)}),
    ZONE,
)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "kind", "hours"),
    [
        (date(2026, 6, 17), DayKind.WORK, 6.5),
        (SHORT, DayKind.WORK, 3),
        (HOLIDAY, DayKind.HOLIDAY, 0),
        (date(2026, 6, 20), DayKind.WORK, 2),
        (MAKE_UP, DayKind.MAKE_UP, 6.5),
        (date(2026, 6, 28), DayKind.REST, 0),
    ],
)
def test_kinds_and_lengths(day: date, kind: DayKind, hours: float) -> None:
    assert town.kind(day) is kind
    assert town.is_workday(day) == kind.works == bool(hours)
    assert town.day_length(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2015, 9, 3), DayKind.HOLIDAY),  # 70 years since the victory: once only
        (date(2015, 9, 6), DayKind.MAKE_UP),
        (date(2019, 5, 5), DayKind.MAKE_UP),
        (date(2020, 1, 19), DayKind.MAKE_UP),
        (date(2020, 1, 31), DayKind.HOLIDAY),  # the spring festival extended by the State Council
        (date(2020, 2, 1), DayKind.HOLIDAY),  # was to be a make-up day
        (date(2020, 2, 3), DayKind.WORK),
        (date(2020, 9, 27), DayKind.MAKE_UP),
        (date(2020, 10, 8), DayKind.HOLIDAY),
        (date(2020, 10, 10), DayKind.MAKE_UP),
        (date(2025, 5, 2), DayKind.HOLIDAY),
        (date(2026, 2, 14), DayKind.MAKE_UP),
    ],
)
def test_days_of_real_years(day: date, kind: DayKind) -> None:
    assert china.kind(day) is kind


def test_a_make_up_day_is_a_full_day_whatever_its_weekday() -> None:
    saturday = date(2026, 6, 27)
    days = {saturday: SpecialDay(DayKind.MAKE_UP, "河节调休")}
    calendar = WorkCalendar(days, frozenset(), OfficeHours(WEEK), ZONE)
    assert calendar.spans(saturday) == (MORNING, AFTERNOON)
    assert calendar.worktime_between(at(saturday, 0), at(saturday, 23)) == timedelta(hours=6.5)


def test_names_of_real_days() -> None:
    assert china.days[date(2020, 10, 1)].name == "国庆节"
    assert china.days[date(2020, 10, 10)].name == "国庆节调休"


def test_only_years_with_an_arrangement_are_published() -> None:
    assert china.is_published(2004)
    assert china.is_published(2026)
    assert not china.is_published(2003)
    assert not china.is_published(2027)
    assert china.kind(date(2027, 10, 1)) is DayKind.WORK  # a Friday, not known to be a holiday


def test_no_days_added_is_the_day_itself_or_the_next_working_day() -> None:
    assert town.add_workdays(SHORT, 0) == SHORT
    assert town.add_workdays(HOLIDAY, 0) == town.next_workday(HOLIDAY) == date(2026, 6, 20)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(SHORT, 9), 3, at(SHORT, 12)),  # ends when the office closes, not when it opens again
        (at(SHORT, 9), 4, at(date(2026, 6, 20), 10)),
        (at(SHORT, 15), 1, at(date(2026, 6, 20), 10)),
        (at(date(2026, 6, 17), 11), 2, at(date(2026, 6, 17), 14, 30)),
        (at(date(2026, 6, 17), 14, 30), -2, at(date(2026, 6, 17), 11)),
        (at(date(2026, 6, 20), 9), -3, at(SHORT, 9)),
        (at(HOLIDAY, 9), 0, at(HOLIDAY, 9)),
    ],
)
def test_add_worktime(start: datetime, hours: int, end: datetime) -> None:
    assert town.add_worktime(start, timedelta(hours=hours)) == end


def test_into_hours() -> None:
    assert town.into_hours(at(SHORT, 10)) == at(SHORT, 10)
    assert town.into_hours(at(SHORT, 12)) == at(date(2026, 6, 20), 9)
    assert town.into_hours(at(date(2026, 6, 17), 12)) == at(date(2026, 6, 17), 13, 30)


def test_closing_times() -> None:
    assert town.closes(SHORT) == at(SHORT, 12)
    assert town.closes_after(at(SHORT, 11)) == at(SHORT, 12)
    assert town.closes_after(at(SHORT, 12)) == at(date(2026, 6, 20), 11)
    assert town.closes_after(at(HOLIDAY, 8)) == at(date(2026, 6, 20), 11)
    with pytest.raises(Invalid, match="2026-06-19 是节假日"):
        town.closes(HOLIDAY)


def test_moments_of_other_zones_are_local_moments() -> None:
    moment = datetime(2026, 6, 17, 1, 30, tzinfo=UTC)
    assert town.add_worktime(moment, timedelta(hours=1)) == at(date(2026, 6, 17), 10, 30)
    assert town.localise(moment).date() == date(2026, 6, 17)


def test_equal_content_is_equal() -> None:
    twin = WorkCalendar(
        dict(town.days), town.published, OfficeHours(WEEK, {SHORT: (MORNING,)}), ZONE
    )
    assert twin == town
    assert hash(twin) == hash(town)
    assert twin != WorkCalendar(town.days, frozenset(), town.hours, ZONE)
    assert town.hours != OfficeHours(WEEK)


def test_is_immutable() -> None:
    with pytest.raises(TypeError):
        town.days[SHORT] = SpecialDay(DayKind.HOLIDAY, "河节")  # type: ignore[index]
    with pytest.raises(AttributeError):
        town.zone = ZONE  # type: ignore[misc]


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(Invalid, match="没有时区"):
        town.add_worktime(datetime(2026, 6, 17, 9), timedelta(hours=1))  # noqa: DTZ001


@pytest.mark.parametrize("year", [1899, 2401])
def test_a_year_out_of_reach_is_refused(year: int) -> None:
    with pytest.raises(Invalid, match=f"{year} 年不在可计算的范围内"):
        town.localise(datetime(year, 6, 1, tzinfo=ZONE))


@pytest.mark.parametrize("n", [10**7, 10**12, -(10**7)])
def test_a_date_out_of_reach_is_refused(n: int) -> None:
    with pytest.raises(Invalid, match="超出可计算的范围"):
        town.add_workdays(SHORT, n)


def test_a_moment_is_not_a_date() -> None:
    for ask in (town.kind, town.is_workday, town.next_workday, town.spans):
        with pytest.raises(TypeError):
            ask(at(SHORT, 9))


def test_hours_that_cannot_be() -> None:
    with pytest.raises(Invalid, match="开始要早于结束"):
        Span(time(12), time(9))
    with pytest.raises(Invalid, match="重叠"):
        OfficeHours(((MORNING, SATURDAY), (), (), (), (), (), ()))
    with pytest.raises(Invalid, match="至少一天办公"):
        OfficeHours(((),) * 7)
    with pytest.raises(Invalid, match="没有办公时段"):
        OfficeHours(WEEK, {SHORT: ()})
    with pytest.raises(Invalid, match="2026-06-19 是节假日，不能另定办公时间"):
        WorkCalendar(town.days, town.published, OfficeHours(WEEK, {HOLIDAY: (MORNING,)}), ZONE)


def test_special_days_that_cannot_be() -> None:
    with pytest.raises(Invalid, match="只能是节假日或调休上班日"):
        SpecialDay(DayKind.REST, "休息")
    with pytest.raises(Invalid, match="要写名称"):
        SpecialDay(DayKind.HOLIDAY, "")
