"""决定之后的页面: finding a decided case, undoing its grant, putting a slip in its result right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop

from yimen.cases.actions import correct, undo
from yimen.cases.http import following
from yimen.cases.http.repeats import key_of
from yimen.cases.http.wording import named
from yimen.cases.queries.decided import DecidedView, decided_case, decided_cases
from yimen.cases.rules.undoing import FRAUD, UNDOINGS
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Invalid

_VERBS = {
    "revoke": (gettext_noop("撤销"), gettext_noop("当初的准予有错，或者以不正当手段取得")),
    "retract": (gettext_noop("撤回"), gettext_noop("法律或客观情况变了，为了公共利益")),
    "annul": (gettext_noop("注销"), gettext_noop("许可已经到期或失去意义，办手续")),
}


@endpoint(Audience.STAFF)
def find(request: HttpRequest) -> HttpResponse:
    """已作决定: finds a decided case of the actor's units by case number or certificate (`?q=`)."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    rows = [
        {
            "case": case,
            "item": following.item_name(case),
            "tag": following.state_tag(case),
        }
        for case in decided_cases(actor_of(request), words)
    ]
    return render(request, "desk/decisions.html", {"words": words, "rows": rows})


@endpoint(Audience.STAFF)
def decision(request: HttpRequest, case: UUID) -> HttpResponse:
    """决定: a decided case with its certificates and what the actor may do to it."""
    return render(request, "desk/decision.html", _page(decided_case(actor_of(request), case)))


@endpoint(Audience.STAFF, "POST")
def undoing(request: HttpRequest, case: UUID) -> HttpResponse:
    """撤销、撤回、注销: what is missing shows the page again (422) with what was typed."""
    by, given = actor_of(request), request.POST
    law = given.get("law", "").strip() or given.get("ground", "")
    try:
        undo(
            by,
            case,
            given.get("verb", ""),
            given.get("reason", ""),
            law,
            fraud=given.get("ground") == FRAUD,
            key=key_of(request),
        )
    except Invalid as problem:
        return _again(request, decided_case(by, case), problem)
    messages.success(request, gettext("决定已经作出，证照已经失效，决定书将送达申请人。"))
    return redirect("cases:decision", case)


@endpoint(Audience.STAFF, "POST")
def correction(request: HttpRequest, case: UUID) -> HttpResponse:
    """更正: only values that were changed on the page are put right."""
    by = actor_of(request)
    view = decided_case(by, case)
    typed = {
        element.code: request.POST.get(element.code, "").strip() for element, _, _ in view.shown
    }
    changed = {
        element.code: typed[element.code]
        for element, value, _ in view.shown
        if element.code in request.POST and typed[element.code] != value
    }
    try:
        new = correct(by, case, request.POST.get("why", ""), changed, key=key_of(request))
    except Invalid as problem:
        errors = [
            FieldError("why" if error.field in {"reason", "values"} else error.field, error.message)
            for error in problem.errors
        ]
        return _again(request, view, Invalid(problem.detail, errors=errors), typed)
    told = {"number": new.number}
    messages.success(request, gettext("已更正，新证照编号 %(number)s，原证照已换发。") % told)
    return redirect("cases:decision", case)


def _again(
    request: HttpRequest,
    view: DecidedView,
    problem: Invalid,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    told = _page(view, typed) | {
        "errors": problem.errors,
        "told": {error.field: error.message for error in reversed(problem.errors)},
        "given": request.POST.dict(),
    }
    return render(request, "desk/decision.html", told, status=problem.status)


def _page(view: DecidedView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    case = view.case
    values = typed or {}
    return {
        "shown": view,
        "item": named(view.item.name),
        "tag": following.state_tag(case),
        "facts": [
            {"key": gettext("申请主体"), "value": case.subject},
            {"key": gettext("办件编号"), "value": case.number},
            {"key": gettext("决定机关"), "value": case.unit.shown},
        ],
        "certificates": [following.certificate(one) for one in view.certificates],
        "verbs": [
            {"value": verb, "label": gettext(name), "hint": gettext(hint)}
            for verb, (name, hint) in _VERBS.items()
        ],
        "grounds": [(ground, ground) for way in UNDOINGS.values() for ground in way.grounds],
        "fields": [
            (element.code, named(element.name), values.get(element.code, value))
            for element, value, _ in view.shown
            if element.type != "table"
        ],
    }
