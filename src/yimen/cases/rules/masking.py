"""办件脱敏: values of an application for those who may see that it runs, but need not see whose."""

from collections.abc import Mapping
from typing import Any

from yimen.cases.rules.results import shown
from yimen.kernel.codes import contact, identity_number
from yimen.vocabulary.api import ElementDefinition

_HIDDEN = frozenset({"personal", "sensitive"})


def masked(
    element: ElementDefinition, value: Any, elements: Mapping[str, ElementDefinition]
) -> str:
    """脱敏显示: the value in words, with personal and sensitive ones covered.

    A number keeps its ends and other text its first sign, so that two can be told apart; a table
    is covered column by column. `elements` are the city's, for the columns.
    """
    if element.type == "table":
        lines = (
            (masked(elements[code], row.get(code), elements) for code in element.columns)
            for row in value or []
        )
        return "；".join("、".join(filter(None, line)) for line in lines)
    text = shown(element, {element.code: value})
    if element.sensitivity not in _HIDDEN or not text:
        return text
    if element.type == "id_number":
        return identity_number.mask(text)
    if element.type == "phone":
        return contact.mask_mobile(text)
    return text[0] + "*" * (len(text) - 1)
