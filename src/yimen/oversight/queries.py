"""督查查询: the plan in the light of what was measured."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

from yimen.catalogue.api import permit_coverage
from yimen.kernel.problems import Unknown
from yimen.kernel.worktime import elapsed
from yimen.oversight.models import Plan, PlanItem
from yimen.oversight.rules import plan_yaml
from yimen.oversight.rules.measures import (
    IndicatorDefinition,
    Status,
    status_of,
    status_of_item,
    summarise,
)
from yimen.parties.api import unit_names
from yimen.vocabulary.api import calendar, revision, today


@dataclass(frozen=True)
class Part:
    """环节用时: one part of a measured whole: its name, statistic and how many were counted."""

    code: str
    mean: Decimal | None
    p90: Decimal | None
    count: int


@dataclass(frozen=True)
class Measured:
    """实测: the values behind an indicator, and its parts where it has some.

    `series` is `(month, mean, count)`, the oldest month first.
    """

    values: list[Decimal]
    parts: list[Part]
    series: list[tuple[str, Decimal, int]]


@dataclass(frozen=True)
class IndicatorView:
    """指标视图: an indicator with its figure and whether the promise is kept."""

    definition: IndicatorDefinition
    value: Decimal | None
    count: int
    status: Status
    parts: list[Part]
    series: list[tuple[str, Decimal, int]]

    @property
    def unit(self) -> str:
        """单位: the target's; without one that of the statistic."""
        if self.definition.target:
            return self.definition.target.unit
        return {"count": "item", "share": "percent"}.get(self.definition.statistic, "working_day")


@dataclass(frozen=True)
class PlanItemView:
    """要点视图: an item of the plan as the public sees it."""

    item: PlanItem
    part: str
    leads: list[str]
    assists: list[str]
    groups: list[str]
    figures: list[dict[str, Any]]
    delivers: dict[str, list[str]]
    indicators: list[IndicatorView]
    status: Status


@dataclass(frozen=True)
class PlanView:
    """工作要点视图: the whole plan, by parts, with how many items stand where."""

    plan: Plan
    parts: list[tuple[str, list[PlanItemView]]]
    counts: dict[str, int]


@dataclass(frozen=True)
class PlanSummary:
    """工作要点摘要: how many items stand where, and the indicators that promise a figure."""

    title: str
    counts: dict[str, int]
    headlines: list[tuple[int, IndicatorView]]

    @property
    def total(self) -> int:
        """要点总数"""
        return sum(self.counts.values())


def plan_summary(code: str = "") -> PlanSummary:
    """工作要点摘要: the plan (the newest without `code`) in figures, headlines with their item."""
    view = plan_view(code)
    headlines = [
        (one.item.number, indicator)
        for _, items in view.parts
        for one in items
        for indicator in one.indicators
        if indicator.definition.target
    ]
    return PlanSummary(view.plan.title, view.counts, headlines)


def plan_view(code: str = "") -> PlanView:
    """工作要点: the plan (the newest without `code`) with every item in the same light."""
    plan = _plan(code)
    names = unit_names()
    views = [_view(item, plan, names) for item in plan.items.all()]
    titles = {p["number"]: p["title"] for p in plan.head.get("parts", [])}
    parts = [
        (title, [v for v in views if v.item.content.get("part") == number])
        for number, title in titles.items()
    ]
    counts = dict.fromkeys(("kept", "missed", "observed", "no_data", "not_delivered"), 0)
    for view in views:
        counts[view.status] += 1
    return PlanView(plan, parts, counts)


def plan_item_view(number: int, code: str = "") -> PlanItemView:
    """要点: one item; `Unknown` for a number the plan does not have."""
    plan = _plan(code)
    item = plan.items.filter(number=number).first()
    if item is None:
        last = plan.items.order_by("-number").values_list("number", flat=True).first()
        raise Unknown(f"这份工作要点没有第 {number} 项，共有 {last} 项。")
    return _view(item, plan, unit_names())


def plan_files() -> dict[str, str]:
    """工作要点包文件: every plan as the `plan/<code>.yaml` of a pack, by path."""
    return {
        f"plan/{plan.code}.yaml": plan_yaml(
            {
                **plan.head,
                "items": [
                    {"number": item.number, "title": item.title, **item.content}
                    for item in plan.items.all()
                ],
            }
        )
        for plan in Plan.objects.order_by("code")
    }


def _plan(code: str) -> Plan:
    plans = Plan.objects.order_by("-issued_on", "-code")
    plan = plans.filter(code=code).first() if code else plans.first()
    if plan is None:
        raise Unknown("还没有装载工作要点，请运行 yimen plan import 文件。")
    return plan


