"""办事指南: items and bundles as their guides tell them, in the page's language."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from yimen.cases.http.wording import (
    fee_words,
    listed,
    named,
    period_words,
    savings_head,
    savings_rows,
    supplier_words,
)
from yimen.catalogue.api import (
    BundleDefinition,
    ItemDefinition,
    PaperView,
    Step,
    bundles_in_force,
    items_of_bundle,
    savings_of_bundle,
    stages,
    view_of_bundle,
)
from yimen.exchange.api import resources
from yimen.kernel.packs.model import Source
from yimen.parties.api import unit_names
from yimen.vocabulary.api import documents, elements

Row = dict[str, Any]

_KINDS = {
    "licence": (gettext_noop("行政许可"), "certificate"),
    "filing": (gettext_noop("备案"), "clipboard-check"),
    "registration": (gettext_noop("登记"), "building-store"),
    "confirmation": (gettext_noop("行政确认"), "shield-check"),
    "public_service": (gettext_noop("公共服务"), "heart-handshake"),
    "other_power": (gettext_noop("其他行政权力"), "file-text"),
}
_HANDLING = {"immediate": gettext_noop("即办件"), "commitment": gettext_noop("承诺件")}
_APPLICANTS = {"person": gettext_noop("个人"), "organisation": gettext_noop("单位")}
_CHANNELS = {
    "online": gettext_noop("网上"),
    "mobile": gettext_noop("手机"),
    "counter": gettext_noop("窗口"),
    "kiosk": gettext_noop("自助终端"),
    "mail": gettext_noop("邮寄"),
}


def bundle_guide(version: UUID, bundle: BundleDefinition) -> Row:
    """一件事指南: what it joins and asks, its limit, fees and basis, before any answer is known.

    Savings count what applies in every scenario; the rest is told when the questions are
    answered.
    """
    items = {code: item for code, (_, item) in items_of_bundle(version).items()}
    view = view_of_bundle(version, {}, {})
    savings = savings_of_bundle(version, view)
    whens = {member.item: bool(member.when) for member in bundle.members}
    papers = [_paper_of_bundle(paper, items) for paper in view.papers]
    return {
        "bundle": bundle,
        "stages": [
            [_member(item, whens) for item in group] for group in stages(list(items.values()))
        ],
        "facts": [
            _fact(gettext("承诺时限"), period_words(bundle.promised)),
            _fact(gettext("费用"), fee_words(list(items.values()))),
            _fact(gettext("跑动次数"), gettext("%(count)d 次") % {"count": savings.visits}),
            _fact(gettext("办理对象"), _words(bundle.applicants, _APPLICANTS)),
            _fact(gettext("牵头"), unit_names().get(bundle.unit, "")),
        ],
        "questions": [named(question.question) for question in bundle.scenario],
        "asked": [paper for paper in papers if not paper["free"]],
        "free": [paper for paper in papers if paper["free"]],
        "savings": savings_rows(savings.as_json()),
        "savings_head": savings_head(),
        "basis": [
            (named(bundle.name), _once([*bundle.basis, bundle.promised_basis])),
            *((named(item.name), _basis(item)) for item in items.values()),
        ],
    }


def item_guide(item: ItemDefinition) -> Row:
    """事项指南: all that the item's definition says to those who apply."""
    units, fields = unit_names(), [_field(use) for use in item.fields]
    return {
        "item": item,
        "facts": [
            _fact(gettext("实施机关"), units.get(item.unit, "")),
            _fact(gettext("事项类型"), gettext(_KINDS[item.kind][0])),
            _fact(gettext("办件类型"), gettext(_HANDLING[item.handling])),
            _fact(gettext("办理对象"), _words(item.applicants, _APPLICANTS)),
            _fact(gettext("办理渠道"), _words(item.channels, _CHANNELS)),
            _fact(gettext("跑动次数"), _visits(item)),
            _fact(gettext("费用"), fee_words([item])),
            _fact(gettext("办理结果"), _document(item.result_document)),
        ],
        "limits": _limits(item),
        "supplied": [field for field in fields if field["source"]],
        "typed": [field for field in fields if not field["source"]],
        "papers": [_paper(use) for use in item.papers],
        "steps": [_step(step, item, units) for step in item.steps],
        "basis": [("", item.basis)],
        "bundles": [
            {"title": named(bundle.name), "url": reverse("web:bundle", args=[bundle.code])}
            for version, bundle in bundles_in_force()
            if item.code in items_of_bundle(version.id)
        ],
    }


def item_tile(item: ItemDefinition) -> Row:
    """事项图标: an item on the start page, with the icon of its kind."""
    tones = {"licence": "amber", "registration": "", "filing": "green", "confirmation": "green"}
    return {
        "title": named(item.name),
        "url": reverse("web:item", args=[item.code]),
        "icon": _KINDS[item.kind][1],
        "tone": tones.get(item.kind, ""),
    }


