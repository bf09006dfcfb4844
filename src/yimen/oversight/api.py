"""督查接口: what the web and the command line use."""

from yimen.oversight.actions import import_plan, load_plan
from yimen.oversight.queries import (
    IndicatorView,
    PlanItemView,
    PlanSummary,
    PlanView,
    plan_files,
    plan_item_view,
    plan_summary,
    plan_view,
)

__all__ = [
    "IndicatorView",
    "PlanItemView",
    "PlanSummary",
    "PlanView",
    "import_plan",
    "load_plan",
    "plan_files",
    "plan_item_view",
    "plan_summary",
    "plan_view",
]
