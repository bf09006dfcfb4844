"""Calendar files: what they may say, and that every fault is named by its path."""

from datetime import date, timedelta
from typing import Any

import pytest

from yimen.config import paths
from yimen.kernel.packs import yaml_marks
from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import DayKind, WorkCalendar

GOOD = """
zone: Asia/Shanghai
base: none
office_hours:
  unverified: true
  note: 虚构
  mon: ["13:30-17:00", "09:00-12:00"]
  tue: ["09:00-12:00"]
half_days:
  - {date: 2031-03-03, hours: ["09:00-10:00"]}
years:
  2031:
    source: 虚构的安排
    holidays:
      - {date: 2031-01-06, name: 启明日}
      - {from: 2031-02-03, to: 2031-02-05, name: 灯节}
    make_up:
      - {date: 2031-02-08, name: 灯节调休}
    half_days:
      - {date: 2031-02-10, hours: ["09:00-11:00"]}
citations:
  - {law: 示例法, version: 2030-01-01, article: 第一条}
"""


def data(text: str = GOOD) -> dict[str, Any]:
    value: dict[str, Any] = yaml_marks.read(text).value
    return value


def faults(content: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        WorkCalendar.from_data(content)  # type: ignore[arg-type]
    return {error.field: error.message for error in caught.value.errors}


def test_a_whole_file() -> None:
    calendar = WorkCalendar.from_data(data())
    assert calendar.published == {2031}
    assert calendar.zone.key == "Asia/Shanghai"
    assert calendar.hours.full_day == timedelta(hours=6.5)
    assert [day.day for day in calendar.days if day.month == 2] == [3, 4, 5, 8]
    assert calendar.days[date(2031, 2, 4)].name == "灯节"
    assert calendar.kind(date(2031, 2, 8)) is DayKind.MAKE_UP
    assert calendar.day_length(date(2031, 2, 8)) == timedelta(hours=6.5)
    assert calendar.day_length(date(2031, 2, 10)) == timedelta(hours=2)
    assert calendar.day_length(date(2031, 3, 3)) == timedelta(hours=1)
    assert WorkCalendar.from_data(data()) == calendar


def test_numbers_for_years_and_dates_for_dates() -> None:
    content = data()
    content["years"] = {2031: content["years"]["2031"]}
    content["years"][2031]["holidays"][0]["date"] = date(2031, 1, 6)
    assert WorkCalendar.from_data(content) == WorkCalendar.from_data(data())


def test_own_days_add_to_the_base_and_win_over_it() -> None:
    content = data()
    content["base"] = "china"
    content["years"]["2020"] = {
        "source": "虚构",
        "holidays": [{"date": "2020-02-03", "name": "停电"}],
        "make_up": [{"date": "2020-01-27", "name": "值守"}],
    }
    calendar = WorkCalendar.from_data(content)
    assert calendar.kind(date(2020, 2, 3)) is DayKind.HOLIDAY
    assert calendar.kind(date(2020, 1, 27)) is DayKind.MAKE_UP
    assert calendar.days[date(2020, 1, 28)].name == "春节"
    assert calendar.published == {*range(2004, 2027), 2031}


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("zone: Asia/Shanghai", "zone: Asia/Nowhere", "zone", "没有时区“Asia/Nowhere”"),
        ("zone: Asia/Shanghai", "zone: ../x", "zone", "没有时区"),
        ("zone: Asia/Shanghai", "", "", "缺少“zone”"),
        ("base: none", "base: mars", "base", "“mars”不可用：写 china"),
        ("base: none", "base: none\nholidays: []", "holidays", "没有“holidays”这个键"),
        ("  tue:", "  tuesday:", "office_hours/tuesday", "没有“tuesday”这个键"),
        ("09:00-12:00\"]\n  tue", "9-12\"]\n  tue", "office_hours/mon/1", "写成 09:00-12:00"),
        ("13:30-17:00", "11:30-17:00", "office_hours/mon", "重叠"),
        ("13:30-17:00", "17:00-13:30", "office_hours/mon/0", "开始要早于结束"),
        ("13:30-17:00", "13:30-24:00", "office_hours/mon/0", "看不懂办公时段"),
        ("  2031:", "  next:", "years/next", "不是年份"),
        ("    source: 虚构的安排\n", "", "years/2031", "缺少“source”"),
        ("source: 虚构的安排", "source: ''", "years/2031/source", "不能为空"),
        ("2031-01-06", "2031-01-32", "years/2031/holidays/0/date", "不是日期"),
        ("2031-01-06", "2030-01-06", "years/2031/holidays/0/date", "不在 2031 年"),
        ("2031-01-06", "2031-02-04", "years/2031/holidays/1", "已在 years/2031/holidays/0"),
        ("to: 2031-02-05", "to: 2031-02-01", "years/2031/holidays/1", "from 当日或之后"),
        ("to: 2031-02-05", "to: 2031-12-05", "years/2031/holidays/1", "不超过 60 天"),
        ("to: 2031-02-05, ", "", "years/2031/holidays/1", "写 date"),
        ("from: 2031-02-03, to: 2031-02-05, ", "", "years/2031/holidays/1", "写 date"),
        (", name: 启明日", "", "years/2031/holidays/0", "缺少“name”"),
        ("2031-02-08", "2031-02-17", "years/2031/make_up/0", "本来就是工作日"),
        ("2031-02-08", "2031-02-04", "years/2031/make_up/0", "已在"),
        ("2031-02-10", "2031-02-12", "years/2031/half_days/0", "是休息日"),
        ("2031-02-10", "2031-02-03", "years/2031/half_days/0", "是节假日"),
        ("2031-02-10", "2031-03-03", "years/2031/half_days/0", "已在 half_days/0"),
        ("[\"09:00-10:00\"]", "[]", "half_days/0", "没有办公时段"),
        ("  - {law: 示例法", "  - {lex: 示例法", "citations/0/lex", "没有“lex”这个键"),
        ("law: 示例法, ", "", "citations/0", "写 law"),
        ("citations:\n  - {", "citations:\n  {", "citations", "应是列表"),
    ],
)  # fmt: skip
def test_faults(old: str, new: str, path: str, message: str) -> None:
    assert old in GOOD
    found = faults(data(GOOD.replace(old, new)))
    assert message in found[path]


def test_all_faults_are_named_at_once() -> None:
    found = faults(data(GOOD.replace("base: none", "base: mars").replace("2031-01-06", "x")))
    assert found.keys() == {"base", "years/2031/holidays/0/date"}


def test_a_week_without_office_hours() -> None:
    content = data()
    content["office_hours"] = {"note": "虚构"}
    assert "至少要有一天办公" in faults(content)["office_hours"]


@pytest.mark.parametrize("content", [None, [], "文字", {}])
def test_something_else(content: object) -> None:
    assert "" in faults(content)


def test_the_calendar_of_every_pack() -> None:
    files = sorted(paths.packs().glob("*/calendar.yaml"))
    assert files
    for file in files:
        calendar = WorkCalendar.from_data(data(file.read_text("utf-8")))
        assert calendar.published
        assert timedelta(hours=4) <= calendar.hours.full_day <= timedelta(hours=12)
