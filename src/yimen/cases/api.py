"""办件接口: what other contexts may use."""

from yimen.cases.models import Case, Task
from yimen.cases.queries import (
    Climbed,
    Running,
    UnitLoad,
    case_progress,
    cases_of,
    climbed,
    desk_figures,
    drafts_of,
    running,
)
from yimen.cases.queries.affected import running_by_item
from yimen.cases.queries.durations import PastCases, past_cases
from yimen.cases.rules.automatic import AutomaticStep, automatic
from yimen.cases.rules.checks import checks_element

__all__ = [
    "AutomaticStep",
    "Case",
    "Climbed",
    "PastCases",
    "Running",
    "Task",
    "UnitLoad",
    "automatic",
    "case_progress",
    "cases_of",
    "checks_element",
    "climbed",
    "desk_figures",
    "drafts_of",
    "past_cases",
    "running",
    "running_by_item",
]
