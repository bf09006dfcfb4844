"""期限长度: how long a limit is, in the units that law and promises use."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Self

from yimen.kernel.problems import Invalid

_FORMS = (
    "可用的写法：20wd（工作日，可写 0.5wd）、15d（日，按自然日）、4wh（工作小时）、"
    "24h（小时）、6mo（个月）、1y（年）"
)
_TEXT = re.compile(r"(?P<amount>\d{1,6}(?:\.\d{1,4})?)(?P<unit>wd|wh|mo|d|h|y)", re.ASCII)


class Unit(Enum):
    """期限单位: what one unit of a period is; the value is how packs and commands write it."""

    WORKDAYS = "wd"
    DAYS = "d"
    WORK_HOURS = "wh"
    HOURS = "h"
    MONTHS = "mo"
    YEARS = "y"


_WORDS = {
    Unit.WORKDAYS: "个工作日",
    Unit.DAYS: "日",
    Unit.WORK_HOURS: "个工作小时",
    Unit.HOURS: "小时",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}
# A century: longer limits are slips of the pen, and dates stay far from the end of time.
_MOST = {
    Unit.WORKDAYS: 25_000,
    Unit.DAYS: 36_525,
    Unit.WORK_HOURS: 200_000,
    Unit.HOURS: 876_600,
    Unit.MONTHS: 1_200,
    Unit.YEARS: 100,
}
_FRACTIONAL = {Unit.WORKDAYS, Unit.WORK_HOURS, Unit.HOURS}


@dataclass(frozen=True)
class Period:
    """期限: an amount of one unit, such as 20 working days or 6 months.

    `amount` is above 0 and at most a century; only working days, working hours and hours may
    have decimals (up to 4). Raises `Invalid` for anything else.
    """

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount <= 0:
            raise Invalid(f"期限要大于 0。{_FORMS}")
        if self.amount > _MOST[self.unit]:
            words = _WORDS[self.unit]
            raise Invalid(f"期限过长：最多 {_MOST[self.unit]} {words}，请核对数字")
        if not self.whole and self.unit not in _FRACTIONAL:
            raise Invalid(f"按{_WORDS[self.unit]}计的期限要写整数。{_FORMS}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """读取期限: `20wd`, `0.5wd`, `15d`, `4wh`, `24h`, `6mo` or `1y`.

        Raises `Invalid`, which lists the forms there are.
        """
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise Invalid(f"看不懂期限“{text}”。{_FORMS}")
        return cls(Decimal(found["amount"]), Unit(found["unit"]))

    @property
    def whole(self) -> bool:
        """整数: whether the amount has no fraction (`2.0wd` is whole)."""
        return self.amount == self.amount.to_integral_value()

    @property
    def words(self) -> str:
        """中文写法: `20 个工作日`, `15 日`, `4 个工作小时`."""
        return f"{plain(self.amount)} {_WORDS[self.unit]}"

    def __str__(self) -> str:
        return f"{plain(self.amount)}{self.unit.value}"


def plain(number: Decimal) -> str:
    """平常数字: without trailing zeros and without an exponent (`20`, `0.5`)."""
    return format(number.normalize(), "f")
