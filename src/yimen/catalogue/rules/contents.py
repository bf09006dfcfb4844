"""城市包内容: every file of a pack, read and kept with its marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import RootModel

from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.flow import DAY_HOURS
from yimen.catalogue.rules.guide import DirectoryEntry, DirectoryFile
from yimen.catalogue.rules.lists import ListDefinition, with_lists
from yimen.catalogue.rules.search.synonyms import SearchFile
from yimen.catalogue.rules.situations.model import SituationFile
from yimen.exchange.api import ResourceDefinition, ResourceFile
from yimen.kernel.packs import Loaded, PackReader
from yimen.kernel.problems import Invalid, PackFault
from yimen.kernel.worktime import WorkCalendar
from yimen.parties.api import DemoFile, UnitFile
from yimen.vocabulary.api import (
    AreaFile,
    CityDefinition,
    DocumentDefinition,
    DocumentFile,
    ElementDefinition,
    ElementFile,
)


class PlainFile(RootModel[dict[str, Any]]):
    """原样文件: a file whose content another context reads: a mapping."""


Definition = ItemDefinition | BundleDefinition | ListDefinition | DirectoryEntry


@dataclass(frozen=True)
class Definitions:
    """定义集: definitions that are published together.

    `sources` are the YAML texts they were read from, by (kind, code), where there are any.
    """

    items: tuple[ItemDefinition, ...] = ()
    bundles: tuple[BundleDefinition, ...] = ()
    lists: tuple[ListDefinition, ...] = ()
    entries: tuple[DirectoryEntry, ...] = ()
    sources: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.items or self.bundles or self.lists or self.entries)


@dataclass(frozen=True)
class PackContents:
    """城市包内容: what stands in a pack's files, faulty or not.

    A file that could not be read is None (or left out of its folder), and `faults` say why.
    `faulty` names such files, so that checks do not blame others for what is missing there.
    """

    root: Path
    city: Loaded[CityDefinition] | None
    areas: Loaded[AreaFile] | None
    units: Loaded[UnitFile] | None
    elements: Loaded[ElementFile] | None
    documents: Loaded[DocumentFile] | None
    resources: Loaded[ResourceFile] | None
    calendar: WorkCalendar | None
    items: tuple[Loaded[ItemDefinition], ...]
    bundles: tuple[Loaded[BundleDefinition], ...]
    lists: tuple[Loaded[ListDefinition], ...]
    directory: Loaded[DirectoryFile] | None
    demo: Loaded[DemoFile] | None
    plans: tuple[Loaded[PlainFile], ...]
    faults: tuple[PackFault, ...]
    search: Loaded[SearchFile] | None = None
    situations: tuple[Loaded[SituationFile], ...] | None = None
    """None where only definitions were read: what is published has no tests beside it."""

    @cached_property
    def faulty(self) -> frozenset[str]:
        """有误的文件: names of the files that could not be read."""
        return frozenset(fault.file for fault in self.faults)

    @cached_property
    def element_of(self) -> dict[str, ElementDefinition]:
        """数据元表: elements by code."""
        return {e.code: e for e in self.elements.value.elements} if self.elements else {}

    @cached_property
    def document_of(self) -> dict[str, DocumentDefinition]:
        """材料表: document types by code."""
        return {d.code: d for d in self.documents.value.documents} if self.documents else {}

    @cached_property
    def resource_of(self) -> dict[str, ResourceDefinition]:
        """资源表: data resources by code."""
        return {r.code: r for r in self.resources.value.resources} if self.resources else {}

    @cached_property
    def item_of(self) -> dict[str, ItemDefinition]:
        """事项表: items by code; of two with one code the later (the check refuses them)."""
        return {loaded.value.code: loaded.value for loaded in self.items}

    @cached_property
    def listed_items(self) -> dict[str, ItemDefinition]:
        """清单生效后的事项: items by code, as the pack's lists change them; what is published."""
        lists = [loaded.value for loaded in self.lists]
        return {code: with_lists(item, lists) for code, item in self.item_of.items()}

    @cached_property
    def entry_of(self) -> dict[str, DirectoryEntry]:
        """基本目录: entries by code."""
        return {e.code: e for e in self.directory.value.entries} if self.directory else {}

    @cached_property
    def day_hours(self) -> Decimal:
        """每日工时: the office hours of a full working day of the pack's calendar."""
        if self.calendar is None:
            return DAY_HOURS
        return Decimal(self.calendar.hours.full_day // timedelta(minutes=1)) / 60

    @property
    def definitions(self) -> Definitions:
        """可发布的定义: items as the lists change them, bundles, lists and the directory."""
        kinds = (("item", self.items), ("bundle", self.bundles), ("list", self.lists))
        sources = {
            (kind, loaded.value.code): (self.root / loaded.file).read_text("utf-8")
            for kind, files in kinds
            for loaded in files
        }
        return Definitions(
            tuple(self.listed_items.values()),
            tuple(loaded.value for loaded in self.bundles),
            tuple(loaded.value for loaded in self.lists),
            tuple(self.entry_of.values()),
            sources,
        )

    def members_of(self, bundle: BundleDefinition) -> list[ItemDefinition]:
        """联办事项: the items of a bundle that there are, in its order."""
        return [self.item_of[m.item] for m in bundle.members if m.item in self.item_of]

    def bundles_with(self, item: str) -> list[Loaded[BundleDefinition]]:
        """所在一件事: the bundles that have the item as a member."""
        return [b for b in self.bundles if any(m.item == item for m in b.value.members)]


def read_pack(root: Path) -> PackContents:
    """读城市包: read every file below `root`, gathering the faults of form.

    Raises `PackFaults` only where there is no pack at all (no `pack.yaml`).
    """
    reader = PackReader(root)
    return PackContents(
        root=root,
        city=reader.one("pack.yaml", CityDefinition),
        areas=reader.one("areas.yaml", AreaFile),
        units=reader.one("units.yaml", UnitFile),
        elements=reader.one("elements.yaml", ElementFile),
        documents=reader.one("documents.yaml", DocumentFile),
        resources=reader.one("resources.yaml", ResourceFile),
        calendar=_calendar(reader),
        items=tuple(reader.each("items", ItemDefinition)),
        bundles=tuple(reader.each("bundles", BundleDefinition)),
        lists=tuple(reader.each("lists", ListDefinition)),
        directory=(
            reader.one("directory.yaml", DirectoryFile)
            if (root / "directory.yaml").is_file()
            else None
        ),
        situations=tuple(reader.each("tests", SituationFile)),
        demo=reader.one("demo.yaml", DemoFile) if (root / "demo.yaml").is_file() else None,
        search=reader.one("search.yaml", SearchFile) if (root / "search.yaml").is_file() else None,
        plans=tuple(reader.each("plan", PlainFile)),
        faults=tuple(reader.faults),
    )


def _calendar(reader: PackReader) -> WorkCalendar | None:
    loaded = reader.one("calendar.yaml", PlainFile)
    if loaded is None:
        return None
    try:
        return WorkCalendar.from_data(loaded.value.root)
    except Invalid as problem:
        if not problem.errors:
            reader.faults.append(loaded.fault((), problem.detail, "按包指南修改日历"))
        for one in problem.errors:
            reader.faults.append(loaded.fault(_path(one.field), one.message, "按包指南修改日历"))
        return None


def _path(field: str) -> tuple[str | int, ...]:
    """A fault's `years/2027/make_up/0` as a path of the file; years are keys, not indices."""
    parts = field.split("/")
    return tuple(
        int(part) if part.isdigit() and parts[n - 1] != "years" else part
        for n, part in enumerate(parts)
    )
