"""督查接口: what the web and the command line use."""

from yimen.oversight.actions import import_plan, load_plan
from yimen.oversight.queries import (
    IndicatorView,
    PlanItemView,
    PlanView,
    plan_item_view,
    plan_view,
)

__all__ = [
    "IndicatorView",
    "PlanItemView",
    "PlanView",
    "import_plan",
    "load_plan",
    "plan_item_view",
    "plan_view",
]
