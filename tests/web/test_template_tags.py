"""How figures, dates, names and lights look."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context

from yimen.kernel.packs.model import Names
from yimen.kernel.problems import FieldError
from yimen.kernel.worktime import Light
from yimen.web.templatetags import yimen as tags


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("0.5000"), "0.5 个工作日"),
        (Decimal("2"), "2 个工作日"),
        ("1.665", "1.67 个工作日"),
        (10, "10 个工作日"),
        (None, "—"),
    ],
)
def test_working_days(value: Any, shown: str) -> None:
    assert tags.working_days(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567"), "1,234,567 元"),
        (Decimal("0.10"), "0.10 元"),
        (0, "0 元"),
        ("abc", "—"),
        (Decimal("NaN"), "—"),
    ],
)
def test_money(value: Any, shown: str) -> None:
    assert tags.money(value) == shown


def test_figure_keeps_whole_tens() -> None:
    assert tags.figure(100) == "100"
    assert tags.figure(Decimal("1000.50")) == "1,000.5"


def test_dates_are_on_the_city_s_clock() -> None:
    night = datetime(2026, 3, 14, 17, 5, tzinfo=UTC)
    assert tags.day(night) == "2026年3月15日"
    assert tags.moment(night) == "2026年3月15日 01:05"
    assert tags.moment(night, "short") == "03-15 01:05"
    assert tags.day(date(2026, 3, 5)) == "2026年3月5日"
    assert tags.day(None) == tags.moment(None) == "—"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "李晓明", "李**"),
        ("id", "999900199001011234", "999***********1234"),
        ("phone", "13800001234", "138****1234"),
        ("account", "6222020000001234", "************1234"),
        ("email", "li@example.cn", "l***@example.cn"),
        ("id", "123", "***"),
        ("id", None, ""),
    ],
)
def test_masked(kind: str, value: str | None, shown: str) -> None:
    assert tags.masked(value, kind) == shown


@pytest.mark.parametrize(
    ("state", "key"),
    [("red", "red"), (Light.STOPPED, "paused"), (Light.YELLOW, "yellow"), ("?", "grey")],
)
def test_light_says_in_words_what_its_colour_says(state: object, key: str) -> None:
    shown = tags.light(state)
    assert f"y-light--{key}" in shown
    assert tags._LIGHTS[key][1] in shown
    assert "剩 &lt;1" in tags.light(state, "剩 <1")


def test_named_speaks_the_page_s_language(settings: Any) -> None:
    from django.utils import translation

    names = Names(zh_hans="示范市", en="Shifan")
    assert tags.named(names) == "示范市"
    with translation.override("en"):
        assert tags.named(names) == "Shifan"
        assert tags.named({"zh_hans": "示范市"}) == "示范市"
    assert tags.named("示范市") == "示范市"
    assert tags.named(None) == ""


def test_query_changes_only_what_it_is_told() -> None:
    request = SimpleNamespace(GET=QueryDict("q=%E8%8C%B6&page=2"))
    context = Context({"request": request})
    assert tags.query(context, page=3) == "?q=%E8%8C%B6&page=3"
    assert tags.query(context, page=None) == "?q=%E8%8C%B6"
    assert tags.query(Context(), page=1) == "?page=1"


def test_choices_give_the_first_option_the_field_s_id() -> None:
    options = ["甲", ("b", "乙"), {"value": 3, "label": "丙", "hint": "第三"}]
    found = tags.choices(options, ["b", 3], "town")
    assert [one["id"] for one in found] == ["town", "town-2", "town-3"]
    assert [one["checked"] for one in found] == [False, True, True]
    assert found[2]["hint"] == "第三"


@pytest.mark.parametrize(
    "errors",
    [
        [FieldError("a", "坏")],
        [("a", "坏")],
        {"a": "坏"},
        {"a": ["坏"]},
        [{"field": "a", "message": "坏"}],
    ],
)
def test_error_list_takes_what_forms_and_problems_give(errors: Any) -> None:
    assert tags.error_list(errors) == [{"field": "a", "message": "坏"}]


def test_steps() -> None:
    states = [one["state"] for one in tags.steps([], 3)]
    assert states == ["done", "done", "current", "todo", "todo"]
    assert [one["state"] for one in tags.steps(["甲", "乙"], 3)] == ["done", "done"]


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (date(2026, 3, 5), ["2026", "3", "5"]),
        ("2026-03-05", ["2026", "3", "5"]),
        ({"year": "2026", "month": "13"}, ["2026", "13", ""]),
        ("昨天", ["", "", ""]),
        (None, ["", "", ""]),
    ],
)
def test_date_part(value: Any, parts: list[str]) -> None:
    assert [tags.date_part(value, part) for part in ("year", "month", "day")] == parts


def test_extra_escapes_what_cotton_would_not() -> None:
    attrs = SimpleNamespace(attrs_dict=lambda: {"data-x": '"><b>', "hidden": True, "no": False})
    assert tags.extra(attrs) == ' data-x="&quot;&gt;&lt;b&gt;" hidden'
