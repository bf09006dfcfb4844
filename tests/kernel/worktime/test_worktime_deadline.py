"""Deadlines as the law counts them, on days of real years."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from worktime_strategies import ZONE, china

from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import Deadline, Pause, Period, WorkCalendar, deadline


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(start: str, within: str, *pauses: tuple[str, str | None], now: str = "") -> Deadline:
    stops = [Pause(at(a), at(b) if b else None, "专家评审") for a, b in pauses]
    until = at(now) if now else None
    return deadline(at(start), Period.parse(within), china, stops, now=until)


@pytest.mark.parametrize(
    ("start", "within", "end"),
    [
        # Civil Code 201: the day of the event is not counted, whatever the hour.
        ("2021-03-01T08:30", "1wd", "2021-03-02T17:30"),
        ("2021-03-01T23:59", "1wd", "2021-03-02T17:30"),
        ("2021-03-06T10:00", "1wd", "2021-03-08T17:30"),  # event on a Saturday
        # Licensing Law 42 and 82: twenty working days, across the extended festival of 2020.
        ("2020-01-20T10:00", "20wd", "2020-02-25T17:30"),
        ("2020-01-23T10:00", "1wd", "2020-02-03T17:30"),
        # Across National Day 2020 with its make-up days, a Sunday and a Saturday.
        ("2020-09-25T10:00", "5wd", "2020-10-09T17:30"),
        ("2020-09-25T10:00", "6wd", "2020-10-10T17:30"),
        ("2020-09-26T10:00", "1wd", "2020-09-27T17:30"),
        # Article 32: five working days to ask for what is missing.
        ("2024-02-02T15:00", "5wd", "2024-02-08T17:30"),
        # Civil Code 203: the last day of calendar days on a holiday moves to the day after it.
        ("2020-09-16T10:00", "15d", "2020-10-09T17:30"),
        ("2021-03-01T10:00", "5d", "2021-03-08T17:30"),
        ("2020-09-24T10:00", "3d", "2020-09-27T17:30"),  # a Sunday, but worked
        ("2021-03-01T10:00", "3d", "2021-03-04T17:30"),
        # Civil Code 202: the corresponding day, or the month's last.
        ("2021-01-31T10:00", "1mo", "2021-03-01T17:30"),  # 28 February is a Sunday
        ("2023-01-31T10:00", "1mo", "2023-02-28T17:30"),
        ("2021-03-31T10:00", "1mo", "2021-04-30T17:30"),
        ("2024-08-31T10:00", "6mo", "2025-02-28T17:30"),
        ("2020-02-29T10:00", "1y", "2021-03-01T17:30"),
        ("2021-03-16T10:00", "12mo", "2022-03-16T17:30"),
        ("2021-03-16T10:00", "1y", "2022-03-16T17:30"),
        # Parts of a day and working hours: office time from the moment.
        ("2021-03-01T10:00", "0.5wd", "2021-03-01T15:30"),
        ("2021-03-01T14:00", "0.5wd", "2021-03-01T17:30"),
        ("2021-03-01T20:00", "0.5wd", "2021-03-02T12:00"),
        ("2020-09-30T15:30", "1.5wd", "2020-10-10T10:00"),
        ("2021-03-05T16:30", "4wh", "2021-03-08T11:30"),
        ("2021-03-05T16:30", "0.25wh", "2021-03-05T16:45"),
        # Hours run from the moment, through night and holidays.
        ("2020-09-30T16:30", "24h", "2020-10-01T16:30"),
        ("2021-03-05T16:30", "48h", "2021-03-07T16:30"),
    ],
)
def test_law(start: str, within: str, end: str) -> None:
    answer = due(start, within)
    assert answer.due == at(end)
    assert answer.due_date == at(end).date()
    assert not answer.provisional
    assert not answer.stopped


@pytest.mark.parametrize(
    ("within", "pause", "end"),
    [
        # Started on Monday 1 March. The day a pause begins is used, the day it ends is not.
        ("5wd", ("2021-03-03T10:00", "2021-03-05T10:00"), "2021-03-10T17:30"),
        ("5wd", ("2021-03-03T17:00", "2021-03-05T08:30"), "2021-03-10T17:30"),
        ("5wd", ("2021-03-03T10:00", "2021-03-03T16:00"), "2021-03-08T17:30"),  # within a day
        ("5wd", ("2021-03-06T10:00", "2021-03-07T10:00"), "2021-03-08T17:30"),  # on a weekend
        ("5wd", ("2021-02-20T10:00", "2021-02-26T10:00"), "2021-03-08T17:30"),  # before it began
        ("5wd", ("2021-02-25T10:00", "2021-03-02T10:00"), "2021-03-09T17:30"),  # as it began
        ("5wd", ("2021-03-08T17:30", "2021-03-12T10:00"), "2021-03-08T17:30"),  # as it ended
        # On its last day: it cannot run out while it stands still.
        ("5wd", ("2021-03-08T10:00", "2021-03-08T11:00"), "2021-03-08T17:30"),
        ("5wd", ("2021-03-08T10:00", "2021-03-08T17:30"), "2021-03-09T17:30"),
        ("5wd", ("2021-03-08T10:00", "2021-03-11T10:00"), "2021-03-11T17:30"),
        ("5wd", ("2021-03-08T10:00", "2021-03-11T18:00"), "2021-03-12T17:30"),
        ("5wd", ("2021-03-08T10:00", "2021-03-13T10:00"), "2021-03-15T17:30"),
        # Calendar days: every day out counts, then the last day moves off a weekend.
        ("9d", ("2021-03-03T10:00", "2021-03-05T10:00"), "2021-03-12T17:30"),
        ("9d", ("2021-03-03T10:00", "2021-03-06T10:00"), "2021-03-15T17:30"),
        ("5d", ("2021-03-06T10:00", "2021-03-10T10:00"), "2021-03-10T17:30"),  # last day Saturday
        ("1mo", ("2021-03-03T10:00", "2021-03-08T10:00"), "2021-04-06T17:30"),
        # Time: taken out to the minute.
        ("4wh", ("2021-03-01T11:00", "2021-03-01T15:00"), "2021-03-02T09:00"),
        ("0.5wd", ("2021-03-01T11:00", "2021-03-02T11:00"), "2021-03-02T15:30"),
        ("24h", ("2021-03-01T11:00", "2021-03-01T15:00"), "2021-03-02T14:00"),
        # A pause that begins as the limit runs out comes too late.
        ("4wh", ("2021-03-01T16:00", "2021-03-01T17:00"), "2021-03-01T16:00"),
        ("24h", ("2021-03-02T10:00", "2021-03-02T15:00"), "2021-03-02T10:00"),
    ],
)
def test_pauses(within: str, pause: tuple[str, str], end: str) -> None:
    assert due("2021-03-01T10:00", within, pause).due == at(end)


def test_overlapping_pauses_count_once() -> None:
    first, second = (
        ("2021-03-02T10:00", "2021-03-04T10:00"),
        ("2021-03-03T10:00", "2021-03-05T10:00"),
    )
    together = due("2021-03-01T10:00", "5wd", first, second)
    assert together.due == due("2021-03-01T10:00", "5wd", (first[0], second[1])).due
    assert together.due == at("2021-03-11T17:30")


def test_a_pause_within_a_pause_adds_nothing() -> None:
    long, short = ("2021-03-02T10:00", "2021-03-05T10:00"), ("2021-03-03T10:00", "2021-03-04T10:00")
    for within in ("5wd", "9d", "40wh", "72h"):
        both = due("2021-03-01T10:00", within, short, long)
        assert both.due == due("2021-03-01T10:00", within, long).due


def test_hours_are_not_bent_by_a_change_of_the_clocks() -> None:
    zone = ZoneInfo("Europe/Berlin")
    town = WorkCalendar(china.days, china.published, china.hours, zone)
    start = datetime(2021, 3, 27, 12, tzinfo=zone)  # summer time begins that night
    stop = Pause(start + timedelta(hours=1), start + timedelta(hours=24))
    assert deadline(start, Period.parse("24h"), town).due.isoformat() == "2021-03-28T13:00:00+02:00"
    paused = deadline(start, Period.parse("24h"), town, [stop])
    assert paused.due.isoformat() == "2021-03-29T11:00:00+02:00"
    assert "其间 22 小时不计" in paused.derivation[2]


def test_an_open_pause_stops_the_clock() -> None:
    pause = ("2021-03-03T10:00", None)
    answer = due("2021-03-01T10:00", "5wd", pause, now="2021-03-05T10:00")
    assert answer.stopped
    assert answer.due == at("2021-03-10T17:30")
    assert "尚未恢复" in answer.derivation[3]
    assert "其间 2 个工作日不计" in answer.derivation[3]
    unknown = due("2021-03-01T10:00", "5wd", pause)
    assert unknown.stopped
    assert unknown.due == at("2021-03-08T17:30")
    assert "恢复后重新推算" in unknown.derivation[3]


def test_a_limit_that_has_run_out_cannot_be_stopped() -> None:
    answer = due("2021-03-01T10:00", "5wd", ("2021-03-09T10:00", None), now="2021-03-20T10:00")
    assert not answer.stopped
    assert answer.due == at("2021-03-08T17:30")


@pytest.mark.parametrize(
    ("start", "within", "years"),
    [
        ("2026-12-01T10:00", "20wd", ()),
        ("2026-12-28T10:00", "5wd", (2027,)),
        ("2026-12-31T20:00", "0.5wd", (2027,)),
        ("2026-12-31T20:00", "24h", ()),
        ("2026-01-04T10:00", "1y", (2027,)),
        ("2003-12-31T10:00", "1wd", ()),
        ("2003-12-30T10:00", "5wd", (2003,)),
        ("2020-01-04T10:00", "8y", (2028,)),  # only the year of the last day matters
    ],
)
def test_years_without_an_arrangement_are_provisional(
    start: str, within: str, years: tuple[int, ...]
) -> None:
    answer = due(start, within)
    assert answer.provisional_years == years
    assert answer.provisional == bool(years)
    said = [line for line in answer.derivation if "暂定" in line]
    assert len(said) == len(years)


def test_the_derivation_can_be_followed() -> None:
    answer = due("2020-09-21T10:00", "10wd", ("2020-09-24T10:00", "2020-09-28T10:00"))
    assert answer.derivation == (
        "起点：2020 年 9 月 21 日（星期一）10:00；期限：10 个工作日。",
        "按工作日计算：起点当日不计入，从次日起数；最后一日到下班为止。",
        "跳过节假日：国庆节（2020 年 10 月 1 日 至 2020 年 10 月 8 日）。",
        "跳过每周休息日：星期日。",
        "计入调休上班日：2020 年 10 月 10 日（国庆节调休）。",
        "2020 年 9 月 24 日（星期四）10:00 至 2020 年 9 月 28 日（星期一）10:00 暂停（专家评审）："
        "其间 3 个工作日不计，恢复当日不计入。",
        "截止：2020 年 10 月 14 日（星期三）17:30。",
    )


def test_the_derivation_names_what_moved_the_last_day() -> None:
    assert due("2020-09-16T10:00", "15d").derivation[2] == (
        "最后一日 2020 年 10 月 1 日（国庆节）不办公，顺延到下一个工作日 2020 年 10 月 9 日。"
    )
    assert "（星期六）不办公" in due("2021-03-01T10:00", "5d").derivation[2]
    in_a_pause = due("2021-03-01T10:00", "5wd", ("2021-03-08T10:00", "2021-03-11T10:00"))
    assert "期限届满时正在暂停，顺延到恢复后的首个下班时间。" in in_a_pause.derivation


def test_the_derivation_of_office_time() -> None:
    answer = due("2021-03-05T20:00", "0.5wd", ("2021-03-08T09:00", "2021-03-08T10:30"))
    assert answer.derivation[1:4] == (
        "不足整日的按办公时间计算（1 个工作日为 7 小时）："
        "从 2021 年 3 月 8 日（星期一）08:30 上班起，只计办公时间。",
        "跳过每周休息日：星期六、星期日。",
        "2021 年 3 月 8 日（星期一）09:00 至 2021 年 3 月 8 日（星期一）10:30 暂停（专家评审）："
        "其间 1.5 小时办公时间不计。",
    )
    assert (
        due("2021-03-05T10:00", "1wh").derivation[1] == "按办公时间计算：从起点起，只计办公时间。"
    )
    hours = due("2021-03-05T10:00", "6h", ("2021-03-05T11:00", "2021-03-05T11:20"))
    assert "其间 0.33 小时不计" in hours.derivation[2]


def test_short_days_are_named_where_time_is_counted() -> None:
    calendar = WorkCalendar.from_data(
        {
            "zone": "Asia/Shanghai",
            "base": "none",
            "office_hours": {"mon": ["09:00-12:00"], "tue": ["09:00-12:00"]},
            "half_days": [{"date": "2021-03-01", "hours": ["09:00-10:00"]}],
        }
    )
    answer = deadline(at("2021-03-01T09:00"), Period.parse("2wh"), calendar)
    assert answer.due == at("2021-03-02T10:00")
    assert "办公时间不同的日子：2021 年 3 月 1 日 09:00-10:00。" in answer.derivation


def test_json() -> None:
    answer = due("2026-12-28T10:00", "5wd")
    assert answer.as_json() == {
        "start": "2026-12-28T10:00:00+08:00",
        "period": "5wd",
        "due": "2027-01-04T17:30:00+08:00",
        "due_date": "2027-01-04",
        "provisional": True,
        "provisional_years": [2027],
        "stopped": False,
        "derivation": list(answer.derivation),
    }


def test_any_zone_is_taken_and_the_city_zone_given() -> None:
    start = datetime(2021, 2, 28, 16, 30, tzinfo=UTC)  # already 1 March in the city
    answer = deadline(start, Period.parse("1wd"), china)
    assert answer.due.isoformat() == "2021-03-02T17:30:00+08:00"
    assert answer.due_date == date(2021, 3, 2)


def test_bad_times_are_refused() -> None:
    naive = datetime(2021, 3, 1)  # noqa: DTZ001
    with pytest.raises(Invalid, match="没有时区"):
        deadline(naive, Period.parse("1wd"), china)
    with pytest.raises(Invalid, match="没有时区"):
        Pause(naive, None)
    with pytest.raises(Invalid, match="结束早于开始"):
        Pause(at("2021-03-02T10:00"), at("2021-03-01T10:00"))
    with pytest.raises(Invalid, match="不在可计算的范围内"):
        deadline(at("9998-01-01T00:00"), Period.parse("100y"), china)
