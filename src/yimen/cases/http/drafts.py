"""填报页: scenario questions, task list, sections, papers, check and submission."""

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from yimen.cases.actions import (
    attach_paper,
    change_scenario,
    discard_draft,
    fill_section,
    remove_paper,
    start_draft,
    start_single,
    submit,
)
from yimen.cases.http import overview
from yimen.cases.http.repeats import key_of
from yimen.cases.http.scenarios import Questions
from yimen.cases.http.sections import (
    Form,
    errors_to_show,
    read_section,
    section_of,
    shown_fields,
    tell_what_came,
    tidy,
    values_given,
    with_rows_changed,
)
from yimen.cases.http.wording import listed, named
from yimen.cases.models import Draft
from yimen.cases.queries import DraftView, draft_view, drafts_of, offer_of, readable_draft
from yimen.cases.queries.drafts import SectionState
from yimen.cases.queries.exemption import needless
from yimen.catalogue.api import Offer, offered_bundle, offered_item
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Invalid, Problem, TooLarge


@endpoint(Audience.APPLICANT, "GET", "POST")
def start(request: HttpRequest, bundle: str) -> HttpResponse:
    """情形选择: the scenario questions of a bundle; the answers start a draft."""
    offer = Offer.of(offered_bundle(bundle).id, None)
    drafts = drafts_of(actor_of(request)).filter(bundle__code=bundle)
    return _start(request, offer, drafts, start_draft)


@endpoint(Audience.APPLICANT, "GET", "POST")
def start_item(request: HttpRequest, item: str) -> HttpResponse:
    """单独申请: an item's own questions; the answers start a draft of it alone."""
    offer = Offer.of(None, offered_item(item).id)
    drafts = drafts_of(actor_of(request)).filter(item__code=item)
    return _start(request, offer, drafts, start_single)


def _start(
    request: HttpRequest, offer: Offer, drafts: Any, begin: Callable[..., Draft]
) -> HttpResponse:
    if request.method == "GET":
        return _questions(request, Questions.of(offer, request.GET), offer, drafts=drafts)
    asked = Questions.of(offer, request.POST)
    if asked.fresh(request.POST):
        return redirect(f"{request.path}?{urlencode(asked.answers_as_text())}#{asked.first_fresh}")
    try:
        draft = begin(actor_of(request), asked.bundle.code, asked.answers, key=key_of(request))
    except Invalid as problem:
        return _questions(request, asked, offer, errors=problem.errors)
    return redirect("cases:draft", draft.id)


@endpoint(Audience.APPLICANT, "GET", "POST")
def scenario(request: HttpRequest, draft: UUID) -> HttpResponse:
    """更改情形: other answers; what was typed stays."""
    by = actor_of(request)
    row = readable_draft(by, draft)
    offer = offer_of(row)
    if request.method == "GET":
        asked = Questions.of(offer, request.GET or row.scenario)
        return _questions(request, asked, offer, draft=row)
    asked = Questions.of(offer, request.POST)
    if asked.fresh(request.POST):
        return redirect(f"{request.path}?{urlencode(asked.answers_as_text())}#{asked.first_fresh}")
    try:
        change_scenario(by, row.id, asked.answers, key=key_of(request))
    except Invalid as problem:
        return _questions(request, asked, offer, draft=row, errors=problem.errors)
    messages.success(request, gettext("情形已更改，要填的内容和要交的材料已重新计算。"))
    return redirect("cases:draft", row.id)


@endpoint(Audience.APPLICANT)
def tasks(request: HttpRequest, draft: UUID) -> HttpResponse:
    """任务清单: what there is to do before the application can be submitted."""
    row = readable_draft(actor_of(request), draft)
    view = draft_view(row)
    context = {
        "view": view,
        "needless": needless(row),
        "name": named(view.bundle.name),
        "tasks": overview.task_items(view),
        "next_url": _next_url(view),
        **overview.notice(view),
    }
    return render(request, "cases/tasks.html", context)


