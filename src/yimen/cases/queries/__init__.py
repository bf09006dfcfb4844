"""办件查询: what people and programs read about drafts, cases and tasks."""

from yimen.cases.queries.cases import (
    case_of_number,
    case_progress,
    cases_of,
    cases_with_limits_over,
    cases_with_provisional_limits,
    readable_case,
    stranded,
    unfinished_children,
)
from yimen.cases.queries.climbing import Climbed, climbed
from yimen.cases.queries.definitions import (
    facts_of,
    full_form,
    item_definition,
    offer_of,
    root_of,
)
from yimen.cases.queries.drafts import (
    DraftView,
    draft_form,
    draft_view,
    drafts_of,
    open_questions,
    preview,
    readable_draft,
)
from yimen.cases.queries.evidence import evidence_of
from yimen.cases.queries.figures import desk_figures
from yimen.cases.queries.inbox import (
    InboxRow,
    TaskPage,
    TaskView,
    clock_of_task,
    inbox,
    inbox_count,
    items_in_inbox,
    step_name,
    task_view,
)
from yimen.cases.queries.listing import CaseRow, case_rows
from yimen.cases.queries.papers import certificate_of_case, readable_paper
from yimen.cases.queries.positions import Position, UpTo
from yimen.cases.queries.promises import choices_of, readable_promise, same_promises
from yimen.cases.queries.renewals import last_day_of
from yimen.cases.queries.supervision import Running, UnitLoad, running, tally
from yimen.cases.queries.supplements import asked_of

__all__ = [
    "CaseRow",
    "Climbed",
    "DraftView",
    "InboxRow",
    "Position",
    "Running",
    "TaskPage",
    "TaskView",
    "UnitLoad",
    "UpTo",
    "asked_of",
    "case_of_number",
    "case_progress",
    "case_rows",
    "cases_of",
    "cases_with_limits_over",
    "cases_with_provisional_limits",
    "certificate_of_case",
    "choices_of",
    "climbed",
    "clock_of_task",
    "desk_figures",
    "draft_form",
    "draft_view",
    "drafts_of",
    "evidence_of",
    "facts_of",
    "full_form",
    "inbox",
    "inbox_count",
    "item_definition",
    "items_in_inbox",
    "last_day_of",
    "offer_of",
    "open_questions",
    "preview",
    "readable_case",
    "readable_draft",
    "readable_paper",
    "readable_promise",
    "root_of",
    "running",
    "same_promises",
    "step_name",
    "stranded",
    "tally",
    "task_view",
    "unfinished_children",
]
