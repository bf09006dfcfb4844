"""查找: everything that can be done, and what of it people's words find."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from yimen.cases.http.wording import named
from yimen.catalogue.api import Sought, bundles_in_force, find_services, items_in_force
from yimen.catalogue.http.searching import highlighted, note_if_missed, note_unopened
from yimen.kernel.http import Audience, endpoint
from yimen.web.http import guides

LONGEST = 100
RESULTS, SUGGESTIONS = 20, 6
COOKIE = "sought"
"""The visitor's last search while nothing of it was opened; kept by the visitor's browser only."""
COOKIE_SECONDS = 30 * 60

View = Callable[..., HttpResponse]


@endpoint(Audience.PUBLIC)
def services(request: HttpRequest) -> HttpResponse:
    """一件事和事项: every bundle and item, or what people's words (`?q=`) find, best first."""
    words = _words(request)
    if not words:
        return render(request, "web/bundles.html", {"q": "", **_everything()})
    sought = find_services(words, RESULTS)
    note_if_missed(words, sought)
    before = unquote(request.COOKIES.get(COOKIE, ""))[:LONGEST]
    if before and before != words:
        note_unopened(before)
    response = render(request, "web/bundles.html", {"q": words, **_found(sought)})
    if sought.hits:
        response.set_cookie(
            COOKIE, quote(words), max_age=COOKIE_SECONDS, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(COOKIE)
    return response


@endpoint(Audience.PUBLIC)
def suggestions(request: HttpRequest) -> HttpResponse:
    """查找建议: a few results for words that are still being typed; a part of a page."""
    words = _words(request)
    sought = find_services(words, SUGGESTIONS, fast=True)
    told = {
        "q": words,
        "rows": [
            {
                "title": highlighted(named(hit.title), sought),
                "url": reverse(f"web:{hit.kind}", args=[hit.code]),
                "is_bundle": hit.kind == "bundle",
            }
            for hit in sought.hits
        ],
    }
    return render(request, "web/_suggestions.html", told)


def opened(view: View) -> View:
    """打开了结果: decorator for the pages of bundles and items: the last search was of use."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE)
        return response

    return shown


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


def _everything() -> dict[str, Any]:
    return {
        "doors": [guides.bundle_door(version.id, bundle) for version, bundle in bundles_in_force()],
        "items": [guides.item_row(item) for _, item in items_in_force()],
    }


def _found(sought: Sought) -> dict[str, Any]:
    """Bundles and items each in the order of the search; `others` where there are none."""
    bundles = {bundle.code: (version.id, bundle) for version, bundle in bundles_in_force()}
    items = {item.code: item for _, item in items_in_force()}
    doors = [
        guides.bundle_door(*bundles[hit.code])
        for hit in sought.hits
        if hit.kind == "bundle" and hit.code in bundles
    ]
    rows = [guides.item_row(items[hit.code]) for hit in sought.hits if hit.code in items]
    others = [] if sought.hits else [guides.bundle_door(*one) for one in bundles.values()]
    return {
        "doors": [_marked(door, sought, "title", "text") for door in doors],
        "items": [_marked(row, sought, "title") for row in rows],
        "others": others,
        "count": len(sought.hits),
    }


def _marked(row: dict[str, Any], sought: Sought, *keys: str) -> dict[str, Any]:
    marked: dict[str, SafeString] = {key: highlighted(str(row[key]), sought) for key in keys}
    return {**row, **marked}
