"""办件查询: what people and programs read about drafts, cases and tasks."""

from yimen.cases.queries.cases import (
    case_of_number,
    case_progress,
    cases_of,
    provisional_clocks,
    readable_case,
    stranded,
    unfinished_children,
)
from yimen.cases.queries.definitions import (
    facts_of,
    full_form,
    item_definition,
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
from yimen.cases.queries.inbox import (
    InboxRow,
    TaskView,
    desk_figures,
    inbox,
    items_in_inbox,
    step_name,
    task_view,
)
from yimen.cases.queries.listing import CaseRow, case_rows
from yimen.cases.queries.papers import certificate_of_case, readable_paper
from yimen.cases.queries.supervision import Running, UnitLoad, running

__all__ = [
    "CaseRow",
    "DraftView",
    "InboxRow",
    "Running",
    "TaskView",
    "UnitLoad",
    "case_of_number",
    "case_progress",
    "case_rows",
    "cases_of",
    "certificate_of_case",
    "desk_figures",
    "draft_form",
    "draft_view",
    "drafts_of",
    "facts_of",
    "full_form",
    "inbox",
    "item_definition",
    "items_in_inbox",
    "open_questions",
    "preview",
    "provisional_clocks",
    "readable_case",
    "readable_draft",
    "readable_paper",
    "root_of",
    "running",
    "step_name",
    "stranded",
    "task_view",
    "unfinished_children",
]
