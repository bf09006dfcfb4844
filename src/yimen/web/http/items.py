"""事项页面: the guide of an item as it stands on a day, with a sample of its result."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yimen.catalogue.api import (
    ItemDefinition,
    history_of,
    item_of,
    item_on,
    may_apply_alone,
    sample_lines,
)
from yimen.catalogue.http.days import day_asked
from yimen.catalogue.http.editions import edition_rows, shown_and_next
from yimen.catalogue.http.linked import service_of
from yimen.documents.api import Line, sample_picture
from yimen.kernel.http import Audience, endpoint
from yimen.kernel.problems import Unknown
from yimen.parties.api import Unit
from yimen.vocabulary.api import documents, elements, today
from yimen.web.http.item_guide import item_guide


@endpoint(Audience.PUBLIC)
def item(request: HttpRequest, code: str) -> HttpResponse:
    """事项指南: the full guide of one item today, or as it stood (will stand) `?on=` a day."""
    on = day_asked(request)
    version = item_on(code, on)
    definition, day = item_of(version.pk), on or today()
    editions = history_of("item", code)
    shown, following = shown_and_next(editions, day)
    url = reverse("web:item", args=[code])
    told = {
        **item_guide(definition, on),
        "version": version,
        "url": url,
        "on": on,
        "is_today": day == today(),
        "start": reverse("cases:start-item", args=[code])
        if day == today() and may_apply_alone(version.pk)
        else "",
        "shown": shown,
        "following": following,
        "editions": edition_rows("item", editions, day),
        "sample": _sample_url(definition, on),
        "service": service_of(definition, version, on),
    }
    return render(request, "catalogue/item.html", told)


@endpoint(Audience.PUBLIC)
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """结果样本: a picture of the certificate with invented values and 样本 across it."""
    version = item_on(code, day_asked(request))
    definition = item_of(version.pk)
    document = documents().get(definition.result_document)
    if definition.result is None or document is None:
        raise Unknown("这个事项不另发证照，没有样本。")
    picture = sample_picture(
        document,
        [Line(one.label, one.text, one.field) for one in sample_lines(definition, elements())],
        Unit.objects.get(pk=definition.unit).name["zh_hans"],
        version.effective_from,
        paragraphs=definition.result.paragraphs,
        valid_years=definition.result.valid_years,
        number_prefix=definition.result.number_prefix,
    )
    etag = f'"{hashlib.sha256(picture).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(picture, content_type="image/png", headers=headers)


def _sample_url(definition: ItemDefinition, on: object) -> str:
    if definition.result is None or definition.result.document not in documents():
        return ""
    url = reverse("web:item-sample", args=[definition.code])
    return f"{url}?on={on}" if on else url
