"""公开目录查询: what the city says on a day of its items, lists and powers, stopped ones too."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from yimen.catalogue.models import BundleVersion, EntryVersion, ItemVersion, ListVersion, Version
from yimen.catalogue.queries.contents import contents_in_force
from yimen.catalogue.queries.definitions import bundle_of, in_force, item_of
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.laws.unverified import Unverified, unverified_citations
from yimen.catalogue.rules.lists import ListDefinition
from yimen.catalogue.rules.open_data.pack_files import pack_files
from yimen.catalogue.rules.open_data.powers import Coverage, coverage_of
from yimen.catalogue.rules.wording import sources
from yimen.kernel.packs import Loaded, Names
from yimen.kernel.packs.yaml_marks import Marked
from yimen.kernel.problems import Unknown
from yimen.vocabulary.api import calendar, newest_load, today

Items = list[tuple[ItemVersion, ItemDefinition]]


def item_on(code: str, on: date | None = None) -> ItemVersion:
    """某日事项: the version that counts on a day (today), suspended and cancelled ones too.

    Raises `Unknown` for an item that there never was, or was not yet, or not any more.
    """
    found: ItemVersion = _on(ItemVersion.objects.filter(code=code), "事项", code, on)
    return found


def list_on(code: str, on: date | None = None) -> ListVersion:
    """某日清单: the version of a list that counts on a day (today); raises `Unknown`."""
    found: ListVersion = _on(ListVersion.objects.filter(code=code), "清单", code, on)
    return found


def _on(versions: Any, word: str, code: str, on: date | None) -> Any:
    found = in_force(versions, on, stopped=True).first()
    if found is None:
        first = versions.order_by("effective_from").first()
        if first is None:
            raise Unknown(f"没有编码为“{code}”的{word}。请核对编码，或从目录里查找。")
        day = on or today()
        if first.effective_from > day:
            raise Unknown(f"{word}“{code}”从 {first.effective_from} 起施行，{day} 还没有。")
        last = versions.filter(effective_to__lt=day).latest("effective_to").effective_to
        raise Unknown(
            f"{word}“{code}”在 {last} 之后已不再施行。网址后面加 ?on={last}，可以看那一天的内容。"
        )
    return found


def list_of(version: ListVersion) -> ListDefinition:
    """清单定义: the definition of a published version."""
    return ListDefinition.model_validate(version.definition)


def lists_on(on: date | None = None) -> list[tuple[ListVersion, ListDefinition]]:
    """某日全部清单: every list on a day (today), by code."""
    found = in_force(ListVersion.objects.all(), on)
    return [(version, list_of(version)) for version in found]


def list_names(on: date | None = None) -> dict[str, Names]:
    """清单名称: names of the lists on a day (today), by code."""
    return {definition.code: definition.name for _, definition in lists_on(on)}


def items_on(on: date | None = None) -> Items:
    """某日全部事项: every item on a day (today) by code, suspended and cancelled ones too."""
    found = in_force(ItemVersion.objects.all(), on, stopped=True)
    return [(version, item_of(version.pk)) for version in found]


def bundles_with(item: str, on: date | None = None) -> list[BundleDefinition]:
    """所在一件事: the bundles that can be applied for on a day (today) and join the item."""
    found = in_force(BundleVersion.objects.all(), on).filter(items__code=item)
    return [bundle_of(version.pk) for version in found]


def bundles_on(on: date | None = None) -> list[tuple[BundleVersion, BundleDefinition]]:
    """某日全部一件事: every bundle that can be applied for on a day (today), by code."""
    found = in_force(BundleVersion.objects.all(), on)
    return [(version, bundle_of(version.pk)) for version in found]


def permit_coverage(on: date | None = None) -> Coverage:
    """改革覆盖: how many of the permits for doing business stand under each mode on a day."""
    return coverage_of(item for _, item in items_on(on))


@dataclass(frozen=True)
class Citations:
    """依据核实情况: of the catalogue in force today: its size, and its citations.

    `listed` are those of items, bundles, lists and the vocabulary that say they are unverified.
    """

    items: int
    bundles: int
    lists: int
    total: int
    listed: tuple[Unverified, ...]

    @property
    def unverified(self) -> int:
        """未核实: citations that say so themselves."""
        return len(self.listed)

    @property
    def verified(self) -> int:
        """已核实: citations that were found in a text of law or a document."""
        return self.total - self.unverified


def citations() -> Citations:
    """依据核实情况: counted over what is in force today and the vocabulary it uses."""
    return _citations(str(connection.settings_dict["NAME"]), stamp().tag)


@lru_cache(maxsize=2)
def _citations(database: str, tag: str) -> Citations:
    pack = contents_in_force()
    return Citations(
        len(pack.items),
        len(pack.bundles),
        len(pack.lists),
        sum(1 for _ in sources(pack)),
        unverified_citations(pack),
    )


@dataclass(frozen=True)
class Stamp:
    """目录版次: what tells two states of the published catalogue apart, and since when it stands.

    Texts made of the catalogue carry it: while it is the same, so are they.
    """

    tag: str
    since: datetime


_TABLES: tuple[type[Version], ...] = (ItemVersion, BundleVersion, ListVersion, EntryVersion)


def stamp(on: date | None = None) -> Stamp:
    """目录版次: of the catalogue on a day (today)."""
    day, load = on or today(), newest_load()
    parts, moments = [str(load.pk)], [load.at]
    days: list[date] = []
    for table in _TABLES:
        begun = table._base_manager.filter(effective_from__lte=day)
        told = begun.aggregate(n=Count("pk"), at=Max("published_at"), since=Max("effective_from"))
        ended = begun.filter(effective_to__lt=day).aggregate(
            n=Count("pk"), last=Max("effective_to")
        )
        parts.append(f"{told['n']}.{ended['n']}")
        moments += filter(None, [told["at"]])
        days += filter(None, [told["since"], ended["last"] and ended["last"] + timedelta(days=1)])
    moments += [datetime.combine(one, time.min, calendar().zone) for one in days]
    return Stamp("-".join([*parts, f"{max(moments):%Y%m%d%H%M%S%f}"]), max(moments))


def files_on(on: date | None = None) -> dict[str, str]:
    """某日城市包文件: the catalogue of a day (today) as the files of a pack, by path.

    What had ended by then is among them with its last day, and today what is to come with its
    first: others name it. The vocabulary, units and calendar are those that were loaded last,
    whatever the day. Raises `Unknown` for a day on which there was nothing.
    """
    day, pack = on or today(), contents_in_force(on)
    if not pack.items:
        raise Unknown(f"{day} 没有施行的事项，没有可以导出的内容。")
    items = [(row.code, item_of(row.pk)) for row in _besides(ItemVersion, day)]
    bundles = [(row.code, bundle_of(row.pk)) for row in _besides(BundleVersion, day)]
    pack = replace(
        pack,
        items=(*pack.items, *(Loaded(code, one, Marked(None)) for code, one in items)),
        bundles=(*pack.bundles, *(Loaded(code, one, Marked(None)) for code, one in bundles)),
    )
    texts: dict[tuple[str, str], list[str]] = {}
    for kind, table in (("item", ItemVersion), ("bundle", BundleVersion), ("list", ListVersion)):
        rows = table._base_manager.exclude(source="").order_by("-effective_from", "-published_at")
        for code, text in rows.values_list("code", "source"):
            known = texts.setdefault((kind, code), [])
            if text not in known:
                known.append(text)
    return pack_files(pack, texts, newest_load().calendar)


def _besides(table: type[Version], day: date) -> list[Version]:
    """Of each code that does not count on a day: the last version before it; today also the
    first after it."""
    counting = in_force(table._base_manager.all(), day, stopped=True).values("code")
    rows = table._base_manager.exclude(code__in=counting)
    ended = rows.filter(effective_from__lte=day).order_by(
        "code", "-effective_from", "-published_at"
    )
    found = list(ended.distinct("code"))
    if day >= today():
        to_come = rows.exclude(code__in=[row.code for row in found])
        found += to_come.order_by("code", "effective_from", "-published_at").distinct("code")
    return found
