"""办件清单: an applicant's cases, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from yimen.cases.models import Case, Clock
from yimen.cases.queries.cases import cases_of
from yimen.catalogue.api import bundle_of
from yimen.kernel.actors import Actor
from yimen.kernel.packs import Names

PAGE_SIZE = 50


@dataclass(frozen=True)
class CaseRow:
    """办件行: a bundle's case; `done` of its `total` items have ended."""

    case: Case
    name: Names
    due_at: datetime | None
    total: int
    done: int


def case_rows(by: Actor, page: int = 1) -> tuple[Page[Case], list[CaseRow]]:
    """办件清单: a page of the bundles that the actor's party applied for, newest first."""
    cases = cases_of(by).defer("bundle__definition", "form", "produced", "savings")
    found = Paginator(cases.order_by("-received_at", "-id"), PAGE_SIZE).get_page(page)
    ids = [case.id for case in found.object_list]
    promised = Clock.objects.filter(case__in=ids, kind=Clock.Kind.PROMISED)
    due = dict(promised.values_list("case_id", "due_at"))
    ends: dict[object, list[bool]] = {}
    children = Case.objects.filter(parent__in=ids).values_list("parent_id", "ended_at")
    for parent, ended in children:
        ends.setdefault(parent, []).append(ended is not None)
    rows = [
        CaseRow(
            case,
            bundle_of(case.bundle_id).name,
            due.get(case.id),
            len(ends.get(case.id, [])),
            sum(ends.get(case.id, [])),
        )
        for case in found.object_list
        if case.bundle_id
    ]
    return found, rows
