"""流程图用语: what units and elements are called in the drawings of a pack."""

from yimen.catalogue.rules.bpmn.drawing import Wording
from yimen.catalogue.rules.contents import PackContents


def wording_of(pack: PackContents) -> Wording:
    """城市包用语: units by their short names, elements by their names, in Simplified Chinese."""
    units = pack.units.value.units if pack.units else []
    return Wording(
        {unit.code: unit.short or unit.name.zh_hans for unit in units},
        {code: element.name.zh_hans for code, element in pack.element_of.items()},
    )
