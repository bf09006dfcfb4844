"""公开目录页面: lists, powers and what is not verified yet, as they stand on a day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from yimen.catalogue.http.days import day_asked
from yimen.catalogue.http.editions import edition_rows, nature_words, shown_and_next
from yimen.catalogue.queries.history import history_of, power_changes
from yimen.catalogue.queries.published import (
    citations,
    items_on,
    list_of,
    list_on,
    lists_on,
)
from yimen.catalogue.rules import ItemDefinition
from yimen.catalogue.rules.laws.unverified import Unverified
from yimen.catalogue.rules.lists import ListDefinition
from yimen.catalogue.rules.open_data import words
from yimen.catalogue.rules.open_data.powers import Coverage, Power, coverage_of, powers_of
from yimen.kernel.http import Audience, endpoint
from yimen.parties.api import unit_names
from yimen.vocabulary.api import documents, today

PAGE_SIZE = 50
_YEAR = timedelta(days=365)
Row = dict[str, Any]


@endpoint(Audience.PUBLIC)
def lists(request: HttpRequest) -> HttpResponse:
    """清单目录: every published list, by kind, today or `?on=` a day."""
    on = day_asked(request)
    found = [definition for _, definition in lists_on(on)]
    groups = [
        {
            "title": gettext(title),
            "text": gettext(words.LIST_EFFECTS[kind]),
            "lists": [_list_row(one) for one in found if one.kind == kind],
        }
        for kind, title in words.LIST_KINDS.items()
    ]
    told = {
        **_day(on, reverse("catalogue:lists")),
        "groups": [group for group in groups if group["lists"]],
        "count": len(found),
        "entries": sum(len(one.entries) for one in found),
        "items": len({entry.item for one in found for entry in one.entries}),
    }
    return render(request, "catalogue/lists.html", told)


@endpoint(Audience.PUBLIC)
def one_list(request: HttpRequest, code: str) -> HttpResponse:
    """清单: its entries, what it does, and its history, today or `?on=` a day."""
    on = day_asked(request)
    version = list_on(code, on)
    definition, day = list_of(version), on or today()
    editions = history_of("list", code)
    shown, following = shown_and_next(editions, day)
    items = {item.code: item for _, item in items_on(on)}
    told = {
        **_day(on, reverse("catalogue:list", args=[code])),
        "shown": shown,
        "following": following,
        "list": definition,
        "kind": gettext(words.LIST_KINDS[definition.kind]),
        "effect": gettext(words.LIST_EFFECTS[definition.kind]),
        "unit": unit_names().get(definition.unit, definition.unit),
        "entries": [_entry_row(entry, items) for entry in definition.entries],
        "has_papers": definition.kind in {"defer_papers", "later"},
        "editions": edition_rows("list", editions, day),
    }
    return render(request, "catalogue/list.html", told)


def _list_row(one: ListDefinition) -> Row:
    return {
        "code": one.code,
        "name": one.name,
        "summary": one.summary,
        "since": one.effective_from,
        "entries": len(one.entries),
        "items": len({entry.item for entry in one.entries}),
    }


def _entry_row(entry: Any, items: dict[str, ItemDefinition]) -> Row:
    item = items.get(entry.item)
    document = documents().get(entry.document or "")
    return {
        "code": entry.item,
        "item": item.name if item else entry.item,
        "known": item is not None,
        "paper": document.name if document else entry.document or "",
        "conditional": bool(entry.when),
        "note": entry.note,
        "basis": [entry.basis] if entry.basis else [],
    }


@dataclass(frozen=True)
class Asked:
    """权责筛选: what of the list of powers is asked for; "" leaves a thing open."""

    towns: bool
    unit: str
    kind: str
    mode: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """由请求: values that there are none of are left out."""
        given = request.GET
        kind, mode = given.get("kind", ""), given.get("mode", "")
        return cls(
            given.get("by") == "town",
            given.get("unit", ""),
            kind if kind in words.KINDS else "",
            mode if mode in words.MODES else "",
        )

    def wants(self, power: Power) -> bool:
        """是否要: whether a power belongs to what is asked for."""
        mode = power.item.reform.mode if power.item.reform else ""
        return (
            bool(power.delegation) == self.towns
            and self.unit in ("", power.unit)
            and self.kind in ("", power.item.kind)
            and self.mode in ("", mode)
        )


@endpoint(Audience.PUBLIC)
def powers(request: HttpRequest) -> HttpResponse:
    """权责清单: who holds which power, by unit or by town, today or `?on=` a day.

    `?by=town` lists what is delegated; `unit`, `kind` and `mode` narrow it.
    """
    on, asked, names = day_asked(request), Asked.of(request), unit_names()
    items = [item for _, item in items_on(on)]
    every = list(powers_of(items))
    found = sorted(
        (one for one in every if asked.wants(one)), key=lambda one: names.get(one.unit, one.unit)
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    coverage = coverage_of(items)
    told = {
        **_day(on, reverse("catalogue:powers")),
        "asked": asked,
        "page_obj": page,
        "rows": [_power_row(one, names) for one in page.object_list],
        "units": _unit_options(every, asked.towns, names),
        "kinds": _options(words.KINDS),
        "modes": _options(words.MODES),
        "counts": _counts(items, every),
        **_by_unit(found, names),
        "coverage": coverage,
        "by_mode": _by_mode(coverage),
        "by_mode_head": [gettext("改革方式"), gettext("涉企经营许可")],
        "changes": _changes(on or today(), names),
    }
    return render(request, "catalogue/powers.html", told)


def _power_row(one: Power, names: dict[str, str]) -> Row:
    item, delegation = one.item, one.delegation
    told = ""
    if delegation:
        kind, scope = words.DELEGATION[delegation.kind], words.SCOPES[delegation.scope]
        told = f"{gettext(kind)} · {gettext(scope)}"
    return {
        "code": item.code,
        "name": item.name,
        "unit": names.get(one.unit, one.unit),
        "owner": names.get(item.unit, item.unit) if delegation else "",
        "delegation": told,
        "towns": len(item.delegation.to) if item.delegation and not delegation else 0,
        "kind": gettext(words.KINDS[item.kind]),
        "mode": gettext(words.MODES[item.reform.mode]) if item.reform else "",
        "status": "" if item.status == "open" else gettext(words.STATUSES[item.status]),
        "since": item.effective_from,
    }


def _unit_options(every: list[Power], towns: bool, names: dict[str, str]) -> list[tuple[str, str]]:
    codes = {one.unit for one in every if bool(one.delegation) == towns}
    found = sorted((names.get(code, code), code) for code in codes)
    return [("", gettext("全部")), *((code, name) for name, code in found)]


def _options(table: dict[str, str]) -> list[tuple[str, str]]:
    return [("", gettext("全部")), *((code, gettext(name)) for code, name in table.items())]


def _counts(items: list[ItemDefinition], every: list[Power]) -> Row:
    return {
        "items": len(items),
        "open": sum(item.offered for item in items),
        "units": len({item.unit for item in items}),
        "delegated": len({one.item.code for one in every if one.delegation}),
        "towns": len({one.unit for one in every if one.delegation}),
    }


def _by_unit(found: Iterable[Power], names: dict[str, str]) -> Row:
    """How many powers of each kind that there is each unit holds, the most first."""
    counts: dict[str, Counter[str]] = {}
    for one in found:
        counts.setdefault(one.unit, Counter())[one.item.kind] += 1
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1].total(), names.get(pair[0], "")))
    kinds = [kind for kind in words.KINDS if any(of[kind] for of in counts.values())]
    return {
        "by_unit_head": [gettext("部门"), *(gettext(words.KINDS[kind]) for kind in kinds)],
        "by_unit": [[names.get(code, code), *(of[kind] for kind in kinds)] for code, of in ranked],
    }


def _by_mode(coverage: Coverage) -> list[list[Any]]:
    rows = [[gettext(words.MODES[mode]), count] for mode, count in coverage.by_mode.items()]
    return [*rows, [gettext("还没有纳入"), coverage.total - coverage.covered]]


def _changes(day: date, names: dict[str, str]) -> list[Row]:
    """What became of the powers in the year up to the day, in words."""
    return [
        {
            "since": one.since,
            "code": one.version.code,
            "name": one.definition.name,
            "unit": names.get(one.definition.unit, one.definition.unit),
            "natures": nature_words(one),
            "title": one.change.title if one.change else "",
        }
        for one in power_changes(day - _YEAR, day)
    ]


@endpoint(Audience.PUBLIC)
def unverified(request: HttpRequest) -> HttpResponse:
    """未核实的依据: every citation in force that could not be read in its text, and why."""
    found = citations()
    rows = sorted((_citation(one) for one in found.listed), key=lambda row: not row["url"])
    told = {"found": found, "rows": rows}
    return render(request, "catalogue/unverified.html", told)


_PAGES = {"item": "web:item", "bundle": "web:bundle", "list": "catalogue:list"}


def _citation(one: Unverified) -> Row:
    kind, _, code = one.file.partition("/")
    return {
        "code": one.code,
        "name": one.name,
        "url": reverse(_PAGES[kind], args=[code]) if kind in _PAGES else "",
        "kind": _holder_kind(kind),
        "source": one.source,
    }


def _holder_kind(kind: str) -> str:
    titles = {
        "item": gettext("事项"),
        "bundle": gettext("一件事"),
        "list": gettext("清单"),
        "directory.yaml": gettext("基本目录"),
        "documents.yaml": gettext("材料类型"),
        "elements.yaml": gettext("数据元"),
        "resources.yaml": gettext("数据资源"),
    }
    return titles.get(kind, gettext("城市资料"))


def _day(on: date | None, url: str) -> Row:
    """What the pages of a day share: the notice that it is not today's, and the other-day form."""
    return {"on": on, "is_today": on in (None, today()), "url": url}
