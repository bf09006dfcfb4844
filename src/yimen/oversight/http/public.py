"""改革承诺页面: every item of the plan in the same light, for anyone."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from yimen.catalogue.api import bundles_in_force, items_in_force, words
from yimen.kernel.http import Audience, endpoint
from yimen.oversight.queries import IndicatorView, PlanItemView, plan_item_view, plan_view

_STATUSES = ("kept", "missed", "observed", "no_data", "not_delivered")


@endpoint(Audience.PUBLIC)
def plan(request: HttpRequest) -> HttpResponse:
    """改革承诺: the newest plan by parts; `?status=` leaves only the items that stand so."""
    view = plan_view()
    wanted = request.GET.get("status", "")
    status = wanted if wanted in _STATUSES else ""
    parts = [
        (title, [one for one in items if status in ("", one.status)]) for title, items in view.parts
    ]
    told = {
        "view": view,
        "parts": [(title, items) for title, items in parts if items],
        "status": status,
        "total": sum(view.counts.values()),
        "rows": [[title, *_counted(items)] for title, items in view.parts],
    }
    return render(request, "plan/plan.html", told)


@endpoint(Audience.PUBLIC)
def item(request: HttpRequest, number: int) -> HttpResponse:
    """一项承诺: its wording, figures, who and what delivers it, and what was measured."""
    view = plan_item_view(number)
    names = _names()
    told = {
        "view": view,
        "assists": _assists(view),
        "delivers": _delivers(view, names),
        "indicators": _indicators(view, names["items"]),
        "series_head": [gettext("月份"), gettext("平均")],
    }
    return render(request, "plan/item.html", told)


def _assists(view: PlanItemView) -> list[str]:
    """Who assists, in pieces: the units, then groups as published, in whatever language.

    In Chinese 等有关部门 ends the list without a comma.
    """
    is_chinese = (get_language() or "zh-hans").startswith("zh")
    pieces = [gettext("、").join(view.assists)] if view.assists else []
    for group in view.groups:
        ends = not pieces or (is_chinese and group.startswith("等"))
        pieces += [group] if ends else [gettext("、"), group]
    return pieces


def _counted(items: list[PlanItemView]) -> list[int]:
    return [sum(one.status == status for one in items) for status in _STATUSES]


def _names() -> dict[str, dict[str, str]]:
    """Names of the bundles and items in force by code, in the page's language."""
    language = get_language() or "zh-hans"
    return {
        "bundles": {b.code: b.name.in_language(language) for _, b in bundles_in_force()},
        "items": {i.code: i.name.in_language(language) for _, i in items_in_force()},
    }


def _delivers(
    view: PlanItemView, names: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, list[dict[str, str]]]]:
    """What delivers the item, by kind; bundles and items in force lead to their guides."""
    titles = {
        "bundles": gettext("一件事"),
        "items": gettext("事项"),
        "code": gettext("程序"),
        "tests": gettext("测试"),
    }
    pages = {"bundles": "web:bundle", "items": "web:item"}
    found = []
    for kind, title in titles.items():
        known = names.get(kind, {})
        rows = [
            {
                "title": known.get(code, code),
                "url": reverse(pages[kind], args=[code]) if code in known else "",
            }
            for code in view.delivers.get(kind, [])
        ]
        if rows:
            found.append((title, rows))
    return found


def _indicators(view: PlanItemView, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each indicator; the charts of one measurement stand with the first that rests on it."""
    shown: set[str] = set()
    rows = []
    for one in view.indicators:
        basis = f"{one.definition.measure} {sorted(one.definition.params.items())}"
        rows.append({"view": one, "how": _how(one, names), **_charts(one, names, basis in shown)})
        shown.add(basis)
    return rows


def _charts(one: IndicatorView, names: Mapping[str, str], is_shown: bool) -> dict[str, Any]:
    if is_shown:
        return {"parts": [], "series": []}
    if one.definition.measure == "enterprise_permit_coverage":
        return _coverage_chart(one)
    told = [(names.get(p.code, p.code), p) for p in one.parts if p.count]
    return {
        "counted": gettext("件数"),
        "caption": gettext("从提交到各事项办结"),
        "unit": gettext("工作日"),
        "parts_head": [gettext("事项"), gettext("平均"), "P90"],
        "is_compared": True,
        "parts": [
            [
                gettext("%(name)s（%(n)d 件）") % {"name": name, "n": p.count},
                _two(p.mean),
                _two(p.p90),
            ]
            for name, p in told
        ],
        "series": [
            [gettext("%(month)s（%(n)d 件）") % {"month": month, "n": count}, _two(mean)]
            for month, mean, count in one.series
        ],
    }


def _coverage_chart(one: IndicatorView) -> dict[str, Any]:
    parts = [[gettext(words.MODES[part.code]), part.count] for part in one.parts]
    return {
        "counted": gettext("涉企经营许可"),
        "empty": gettext("还没有标明的涉企经营许可。事项标明并发布后，这里会显示数字和图。"),
        "caption": gettext("各种改革方式的许可"),
        "unit": gettext("项"),
        "parts_head": [gettext("改革方式"), gettext("涉企经营许可")],
        "is_compared": False,
        "parts": parts if one.count else [],
        "series": [],
    }


def _how(one: IndicatorView, names: Mapping[str, str]) -> str:
    """How the figure is measured, in a sentence."""
    params = one.definition.params
    if one.definition.measure == "enterprise_permit_coverage":
        return gettext(
            "施行中的涉企经营许可里，已纳入直接取消、改为备案、告知承诺、优化服务四种方式之一的占多少；"
            "数字直接取自已发布的事项版本。"
        )
    if one.definition.measure != "bundle_duration":
        return ""
    children = gettext("、").join(names.get(code, code) for code in params["children"])
    return gettext(
        "从提交申请到%(children)s全部办结的办公时间，折合成工作日；"
        "只算这些事项全部准予的办件，数字直接取自办件的事件记录。"
    ) % {"children": children}


def _two(value: Any) -> str:
    return "" if value is None else f"{value:.2f}"
