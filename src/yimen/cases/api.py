"""办件接口: what other contexts may use."""

from yimen.cases.models import Case, Task
from yimen.cases.queries import (
    Running,
    UnitLoad,
    case_progress,
    cases_of,
    desk_figures,
    drafts_of,
    running,
)
from yimen.cases.rules.automatic import AutomaticStep, automatic
from yimen.cases.rules.checks import checks_element

__all__ = [
    "AutomaticStep",
    "Case",
    "Running",
    "Task",
    "UnitLoad",
    "automatic",
    "case_progress",
    "cases_of",
    "checks_element",
    "desk_figures",
    "drafts_of",
    "running",
]
