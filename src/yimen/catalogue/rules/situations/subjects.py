"""申请对象: what can be applied for in a pack: a bundle, or an item by itself as one of a kind."""

from dataclasses import dataclass
from functools import cached_property

from yimen.catalogue.rules.conditions import Conditions, all_of
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import (
    BundleDefinition,
    BundleMember,
    ItemDefinition,
    Section,
)


@dataclass(frozen=True)
class Subject:
    """申请对象: a bundle with its items as the pack's lists change them.

    An item applied for by itself is a bundle of one: `alone`. Its steps are then called by their
    own codes and not as `item/step`.
    """

    bundle: BundleDefinition
    items: dict[str, ItemDefinition]
    conditions: Conditions
    alone: bool

    @cached_property
    def whens(self) -> dict[str, str]:
        """何时办理: the condition of each member; an item that a list exempts is not needed."""
        return {
            one.item: all_of([one.when, self.items[one.item].needed]) for one in self.bundle.members
        }

    @property
    def visits(self) -> int:
        """跑动次数: of the application itself; each member of a bundle adds its own."""
        return self.bundle.visits

    def called(self, item: str, step: str) -> str:
        """环节称呼: how situations name a step."""
        return step if self.alone else f"{item}/{step}"


def of_bundle(pack: PackContents, bundle: BundleDefinition) -> Subject | None:
    """由一件事: None where a member could not be read."""
    items = {m.item: pack.listed_items[m.item] for m in bundle.members if m.item in pack.item_of}
    if len(items) < len(bundle.members):
        return None
    return Subject(bundle, items, Conditions.of(bundle.scenario, pack.element_of), alone=False)


def of_item(pack: PackContents, item: ItemDefinition) -> Subject:
    """由事项: the item applied for by itself, with the questions that it asks alone."""
    listed = pack.listed_items[item.code]
    asked = [use.element for use in listed.fields if use.element not in listed.produces]
    sections = (
        [Section(code="form", name=item.name, elements=list(dict.fromkeys(asked)))] if asked else []
    )
    bundle = BundleDefinition.model_construct(
        code=item.code,
        name=item.name,
        summary=item.name,
        unit=item.unit,
        effective_from=item.effective_from,
        effective_to=item.effective_to,
        applicants=item.applicants,
        status=item.status,
        basis=item.basis,
        promised=item.limits.promised,
        promised_basis=item.limits.promised_basis,
        visits=item.visits,
        scenario=item.scenario,
        members=[BundleMember(item=item.code)],
        sections=sections,
        subject_name=asked[0] if asked else "",
    )
    return Subject(
        bundle, {item.code: listed}, Conditions.of(item.scenario, pack.element_of), alone=True
    )
