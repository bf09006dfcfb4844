"""开放数据端点: the published catalogue for programs and spreadsheets, at addresses that stay.

Everything is made of what is in force, today or `?on=` a day, and carries `ETag` and
`Last-Modified`: whoever asks again is told when nothing has changed.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition

from yimen import __version__
from yimen.catalogue.http.days import day_asked
from yimen.catalogue.http.linked import setting
from yimen.catalogue.queries.published import Stamp, bundles_on, items_on, lists_on, stamp
from yimen.catalogue.rules.open_data.dcat import Issue, catalogue_document
from yimen.catalogue.rules.open_data.tables import TABLES, Published, as_csv
from yimen.kernel.http import Audience, endpoint

_NAMED = "attachment; filename={}.csv"


def _tag(request: HttpRequest, **_: Any) -> str:
    return f'"{stamp(day_asked(request)).tag}-{__version__}"'


def _since(request: HttpRequest, **_: Any) -> datetime:
    return stamp(day_asked(request)).since


def _unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answers 304 where the catalogue of the day is what the asker has already."""

    def checked(request: HttpRequest, **named: Any) -> HttpResponse:
        response: HttpResponse = condition(_tag, _since)(view)(request, **named)
        response.headers["Cache-Control"] = "public, no-cache"
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return checked


@endpoint(Audience.PUBLIC)
def overview(request: HttpRequest) -> HttpResponse:
    """开放数据: what there is, how many lines, since when, and on which terms."""
    on = day_asked(request)
    published = published_on(on)
    tables = [
        {"table": table, "lines": sum(1 for _ in table.lines(published))}
        for table in TABLES.values()
    ]
    told = {
        "tables": tables,
        "on": on,
        "since": stamp(on).since,
        "services": sum(item.offered for item in published.items) + len(published.bundles),
    }
    return render(request, "catalogue/open_data.html", told)


@endpoint(Audience.PUBLIC)
@_unchanged
def linked_data(request: HttpRequest) -> HttpResponse:
    """关联数据: the whole catalogue as one DCAT 3 document in JSON-LD."""
    on = day_asked(request)
    text = _document(*_key(on), setting().address, on)
    return HttpResponse(text, content_type="application/ld+json; charset=utf-8")


@endpoint(Audience.PUBLIC)
@_unchanged
def table(request: HttpRequest, name: str) -> HttpResponse:
    """数据表: one table as CSV (UTF-8)."""
    if name not in TABLES:
        raise Http404
    on = day_asked(request)
    response = HttpResponse(_csv(name, *_key(on), on), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _NAMED.format(name)
    return response


def published_on(on: date | None) -> Published:
    """公开内容: what the tables of a day (today) are made of."""
    known = setting()
    return Published(
        [item for _, item in items_on(on)],
        [bundle for _, bundle in bundles_on(on)],
        [one for _, one in lists_on(on)],
        known.units,
        known.documents,
    )


def _key(on: date | None) -> tuple[str, Stamp]:
    return str(connection.settings_dict["NAME"]), stamp(on)


@lru_cache(maxsize=8)
def _document(database: str, issued: Stamp, address: str, on: date | None) -> str:
    published = published_on(on)
    lines = {name: sum(1 for _ in one.lines(published)) for name, one in TABLES.items()}
    document = catalogue_document(setting(), published, Issue(issued.since, lines))
    return json.dumps(document, ensure_ascii=False, indent=1)


@lru_cache(maxsize=32)
def _csv(name: str, database: str, issued: Stamp, on: date | None) -> str:
    one = TABLES[name]
    return as_csv(one.head, one.lines(published_on(on)))
