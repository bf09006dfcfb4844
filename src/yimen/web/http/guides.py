"""办事指南: items and bundles as their guides tell them, in the page's language."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

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
    items_of_bundle,
    savings_of_bundle,
    stages,
    view_of_bundle,
    words,
)
from yimen.exchange.api import resources
from yimen.kernel.packs.model import Source
from yimen.parties.api import unit_names
from yimen.vocabulary.api import documents

Row = dict[str, Any]

_ICONS = {
    "licence": "certificate",
    "filing": "clipboard-check",
    "registration": "building-store",
    "confirmation": "shield-check",
    "public_service": "heart-handshake",
    "other_power": "file-text",
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
            _fact(gettext("办理对象"), _words(bundle.applicants, words.APPLICANTS)),
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


def item_tile(item: ItemDefinition) -> Row:
    """事项图标: an item on the start page, with the icon of its kind."""
    tones = {"licence": "amber", "registration": "", "filing": "green", "confirmation": "green"}
    return {
        "title": named(item.name),
        "url": reverse("web:item", args=[item.code]),
        "icon": _ICONS[item.kind],
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


def _basis(item: ItemDefinition) -> list[Source]:
    limits = item.limits
    return _once([*item.basis, limits.promised_basis, *filter(None, [limits.statutory_basis])])


def _once(sources: list[Source]) -> list[Source]:
    return [source for n, source in enumerate(sources) if source not in sources[:n]]


def _words(codes: Iterable[str], table: Mapping[str, str]) -> str:
    return listed([gettext(table[code]) for code in codes])


def _fact(key: str, value: str) -> Row:
    return {"key": key, "value": value}
