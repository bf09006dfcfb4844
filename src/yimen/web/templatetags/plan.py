"""改革承诺标签: where a promise stands, what it promises and what was measured, in words."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop, ngettext

from yimen.oversight.http.schemas import STATUS_NAMES
from yimen.web.templatetags.yimen import figure, working_days

register = template.Library()

_COLOURS = {
    "kept": "green",
    "missed": "red",
    "observed": "blue",
    "no_data": "yellow",
    "not_delivered": "grey",
}
_COMPARATORS = {"<=": "≤", ">=": "≥", "=": "="}
_STATISTICS = {
    "mean": gettext_noop("平均"),
    "p90": gettext_noop("九成件不超过（P90）"),
    "median": gettext_noop("一半件不超过（中位数）"),
    "count": gettext_noop("件数"),
    "max": gettext_noop("最长"),
    "share": gettext_noop("占比"),
}


@register.filter
def status_words(status: str) -> str:
    """状态名称: where an item or indicator stands."""
    return gettext(STATUS_NAMES[status])


@register.simple_tag
def plan_head() -> list[str]:
    """进展表头: a part of the plan, then every state in which its items may stand."""
    return [gettext("部分"), *map(status_words, STATUS_NAMES)]


@register.simple_tag
def plan_tag(status: str) -> SafeString:
    """状态标签: the same with its colour, which never speaks alone."""
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>',
        _COLOURS[status],
        status_words(status),
    )


@register.filter
def measured(value: Decimal | None, unit: str) -> str:
    """实测值: a figure with its unit; “—” for nothing measured."""
    if value is None:
        return figure(None)
    if unit == "working_day":
        return working_days(value)
    count = 1 if value == 1 else 2
    units = {
        "hour": ngettext("小时", "小时", count),
        "item": ngettext("项", "项", count),
        "percent": "%",
    }
    return f"{figure(value)} {units.get(unit, unit)}"


@register.filter
def target_words(target: Any) -> str:
    """目标: “≤ 2 个工作日”; empty where none is promised."""
    if target is None:
        return ""
    return f"{_COMPARATORS[target.comparator]} {measured(target.value, target.unit)}"


@register.filter
def statistic_words(statistic: str) -> str:
    """统计方法: how many values became one figure."""
    return gettext(_STATISTICS[statistic])
