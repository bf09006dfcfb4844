"""变更单页面: the changes of the catalogue, and one of them with all that it would do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from yimen.catalogue.api import (
    change_of,
    change_rows,
    drop_part,
    open_change,
    publish_change,
    renew_part,
    reopen_change,
    review_change,
    submit_change,
    view_of_change,
    withdraw_change,
)
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Invalid, Problem, Unknown
from yimen.web.http.change_words import STATES, names_of, natures_words
from yimen.web.http.changed import page_of

_A_PAGE = 50


@endpoint(Audience.STAFF, "GET", "POST")
def changes(request: HttpRequest) -> HttpResponse:
    """变更单列表: what waits for me first; with POST a new one is opened."""
    by = actor_of(request)
    permissions.require(by, "catalogue.see_changes")
    given, errors, status = {"title": "", "reason": ""}, list[FieldError](), 200
    if request.method == "POST":
        given = {name: request.POST.get(name, "").replace("\x00", "") for name in given}
        try:
            return redirect("web:change", open_change(by, **given).id)
        except Invalid as problem:
            errors, status = list(problem.errors), problem.status
    rows = [row for row in change_rows(by) if _asked_for(row.change.state, request)]
    told = {
        "page_obj": Paginator(rows, _A_PAGE).get_page(request.GET.get("page")),
        "rows": [_row(row) for row in Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))],
        "states": [(code, gettext(name)) for code, (name, _) in STATES.items()],
        "state": request.GET.get("state", ""),
        "may_open": permissions.allowed(by, "catalogue.draft"),
        "given": given,
        "errors": errors,
        "told": {error.field: error.message for error in errors},
    }
    return render(request, "changes/list.html", told, status=status)


def _asked_for(state: str, request: HttpRequest) -> bool:
    return request.GET.get("state", "") in ("", state)


def _row(row: Any) -> dict[str, Any]:
    name, colour = STATES[row.change.state]
    return {
        "change": row.change,
        "is_mine": row.is_mine,
        "state": gettext(name),
        "colour": colour,
        "natures": natures_words(row.natures),
        "parts": names_of(row.parts),
        "remarks": row.remarks,
    }


@endpoint(Audience.STAFF)
def change(request: HttpRequest, change: UUID) -> HttpResponse:
    """一张变更单: its parts, who has to agree, what the checks say, and what it would do."""
    return _page(request, change)


def _page(request: HttpRequest, change: UUID, problem: Problem | None = None) -> HttpResponse:
    by = actor_of(request)
    view = view_of_change(change_of(by, change))
    told = page_of(by, view)
    if problem:
        told |= {
            "problem": problem,
            "errors": list(problem.errors) or [FieldError("", problem.detail)],
            "told": {error.field: error.message for error in problem.errors},
            "given": request.POST.dict(),
        }
    return render(request, "changes/change.html", told, status=problem.status if problem else 200)


Verb = Callable[[HttpRequest, Actor, UUID], Any]


def _review(request: HttpRequest, by: Actor, change: UUID) -> Any:
    office, _, verdict = request.POST.get("review", "").partition(":")
    said = request.POST.get(f"opinion-{office}", "").replace("\x00", "")
    try:
        return review_change(by, change, office, verdict == "yes", said)
    except Invalid as problem:
        renamed = [FieldError(f"opinion-{office}", one.message) for one in problem.errors]
        raise Invalid(problem.detail, errors=renamed) from problem


def _part(request: HttpRequest) -> tuple[str, str]:
    kind, _, code = request.POST.get("part", "").partition("/")
    return kind, code


_VERBS: dict[str, Verb] = {
    "submit": lambda request, by, change: submit_change(by, change),
    "reopen": lambda request, by, change: reopen_change(by, change),
    "publish": lambda request, by, change: publish_change(by, change),
    "withdraw": lambda request, by, change: withdraw_change(
        by, change, request.POST.get("reason", "").replace("\x00", "")
    ),
    "review": _review,
    "drop": lambda request, by, change: drop_part(by, change, *_part(request)),
    "renew": lambda request, by, change: renew_part(by, change, *_part(request)),
}


@endpoint(Audience.STAFF, "POST")
def act(request: HttpRequest, change: UUID, verb: str) -> HttpResponse:
    """办理变更单: one verb; what keeps it back is told on the change's page."""
    by = actor_of(request)
    change_of(by, change)
    if verb not in _VERBS:
        raise Unknown(gettext("没有这个操作。"))
    try:
        _VERBS[verb](request, by, change)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _page(request, change, problem)
    messages.success(request, _done()[verb])
    return redirect("web:change", change)


def _done() -> dict[str, str]:
    return {
        "submit": gettext("已送审。审核部门会在“变更单”里看到它。"),
        "reopen": gettext("已退回编制，可以继续修改。改好后要重新送审。"),
        "publish": gettext("已发布。各项内容从自己的生效日起执行，在办的件不变。"),
        "withdraw": gettext("已撤下，不会发布。内容还可以查看。"),
        "review": gettext("审核意见已记录。"),
        "drop": gettext("已从变更单里拿掉，生效的内容不变。"),
        "renew": gettext("已确认以新版本为基础。"),
    }