def item_row(item: ItemDefinition) -> Row:
    """事项一行: an item in a list, with its unit and promised limit."""
    return {
        "title": named(item.name),
        "url": reverse("web:item", args=[item.code]),
        "unit": unit_names().get(item.unit, ""),
        "limit": period_words(item.limits.promised),
        "theme": named(item.theme),
    }


def bundle_door(version: UUID, bundle: BundleDefinition) -> Row:
    """一件事入口: a bundle in a list, with what it promises and how many items it joins."""
    return {
        "title": named(bundle.name),
        "text": named(bundle.summary),
        "url": reverse("web:bundle", args=[bundle.code]),
        "icon": bundle.icon,
        "limit": period_words(bundle.promised),
        "items": len(items_of_bundle(version)),
    }


def _member(item: ItemDefinition, whens: Mapping[str, bool]) -> Row:
    return {**item_row(item), "conditional": whens[item.code]}


def _paper_of_bundle(paper: PaperView, items: Mapping[str, ItemDefinition]) -> Row:
    supplier = ""
    if paper.disposition == "from_source":
        supplier = supplier_words(paper.supplier, resources())
    elif paper.disposition == "from_result":
        supplier = named(items[paper.supplier].name)
    return {
        **_paper_words(paper.document, essential=paper.essential, may_defer=paper.may_defer),
        "conditional": paper.applies is not True,
        "users": listed([named(items[code].name) for code in paper.used_by]),
        "free": paper.disposition != "asked",
        "supplier": supplier,
    }


def _paper(use: Any) -> Row:
    source, maker = documents()[use.document].source, documents()[use.document].issued_by_item
    supplier = supplier_words(source.resource, resources()) if source else ""
    return {
        **_paper_words(use.document, essential=use.essential, may_defer=use.may_defer),
        "conditional": bool(use.when),
        "free": bool(source or maker),
        "supplier": supplier or (gettext("本平台签发的证照") if maker else ""),
        "basis": use.basis,
    }


def _paper_words(code: str, *, essential: bool, may_defer: bool) -> Row:
    document = documents()[code]
    formats = gettext("、").join(one.upper() for one in document.formats)
    size = {"formats": formats, "size": document.max_megabytes}
    return {
        "name": named(document.name),
        "hint": named(document.hint),
        "accepts": gettext("%(formats)s，不超过 %(size)d MB") % size,
        "essential": essential,
        "may_defer": may_defer,
    }


def _field(use: Any) -> Row:
    element = elements()[use.element]
    source = supplier_words(element.source.resource, resources()) if element.source else ""
    return {
        "name": named(use.name or element.name),
        "required": use.required,
        "conditional": bool(use.when),
        "source": source,
    }


def _step(step: Step, item: ItemDefinition, units: Mapping[str, str]) -> Row:
    names = {one.code: named(one.name) for one in item.steps}
    return {
        "name": named(step.name),
        "unit": units.get(step.unit or item.unit, ""),
        "limit": period_words(step.within),
        "after": listed([names[code] for code in step.after]),
        "needs": listed([named(elements()[code].name) for code in step.needs]),
        "conditional": bool(step.when),
        "automatic": step.kind in {"automatic", "issue"},
        "checks": [named(check) for check in step.checks],
    }


def _limits(item: ItemDefinition) -> list[Row]:
    limits = item.limits
    rows = [
        {
            "name": gettext("承诺时限"),
            "limit": period_words(limits.promised),
            "basis": [limits.promised_basis],
        }
    ]
    if limits.statutory and limits.statutory_basis:
        rows.append(
            {
                "name": gettext("法定时限"),
                "limit": period_words(limits.statutory),
                "basis": [limits.statutory_basis],
            }
        )
    return rows


def _basis(item: ItemDefinition) -> list[Source]:
    limits = item.limits
    return _once([*item.basis, limits.promised_basis, *filter(None, [limits.statutory_basis])])


def _once(sources: list[Source]) -> list[Source]:
    return [source for n, source in enumerate(sources) if source not in sources[:n]]


def _visits(item: ItemDefinition) -> str:
    told = {"alone": item.visits, "joined": item.visits_in_bundle}
    if item.visits == item.visits_in_bundle:
        return gettext("%(alone)d 次") % told
    return gettext("单独办 %(alone)d 次，一件事联办 %(joined)d 次") % told


def _document(code: str) -> str:
    return named(documents()[code].name) if code else gettext("不另发证照，以受理回执为准")


def _words(codes: Iterable[str], words: Mapping[str, str]) -> str:
    return listed([gettext(words[code]) for code in codes])


def _fact(key: str, value: str) -> Row:
    return {"key": key, "value": value}
