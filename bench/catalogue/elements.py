"""测速用数据元: the values of the work as elements, and its rules as conditions over them."""

from typing import Any

from bench.catalogue.workload import Rule, infix
from yimen.vocabulary.api import ElementDefinition

_TYPES = {"area": "integer", "people": "integer", "trade": "text", "capital": "money",
          "founded": "date"}  # fmt: skip
ELEMENTS = {
    f"firm.{name}": ElementDefinition.model_validate(
        {"code": f"firm.{name}", "name": name, "type": type_}
    )
    for name, type_ in _TYPES.items()
}


def spelt(rule: Rule) -> str:
    """条件写法."""
    return infix(rule, conjunction="&&", disjunction="||", prefix="form.firm.")


def named(values: dict[str, Any]) -> dict[str, Any]:
    """表单: the values by element code."""
    return {f"firm.{name}": value for name, value in values.items()}
