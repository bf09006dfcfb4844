"""变更内容新增: a definition in force, one like another, an empty one, or a bundle of items."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from yimen.catalogue.api import (
    NotEditable,
    bundles_in_force,
    change_of,
    compose,
    empty_text,
    found_definitions,
    items_in_force,
    save_part,
    text_like,
    text_to_start,
    written,
)
from yimen.kernel import permissions
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.packs import Names
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown
from yimen.vocabulary.api import documents, elements, today
from yimen.web.http.change_words import KINDS


@endpoint(Audience.STAFF, "GET", "POST")
def add(request: HttpRequest, change: UUID) -> HttpResponse:
    """加内容: search what is in force (`?q=`); with POST it becomes a part of the change."""
    by = actor_of(request)
    permissions.require(by, "catalogue.draft")
    found = change_of(by, change)
    errors, status = list[FieldError](), 200
    if request.method == "POST":
        try:
            kind, code, text = _wanted(request)
            save_part(by, change, kind, code, text)
            messages.success(request, gettext("已放进变更单。改好之后送审。"))
            return redirect(reverse("web:change-part", args=[change, kind, code]))
        except Invalid as problem:
            errors = list(problem.errors) or [FieldError("", problem.detail)]
            status = problem.status
        except (Conflict, Unknown) as problem:
            errors, status = [FieldError("", _why(problem))], problem.status
    words = request.GET.get("q", "").strip()[:100]
    taken = {(one.kind, one.code) for one in found.parts.all()}
    rows = [
        {"found": one, "kind": gettext(KINDS[one.kind]), "taken": (one.kind, one.code) in taken}
        for one in found_definitions(words)
    ]
    told: dict[str, Any] = {
        "change": found,
        "wanted": words,
        "rows": rows,
        "kinds": [(code, gettext(name)) for code, name in KINDS.items()],
        "items": [(item.code, item.name.shown) for _, item in items_in_force()],
        "given": request.POST,
        "chosen": request.POST.getlist("item"),
        "errors": errors,
        "told": {error.field: error.message for error in errors},
    }
    return render(request, "changes/add.html", told, status=status)


def _why(problem: Conflict | Unknown) -> str:
    """A definition that is in the change already says so, not that somebody changed it."""
    if isinstance(problem, Conflict) and not isinstance(problem, NotEditable):
        return gettext("变更单里已经有它，或者变更单已不在编制中。")
    return problem.detail


def _wanted(request: HttpRequest) -> tuple[str, str, str]:
    """Kind, code and text of what is to be added."""
    kind, _, source = request.POST.get("part", "").partition("/")
    kind = kind or request.POST.get("kind", "")
    if kind not in KINDS:
        raise Invalid(errors=[FieldError("kind", gettext("请选择种类"))])
    way = request.POST.get("_way", "")
    if way == "change":
        return kind, source, text_to_start(kind, source)
    code, name = (request.POST.get(key, "").strip() for key in ("code", "name"))
    errors = [
        FieldError(key, gettext("请填写"))
        for key, said in (("code", code), ("name", name))
        if not said
    ]
    if errors:
        raise Invalid(errors=errors)
    if way == "compose":
        return "bundle", code, _composed(request, code, name)
    like = request.POST.get("like", "").strip()
    if like:
        return kind, code, text_like(kind, like, code, name)
    return kind, code, empty_text(kind, code, name)


def _composed(request: HttpRequest, code: str, name: str) -> str:
    """A bundle of the items chosen: form, papers, order and promise are derived from them."""
    known = {item.code: item for _, item in items_in_force()}
    chosen = [known[one] for one in request.POST.getlist("item") if one in known]
    if len(chosen) < 2:
        raise Invalid(errors=[FieldError("item", gettext("一件事至少要选两个事项"))])
    asked = [question for _, bundle in bundles_in_force() for question in bundle.scenario]
    drafted = compose(
        code, Names(zh_hans=name), chosen, elements(), documents(), known=asked, since=today()
    )
    return written(drafted.bundle)
