"""How limits are written."""

from decimal import Decimal

import pytest

from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import Period, Unit


@pytest.mark.parametrize(
    ("text", "amount", "unit", "words"),
    [
        ("20wd", "20", Unit.WORKDAYS, "20 个工作日"),
        ("0.5wd", "0.5", Unit.WORKDAYS, "0.5 个工作日"),
        ("100wd", "100", Unit.WORKDAYS, "100 个工作日"),
        ("15d", "15", Unit.DAYS, "15 日"),
        ("4wh", "4", Unit.WORK_HOURS, "4 个工作小时"),
        ("24h", "24", Unit.HOURS, "24 小时"),
        ("6mo", "6", Unit.MONTHS, "6 个月"),
        ("1y", "1", Unit.YEARS, "1 年"),
    ],
)
def test_forms(text: str, amount: str, unit: Unit, words: str) -> None:
    period = Period.parse(text)
    assert (period.amount, period.unit, period.words) == (Decimal(amount), unit, words)
    assert str(period) == text
    assert Period.parse(str(period)) == period


def test_equal_amounts_are_equal_periods() -> None:
    assert Period.parse(" 1.50wd ") == Period.parse("1.5wd")
    assert hash(Period.parse("20.0wd")) == hash(Period.parse("20wd"))
    assert str(Period.parse("020wd")) == "20wd"
    assert Period.parse("2.0d").whole


@pytest.mark.parametrize(
    "text",
    ["", "20", "wd", "20 wd", "20WD", "-1wd", "+1wd", "1e3wd", "１wd", "20工作日", "1wd2h", ".5wd",
     "1.wd", "1.23456wd", "1234567wd", "nanwd"],
)  # fmt: skip
def test_unreadable_text_names_the_forms(text: str) -> None:
    with pytest.raises(Invalid, match=r"看不懂期限.*20wd.*15d.*4wh.*24h.*6mo.*1y"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0wd", "大于 0"),
        ("0.0h", "大于 0"),
        ("1.5d", "整数"),
        ("0.5mo", "整数"),
        ("1.5y", "整数"),
        ("101y", "最多 100 年"),
        ("25001wd", "最多 25000 个工作日"),
    ],
)
def test_impossible_amounts(text: str, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        Period.parse(text)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1"])
def test_amounts_that_are_no_numbers(amount: str) -> None:
    with pytest.raises(Invalid, match="大于 0"):
        Period(Decimal(amount), Unit.WORKDAYS)
