"""办公时间轴: the line of office time, against the calendar and the law's own counting."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from small_queues import MONDAY, PLAIN

from yimen.catalogue.rules.flow import NotWorkingTime
from yimen.catalogue.rules.simulation.axis import WorkAxis, merged
from yimen.config import paths
from yimen.kernel.worktime import Pause, Period, WorkCalendar, deadline


def of_pack(name: str = "demo") -> WorkCalendar:
    text = Path(paths.packs() / name / "calendar.yaml").read_text("utf-8")
    return WorkCalendar.from_data(yaml.safe_load(text))


DEMO = of_pack()
starts = st.dates(date(2025, 1, 1), date(2027, 6, 1))
# Whole seconds, so that the calendar's microseconds and the line's floating point say the same.
seconds = st.integers(1, 60 * 8 * 3600)
periods = st.sampled_from(["1wd", "2wd", "5wd", "20wd", "0.5wd", "0.25wd", "3wh", "12wh"])


@settings(deadline=None)
@given(starts, seconds)
def test_a_moment_is_where_the_calendar_says(start: date, second: int) -> None:
    axis = WorkAxis(DEMO, start)
    moment = axis.moment(second / 3600)
    assert DEMO.worktime_between(axis.moment(0), moment) == timedelta(seconds=second)
    assert axis.date_of(axis.day(second / 3600)) == moment.date()


@settings(deadline=None)
@given(starts, seconds, periods)
def test_a_limit_ends_when_the_law_says(start: date, second: int, text: str) -> None:
    axis, period = WorkAxis(DEMO, start), Period.parse(text)
    begun = second / 3600
    due = deadline(axis.moment(begun), period, DEMO).due
    assert abs(axis.moment(axis.due(begun, period)) - due) < timedelta(milliseconds=1)


@settings(deadline=None)
@given(starts, seconds, periods, st.lists(st.tuples(seconds, seconds), max_size=3))
def test_what_the_law_does_not_count_moves_the_end(
    start: date, second: int, text: str, spans: list[tuple[int, int]]
) -> None:
    axis, period = WorkAxis(DEMO, start), Period.parse(text)
    begun = second / 3600
    stops = merged([(begun + a / 3600, begun + (a + b) / 3600) for a, b in spans])
    pauses = [Pause(axis.moment(a), axis.moment(b)) for a, b in stops]
    due = deadline(axis.moment(begun), period, DEMO, pauses).due
    assert abs(axis.moment(axis.due(begun, period, stops)) - due) < timedelta(milliseconds=1)


def test_positions_count_days_by_their_own_length() -> None:
    axis = WorkAxis(DEMO, date(2026, 3, 6))  # a Friday of six hours, a Saturday of three
    assert axis.closes(0) == 6
    assert axis.closes(1) == 9
    assert axis.position(3) == 0.5
    assert axis.position(7.5) == 1.5
    assert (axis.date_of(1), axis.date_of(2)) == (date(2026, 3, 7), date(2026, 3, 9))


def test_what_ends_as_the_offices_close_ends_that_day() -> None:
    axis = WorkAxis(PLAIN, MONDAY)
    assert [axis.day(moment) for moment in (0, 4, 8, 8.001, 16)] == [0, 0, 0, 1, 1]
    assert axis.due(8, Period.parse("1wd")) == 16


def test_the_line_goes_on_as_far_as_is_asked() -> None:
    axis = WorkAxis(PLAIN, MONDAY)
    assert axis.day(8 * 1000.5) == 1000
    assert axis.closes(5000) == 8 * 5001


def test_calendar_time_is_no_working_time() -> None:
    with pytest.raises(NotWorkingTime):
        WorkAxis(PLAIN, MONDAY).due(0, Period.parse("15d"))


def test_stops_that_overlap_are_one() -> None:
    assert merged([(5, 6), (1, 3), (2, 4), (4, 5)]) == [(1, 6)]
