"""生效内容: the catalogue in force as the contents of a pack, for the same checks."""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from yimen.catalogue.models import BundleVersion, EntryVersion, ItemVersion, ListVersion, Version
from yimen.catalogue.queries.definitions import bundle_of, in_force, item_of
from yimen.catalogue.rules.changes import part_name
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.guide import DirectoryEntry, DirectoryFile
from yimen.catalogue.rules.lists import ListDefinition
from yimen.exchange.api import ResourceFile, resources
from yimen.kernel.packs import Loaded
from yimen.kernel.packs.yaml_marks import Marked
from yimen.parties.api import UnitFile, unit_definitions
from yimen.vocabulary.api import (
    AreaFile,
    DocumentFile,
    ElementFile,
    area_definitions,
    calendar,
    city,
    documents,
    elements,
)


def contents_in_force(on: date | None = None) -> PackContents:
    """生效内容: what a pack would hold that says what is in force on a day (today).

    Items, bundles, lists and entries are called `item/<code>` and so on, as the parts of a change
    are; the rest is what was loaded last, whatever the day.
    """
    entries = [
        DirectoryEntry.model_validate(row.definition)
        for row in in_force(EntryVersion.objects.all(), on)
    ]
    return PackContents(
        root=Path("in-force"),
        city=_loaded("pack.yaml", city()),
        areas=_loaded("areas.yaml", AreaFile(areas=area_definitions())),
        units=_loaded("units.yaml", UnitFile(units=unit_definitions())),
        elements=_loaded("elements.yaml", ElementFile(elements=list(elements().values()))),
        documents=_loaded("documents.yaml", DocumentFile(documents=list(documents().values()))),
        resources=_loaded("resources.yaml", ResourceFile(resources=list(resources().values()))),
        calendar=calendar(),
        items=tuple(
            _loaded(part_name("item", row.code), item_of(row.pk))
            for row in _with_stopped(ItemVersion, on)
        ),
        bundles=tuple(
            _loaded(part_name("bundle", row.code), bundle_of(row.pk))
            for row in _with_stopped(BundleVersion, on)
        ),
        lists=tuple(
            _loaded(part_name("list", row.code), ListDefinition.model_validate(row.definition))
            for row in in_force(ListVersion.objects.all(), on)
        ),
        directory=_loaded("directory.yaml", DirectoryFile(entries=entries)) if entries else None,
        demo=None,
        plans=(),
        faults=(),
    )


def _with_stopped(model: type[Version], on: date | None) -> Any:
    """Suspended and cancelled ones too: they are still part of what the city says."""
    return in_force(model._base_manager.all(), on, stopped=True)


def _loaded(name: str, value: BaseModel) -> Loaded[Any]:
    return Loaded(name, value, Marked(None))
