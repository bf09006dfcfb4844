"""Reading the packs of the repository, for the tests of what they say."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from yimen.catalogue.rules import BundleDefinition, ItemDefinition, Step
from yimen.catalogue.rules.conditions import Conditions
from yimen.config import paths
from yimen.exchange.rules import ResourceDefinition, ResourceFile
from yimen.kernel.packs import PackModel, PackReader, Period
from yimen.parties.rules import DemoFile, UnitDefinition, UnitFile
from yimen.vocabulary.rules import (
    AreaFile,
    CityDefinition,
    DocumentDefinition,
    DocumentFile,
    ElementDefinition,
    ElementFile,
)

PACKS = sorted(path.parent.name for path in paths.packs().glob("*/pack.yaml"))


@dataclass(frozen=True)
class Pack:
    """A pack's files as models, definitions by code."""

    city: CityDefinition
    units: dict[str, UnitDefinition]
    areas: AreaFile
    elements: dict[str, ElementDefinition]
    documents: dict[str, DocumentDefinition]
    resources: dict[str, ResourceDefinition]
    demo: DemoFile
    items: dict[str, ItemDefinition]
    bundles: dict[str, BundleDefinition]

    @property
    def all(self) -> tuple[PackModel, ...]:
        files = (self.units, self.elements, self.documents, self.resources, self.items)
        entries = chain.from_iterable(file.values() for file in files)
        return (self.city, self.areas, *entries, *self.bundles.values())

    def members(self, bundle: BundleDefinition) -> list[ItemDefinition]:
        return [self.items[member.item] for member in bundle.members]

    def conditions(self, bundle: BundleDefinition) -> Conditions:
        return Conditions.of(bundle.scenario, self.elements)


def by_code(entries: list) -> dict:
    codes = [entry.code for entry in entries]
    assert [code for code, times in Counter(codes).items() if times > 1] == []
    return {entry.code: entry for entry in entries}


def read(name: str) -> Pack:
    reader = PackReader(paths.packs() / name)
    city = reader.one("pack.yaml", CityDefinition)
    units = reader.one("units.yaml", UnitFile)
    areas = reader.one("areas.yaml", AreaFile)
    elements = reader.one("elements.yaml", ElementFile)
    documents = reader.one("documents.yaml", DocumentFile)
    resources = reader.one("resources.yaml", ResourceFile)
    demo = reader.one("demo.yaml", DemoFile)
    items = [one.value for one in reader.each("items", ItemDefinition)]
    bundles = [one.value for one in reader.each("bundles", BundleDefinition)]
    reader.refuse_if_faulty()
    return Pack(
        city.value,
        by_code(units.value.units),
        areas.value,
        by_code(elements.value.elements),
        by_code(documents.value.documents),
        by_code(resources.value.resources),
        demo.value,
        by_code(items),
        by_code(bundles),
    )


def models(root: PackModel) -> Iterator[PackModel]:
    yield root
    for name in type(root).model_fields:
        value = getattr(root, name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, PackModel):
                yield from models(one)


def working_days(period: Period) -> Decimal:
    assert period.unit.value == "wd"
    return period.amount


def longest(steps: list[Step], start: Decimal = Decimal(0), stop: str = "") -> Decimal:
    """The slowest way through the steps, found by walking every way.

    Steps that need something of a sibling begin no earlier than `start`; with `stop` only the
    ways up to that step count.
    """
    named = {step.code: step for step in steps}

    def finish(step: Step) -> Decimal:
        before = max((finish(named[code]) for code in step.after), default=Decimal(0))
        return max(before, start if step.needs else Decimal(0)) + working_days(step.within)

    return finish(named[stop]) if stop else max(finish(step) for step in steps)
