"""受理审查页: asking for a supplement, no permit needed, accepting many, checking promises."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop, ngettext

from yimen.cases import actions, queries
from yimen.cases.http.repeats import key_of
from yimen.cases.http.wording import named
from yimen.cases.models import Promise
from yimen.cases.queries.inbox import TaskView
from yimen.cases.queries.promises import checkable_promise, to_check
from yimen.kernel.http import Audience, actor_of, endpoint, uuid_of
from yimen.kernel.problems import FieldError, Invalid
from yimen.vocabulary.api import documents, elements

_ABOUT = {
    "supplement": gettext_noop("一次列出需要补正的全部内容，只能要求一次。"),
    "resubmit": gettext_noop(
        "材料退回申请人，请一次列出需要补正的全部内容，申请人补齐后重新申请。"
    ),
    "on_the_spot": gettext_noop(
        "这个事项没有补正：按清单当场不予受理，请一次列出需要补正的全部内容。"
    ),
}


@endpoint(Audience.STAFF, "GET", "POST")
def supplement(request: HttpRequest, task: UUID) -> HttpResponse:
    """要求补正: every paper and field of the item, each with room to say what is wrong."""
    by = actor_of(request)
    shown = queries.task_view(by, task)
    given = {
        code: words
        for code, words in ((c, _text(request, f"why-{c}")) for c in _codes(shown))
        if words
    }
    if request.method == "GET":
        return _supplement(request, shown, {})
    try:
        actions.ask_supplement(by, shown.task.case_id, given, key=key_of(request))
    except Invalid as problem:
        return _supplement(request, shown, given, problem)
    messages.success(request, gettext("已告知申请人需要补正的全部内容。"))
    return redirect("cases:desk")


@endpoint(Audience.STAFF, "GET", "POST")
def not_required(request: HttpRequest, task: UUID) -> HttpResponse:
    """告知不受理: the matter needs no permit."""
    by = actor_of(request)
    shown = queries.task_view(by, task)
    reason, error = _text(request, "reason"), ""
    if request.method == "POST":
        try:
            actions.not_require(by, shown.task.case_id, reason, key=key_of(request))
            messages.success(request, gettext("已告知申请人不需要办理，文书随后送达。"))
            return redirect("cases:desk")
        except Invalid as problem:
            error = problem.errors[0].message
    errors = [FieldError("reason", error)] if error else []
    context = {"shown": shown, "reason": reason, "error": error, "errors": errors}
    return render(request, "desk/not_required.html", context, status=422 if error else 200)


@endpoint(Audience.STAFF, "GET", "POST")
def accept_many(request: HttpRequest) -> HttpResponse:
    """批量受理: the chosen tasks with the points to check; with POST each is accepted."""
    by = actor_of(request)
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("tasks")
    tasks = [uuid_of(one) for one in chosen[: actions.MOST_AT_ONCE]]
    views = [queries.task_view(by, one) for one in tasks]
    accepting = [one for one in views if one.task.kind == "accept" and one.may_work]
    if request.method == "GET":
        return render(request, "desk/accept_many.html", _many(accepting))
    ticked = request.POST.getlist("checks")
    outcomes = actions.accept_many(by, tasks, ticked, key=key_of(request))
    done = sum(not outcome.problem for outcome in outcomes)
    words = ngettext("已受理 %(n)d 件。", "已受理 %(n)d 件。", done) % {"n": done}
    if done == len(outcomes) and done:
        messages.success(request, words)
        return redirect("cases:desk")
    left = [one for one in accepting if one.task.id in {o.subject for o in outcomes if o.problem}]
    context = _many(left) | {"outcomes": outcomes, "summary": words, "ticked": ticked}
    return render(request, "desk/accept_many.html", context, status=422)


@endpoint(Audience.STAFF)
def promises(request: HttpRequest) -> HttpResponse:
    """承诺核查: what was promised in place of a proof and is to be checked."""
    rows = [
        {
            "promise": one,
            "due": getattr(one, "due_at", None),
            "item": named(queries.item_definition(one.case).name),
        }
        for one in to_check(actor_of(request))
    ]
    return render(request, "desk/promises.html", {"rows": rows})


@endpoint(Audience.STAFF, "GET", "POST")
def check(request: HttpRequest, promise: UUID) -> HttpResponse:
    """核查一项承诺: kept, or not, with what was found."""
    by = actor_of(request)
    found = checkable_promise(by, promise)
    reason = _text(request, "reason")
    errors: tuple[FieldError, ...] = ()
    if request.method == "POST":
        kept = request.POST.get("kept")
        try:
            actions.check_commitment(by, found.id, _verdict(kept), reason, key=key_of(request))
            messages.success(request, gettext("已记下核查结果。"))
            return redirect("cases:promises")
        except Invalid as problem:
            errors = problem.errors
    context = {
        "promise": found,
        "item": named(queries.item_definition(found.case).name),
        "open": found.state == Promise.State.OPEN,
        "reason": reason,
        "errors": errors,
        "error": errors[0].message if errors else "",
    }
    return render(request, "desk/check_promise.html", context, status=422 if errors else 200)


def _supplement(
    request: HttpRequest, shown: TaskView, given: dict[str, str], problem: Invalid | None = None
) -> HttpResponse:
    told = {error.field: error.message for error in problem.errors} if problem else {}
    words, papers, codes = elements(), documents(), _codes(shown)
    first = next((code for code in codes if code not in shown.item.produces), "")
    mode = shown.item.acceptance.mode

    def row(code: str, name: str) -> dict[str, str]:
        return {
            "code": code,
            "name": name,
            "value": given.get(code, ""),
            "error": told.get(code, ""),
        }

    context = {
        "shown": shown,
        "about": gettext(_ABOUT[mode]),
        "mode": mode,
        "papers": [row(u.document, named(papers[u.document].name)) for u in shown.item.papers],
        "fields": [
            row(u.element, named(u.name or words[u.element].name))
            for u in shown.item.fields
            if u.element not in shown.item.produces
        ],
        "errors": [
            FieldError(f"why-{e.field if e.field in codes else first}", e.message)
            for e in (problem.errors if problem else ())
        ],
    }
    return render(request, "desk/supplement.html", context, status=422 if problem else 200)


def _many(views: list[TaskView]) -> dict[str, Any]:
    """The chosen tasks, and each point of their check lists once."""
    points = {check.zh_hans: named(check) for view in views for check in view.step.checks}
    return {"views": views, "points": list(points.items())}


def _codes(shown: TaskView) -> list[str]:
    uses = [use.document for use in shown.item.papers]
    return [*uses, *(use.element for use in shown.item.fields)]


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()[:2000]


def _verdict(kept: str | None) -> bool:
    if kept not in {"yes", "no"}:
        raise Invalid(errors=[FieldError("reason", gettext("请选择承诺属实还是不属实"))])
    return kept == "yes"
