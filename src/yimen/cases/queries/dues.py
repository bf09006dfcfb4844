"""待您办理查询: what a case waits for from its applicant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yimen.cases.models import Case, Clock, Promise
from yimen.cases.queries.supplements import asked_of


@dataclass(frozen=True)
class Due:
    """待办: a supplement (`kind` supplement) or a deferred paper (deferral) that is owed.

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
    kinds = [Clock.Kind.SUPPLEMENT, Clock.Kind.DEFERRAL]
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
    owed = Promise.objects.filter(
        case__in=cases, kind=Promise.Kind.DEFERRAL, state=Promise.State.OPEN
    )
    found += [
        Due("deferral", by_id[one.case_id], one.id, (one.name,), limits.get(one.id)) for one in owed
    ]
    return sorted(found, key=lambda due: (due.due_at is None, due.due_at, str(due.subject)))
