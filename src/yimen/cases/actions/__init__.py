"""办件动作: every way in which an application moves."""

from yimen.cases.actions import renewals  # noqa: F401  (registers what a clock brings about)
from yimen.cases.actions._each import MOST_AT_ONCE, Outcome, accept_many, withdraw_all
from yimen.cases.actions._uploads import Upload
from yimen.cases.actions.alarms import ring_clock, ring_task
from yimen.cases.actions.decided import correct, undo
from yimen.cases.actions.delivery import choose_delivery, hand_over
from yimen.cases.actions.drafts import (
    attach_paper,
    change_scenario,
    discard_draft,
    fill_section,
    remove_paper,
    start_draft,
    start_single,
)
from yimen.cases.actions.extensions import ask_extension
from yimen.cases.actions.hearings import (
    hold_hearing,
    offer_hearing,
    request_hearing,
    schedule_hearing,
    waive_hearing,
)
from yimen.cases.actions.immediate import decide_at_once, receive_and_decide
from yimen.cases.actions.intake import receive
from yimen.cases.actions.migration import migrate
from yimen.cases.actions.notices import issue_notice
from yimen.cases.actions.procedures import end_procedure, start_procedure
from yimen.cases.actions.promises import (
    check_commitment,
    hand_in_deferred,
    promise_paper,
    repair_promise,
    settle_deferred,
    unpromise_paper,
)
from yimen.cases.actions.quotas import review_place
from yimen.cases.actions.requests import add_review, cancel_request, consult
from yimen.cases.actions.returns import send_back, transfer
from yimen.cases.actions.running import (
    advance_case,
    issue_refusal,
    issue_result,
    recount_case,
    run_automatic_step,
    terminate_case,
)
from yimen.cases.actions.silence import answer_external, force
from yimen.cases.actions.subcases import open_subcase, settle_subcase
from yimen.cases.actions.submission import submit
from yimen.cases.actions.supplements import answer_supplement, ask_supplement, not_require
from yimen.cases.actions.withdrawal import start_again, withdraw
from yimen.cases.actions.work import complete_task

__all__ = [
    "MOST_AT_ONCE",
    "Outcome",
    "Upload",
    "accept_many",
    "add_review",
    "advance_case",
    "answer_external",
    "answer_supplement",
    "ask_extension",
    "ask_supplement",
    "attach_paper",
    "cancel_request",
    "change_scenario",
    "check_commitment",
    "choose_delivery",
    "complete_task",
    "consult",
    "correct",
    "decide_at_once",
    "discard_draft",
    "end_procedure",
    "fill_section",
    "force",
    "hand_in_deferred",
    "hand_over",
    "hold_hearing",
    "issue_notice",
    "issue_refusal",
    "issue_result",
    "migrate",
    "not_require",
    "offer_hearing",
    "open_subcase",
    "promise_paper",
    "receive",
    "receive_and_decide",
    "recount_case",
    "remove_paper",
    "repair_promise",
    "request_hearing",
    "review_place",
    "ring_clock",
    "ring_task",
    "run_automatic_step",
    "schedule_hearing",
    "send_back",
    "settle_deferred",
    "settle_subcase",
    "start_again",
    "start_draft",
    "start_procedure",
    "start_single",
    "submit",
    "terminate_case",
    "transfer",
    "undo",
    "unpromise_paper",
    "waive_hearing",
    "withdraw",
    "withdraw_all",
]
