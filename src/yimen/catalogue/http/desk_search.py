"""检索维护页面: people's words for official ones, and the searches that found nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from yimen.catalogue.actions import add_synonym, settle_miss, withdraw_synonym
from yimen.catalogue.queries.search import SearchDesk, search_desk
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint, idempotency_key
from yimen.kernel.problems import Conflict, FieldError, Invalid

_SEPARATORS = str.maketrans("，,；;/\n\r\t", "、、、、、、、、")


@endpoint(Audience.STAFF, "GET", "POST")
def words(request: HttpRequest) -> HttpResponse:
    """检索词: misses with what they might mean, words in force; with POST a word is added.

    `?say=` and `?means=` fill the form beforehand. What is wrong shows the page again (422, 409).
    """
    by = actor_of(request)
    if request.method != "POST":
        return _page(request, by, request.GET.dict())
    given = request.POST.dict()
    try:
        added = add_synonym(
            by,
            given.get("say", ""),
            means_of(given.get("means", "")),
            given.get("why", ""),
            both="both" in given,
            key=idempotency_key(request),
        )
    except Invalid as problem:
        return _page(request, by, given, problem.errors, problem.status)
    except Conflict as problem:
        errors = (FieldError("say", problem.detail),)
        return _page(request, by, given, errors, problem.status)
    told = gettext("已添加检索词“%(say)s”，现在就能查到。") % {"say": added.say}
    messages.success(request, told)
    return redirect("catalogue:search-words")


@endpoint(Audience.STAFF, "POST")
def withdraw(request: HttpRequest, synonym: UUID) -> HttpResponse:
    """撤下检索词: with a reason; it stays on record."""
    by, given = actor_of(request), request.POST.dict()
    try:
        row = withdraw_synonym(
            by, synonym, given.get("withdrawn_why", ""), key=idempotency_key(request)
        )
    except Invalid as problem:
        errors = [FieldError(f"why-{synonym}", error.message) for error in problem.errors]
        return _page(request, by, {}, errors, problem.status)
    messages.success(request, gettext("已撤下检索词“%(say)s”。") % {"say": row.say})
    return redirect("catalogue:search-words")


@endpoint(Audience.STAFF, "POST")
def settle(request: HttpRequest, miss: UUID) -> HttpResponse:
    """处理未找到的检索: it needs no word; it leaves the list until it happens again."""
    row = settle_miss(actor_of(request), miss, key=idempotency_key(request))
    messages.success(request, gettext("“%(words)s”已标为不用处理。") % {"words": row.words})
    return redirect("catalogue:search-words")


def means_of(text: str) -> list[str]:
    """规范用语: official words parted by “、”, commas or lines, each once."""
    parts = (one.strip() for one in text.translate(_SEPARATORS).split("、"))
    return list(dict.fromkeys(one for one in parts if one))


def _page(
    request: HttpRequest,
    by: Actor,
    given: dict[str, str],
    errors: Any = (),
    status: int = 200,
) -> HttpResponse:
    desk = search_desk(by)
    told = {
        "desk": desk,
        "misses": _misses(desk),
        "given": given,
        "errors": errors,
        "told": {error.field: error.message for error in reversed(list(errors))},
        "refused": next((e.field[4:] for e in errors if e.field.startswith("why-")), ""),
    }
    return render(request, "desk/search.html", told, status=status)


def _misses(desk: SearchDesk) -> list[dict[str, Any]]:
    """Each miss with its suggestions, and with what fills the form for them in one click."""
    return [
        {
            "row": view.miss,
            "suggested": [
                {"hit": hit, "name": hit.title.shown, "means": hit.title.zh_hans}
                for hit in view.suggested
            ],
        }
        for view in desk.misses
    ]
