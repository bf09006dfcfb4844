"""流程图: how items and bundles in force are handled, as a picture, a BPMN file and a table."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from yimen.cases.http.wording import listed, named, period_words
from yimen.catalogue.api import (
    Drawing,
    ItemDefinition,
    Step,
    Wording,
    bundle_drawing,
    bundles_in_force,
    item_drawing,
    items_in_force,
    items_of_bundle,
    to_bpmn,
)
from yimen.kernel.http import Audience, endpoint
from yimen.kernel.problems import Unknown
from yimen.parties.api import unit_names
from yimen.vocabulary.api import elements

Row = dict[str, Any]

KINDS = {
    "accept": gettext_noop("受理"),
    "review": gettext_noop("审查"),
    "consult": gettext_noop("征求意见"),
    "inspect": gettext_noop("现场核查"),
    "survey": gettext_noop("勘验"),
    "sign": gettext_noop("决定"),
    "issue": gettext_noop("出结果"),
    "automatic": gettext_noop("自动"),
    "external": gettext_noop("等外部答复"),
    "timer": gettext_noop("等时间"),
    "subcase": gettext_noop("子办件"),
}
_SILENCE = {
    "consent": gettext_noop("逾期视为同意"),
    "escalate": gettext_noop("逾期交督查"),
}


@endpoint(Audience.STAFF)
def flows(request: HttpRequest) -> HttpResponse:
    """流程列表: bundles and items in force, each with the way to its picture."""
    units = unit_names()
    told = {
        "bundles": [
            {
                "code": bundle.code,
                "name": bundle.name,
                "unit": units.get(bundle.unit, ""),
                "items": len(items_of_bundle(version.id)),
                "limit": period_words(bundle.promised),
            }
            for version, bundle in bundles_in_force()
        ],
        "items": [
            {
                "code": item.code,
                "name": item.name,
                "unit": units.get(item.unit, ""),
                "steps": len(item.steps),
                "limit": period_words(item.limits.promised),
            }
            for _, item in items_in_force()
        ],
    }
    return render(request, "desk/flows.html", told)


@endpoint(Audience.STAFF)
def flow(request: HttpRequest, code: str) -> HttpResponse:
    """一张流程图: the picture, and a table of the same steps."""
    name, members, is_bundle = _members(code)
    told = {
        "code": code,
        "name": name,
        "is_bundle": is_bundle,
        "members": [{"name": item.name, "rows": _rows(item)} for item in members],
    }
    return render(request, "desk/flows_picture.html", told)


@endpoint(Audience.STAFF)
def flow_file(request: HttpRequest, code: str) -> HttpResponse:
    """流程文件: the BPMN 2.0 file of an item or a bundle in force; its names are in Chinese."""
    response = HttpResponse(to_bpmn(_drawing(code)), content_type="application/xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.bpmn"'
    return response


def _members(code: str) -> tuple[Any, list[ItemDefinition], bool]:
    """The name and the items of what has this code: a bundle first, else an item."""
    for version, bundle in bundles_in_force():
        if bundle.code == code:
            items = items_of_bundle(version.id)
            return bundle.name, [items[member.item][1] for member in bundle.members], True
    for _, item in items_in_force():
        if item.code == code:
            return item.name, [item], False
    raise Unknown(gettext("没有正在生效的事项或一件事“%(code)s”。") % {"code": code})


def _drawing(code: str) -> Drawing:
    with translation.override("zh-hans"):
        units = unit_names()
    wording = Wording(units, {key: one.name.zh_hans for key, one in elements().items()})
    for version, bundle in bundles_in_force():
        if bundle.code == code:
            items = {key: item for key, (_, item) in items_of_bundle(version.id).items()}
            return bundle_drawing(bundle, items, wording)
    _, (item,), _ = _members(code)
    return item_drawing(item, wording)


def _rows(item: ItemDefinition) -> list[Row]:
    units = unit_names()
    names = {step.code: named(step.name) for step in item.steps}
    return [_row(step, item, units, names) for step in item.steps]


def _row(
    step: Step, item: ItemDefinition, units: Mapping[str, str], names: Mapping[str, str]
) -> Row:
    notes = []
    if step.quorum:
        votes = {"count": step.quorum}
        notes.append(gettext("前面 %(count)d 个通过就开始") % votes)
    if step.when:
        notes.append(gettext("按情形：%(when)s") % {"when": step.when})
    if step.needs:
        awaited = listed([named(elements()[code].name) for code in step.needs])
        notes.append(gettext("等%(needs)s") % {"needs": awaited})
    if step.procedure:
        notes.append(gettext("特别程序，不计入时限"))
    if step.on_silence:
        notes.append(gettext(_SILENCE[step.on_silence]))
    return {
        "name": names[step.code],
        "kind": gettext(KINDS[step.kind]),
        "unit": units.get(step.unit or item.unit, ""),
        "limit": period_words(step.within),
        "after": listed([names[code] for code in step.after]),
        "notes": notes,
    }