def _view(item: PlanItem, plan: Plan, names: Mapping[str, str]) -> PlanItemView:
    content = item.content
    indicators = [_indicator(d) for d in content.get("indicators", [])]
    delivers = {kind: list(codes) for kind, codes in content.get("delivers", {}).items()}
    titles = {p["number"]: p["title"] for p in plan.head.get("parts", [])}
    return PlanItemView(
        item=item,
        part=titles.get(content.get("part"), ""),
        leads=[names.get(code, code) for code in content.get("leads", [])],
        assists=[names.get(code, code) for code in content.get("assists", [])],
        groups=list(content.get("groups", [])),
        figures=list(content.get("figures", [])),
        delivers=delivers,
        indicators=indicators,
        status=status_of_item(any(delivers.values()), [i.status for i in indicators]),
    )


def _indicator(content: dict[str, Any]) -> IndicatorView:
    definition = IndicatorDefinition.model_validate(content)
    measured = _measured(definition.measure, json.dumps(definition.params), _state_of_facts())
    value = summarise(definition.statistic, measured.values)
    return IndicatorView(
        definition,
        value,
        len(measured.values),
        status_of(definition.target, value),
        measured.parts,
        measured.series,
    )


@lru_cache(maxsize=256)
def _measured(measure: str, params: str, facts: tuple[object, ...]) -> Measured:
    return MEASURES[measure](**json.loads(params))


def _state_of_facts() -> tuple[object, ...]:
    """What measures rest on: while it is the same, so are they, and are not counted again.

    Events are only ever added, so their number and the last one tell any two states apart. The
    day belongs to it: versions that were published earlier take effect on theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        return (connection.settings_dict["NAME"], revision(), today(), *cursor.fetchone())


_NEWEST = """
select count(*), max(id) from kernel_event
where type in ('cases.CaseSubmitted', 'cases.CaseEnded', 'catalogue.ItemPublished')
"""
_DURATIONS = """
select s.subject_id, s.at, e.data ->> 'item', e.at
from kernel_event s
join kernel_event e on e.type = 'cases.CaseEnded' and e.data ->> 'parent' = s.subject_id
where s.type = 'cases.CaseSubmitted' and s.data ->> 'bundle' = %s
  and e.data ->> 'state' = 'granted' and e.data ->> 'item' = any(%s)
order by s.id
"""


def bundle_duration(bundle: str, children: list[str]) -> Measured:
    """一件事用时: working days from submission until all of `children` are granted, by case.

    Read from the events alone: a case counts when every one of the children has been granted.
    Working days are office time between the two moments in days of full length.
    """
    ends: dict[str, tuple[datetime, dict[str, datetime]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DURATIONS, [bundle, list(children)])
        for case, submitted, item, ended in cursor.fetchall():
            ends.setdefault(case, (submitted, {}))[1][item] = ended
    whole: list[Decimal] = []
    by_child: dict[str, list[Decimal]] = {child: [] for child in children}
    months: dict[str, list[Decimal]] = {}
    days = calendar()
    for submitted, granted in ends.values():
        if set(granted) != set(children):
            continue
        whole.append(elapsed(submitted, max(granted.values()), days).working_days)
        month = submitted.astimezone(days.zone).strftime("%Y-%m")
        months.setdefault(month, []).append(whole[-1])
        for child, ended in granted.items():
            by_child[child].append(elapsed(submitted, ended, days).working_days)
    parts = [
        Part(child, summarise("mean", values), summarise("p90", values), len(values))
        for child, values in by_child.items()
    ]
    series = [
        (month, summarise("mean", values) or Decimal(0), len(values))
        for month, values in sorted(months.items())
    ]
    return Measured(whole, parts, series)


def enterprise_permit_coverage() -> Measured:
    """涉企经营许可改革覆盖: 1 for each permit that stands under one of the four modes, else 0.

    Read from the versions of items that count today. A part is a mode, with how many it has.
    """
    coverage = permit_coverage()
    left = coverage.total - coverage.covered
    values = [Decimal(1)] * coverage.covered + [Decimal(0)] * left
    parts = [Part(mode, None, None, count) for mode, count in coverage.by_mode.items()]
    return Measured(values, parts, [])


MEASURES: dict[str, Callable[..., Measured]] = {
    "bundle_duration": bundle_duration,
    "enterprise_permit_coverage": enterprise_permit_coverage,
}
"""The measures that plans may name."""
