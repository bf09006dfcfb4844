"""权责规则: which unit exercises which power, and how far the permit reform has gone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.terms import Delegation, Mode

MODES: tuple[str, ...] = get_args(Mode)
"""直接取消审批, 审批改为备案, 实行告知承诺, 优化审批服务."""


@dataclass(frozen=True)
class Power:
    """权责: an item in the hands of one unit.

    `delegation` is set where the unit has it from the item's own unit, for its own area.
    """

    item: ItemDefinition
    unit: str
    delegation: Delegation | None = None


def powers_of(items: Iterable[ItemDefinition]) -> Iterator[Power]:
    """权责清单: each item under its own unit, then under every unit that it is delegated to."""
    for item in items:
        yield Power(item, item.unit)
        if item.delegation:
            for unit in item.delegation.to:
                yield Power(item, unit, item.delegation)


@dataclass(frozen=True)
class Coverage:
    """改革覆盖: permits for doing business (涉企经营许可) by the mode under which they stand."""

    total: int
    by_mode: dict[str, int]

    @property
    def covered(self) -> int:
        """已纳入: permits that stand under one of the four modes."""
        return sum(self.by_mode.values())

    @property
    def percent(self) -> Decimal | None:
        """覆盖率: in per cent to one place; None where there is no such permit."""
        if not self.total:
            return None
        return (Decimal(100) * self.covered / self.total).quantize(Decimal("0.1"))


def coverage_of(items: Iterable[ItemDefinition]) -> Coverage:
    """改革覆盖: of all permits for doing business.

    A permit that was ended otherwise than by the reform is none any more and does not count.
    """
    permits = [
        item
        for item in items
        if item.enterprise_permit and (item.reform or item.status != "cancelled")
    ]
    modes: list[str] = [item.reform.mode for item in permits if item.reform]
    return Coverage(len(permits), {mode: modes.count(mode) for mode in MODES})
