"""办件表: drafts, cases, tasks, clocks, papers, promises, and the rights around a decision."""

from yimen.cases.models.clocks import Clock, Pause
from yimen.cases.models.core import Case, Draft, Task
from yimen.cases.models.overview import Overview
from yimen.cases.models.papers import Paper, Promise
from yimen.cases.models.rights import Ban, Handover, Hearing, QuotaCount, QuotaPlace

__all__ = [
    "Ban",
    "Case",
    "Clock",
    "Draft",
    "Handover",
    "Hearing",
    "Overview",
    "Paper",
    "Pause",
    "Promise",
    "QuotaCount",
    "QuotaPlace",
    "Task",
]
