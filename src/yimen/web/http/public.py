"""公共页面: the start page, what can be done, and each guide."""

import sys

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from yimen.catalogue.api import (
    bundle_in_force,
    bundle_of,
    bundles_in_force,
    catalogue_figures,
    items_in_force,
)
from yimen.catalogue.http.linked import service_of_bundle
from yimen.kernel.http import Audience, endpoint
from yimen.kernel.http.outage import RETRY_AFTER_SECONDS, outage
from yimen.kernel.problems import Unavailable, Unknown
from yimen.oversight.api import PlanSummary, plan_summary
from yimen.web.http import guides

TILES = 8
"""Items on the start page: two rows of a phone, one of a desk."""


@endpoint(Audience.PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """健康检查: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})


@endpoint(Audience.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """首页: the search, what can be done, and whether the city keeps its promises."""
    doors = [guides.bundle_door(version.id, bundle) for version, bundle in bundles_in_force()]
    told = {
        "figures": catalogue_figures(),
        "doors": doors,
        "hot": [{"title": door["title"], "url": door["url"]} for door in doors[:5]],
        "tiles": [guides.item_tile(item) for _, item in items_in_force()[:TILES]],
        "plan": _plan(),
    }
    return render(request, "web/home.html", told)


@endpoint(Audience.PUBLIC)
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """一件事指南: what it joins, asks and promises, and where it begins."""
    version = bundle_in_force(code)
    definition = bundle_of(version.id)
    guide = guides.bundle_guide(version.id, definition)
    told = {**guide, "service": service_of_bundle(definition)}
    return render(request, "web/bundle.html", told)


def _plan() -> PlanSummary | None:
    try:
        return plan_summary()
    except Unknown:  # a city without a plan has no card for it
        return None


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """未找到: the page for an address that leads nowhere."""
    problem = Unknown(gettext("没有这个页面。请从首页重新进入，或核对网址。"))
    return render(request, "problem.html", {"problem": problem}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """系统差错: the page for an error that nobody foresaw, or for a database that is away.

    Without a database nothing is asked of it: the page has neither log-in nor counts.
    """
    if away := outage(sys.exc_info()[1]):
        page = render_to_string("503.html", {"problem": away})
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    problem = Unavailable(
        gettext("系统出了差错，您刚才填写的内容没有保存。请稍后再试；反复出现请拨打服务热线。")
    )
    return render(request, "problem.html", {"problem": problem}, status=500)
