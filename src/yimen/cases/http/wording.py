"""页面用语: values, sources, limits and savings as applicants read them, in the page's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, ngettext

from yimen.catalogue.api import ItemDefinition
from yimen.exchange.api import ResourceDefinition
from yimen.kernel.codes.identity_number import mask
from yimen.kernel.packs import Names
from yimen.kernel.worktime import Period, Unit
from yimen.kernel.worktime.periods import plain
from yimen.vocabulary.api import ElementDefinition, elements

SCENARIO = "scenario"
"""The supplier of elements that answers to scenario questions fill."""


def named(names: Names | None) -> str:
    """名称: a name in the page's language; empty for none."""
    return names.shown if names else ""


def value_words(element: ElementDefinition, value: Any, *, hide: bool = False) -> str:
    """取值: a stored value in words; the rows of a table each on a line of their own.

    `hide` leaves of a sensitive number only what tells it apart from others.
    """
    if value in (None, "", []):
        return ""
    if element.type == "boolean":
        return gettext("是") if value else gettext("否")
    if element.type in {"choice", "choices"}:
        names = {choice.value: named(choice.name) for choice in element.choices}
        chosen = value if isinstance(value, list) else [value]
        return gettext("、").join(names.get(str(one), str(one)) for one in chosen)
    if element.type == "table":
        return _table(element, value)
    if hide and element.sensitivity == "sensitive":
        return mask(str(value))
    return _single(element, str(value))


def _table(element: ElementDefinition, rows: list[dict[str, Any]]) -> str:
    words = elements()
    lines = ([value_words(words[code], row.get(code)) for code in element.columns] for row in rows)
    return "\n".join(gettext("，").join(filter(None, line)) for line in lines)


def _single(element: ElementDefinition, value: str) -> str:
    if element.type == "date":
        return formatted(date.fromisoformat(value), gettext("Y年n月j日"))
    if element.type == "money":
        yuan = Decimal(value)
        places = 0 if yuan == yuan.to_integral_value() else 2
        return gettext("%(amount)s 元") % {"amount": f"{yuan:,.{places}f}"}
    return value


def supplier_words(supplier: str, catalogue: Mapping[str, ResourceDefinition]) -> str:
    """来源: what gave a value, by its name; empty when the applicant typed it."""
    if supplier == SCENARIO:
        return gettext("情形选择")
    return named(catalogue[supplier].name) if supplier in catalogue else supplier


def listed(words: list[str]) -> str:
    """并列: words one after the other."""
    return gettext("、").join(words)


def period_words(period: Period) -> str:
    """期限: how long a limit is (“0.5 个工作日”)."""
    count = 1 if period.amount == 1 else 2
    forms = {
        Unit.WORKDAYS: ngettext("%(n)s 个工作日", "%(n)s 个工作日", count),
        Unit.DAYS: ngettext("%(n)s 日", "%(n)s 日", count),
        Unit.WORK_HOURS: ngettext("%(n)s 个工作小时", "%(n)s 个工作小时", count),
        Unit.HOURS: ngettext("%(n)s 小时", "%(n)s 小时", count),
        Unit.MONTHS: ngettext("%(n)s 个月", "%(n)s 个月", count),
        Unit.YEARS: ngettext("%(n)s 年", "%(n)s 年", count),
    }
    return forms[period.unit] % {"n": plain(period.amount)}


def fee_words(items: list[ItemDefinition]) -> str:
    """收费: every fee of the items with its amount in yuan, or that there is none."""
    fees = [f"{named(fee.name)} {Decimal(fee.yuan):,.2f}" for item in items for fee in item.fees]
    if not fees:
        return gettext("不收费")
    return gettext("%(fees)s 元") % {"fees": gettext(" 元；").join(fees)}


def savings_rows(savings: Mapping[str, Any]) -> list[list[Any]]:
    """节省: each figure of `Savings.as_json()` applied for one by one, and here at once."""
    typed = savings["fields_once"] - savings["fields_supplied"]
    return [
        [gettext("填写（项）"), savings["fields_separately"], typed],
        [gettext("材料（份）"), savings["papers_separately"], savings["papers_asked"]],
        [gettext("跑动（次）"), savings["visits_separately"], savings["visits"]],
        [gettext("用时（工作日）"), _days(savings["days_separately"]), _days(savings["days"])],
    ]


def savings_head() -> list[str]:
    """节省表头: the columns of `savings_rows`."""
    return [gettext("比一比"), gettext("逐项办理"), gettext("一次办好")]


def _days(days: float) -> str:
    return f"{days:.2f}".rstrip("0").rstrip(".")
