"""容缺和承诺页: in a draft, a paper that follows by a day or a promise in its place."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext

from yimen.cases.actions import promise_paper, unpromise_paper
from yimen.cases.http.repeats import key_of
from yimen.cases.http.wording import named, period_words
from yimen.cases.models import Draft
from yimen.cases.queries import choices_of, draft_view, readable_draft
from yimen.cases.queries.promises import PaperChoice
from yimen.cases.rules.commitment import LIABILITY, follows
from yimen.kernel.http import Audience, actor_of, endpoint
from yimen.kernel.problems import FieldError, Invalid, Unknown
from yimen.vocabulary.api import calendar, documents, today


@endpoint(Audience.APPLICANT, "GET", "POST")
def promise(request: HttpRequest, draft: UUID, document: str) -> HttpResponse:
    """容缺和承诺: what may be promised about one paper, and what follows from it."""
    by = actor_of(request)
    row = readable_draft(by, draft)
    choice = choices_of(row).get(document)
    if choice is None:
        raise Unknown("这份申请不需要您提交这份材料，请返回材料页。")
    if request.method == "GET":
        return _page(request, row, choice)
    how = request.POST.get("how", "")
    try:
        if how == "hand_in":
            unpromise_paper(by, row.id, document, key=key_of(request))
        else:
            due = _day(request.POST.get("day", "")) if how == "defer" else None
            promise_paper(by, row.id, document, due, key=key_of(request))
    except Invalid as problem:
        return _page(request, row, choice, problem)
    if how != "hand_in":
        messages.success(request, gettext("已记下承诺，提交申请时生效。"))
    return redirect("cases:papers", row.id)


def _page(
    request: HttpRequest, draft: Draft, choice: PaperChoice, problem: Invalid | None = None
) -> HttpResponse:
    state = next(p for p in draft_view(draft).papers if p.view.document == choice.document)
    errors = [FieldError("day", error.message) for error in problem.errors] if problem else []
    context: dict[str, Any] = {
        "draft": draft,
        "name": named(documents()[choice.document].name),
        "days": _days(choice.latest) if choice.latest else [],
        "chosen": state.promised,
        "may_commit": choice.may_commit,
        "follows": _follows(choice),
        "liability": [gettext(words) for words in LIABILITY],
        "promised": state.status == "promised",
        "errors": errors,
        "error": errors[0].message if errors else "",
    }
    return render(request, "cases/promise.html", context, status=problem.status if problem else 200)


def _follows(choice: PaperChoice) -> str:
    """Within which time after the decision the paper follows; empty where it need not."""
    rules = [item.commitment for item in choice.items if follows(item, choice.document)]
    return next((period_words(rule.check_within) for rule in rules if rule), "")


def _days(latest: date) -> list[tuple[str, str]]:
    """The working days after today on which the paper may still come."""
    days, found = calendar(), []
    day = days.add_workdays(today(), 1)
    while day <= latest:
        found.append((day.isoformat(), formatted(day, gettext("Y年n月j日 l"))))
        day = days.add_workdays(day, 1)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(errors=[FieldError("day", gettext("请选择补交的日期"))]) from None
