"""申请人页: own cases, receipt, progress, and the papers and certificates that belong to them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from yimen.cases.http import dues, following, hearing
from yimen.cases.http.wording import named, period_words, savings_head, savings_rows
from yimen.cases.models import Case, Draft
from yimen.cases.queries import (
    case_of_number,
    case_progress,
    cases_of,
    certificate_of_case,
    draft_form,
    draft_view,
    drafts_of,
    item_definition,
    readable_case,
    readable_paper,
)
from yimen.cases.queries.cases import Progress
from yimen.catalogue.api import bundle_of
from yimen.documents.api import StoredFile, content_of
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Unknown
from yimen.vocabulary.api import documents

PAGE_SIZE = 20
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_FILE_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
"""A file is shown by the browser's own viewer and may fetch nothing."""


@endpoint(Audience.APPLICANT)
def mine(request: HttpRequest) -> HttpResponse:
    """我的办件: drafts to go on with, and cases with their progress."""
    by = actor_of(request)
    cases = cases_of(by).annotate(items=Count("children"))
    pages = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "drafts": [_draft_row(draft) for draft in drafts_of(by)[:PAGE_SIZE]],
        "cases": [_case_row(case) for case in pages.object_list],
        "pages": pages,
    }
    return render(request, "cases/mine.html", context)


@endpoint(Audience.APPLICANT)
def receipt(request: HttpRequest, case: UUID) -> HttpResponse:
    """受理回执: the number, what was applied for, and what happens next."""
    by = actor_of(request)
    progress = case_progress(by, readable_case(by, case))
    context = {
        "progress": progress,
        "name": _bundle_name(progress.case),
        "items": [
            {
                "name": following.item_name(child.case),
                "unit": child.unit,
                "limit": period_words(item_definition(child.case).limits.promised),
            }
            for child in progress.children
        ],
        "savings_head": savings_head(),
        "savings": savings_rows(progress.case.savings) if progress.case.savings else [],
    }
    return render(request, "cases/receipt.html", context)


@endpoint(Audience.ACCOUNT)
def progress(request: HttpRequest, case: UUID) -> HttpResponse:
    """办件进度: the whole page, or for its own refreshing only the part that changes.

    That part is left alone (204) while there is nothing new, so that nothing closes or jumps
    under the reader.
    """
    by = actor_of(request)
    found = case_progress(by, readable_case(by, case))
    root = found.case
    lamps, colour, words = following.Lamps.lit(), "", ""
    if found.due_at:
        colour, words = lamps.of(root.received_at, found.due_at, root.ended_at)
    rows = following.children(found, lamps)
    version = following.version(found, [colour, *(row["light"] for row in rows)])
    is_fragment = request.headers.get("HX-Request") == "true"
    if is_fragment and request.GET.get("seen") == version:
        return HttpResponse(status=204)
    context = {
        "progress": found,
        "name": _bundle_name(root),
        **_own(by, found),
        "tag": following.state_tag(root),
        "light": colour,
        "light_text": words,
        "version": version,
        "stage": following.stage(found),
        "children": rows,
        "total": len(rows),
        "papers": [
            {
                "name": p.name,
                "id": p.id,
                "origin": gettext(p.get_origin_display()),
                "open": p.file_id is not None,
                "document": _document_name(p.document),
            }
            for p in found.papers
        ],
        "history": following.history(found),
    }
    page = "cases/_progress.html" if is_fragment else "cases/progress.html"
    return render(request, page, context)


@endpoint(Audience.ACCOUNT, "GET", "POST")
def find(request: HttpRequest) -> HttpResponse:
    """查进度: by the number on the receipt; only for whoever may see the case."""
    if request.method == "GET":
        return render(request, "cases/find.html", {"number": ""})
    number = request.POST.get("number", "").replace("\x00", "").strip()
    try:
        case = case_of_number(actor_of(request), number)
    except Unknown as problem:
        context = {"number": number, "errors": [FieldError("number", problem.detail)]}
        return render(request, "cases/find.html", context, status=problem.status)
    return redirect("cases:progress", case.parent_id or case.id)


@endpoint(Audience.ACCOUNT)
def paper(request: HttpRequest, paper: UUID) -> HttpResponse:
    """打开材料"""
    found, file = readable_paper(actor_of(request), paper)
    name = _document_name(found.document)
    return _shown_file(file, f"{name}-{found.case.subject}" if found.case else name)


@endpoint(Audience.ACCOUNT)
def certificate(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """打开证照"""
    found = certificate_of_case(actor_of(request), certificate)
    return _shown_file(found.file, f"{found.name}-{found.holder_name}")


def _own(by: Actor, found: Progress) -> dict[str, Any]:
    """What only the applicant and its agent see: what is asked of them, and their rights."""
    own = by.party == str(found.case.party_id)
    return {
        "own": own,
        "hearings": hearing.links(by, found) if own else {},
        **dues.context(found, own=own),
    }


def _draft_row(draft: Draft) -> dict[str, Any]:
    view = draft_view(draft)
    subject = draft_form(draft).get(view.bundle.subject_name)
    return {
        "id": draft.id,
        "name": named(view.bundle.name),
        "subject": subject or "",
        "changed_at": draft.changed_at,
        "done": view.done,
        "total": view.total,
    }


def _case_row(case: Any) -> dict[str, Any]:
    return {
        "id": case.id,
        "number": case.number,
        "name": _bundle_name(case),
        "subject": case.subject,
        "received_at": case.received_at,
        "tag": following.state_tag(case),
        "done": case.items - case.open_children if case.items else int(case.ended_at is not None),
        "total": case.items or 1,
    }


def _bundle_name(case: Case) -> str:
    return named(bundle_of(case.bundle_id).name) if case.bundle_id else following.item_name(case)


def _document_name(code: str) -> str:
    known = documents()
    return named(known[code].name) if code in known else code


def _shown_file(file: StoredFile, name: str) -> HttpResponse:
    filename = f"{name}{_ENDINGS.get(file.media_type, '')}"
    headers = {
        "Content-Disposition": content_disposition_header(False, filename) or "inline",
        "Content-Security-Policy": _FILE_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content_of(file), content_type=file.media_type, headers=headers)
