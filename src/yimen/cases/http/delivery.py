"""送达页面: what waits to be handed over, handing it over, and the applicant's choice of how."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from yimen.cases import actions
from yimen.cases.http.following import item_name
from yimen.cases.http.repeats import key_of
from yimen.cases.http.wording import named
from yimen.cases.models import Handover
from yimen.cases.queries.decided import (
    HandoverRow,
    chosen_delivery,
    waiting_handover,
    waiting_handovers,
)
from yimen.cases.queries.definitions import item_definition
from yimen.kernel import clock
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import Invalid


@endpoint(Audience.STAFF)
def handovers(request: HttpRequest) -> HttpResponse:
    """待送达: results that wait at a counter, for the post, a kiosk or another city."""
    number = request.GET.get("page", "")
    wanted = int(number[:9]) if number.isascii() and number.isdigit() else 1
    pages, rows = waiting_handovers(actor_of(request), wanted)
    told = {"pages": pages, "rows": [_row(one) for one in rows]}
    return render(request, "desk/handovers.html", told)


@endpoint(Audience.STAFF, "GET", "POST")
def handover(request: HttpRequest, case: UUID) -> HttpResponse:
    """登记送达: who received the result; what is missing shows the page again (422)."""
    by, given = actor_of(request), request.POST
    waiting = waiting_handover(by, case)
    told: dict[str, Any] = {
        "waiting": waiting,
        "item": item_name(waiting.case),
        "method": gettext(waiting.get_method_display()),
        "given": {"received_by": waiting.case.party.name},
    }
    if request.method != "POST":
        return render(request, "desk/handover.html", told)
    try:
        actions.hand_over(
            by,
            case,
            given.get("received_by", ""),
            given.get("reference", ""),
            key=key_of(request),
        )
    except Invalid as problem:
        return render(
            request, "desk/handover.html", told | _wrong(problem, given), status=problem.status
        )
    messages.success(request, gettext("已登记送达：%(number)s。") % {"number": waiting.case.number})
    return redirect("cases:handovers")


@endpoint(Audience.APPLICANT, "GET", "POST")
def delivery(request: HttpRequest, case: UUID) -> HttpResponse:
    """选择送达方式: one of those the item offers, until the result is handed over."""
    by, given = actor_of(request), request.POST
    found, chosen = chosen_delivery(by, case)
    item = item_definition(found)
    names = dict(Handover.Method.choices)
    told: dict[str, Any] = {
        "case": found,
        "item": named(item.name),
        "methods": [(one, gettext(str(names[one]))) for one in item.delivery],
        "given": {
            "method": chosen.method if chosen else "",
            "place": chosen.place if chosen else "",
        },
        "handed_at": chosen.handed_at if chosen else None,
    }
    if request.method != "POST":
        return render(request, "cases/delivery.html", told)
    try:
        actions.choose_delivery(
            by, case, given.get("method", ""), given.get("place", ""), key=key_of(request)
        )
    except Invalid as problem:
        return render(
            request, "cases/delivery.html", told | _wrong(problem, given), status=problem.status
        )
    messages.success(request, gettext("送达方式已保存。"))
    return redirect("cases:progress", found.parent_id or found.id)


def _wrong(problem: Invalid, given: Any) -> dict[str, Any]:
    return {
        "errors": problem.errors,
        "told": {error.field: error.message for error in reversed(problem.errors)},
        "given": given.dict(),
    }


def _row(row: HandoverRow) -> dict[str, Any]:
    due = row.clock.due_at if row.clock else None
    return {
        "case": row.handover.case,
        "item": named(row.item.name),
        "method": gettext(row.handover.get_method_display()),
        "place": row.handover.place,
        "due": due,
        "late": bool(due and due < clock.now()),
    }
