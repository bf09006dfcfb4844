"""督查事件"""

from dataclasses import dataclass

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class PlanLoaded(Fact):
    """工作要点已装载: numbers, titles, units, figures, deliveries and indicators of a plan."""

    subject_kind = "plan"
    title = "工作要点已装载"
    plan: str
    items: int


@declared
@dataclass(frozen=True)
class PlanImported(Fact):
    """工作要点已导入: the published wording of a plan."""

    subject_kind = "plan"
    title = "工作要点原文已导入"
    plan: str
    number: str
    items: int
