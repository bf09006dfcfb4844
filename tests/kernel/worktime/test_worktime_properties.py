"""Counting against the oracle: every answer equals that of a walk day by day."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from worktime_oracle import CHINA, MINUTE, Oracle, minutes
from worktime_strategies import (
    anywhere,
    as_pauses,
    calendars,
    checked,
    china,
    local,
    moments,
    pauses,
    walked,
)

from yimen.kernel.worktime import Pause, Period, WorkCalendar, deadline, elapsed

Pair = tuple[WorkCalendar, Oracle]
Spans = list[tuple[datetime, datetime]]
periods = st.builds(
    "{}{}".format, st.integers(1, 40), st.sampled_from(["wd", "d", "wh", "h"])
) | st.sampled_from(["0.5wd", "1.5wd", "2.25wd", "1mo", "2mo", "1y", "0.25wh"])


def test_every_day_of_2004_to_2027() -> None:
    first, last = date(2003, 12, 31), date(2027, 12, 31)
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    worked = [day for day in days if CHINA.works(day)]
    count = 0
    for day in days:
        works = CHINA.works(day)
        following = worked[count] if count < len(worked) else None
        assert china.is_workday(day) == works
        count += works
        assert china.workdays_between(first, day) == count
        for n in (1, 5, 20, 45):
            if count + n <= len(worked):
                assert china.add_workdays(day, n) == worked[count + n - 1]
        if count - works >= 10:
            assert china.add_workdays(day, -10) == worked[count - works - 10]
        if following:
            assert china.next_workday(day) == following


@checked
@given(calendars, moments(), st.integers(-60, 60))
def test_add_workdays(pair: Pair, start: datetime, n: int) -> None:
    calendar, oracle = pair
    if n:
        assert calendar.add_workdays(start.date(), n) == oracle.add_workdays(start.date(), n)


@checked
@given(anywhere, st.integers(1, 300))
def test_adding_and_counting_are_inverse(day: date, n: int) -> None:
    later = china.add_workdays(day, n)
    assert china.workdays_between(day, later) == n
    assert china.workdays_between(later, day) == -n
    assert china.is_workday(later)
    earlier = china.add_workdays(day, -n)
    assert china.workdays_between(earlier - timedelta(days=1), day - timedelta(days=1)) == n


@walked
@given(calendars, moments(), moments())
def test_worktime_between(pair: Pair, a: datetime, b: datetime) -> None:
    calendar, oracle = pair
    a, b = sorted((a, min(b, a + timedelta(days=4))))
    expected = oracle.worked(a, b) * MINUTE
    assert calendar.worktime_between(local(a), local(b)) == expected
    assert calendar.worktime_between(local(b), local(a)) == -expected


@checked
@given(calendars, moments(), moments(), moments())
def test_worktime_adds_up(pair: Pair, a: datetime, b: datetime, c: datetime) -> None:
    between = pair[0].worktime_between
    whole = between(local(a), local(c))
    assert between(local(a), local(b)) + between(local(b), local(c)) == whole


@checked
@given(
    calendars,
    moments(),
    st.timedeltas(-timedelta(hours=200), timedelta(hours=200)),
    st.timedeltas(timedelta(), timedelta(hours=200)),
)
def test_adding_worktime_and_measuring_it_are_inverse(
    pair: Pair, start: datetime, x: timedelta, y: timedelta
) -> None:
    calendar, at = pair[0], local(start)
    later = calendar.add_worktime(at, x)
    assert calendar.worktime_between(at, later) == x
    assert (later >= at) == (x >= timedelta())
    if x > timedelta():
        assert calendar.add_worktime(later, y) == calendar.add_worktime(at, x + y)


@walked
@given(calendars, moments(), st.integers(1, 30), pauses(), st.booleans())
def test_whole_days(pair: Pair, start: datetime, n: int, spans: Spans, workdays: bool) -> None:
    calendar, oracle = pair
    period = Period.parse(f"{n}{'wd' if workdays else 'd'}")
    answer = deadline(local(start), period, calendar, as_pauses(spans))
    assert answer.due == local(oracle.due_by_days(start, n, spans, workdays))
    assert answer.due_date == answer.due.date()


@walked
@given(calendars, moments(), st.integers(1, 20 * 60), pauses(), st.booleans())
def test_hours(pair: Pair, start: datetime, n: int, spans: Spans, natural: bool) -> None:
    calendar, oracle = pair
    quarters = (n + 14) // 15
    period = Period(Decimal(quarters) / 4, Period.parse("1h" if natural else "1wh").unit)
    answer = deadline(local(start), period, calendar, as_pauses(spans))
    assert answer.due == local(oracle.due_by_minutes(start, quarters * 15, spans, natural))


@walked
@given(calendars, moments(), st.integers(1, 11), pauses())
def test_parts_of_a_day(pair: Pair, start: datetime, quarters: int, spans: Spans) -> None:
    calendar, oracle = pair
    full = minutes(oracle.longest())  # in quarters of an hour, so a quarter is whole seconds
    if quarters % 4 == 0 or full * quarters % 4:
        return
    period = Period.parse(f"{Decimal(quarters) / 4}wd")
    answer = deadline(local(start), period, calendar, as_pauses(spans))
    assert answer.due == local(
        oracle.due_by_minutes(start, full * quarters // 4, spans, natural=False)
    )


@checked
@given(calendars, moments(), moments(), periods, pauses())
def test_a_later_start_is_never_due_earlier(
    pair: Pair, a: datetime, b: datetime, text: str, spans: Spans
) -> None:
    a, b = sorted((a, b))
    period, stops = Period.parse(text), as_pauses(spans)
    first, second = (deadline(local(at), period, pair[0], stops) for at in (a, b))
    assert first.due <= second.due


@checked
@given(calendars, moments(), periods, pauses(), moments(), st.integers(0, 20_000))
def test_a_pause_never_brings_a_deadline_forward(
    pair: Pair, start: datetime, text: str, spans: Spans, at: datetime, length: int
) -> None:
    calendar, period = pair[0], Period.parse(text)
    before = deadline(local(start), period, calendar, as_pauses(spans))
    more = [*spans, (at, at + timedelta(minutes=length))]
    after = deadline(local(start), period, calendar, as_pauses(more))
    assert after.due >= before.due


@checked
@given(calendars, moments(), periods, pauses())
def test_a_deadline_lies_in_no_pause_and_ends_a_working_day(
    pair: Pair, start: datetime, text: str, spans: Spans
) -> None:
    calendar, period = pair[0], Period.parse(text)
    answer = deadline(local(start), period, calendar, as_pauses(spans))
    assert answer.due > local(start)
    assert not any(a < answer.due.replace(tzinfo=None) <= b for a, b in spans)
    if text[-2:] != "wh" and text[-1] != "h" and period.whole:
        assert answer.due == calendar.closes(answer.due_date)


@checked
@given(calendars, moments(), periods, pauses())
def test_order_and_overlap_of_pauses_do_not_matter(
    pair: Pair, start: datetime, text: str, spans: Spans
) -> None:
    period, stops = Period.parse(text), as_pauses(spans)
    once = deadline(local(start), period, pair[0], stops)
    assert deadline(local(start), period, pair[0], [*reversed(stops), *stops]) == once


@walked
@given(calendars, moments(), moments(), pauses())
def test_elapsed(pair: Pair, start: datetime, end: datetime, spans: Spans) -> None:
    calendar, oracle = pair
    start, end = sorted((start, min(end, start + timedelta(days=4))))
    at, worked = start, 0
    while at < end:
        worked += oracle.in_office(at) and not any(a <= at < b for a, b in spans)
        at += MINUTE
    used = elapsed(local(start), local(end), calendar, as_pauses(spans))
    assert used.worked == worked * MINUTE
    expected = (Decimal(worked) / minutes(oracle.longest())).quantize(Decimal("0.0001"))
    assert used.working_days == expected


@checked
@given(calendars, moments(), st.integers(1, 60), pauses())
def test_what_elapsed_at_the_deadline_is_the_period(
    pair: Pair, start: datetime, hours: int, spans: Spans
) -> None:
    stops = as_pauses(spans)
    due = deadline(local(start), Period.parse(f"{hours}wh"), pair[0], stops).due
    assert elapsed(local(start), due, pair[0], stops).worked == timedelta(hours=hours)


@checked
@given(calendars, moments(), periods, moments(), moments())
def test_an_open_pause_counts_until_now(
    pair: Pair, start: datetime, text: str, at: datetime, now: datetime
) -> None:
    calendar, period = pair[0], Period.parse(text)
    at, now = sorted((at, now))
    still = deadline(local(start), period, calendar, [Pause(local(at), None)], now=local(now))
    ended = deadline(local(start), period, calendar, [Pause(local(at), local(now))])
    assert still.due == ended.due
    plain = deadline(local(start), period, calendar)
    assert still.stopped == (max(local(at), local(start)) < plain.due)
    assert not ended.stopped