@endpoint(Audience.APPLICANT, "GET", "POST")
def section(request: HttpRequest, draft: UUID, section: str) -> HttpResponse:
    """填写分区: one task of the list; saved whole, or as far as it got."""
    by = actor_of(request)
    row = readable_draft(by, draft)
    state = section_of(draft_view(row), section)
    if request.method == "GET":
        return _section(request, row, state)
    form = read_section(state, request.POST)
    if (changed := with_rows_changed(form, request.POST)) is not None:
        return _section(request, row, state, changed)
    form = tidy(state, form)
    later = request.POST.get("_then") == "later"
    try:
        row = fill_section(
            by, row.id, section, values_given(state, form), partial=later, key=key_of(request)
        )
    except Invalid as problem:
        return _section(request, row, state, form, problem)
    return _after_saving(request, row, state, later=later)


@endpoint(Audience.APPLICANT, "GET", "POST")
def papers(request: HttpRequest, draft: UUID) -> HttpResponse:
    """申请材料: what the applicant hands in, and what it need not."""
    row = readable_draft(actor_of(request), draft)
    if request.method == "GET":
        return _papers(request, row)
    errors, count = _take_files(request, row)
    view = draft_view(row)
    later = request.POST.get("_then") == "later"
    missing = [paper for paper in view.papers if paper.status == "asked"]
    if not errors and not count and missing and not later:
        errors = [
            FieldError(
                p.view.document, gettext("请选择%(name)s的文件") % {"name": named(p.view.name)}
            )
            for p in missing
        ]
    if errors:
        return _papers(request, row, errors)
    if count:
        messages.success(request, gettext("已上传 %(count)d 个文件。") % {"count": count})
    if later:
        return redirect("cases:draft", row.id)
    if missing:
        names = listed([named(paper.view.name) for paper in missing])
        messages.warning(request, gettext("还差：%(names)s。") % {"names": names})
        return redirect("cases:papers", row.id)
    return redirect(_next_url(view))


@endpoint(Audience.APPLICANT, "POST")
def remove(request: HttpRequest, draft: UUID, paper: UUID) -> HttpResponse:
    """撤下材料: take back a file that was handed in."""
    by = actor_of(request)
    row = readable_draft(by, draft)
    remove_paper(by, row.id, paper, key=f"remove:{paper}")
    messages.success(request, gettext("已删除这个文件。"))
    return redirect("cases:papers", row.id)


@endpoint(Audience.APPLICANT)
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """核对: everything that will be submitted, to look over and to correct."""
    return _check(request, draft_view(readable_draft(actor_of(request), draft)))


@endpoint(Audience.APPLICANT, "POST")
def submission(request: HttpRequest, draft: UUID) -> HttpResponse:
    """提交: from here on it is a case with a receipt. A second press shows the same receipt."""
    by = actor_of(request)
    row = readable_draft(by, draft, ended=True)
    if row.ended_at is None and request.POST.get("declaration") != "yes":
        words = gettext("请阅读声明，同意的请勾选")
        return _check(request, draft_view(row), [FieldError("declaration", words)])
    try:
        case = submit(by, row.id, key=key_of(request))
    except Invalid as problem:
        return _check(request, draft_view(row), problem.errors)
    return redirect("cases:receipt", case.id)


@endpoint(Audience.APPLICANT, "GET", "POST")
def discard(request: HttpRequest, draft: UUID) -> HttpResponse:
    """放弃填报: asked once more, then gone."""
    by = actor_of(request)
    if request.method == "GET":
        view = draft_view(readable_draft(by, draft))
        return render(
            request, "cases/discard.html", {"view": view, "name": named(view.bundle.name)}
        )
    row = readable_draft(by, draft, ended=True)
    discard_draft(by, row.id, key=f"discard:{row.id}")
    messages.success(request, gettext("已放弃这份填报，没有提交任何申请。"))
    return redirect("cases:mine")


def _questions(
    request: HttpRequest,
    asked: Questions,
    offer: Offer,
    *,
    draft: Draft | None = None,
    drafts: Any = (),
    errors: tuple[FieldError, ...] = (),
) -> HttpResponse:
    seen = asked.seen(request.POST) if errors else None
    told = [error for error in errors if seen is None or error.field in seen]
    context = {
        "name": named(asked.bundle.name),
        "summary": named(asked.bundle.summary),
        "guide_url": reverse(
            "web:item" if offer.single else "web:bundle", args=[offer.bundle.code]
        ),
        "draft": draft,
        "drafts": drafts,
        "fields": asked.fields(told),
        "errors": told,
    }
    return render(request, "cases/scenario.html", context, status=422 if errors else 200)


