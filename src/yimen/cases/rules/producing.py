"""办理产生: what an item produces by being granted, where no automatic step makes it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yimen.catalogue.api import ItemDefinition
from yimen.vocabulary.api import ElementDefinition


def by_granting(
    item: ItemDefinition, elements: Mapping[str, ElementDefinition], number: str, day: date
) -> dict[str, Any]:
    """准予产生的数据: of an item without automatic steps, by element code in stored form.

    A text is the `number` of its result (of the case, where it has none), a date the `day` of the
    decision, and a yes-or-no is yes; other types of elements no decision can fill.
    """
    if not item.produces or any(step.kind == "automatic" for step in item.steps):
        return {}
    values = {"text": number, "date": day.isoformat(), "boolean": True}
    return {
        code: values[elements[code].type] for code in item.produces if elements[code].type in values
    }
