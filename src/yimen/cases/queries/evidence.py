"""存证回执: proof for the applicant that what happened to a case stands in the log."""

from typing import Any

from yimen.cases.models import Case
from yimen.kernel import events
from yimen.kernel.ledger.queries import NotSealedYet, receipt

TOLD = frozenset(
    f"cases.{name}"
    for name in (
        "CaseSubmitted",
        "CaseReceived",
        "SupplementAsked",
        "SupplementAnswered",
        "AcceptanceDeemed",
        "CaseAccepted",
        "ProcedureStarted",
        "ProcedureEnded",
        "ResultIssued",
        "CaseEnded",
        "BundleEnded",
        "DecisionUndone",
    )
)
"""What an applicant is told in writing anyway; who reviewed and what was said inside stays in."""


def evidence_of(case: Case) -> dict[str, Any]:
    """存证回执: a file that anyone checks without us, for the events that concern the applicant.

    Events of the last minute may still be missing: then as many as are sealed; `NotSealedYet`
    when none is. The caller has made sure that the case may be read.
    """
    root = case.parent or case
    family = [root.id, *root.children.values_list("id", flat=True)]
    found = [event.id for event in events.history("case", family) if event.type in TOLD]
    while found:
        try:
            return receipt(found)
        except NotSealedYet:
            found.pop()
    raise NotSealedYet("这个办件的记录还没有写入存证日志，请一分钟后再下载。")
