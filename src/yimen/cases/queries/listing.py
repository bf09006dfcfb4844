"""办件清单: an applicant's cases, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from yimen.cases.models import Case, Clock
from yimen.cases.queries.cases import cases_of
from yimen.cases.queries.definitions import offer_of
from yimen.kernel.actors import Actor
from yimen.kernel.packs import Names

PAGE_SIZE = 50
_HEAVY = ("bundle__definition", "item__definition", "form", "produced", "savings")


@dataclass(frozen=True)
class CaseRow:
    """办件行: a bundle's case, of whose `total` items `done` have ended, or that of one item."""

    case: Case
    name: Names
    due_at: datetime | None
    total: int
    done: int


def case_rows(by: Actor, page: int = 1) -> tuple[Page[Case], list[CaseRow]]:
    """办件清单: a page of what the actor's party applied for, newest first."""
    cases = cases_of(by).select_related("item").defer(*_HEAVY)
    found = Paginator(cases.order_by("-received_at", "-id"), PAGE_SIZE).get_page(page)
    ids = [case.id for case in found.object_list]
    promised = Clock.objects.filter(case__in=ids, kind=Clock.Kind.PROMISED)
    due = dict(promised.values_list("case_id", "due_at"))
    ends: dict[object, list[bool]] = {}
    children = Case.objects.filter(parent__in=ids, for_task=None).values_list(
        "parent_id", "ended_at"
    )
    for parent, ended in children:
        ends.setdefault(parent, []).append(ended is not None)
    rows = [
        CaseRow(
            case,
            offer_of(case).bundle.name,
            due.get(case.id),
            *_counts(case, ends.get(case.id, [])),
        )
        for case in found.object_list
    ]
    return found, rows


def _counts(case: Case, ends: list[bool]) -> tuple[int, int]:
    if case.item_id:
        return 1, int(case.ended_at is not None)
    return len(ends), sum(ends)
