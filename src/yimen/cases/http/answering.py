"""受理前后的申请人页: supplementing, papers that follow, taking back and beginning again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from yimen.cases.actions import (
    Upload,
    answer_supplement,
    hand_in_deferred,
    start_again,
    withdraw_all,
)
from yimen.cases.http import following
from yimen.cases.http.fields import errors_by_field, field_of, given, read
from yimen.cases.http.overview import accepted_files
from yimen.cases.http.repeats import key_of
from yimen.cases.http.wording import named
from yimen.cases.models import Case, Clock, Promise
from yimen.cases.queries import asked_of, full_form, readable_case, root_of
from yimen.cases.queries.promises import readable_promise
from yimen.catalogue.api import bundle_of
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Invalid, Problem, TooLarge
from yimen.vocabulary.api import documents, elements


@endpoint(Audience.ACCOUNT, "GET", "POST")
def supplement(request: HttpRequest, case: UUID) -> HttpResponse:
    """补正: everything that was asked on one page, handed in at once."""
    by = actor_of(request)
    found = readable_case(by, case)
    if request.method == "GET":
        return _supplement(request, found)
    asked, words = {entry["code"] for entry in asked_of(found)}, elements()
    values = {
        code: given(words[code], read(words[code], code, request.POST, words), words)
        for code in asked & set(words)
    }
    try:
        answer_supplement(by, found.id, _uploads(request, asked), values, key=key_of(request))
    except (Invalid, TooLarge) as problem:
        return _supplement(request, found, problem, request.POST)
    messages.success(request, gettext("补正材料已提交，重新进入受理审查。"))
    return redirect("cases:progress", found.parent_id or found.id)


@endpoint(Audience.ACCOUNT, "GET", "POST")
def deferred(request: HttpRequest, promise: UUID) -> HttpResponse:
    """补交容缺材料: the paper that was promised by a day."""
    by = actor_of(request)
    found = readable_promise(by, promise)
    if request.method == "GET":
        return _deferred(request, found)
    uploads = _uploads(request, {found.document})
    if not uploads:
        error = FieldError(found.document, gettext("请选择文件"))
        return _deferred(request, found, Invalid(errors=[error]))
    try:
        hand_in_deferred(by, found.id, uploads[0], key=key_of(request))
    except (Invalid, TooLarge) as problem:
        return _deferred(request, found, problem)
    messages.success(request, gettext("材料已补交。"))
    return redirect("cases:progress", found.case.parent_id or found.case_id)


@endpoint(Audience.APPLICANT, "GET", "POST")
def withdrawal(request: HttpRequest, case: UUID) -> HttpResponse:
    """撤回申请: asked once more; what is decided already stays decided."""
    by = actor_of(request)
    root = root_of(readable_case(by, case))
    if request.method == "GET":
        context = {"case": root, "name": _name(root)}
        return render(request, "cases/withdrawal.html", context)
    reason = request.POST.get("reason", "").replace("\x00", "")[:500]
    for outcome in withdraw_all(by, root.id, reason, key=key_of(request)):
        words = {"item": outcome.name, "problem": outcome.problem}
        if outcome.problem:
            messages.error(request, gettext("“%(item)s”没有撤回：%(problem)s") % words)
        else:
            messages.success(request, gettext("已撤回“%(item)s”的申请。") % words)
    return redirect("cases:progress", root.id)


@endpoint(Audience.APPLICANT, "POST")
def again(request: HttpRequest, case: UUID) -> HttpResponse:
    """重新申请: a new draft with what was filled in before."""
    by = actor_of(request)
    draft = start_again(by, readable_case(by, case).id, key=key_of(request))
    messages.success(request, gettext("已按上次填写的内容建立新的申请，请核对后提交。"))
    return redirect("cases:draft", draft.id)


def _supplement(
    request: HttpRequest,
    case: Case,
    problem: Problem | None = None,
    post: QueryDict | None = None,
) -> HttpResponse:
    errors = errors_by_field(problem.errors) if problem else {}
    form, words, papers = full_form(root_of(case)), elements(), documents()
    entries = []
    for entry in asked_of(case):
        code = entry["code"]
        row: dict[str, Any] = {"code": code, "words": entry["words"]}
        if code in papers:
            accept, takes = accepted_files(papers[code])
            error = errors.get(code, "")
            row |= {"name": named(papers[code].name), "accept": accept, "takes": takes}
            entries.append({**row, "error": error})
            continue
        value = read(words[code], code, post, words) if post else form.get(code, "")
        label = named(words[code].name)
        field = field_of(words[code], value, label=label, errors=errors, words=words)
        entries.append({**row, "field": {**field, "hint": entry["words"]}})
    limit = Clock.objects.filter(case=case, kind=Clock.Kind.SUPPLEMENT, stopped_at=None).first()
    context = {
        "case": case,
        "name": following.item_name(case),
        "open": case.state == Case.State.SUPPLEMENTING,
        "entries": entries,
        "due": limit.due_at if limit else None,
        "errors": problem.errors if problem else (),
        "problem": problem,
    }
    status = problem.status if problem else 200
    return render(request, "cases/supplement.html", context, status=status)


def _deferred(
    request: HttpRequest, promise: Promise, problem: Problem | None = None
) -> HttpResponse:
    definition = documents()[promise.document]
    accept, takes = accepted_files(definition)
    words = ""
    if problem:
        words = problem.errors[0].message if problem.errors else problem.detail
    context = {
        "promise": promise,
        "name": named(definition.name),
        "item": following.item_name(promise.case),
        "root": promise.case.parent_id or promise.case_id,
        "accept": accept,
        "takes": takes,
        "error": words,
        "errors": [FieldError(promise.document, words)] if words else [],
    }
    status = problem.status if problem else 200
    return render(request, "cases/deferred.html", context, status=status)


def _uploads(request: HttpRequest, wanted: set[str]) -> list[Upload]:
    return [
        Upload(document, file.name or document, file.read(), file.content_type or "")
        for document in sorted(wanted & set(request.FILES))
        for file in request.FILES.getlist(document)
    ]


def _name(root: Case) -> str:
    return named(bundle_of(root.bundle_id).name) if root.bundle_id else following.item_name(root)
