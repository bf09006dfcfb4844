"""办件动作: every way in which an application moves."""

from yimen.cases.actions.drafts import (
    attach_paper,
    change_scenario,
    discard_draft,
    fill_section,
    remove_paper,
    start_draft,
)
from yimen.cases.actions.running import (
    advance_case,
    issue_refusal,
    issue_result,
    recount_clock,
    run_automatic_step,
    terminate_case,
)
from yimen.cases.actions.submission import submit
from yimen.cases.actions.work import complete_task

__all__ = [
    "advance_case",
    "attach_paper",
    "change_scenario",
    "complete_task",
    "discard_draft",
    "fill_section",
    "issue_refusal",
    "issue_result",
    "recount_clock",
    "remove_paper",
    "run_automatic_step",
    "start_draft",
    "submit",
    "terminate_case",
]
