"""样本内容: invented values for the sample of an item's result, from the elements alone."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from yimen.catalogue.rules.definitions import ItemDefinition, Row
from yimen.vocabulary.api import ElementDefinition

_EXAMPLE = re.compile("例如[^“]{0,8}“([^”]{1,60})”")
_DAY = "2030-01-01"


@dataclass(frozen=True)
class SampleLine:
    """样本栏目: a line of the certificate as `Result.rows` has it, with an invented text."""

    label: str
    text: str
    field: str


def sample_lines(
    item: ItemDefinition, elements: Mapping[str, ElementDefinition]
) -> tuple[SampleLine, ...]:
    """样本栏目: the lines of the item's result; none where it ends without a certificate.

    Nothing is anybody's: numbers are zeros, a choice is its first, a text is the example of the
    element's hint, or its name after 样本.
    """
    if item.result is None:
        return ()
    return tuple(
        SampleLine(row.label.zh_hans, _text(row, elements), row.field) for row in item.result.rows
    )


def _text(row: Row, elements: Mapping[str, ElementDefinition]) -> str:
    element = elements.get(row.element or "")
    if row.text or element is None:
        return row.text or f"样本{row.label.zh_hans}"
    if row.field and element.type == "date":
        return _DAY  # templates with fixed places take dates as stored
    return _value(element, elements)


def _value(element: ElementDefinition, elements: Mapping[str, ElementDefinition]) -> str:
    if element.type == "table":
        columns = [elements[code] for code in element.columns if code in elements]
        return "、".join(_value(column, elements) for column in columns)
    return _VALUES.get(element.type, _words)(element)


def _words(element: ElementDefinition) -> str:
    found = _EXAMPLE.search(element.hint.zh_hans) if element.hint else None
    return found[1] if found else f"样本{element.name.zh_hans}"


def _integer(element: ElementDefinition) -> str:
    least = max(Decimal(10), element.minimum or Decimal(0))
    return str(int(least if element.maximum is None else min(least, element.maximum)))


_VALUES: Mapping[str, Callable[[ElementDefinition], str]] = {
    "integer": _integer,
    "money": lambda _: "1,000,000 元",
    "date": lambda _: "2030年1月1日",
    "boolean": lambda _: "是",
    "choice": lambda element: element.choices[0].name.zh_hans,
    "choices": lambda element: "、".join(one.name.zh_hans for one in element.choices[:2]),
    "id_number": lambda _: "000000200001010000",
    "credit_code": lambda _: "00000000SAMPLE0000",
    "phone": lambda _: "00000000000",
}
