"""办件接口: what other contexts may use."""

from yimen.cases.models import Case, Task
from yimen.cases.queries import case_progress, cases_of, desk_figures, drafts_of
from yimen.cases.rules.automatic import AutomaticStep, automatic
from yimen.cases.rules.checks import checks_element

__all__ = [
    "AutomaticStep",
    "Case",
    "Task",
    "automatic",
    "case_progress",
    "cases_of",
    "checks_element",
    "desk_figures",
    "drafts_of",
]
