"""决定查询: granted cases as those who may undo or correct them see them, and what waits to be
handed over."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from yimen.cases.models import Case, Clock, Handover
from yimen.cases.queries.definitions import full_form, item_definition, root_of
from yimen.cases.queries.delegation import answering_for
from yimen.cases.rules.permissions import Decided, Owned
from yimen.cases.rules.results import shown
from yimen.catalogue.api import ItemDefinition
from yimen.documents.api import Certificate, certificates_of_cases
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unknown
from yimen.vocabulary.api import ElementDefinition, elements

PAGE_SIZE = 50
_ENDED_AFTER = [Case.State.REVOKED, Case.State.RETRACTED, Case.State.ANNULLED]
MOST = 20


@dataclass(frozen=True)
class DecidedView:
    """已决定的办件: a case with its certificates, and what the actor may do to it.

    `shown` are the elements that the valid certificate shows: with the value in stored form and
    in words.
    """

    case: Case
    item: ItemDefinition
    certificates: list[Certificate]
    result: Certificate | None
    shown: list[tuple[ElementDefinition, str, str]]
    may_undo: bool
    may_correct: bool


@dataclass(frozen=True)
class HandoverRow:
    """待送达: a result that waits to be handed over, with the end of its legal time."""

    handover: Handover
    item: ItemDefinition
    clock: Clock | None


def decided_cases(by: Actor, words: str) -> list[Case]:
    """查已决定的办件: by the beginning of the case number or a certificate's identifier, of the
    actor's units and those below them; at most 20."""
    words = words.strip()
    if len(words) < 4:
        return []
    mark = words.replace(" ", "").upper()
    of_case = Certificate.objects.filter(identifier=mark).values_list("case", flat=True)
    known = Q(number__startswith=mark) | Q(pk__in=[one for one in of_case if one])
    found = Case.objects.filter(known, item__isnull=False, decided_at__isnull=False)
    found = found.filter(state__in=[Case.State.GRANTED, *_ENDED_AFTER]).select_related("unit")
    rows = found.order_by("-decided_at", "id")[: 5 * MOST]
    mine = [one for one in rows if by.units() & answering_for(one, item_definition(one))]
    return mine[:MOST]


def decided_case(by: Actor, case_id: UUID) -> DecidedView:
    """已决定的办件: for staff of the deciding unit and of those above it; otherwise `Unknown`."""
    case = Case.objects.select_related("unit").filter(pk=case_id, item__isnull=False).first()
    item = item_definition(case) if case else None
    above = answering_for(case, item) if case and item else frozenset()
    if case is None or item is None or case.decided_at is None or not by.units() & above:
        raise Unknown("没有找到这个已经决定的办件。请从“已作决定”按编号查找。")
    certificates = list(certificates_of_cases([case.id]))
    valid = [c for c in certificates if c.document == item.result_document and c.status == "valid"]
    result = valid[-1] if valid else None
    granted = case.state == Case.State.GRANTED
    return DecidedView(
        case,
        item,
        certificates,
        result,
        _shown(case, item, result) if result else [],
        granted and permissions.allowed(by, "cases.undo", Decided(case.unit_id, above)),
        bool(result)
        and granted
        and permissions.allowed(by, "cases.correct", Decided(case.unit_id)),
    )


def waiting_handovers(by: Actor, page: int = 1) -> tuple[Page[Handover], list[HandoverRow]]:
    """待送达清单: results that wait to be handed over, the oldest decision first; a clerk sees
    those of every unit, other staff those of their own."""
    found = Handover.objects.filter(handed_at=None, case__state=Case.State.GRANTED)
    if not by.has("clerk"):
        found = found.filter(case__unit_id__in=by.units())
    pages = Paginator(_joined(found).order_by("case__decided_at", "id"), PAGE_SIZE).get_page(page)
    rows = list(pages.object_list)
    clocks = Clock.objects.filter(
        case_id__in=[one.case_id for one in rows], kind=Clock.Kind.DELIVERY, stopped_at=None
    )
    due = {one.case_id: one for one in clocks}
    return pages, [
        HandoverRow(one, item_definition(one.case), due.get(one.case_id)) for one in rows
    ]


def waiting_handover(by: Actor, case_id: UUID) -> Handover:
    """待送达: of one case, for those who may hand it over; otherwise `Unknown`."""
    waiting = Handover.objects.filter(handed_at=None, case__state=Case.State.GRANTED)
    found = _joined(waiting).filter(case_id=case_id).first()
    held = Owned("", frozenset({found.case.unit_id})) if found else None
    if found is None or not permissions.allowed(by, "cases.hand_over", held):
        raise Unknown("没有找到等待送达的这个办件。它可能已经送达，请返回清单刷新。")
    return found


def chosen_delivery(by: Actor, case_id: UUID) -> tuple[Case, Handover | None]:
    """送达方式: the applicant's own case with the way chosen last; `Unknown` for others'."""
    case = Case.objects.filter(pk=case_id, item__isnull=False).first()
    if case is None or not permissions.allowed(by, "cases.deliver", Owned(str(case.party_id))):
        raise Unknown("没有找到这个办件。请从“我的办件”进入。")
    return case, case.handovers.order_by("-chosen_at").first()


def _joined(handovers: "QuerySet[Handover]") -> "QuerySet[Handover]":
    return handovers.select_related("case__unit", "case__party")


def _shown(
    case: Case, item: ItemDefinition, result: Certificate
) -> list[tuple[ElementDefinition, str, str]]:
    words = elements()
    values = {**full_form(root_of(case)), **result.data["values"]}
    codes = [row.element for row in item.result.rows if row.element] if item.result else []
    return [
        (words[code], str(values.get(code, "")), shown(words[code], values))
        for code in dict.fromkeys(codes)
    ]
