"""指标规则: what an indicator's definition may say, its statistics, and whether it is kept."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from yimen.kernel.packs.model import Code, Named, PackModel

Status = Literal["kept", "missed", "observed", "no_data", "not_delivered"]
"""达标, 未达标, 已测量（无目标）, 尚无数据, 尚未落实."""

_PLACES = Decimal("0.0001")


class Target(PackModel):
    """目标: what the plan promises; `value` in `unit` (working_day, item, hour…)."""

    comparator: Literal["<=", ">=", "="]
    value: Decimal
    unit: str

    def is_met(self, measured: Decimal) -> bool:
        """是否达标"""
        return {
            "<=": measured <= self.value,
            ">=": measured >= self.value,
            "=": measured == self.value,
        }[self.comparator]


class IndicatorDefinition(PackModel):
    """指标: one measured figure of a plan's item.

    `measure` names a measure of `oversight.queries`, `params` are its arguments, `statistic`
    how its values become one figure.
    """

    code: Code
    name: Named
    measure: str
    params: dict[str, Any] = Field(default_factory=dict)
    statistic: Literal["mean", "p90", "median", "count", "max", "share"]
    target: Target | None = None


def summarise(statistic: str, values: Sequence[Decimal]) -> Decimal | None:
    """统计: one figure of many; None of none.

    `share` is the percentage of the values that are not 0.
    `p90` is the smallest value that at least 90 % of the values do not exceed (nearest rank),
    `median` likewise with 50 %: both are values that really occurred.
    """
    if statistic == "count":
        return Decimal(len(values))
    if not values:
        return None
    ordered = sorted(values)
    if statistic == "mean":
        return (sum(ordered, Decimal(0)) / len(ordered)).quantize(_PLACES)
    if statistic == "share":
        return (Decimal(100) * sum(1 for one in ordered if one) / len(ordered)).quantize(_PLACES)
    if statistic == "max":
        return ordered[-1]
    share = {"p90": 90, "median": 50}[statistic]
    rank = -(-len(ordered) * share // 100)
    return ordered[rank - 1]


def status_of(target: Target | None, measured: Decimal | None) -> Status:
    """指标状态: nothing is kept that data does not show."""
    if measured is None:
        return "no_data"
    if target is None:
        return "observed"
    return "kept" if target.is_met(measured) else "missed"


def status_of_item(delivered: bool, indicators: Sequence[Status]) -> Status:
    """要点状态: missed if one indicator is missed; kept if one is kept and none is missed.

    An item that nothing delivers is not delivered; one that is delivered but has no indicator,
    or none with data, has no data.
    """
    if not delivered:
        return "not_delivered"
    for wanted in ("missed", "kept", "observed"):
        if wanted in indicators:
            return wanted
    return "no_data"
