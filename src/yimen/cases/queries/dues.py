"""待您办理查询: what a case waits for from its applicant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yimen.cases.models import Case, Clock, Promise
from yimen.cases.queries.definitions import item_definition
from yimen.cases.queries.supplements import asked_of
from yimen.cases.rules.commitment import follows


@dataclass(frozen=True)
class Due:
    """待办: a supplement (`kind` supplement), a deferred paper (deferral) or one that follows the
    decision (later) that is owed.

    `subject` is the id of the case or of the promise; `what` says in words what is owed.
    """

    kind: str
    case: Case
    subject: UUID
    what: tuple[str, ...]
    due_at: datetime | None


def dues_of(cases: Sequence[Case]) -> list[Due]:
    """待办: of the given cases (children of one bundle), the most urgent first."""
    limits: dict[object, datetime] = {}
    kinds = [Clock.Kind.SUPPLEMENT, Clock.Kind.DEFERRAL, Clock.Kind.CHECK]
    for clock in Clock.objects.filter(case__in=cases, kind__in=kinds, stopped_at=None):
        limits[clock.subject or clock.case_id] = clock.due_at
    found = [
        Due(
            "supplement",
            case,
            case.id,
            tuple(entry["words"] for entry in asked_of(case)),
            limits.get(case.id),
        )
        for case in cases
        if case.state == Case.State.SUPPLEMENTING
    ]
    by_id = {case.id: case for case in cases}
    for one in Promise.objects.filter(case__in=cases, state=Promise.State.OPEN):
        case = by_id[one.case_id]
        kind = "deferral" if one.kind == Promise.Kind.DEFERRAL else "later"
        if kind == "deferral" or _follows(case, one):
            found.append(Due(kind, case, one.id, (one.name,), limits.get(one.id)))
    return sorted(found, key=lambda due: (due.due_at is None, due.due_at, str(due.subject)))


def _follows(case: Case, promise: Promise) -> bool:
    """After the decision the paper for which a promise stood is due, where a list lets it be."""
    granted = case.state == Case.State.GRANTED
    return granted and follows(item_definition(case), promise.document)
