"""页面用语: values, sources, limits and savings as applicants read them, in the page's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from yimen.cases.rules.results import shown
from yimen.catalogue.api import ItemDefinition
from yimen.exchange.api import ResourceDefinition
from yimen.kernel.codes.identity_number import mask
from yimen.kernel.packs import Names
from yimen.vocabulary.api import ElementDefinition, elements

SCENARIO = "scenario"
"""The supplier of elements that answers to scenario questions fill."""


def named(names: Names | None) -> str:
    """名称: a name in the page's language; empty for none."""
    return names.in_language(get_language() or "zh-hans") if names else ""


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
        words = elements()
        lines = (
            [value_words(words[code], row.get(code)) for code in element.columns] for row in value
        )
        return "\n".join(gettext("，").join(filter(None, line)) for line in lines)
    if hide and element.sensitivity == "sensitive":
        return mask(str(value))
    return shown(element, {element.code: value})


def supplier_words(supplier: str, catalogue: Mapping[str, ResourceDefinition]) -> str:
    """来源: what gave a value, by its name; empty when the applicant typed it."""
    if supplier == SCENARIO:
        return gettext("情形选择")
    return named(catalogue[supplier].name) if supplier in catalogue else supplier


def listed(words: list[str]) -> str:
    """并列: words one after the other."""
    return gettext("、").join(words)


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
