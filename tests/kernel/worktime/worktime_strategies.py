"""Calendars, moments and pauses to try, each calendar with its oracle."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from worktime_oracle import CHINA, OFFICE, Oracle, minutes

from yimen.kernel.worktime import Pause, WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The machine may be busy: a slow example is no failure.
checked = settings(deadline=None, max_examples=80)
walked = settings(deadline=None, max_examples=40)

china = WorkCalendar.from_data(
    {
        "zone": "Asia/Shanghai",
        "base": "china",
        "office_hours": {day: ["-".join(span) for span in OFFICE] for day in WEEKDAYS[:5]},
    }
)

# Special days and the moments to try lie close together, so that they meet.
_MONTH = date(2026, 12, 7)
_days = st.integers(0, 45).map(lambda n: _MONTH + timedelta(days=n))


@st.composite
def _clocks(draw: st.DrawFn) -> list[tuple[str, str]]:
    quarters = draw(st.lists(st.integers(24, 90), max_size=6, unique=True).map(sorted))
    times = [f"{q // 4:02}:{q % 4 * 15:02}" for q in quarters[: len(quarters) // 2 * 2]]
    return list(zip(times[::2], times[1::2], strict=True))


@st.composite
def _invented(draw: st.DrawFn) -> tuple[WorkCalendar, Oracle]:
    week = draw(st.lists(_clocks(), min_size=7, max_size=7).filter(any))
    oracle = Oracle(week, holidays=draw(st.sets(_days, max_size=15)))
    long = max(map(minutes, week))
    spare = _days.filter(lambda d: d not in oracle.holidays and minutes(week[d.weekday()]) < long)
    if any(minutes(clocks) < long for clocks in week):
        oracle.make_ups = draw(st.sets(spare, max_size=4))
    for day in draw(st.sets(_days, max_size=5)):
        clocks = draw(_clocks())
        if clocks and oracle.works(day):
            oracle.hours[day] = clocks
    return WorkCalendar.from_data(_as_data(oracle)), oracle


def _as_data(oracle: Oracle) -> dict[str, Any]:
    years: dict[int, dict[str, Any]] = {
        year: {"source": "虚构", "holidays": [], "make_up": []} for year in (2026, 2027)
    }
    for day in oracle.holidays:
        years[day.year]["holidays"].append({"date": day, "name": "节日"})
    for day in oracle.make_ups:
        years[day.year]["make_up"].append({"date": day, "name": "节日调休"})
    return {
        "zone": "Asia/Shanghai",
        "base": "none",
        "office_hours": {
            name: ["-".join(span) for span in clocks]
            for name, clocks in zip(WEEKDAYS, oracle.week, strict=True)
        },
        "half_days": [
            {"date": day, "hours": ["-".join(span) for span in clocks]}
            for day, clocks in oracle.hours.items()
        ],
        "years": years,
    }


calendars = st.one_of(_invented(), st.just((china, CHINA)))
anywhere = st.dates(date(2004, 1, 1), date(2027, 12, 31))


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """A local time near the special days, often exactly when offices may open or close."""
    minute = draw(st.one_of(st.integers(0, 95).map(lambda q: q * 15), st.integers(0, 1439)))
    day = draw(_days)
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001


@st.composite
def pauses(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    """Up to three pauses of up to ten days; they may overlap, touch, or lie before the start."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = draw(moments())
        length = draw(st.one_of(st.integers(0, 40).map(lambda q: q * 360), st.integers(0, 14_400)))
        found.append((start, start + timedelta(minutes=length)))
    return found


def local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=ZONE)


def as_pauses(spans: list[tuple[datetime, datetime]]) -> list[Pause]:
    return [Pause(local(a), local(b), "专家评审") for a, b in spans]
