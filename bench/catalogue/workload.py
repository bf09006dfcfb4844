"""目录测速的工作: one set of conditions and values for all engines, in the spelling of each."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SEED = 20200519
CONDITIONS = 1_000
POLICY = (300, 5_000_000, ("manufacturing", "software"), 20)
"""Fewer people than, fen of capital at least, trades, and the employees of the third kind."""


@dataclass(frozen=True)
class Rule:
    """一条规则: `area >= least && (kind == trade || people < most)`, all of it over three values
    of an enterprise: area, trade and number of people."""

    least: int
    trade: str
    most: int

    def decide(self, values: dict[str, Any]) -> bool:
        """判定: in plain Python, for checking what every engine answers."""
        fits = values["trade"] == self.trade or values["people"] < self.most
        return bool(values["area"] >= self.least and fits)


def rules(count: int = CONDITIONS) -> list[Rule]:
    """规则: all different, as the papers and items of a whole city's catalogue are."""
    draw = random.Random(SEED)
    trades = [f"trade{n}" for n in range(50)]
    return [Rule(draw.randrange(500), draw.choice(trades), n) for n in range(count)]


def applicant() -> dict[str, Any]:
    """一个申请人: the values that the rules ask."""
    return {"area": 240, "trade": "trade7", "people": 480}


def enterprises(count: int) -> Iterator[dict[str, Any]]:
    """企业: with capital in yuan as it is stored, employees, trade and the day of founding."""
    draw = random.Random(SEED)
    trades = ("manufacturing", "software", "catering", "retail", "transport", "building")
    for _ in range(count):
        yield {
            "capital": f"{draw.randrange(1, 2_000_000)}.00",
            "people": draw.randrange(1, 1_000),
            "trade": draw.choice(trades),
            "founded": f"{draw.randrange(1990, 2026)}-{draw.randrange(1, 13):02d}-15",
        }


def is_meant(values: dict[str, Any]) -> bool:
    """政策是否适用: in plain Python: a small maker or software house with capital, or a young
    firm of any trade with at least twenty people."""
    most, capital, trades, people = POLICY
    return (
        values["people"] < most
        and int(values["capital"].replace(".", "")) >= capital
        and (values["trade"] in trades or (values["founded"] >= "2020-01-01"
                                           and values["people"] >= people))
    )  # fmt: skip


Spell = Callable[[Rule], Any]
"""A rule in the spelling of an engine."""


def infix(rule: Rule, *, conjunction: str, disjunction: str, prefix: str = "") -> str:
    """中缀写法: for the engines that read expressions."""
    return (
        f"{prefix}area >= {rule.least} {conjunction} "
        f"({prefix}trade == '{rule.trade}' {disjunction} {prefix}people < {rule.most})"
    )


def json_logic(rule: Rule) -> dict[str, Any]:
    """JsonLogic 写法."""
    return {
        "and": [
            {">=": [{"var": "area"}, rule.least]},
            {
                "or": [
                    {"==": [{"var": "trade"}, rule.trade]},
                    {"<": [{"var": "people"}, rule.most]},
                ]
            },
        ]
    }
