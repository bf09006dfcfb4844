"""委托下放规则: which town unit stands for the item's own, in which steps, and in whose name.

An item's `delegation` names an element whose value is an area's code. Where it is the area of one
of the units in `to`, that unit acts: in all of the item's own steps, or with `scope` accept at the
counter only. Steps that belong to other units stay theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yimen.catalogue.api import ItemDefinition, Step


def town_of(item: ItemDefinition, form: Mapping[str, Any], areas: Mapping[str, str]) -> str:
    """承接镇街: the unit of the delegation whose area the form names; empty for none.

    `areas` are the areas of units, by the units' codes.
    """
    delegation = item.delegation
    if delegation is None:
        return ""
    wanted = str(form.get(delegation.by) or "")
    return next((unit for unit in delegation.to if wanted and areas.get(unit) == wanted), "")


def unit_of_case(item: ItemDefinition, town: str) -> str:
    """承办机关: of the whole case: the town unit, unless it only accepts."""
    whole = item.delegation is not None and item.delegation.scope == "all"
    return town if town and whole else item.unit


def unit_of_step(item: ItemDefinition, step: Step, town: str) -> str:
    """环节机关: who works on a step: another unit's step stays with it."""
    own = step.unit or item.unit
    if not town or item.delegation is None or own != item.unit:
        return own
    return town if item.delegation.scope == "all" or step.kind == "accept" else own


@dataclass(frozen=True)
class Sealing:
    """署名: the unit in whose name it is, and the unit that was entrusted with it, if one was."""

    issuer: str
    entrusted: str = ""


def sealing(item: ItemDefinition, handled_by: str) -> Sealing:
    """以谁的名义: of certificates and notices of a case that the unit `handled_by` handles.

    What is entrusted (委托) goes out in the name of the item's unit, with a note of who acted; what
    is transferred (下放) in the name of whoever handles it (行政许可法 2019 第二十四条).
    """
    delegation = item.delegation
    if delegation is None or handled_by == item.unit:
        return Sealing(item.unit)
    if delegation.kind == "transferred":
        return Sealing(handled_by)
    return Sealing(item.unit, handled_by)
