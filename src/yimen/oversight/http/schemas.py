"""督查接口形状: how the plan and its indicators look to programs and to the command line."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext_noop

from yimen.catalogue.api import bundles_in_force, items_in_force, words
from yimen.kernel.http.operations import Answer
from yimen.kernel.packs import Names
from yimen.oversight.queries import IndicatorView, Part, PlanItemView, PlanView

STATUS_NAMES = {
    "kept": gettext_noop("已达标"),
    "missed": gettext_noop("未达标"),
    "observed": gettext_noop("已测量"),
    "no_data": gettext_noop("尚无法测量"),
    "not_delivered": gettext_noop("尚未落实"),
}
"""状态名称: where an item or indicator stands, on pages, in the API and on the command line."""
Called = Mapping[str, Mapping[str, str]]
"""落实者名称: `{kind: {code: name}}` of the bundles and items that can be applied for."""


class Figure(Answer):
    """数字: a figure of the plan's text, as `text`, and what it says."""

    text: str
    subject: str
    comparator: str
    value: str
    to: str = ""
    unit: str
    per: str = ""


class Delivered(Answer):
    """落实: a bundle, item, part of the code or set of tests that delivers a promise."""

    kind: str
    code: str
    name: str


class TargetAnswer(Answer):
    """目标"""

    comparator: str
    value: Decimal
    unit: str


class PartAnswer(Answer):
    """环节用时: one part of a measured whole."""

    code: str
    name: str
    mean: Decimal | None
    p90: Decimal | None
    count: int

    @classmethod
    def of(cls, part: Part, called: Called) -> Self:
        """由视图"""
        name = called["items"].get(part.code) or words.MODES.get(part.code, part.code)
        return cls(code=part.code, name=name, mean=part.mean, p90=part.p90, count=part.count)


class Month(Answer):
    """月度: the mean of one month (`2020-05`) and how many were counted."""

    month: str
    mean: Decimal
    count: int


class IndicatorAnswer(Answer):
    """指标: its figure from real events, its target, and whether that is kept."""

    code: str
    name: Names
    statistic: str
    value: Decimal | None
    count: int
    target: TargetAnswer | None
    status: str
    status_name: str
    parts: list[PartAnswer]
    series: list[Month]

    @classmethod
    def of(cls, view: IndicatorView, called: Called) -> Self:
        """由视图"""
        definition, target = view.definition, view.definition.target
        return cls(
            code=definition.code,
            name=definition.name,
            statistic=definition.statistic,
            value=view.value,
            count=view.count,
            target=TargetAnswer.model_validate(target) if target else None,
            status=view.status,
            status_name=STATUS_NAMES[view.status],
            parts=[PartAnswer.of(part, called) for part in view.parts],
            series=[Month(month=m, mean=mean, count=n) for m, mean, n in view.series],
        )


class PlanItemAnswer(Answer):
    """要点: one promise: what it says, who leads, what delivers it, and what was measured.

    `text` is the published wording; it is empty until the text was imported.
    """

    number: int
    title: str
    part: str
    text: str
    leads: list[str]
    assists: list[str]
    groups: list[str]
    figures: list[Figure]
    delivers: list[Delivered]
    indicators: list[IndicatorAnswer]
    status: str
    status_name: str

    @classmethod
    def of(cls, view: PlanItemView, called: Called) -> Self:
        """由视图"""
        return cls(
            number=view.item.number,
            title=view.item.title,
            part=view.part,
            text=view.item.text,
            leads=view.leads,
            assists=view.assists,
            groups=view.groups,
            figures=[Figure.model_validate(_plain(figure)) for figure in view.figures],
            delivers=[
                Delivered(kind=kind, code=code, name=called.get(kind, {}).get(code, ""))
                for kind, codes in view.delivers.items()
                for code in codes
            ],
            indicators=[IndicatorAnswer.of(one, called) for one in view.indicators],
            status=view.status,
            status_name=STATUS_NAMES[view.status],
        )


class PartOfPlan(Answer):
    """部分: one part of the plan with its items."""

    title: str
    items: list[PlanItemAnswer]


class PlanAnswer(Answer):
    """工作要点: the whole plan, and how many of its items stand where."""

    code: str
    title: str
    number: str
    issued_on: date | None
    counts: dict[str, int]
    parts: list[PartOfPlan]

    @classmethod
    def of(cls, view: PlanView, called: Called) -> Self:
        """由视图"""
        return cls(
            code=view.plan.code,
            title=view.plan.title,
            number=view.plan.number,
            issued_on=view.plan.issued_on,
            counts=view.counts,
            parts=[
                PartOfPlan(title=title, items=[PlanItemAnswer.of(item, called) for item in items])
                for title, items in view.parts
            ],
        )


def called() -> Called:
    """落实者名称: names of the bundles and items in force, by kind and code."""
    return {
        "bundles": {bundle.code: bundle.name.zh_hans for _, bundle in bundles_in_force()},
        "items": {item.code: item.name.zh_hans for _, item in items_in_force()},
    }


def _plain(figure: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in figure.items() if value is not None}
