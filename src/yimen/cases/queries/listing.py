"""办件清单: an applicant's cases, a page at a time."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, Subquery

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
    promised = Clock.objects.filter(case=OuterRef("pk"), kind=Clock.Kind.PROMISED, task=None)
    cases = cases_of(by).annotate(
        due=Subquery(promised.values("due_at")[:1]),
        total=Count("children"),
        done=Count("children", filter=Q(children__ended_at__isnull=False)),
    )
    found = Paginator(cases.order_by("-received_at", "-id"), PAGE_SIZE).get_page(page)
    rows = [
        CaseRow(case, bundle_of(case.bundle_id).name, case.due, case.total, case.done)
        for case in found.object_list
        if case.bundle_id
    ]
    return found, rows