def _section(
    request: HttpRequest,
    draft: Draft,
    state: SectionState,
    form: Form | None = None,
    problem: Invalid | None = None,
) -> HttpResponse:
    errors = errors_to_show(state, problem.errors) if problem else []
    fields = shown_fields(state, form, problem.errors if problem else ())
    context = {
        "draft": draft,
        "code": state.code,
        "title": named(state.name),
        "hint": named(state.hint),
        "fields": fields,
        "errors": errors,
        "has_table": any(field["kind"] == "table" for field in fields if "kind" in field),
        "typed": any("name" in field for field in fields),
    }
    return render(request, "cases/section.html", context, status=422 if problem else 200)


def _after_saving(
    request: HttpRequest, draft: Draft, before: SectionState, *, later: bool
) -> HttpResponse:
    view = draft_view(draft)
    after = next((s for s in view.sections if s.code == before.code), None)
    if later:
        messages.success(request, gettext("已保存，可以随时回来继续填写。"))
        return redirect("cases:draft", draft.id)
    if after is not None:
        tell_what_came(request, before, after)
        if after.status != "done":
            return redirect("cases:section", draft.id, after.code)
    return redirect(_next_url(view))


def _next_url(view: DraftView) -> str:
    """The first task that is not complete; the check when all are."""
    for state in view.sections:
        if state.status != "done":
            return reverse("cases:section", args=[view.draft.id, state.code])
    if not view.papers_done:
        return reverse("cases:papers", args=[view.draft.id])
    name = "cases:check" if view.complete else "cases:scenario"
    return reverse(name, args=[view.draft.id])


def _take_files(request: HttpRequest, draft: Draft) -> tuple[list[FieldError], int]:
    """Each file is taken or refused by itself: one bad file does not cost the good ones."""
    errors, count = [], 0
    for document in request.FILES:
        for file in request.FILES.getlist(document):
            content = file.read()
            try:
                attach_paper(
                    actor_of(request),
                    draft.id,
                    document,
                    file.name or document,
                    content,
                    file.content_type or "",
                    key=_file_key(request, document, content),
                )
                count += 1
            except (Invalid, TooLarge) as problem:
                errors.append(FieldError(document, _complaint(file.name or "", problem)))
    return errors, count


def _file_key(request: HttpRequest, document: str, content: bytes) -> str:
    key = key_of(request)
    return f"{key}:{document}:{hashlib.sha256(content).hexdigest()[:32]}" if key else ""


def _complaint(name: str, problem: Problem) -> str:
    return problem.detail if name in problem.detail else f"{name}：{problem.detail}"


def _papers(
    request: HttpRequest, draft: Draft, errors: list[FieldError] | None = None
) -> HttpResponse:
    view = draft_view(draft)
    context = {
        "draft": draft,
        "asked": overview.papers_asked(view, errors or []),
        "supplied": overview.papers_supplied(view),
        "errors": errors or [],
    }
    return render(request, "cases/papers.html", context, status=422 if errors else 200)


def _check(
    request: HttpRequest, view: DraftView, errors: list[FieldError] | tuple[FieldError, ...] = ()
) -> HttpResponse:
    context = {
        "view": view,
        "name": named(view.bundle.name),
        "sections": overview.answers(view),
        "papers": overview.paper_rows(view),
        "scenario": overview.scenario_rows(view),
        "members": overview.member_names(view),
        "declaration": _declaration(errors),
        "errors": errors,
        "next_url": _next_url(view),
    }
    return render(request, "cases/check.html", context, status=422 if errors else 200)


def _declaration(errors: list[FieldError] | tuple[FieldError, ...]) -> dict[str, Any]:
    """The declaration by which the applicant answers for what it says (行政许可法 第三十一条)."""
    words = gettext("我已核对以上内容，所填信息和所交材料真实、有效；如有虚假，愿意承担法律责任。")
    return {
        "kind": "checkboxes",
        "name": "declaration",
        "label": gettext("我的声明"),
        "options": [("yes", words)],
        "error": next((e.message for e in errors if e.field == "declaration"), ""),
    }
