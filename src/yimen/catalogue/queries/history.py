"""版本历史查询: the versions of a definition, and what became of the city's powers, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, cast

from django.db import connection

from yimen.catalogue.models import Change, Version
from yimen.catalogue.queries.changes import VERSIONS
from yimen.catalogue.queries.contents import contents_in_force
from yimen.catalogue.queries.published import stamp
from yimen.catalogue.rules import changes
from yimen.catalogue.rules.contents import Definition
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.differences.comparing import (
    Difference,
    Kind,
    definition_differences,
    item_differences,
    vocabulary_of,
)
from yimen.catalogue.rules.differences.wording import Vocabulary


@dataclass(frozen=True)
class Edition:
    """一版: a published version among those of its code.

    `until` is the last day on which it counts: None for the one that none follows; a day before
    `since` for one that another of the same day replaced at once.
    """

    version: Version
    definition: Definition
    before: Definition | None
    natures: frozenset[str]
    until: date | None

    @property
    def since(self) -> date:
        """起始日"""
        return self.version.effective_from

    @property
    def change(self) -> Change | None:
        """变更单: the reviewed change that it came by; None for the first load of a pack."""
        return self.version.change

    @property
    def counted(self) -> bool:
        """是否施行过: whether there is a day on which it counts."""
        return self.until is None or self.until >= self.since

    def counts_on(self, day: date) -> bool:
        """某日是否施行"""
        return self.since <= day and (self.until is None or day <= self.until)


def history_of(kind: str, code: str) -> list[Edition]:
    """版本历史: every version of a definition, the newest first, scheduled ones too.

    `kind` is item, bundle, list or entry. Empty for a code that there never was.
    """
    rows = VERSIONS[kind]._base_manager.filter(code=code).select_related("change")
    return _editions(kind, list(rows.order_by("effective_from", "published_at", "pk")))[::-1]


def power_changes(since: date, until: date) -> list[Edition]:
    """权责变动: versions of items that took effect within these days, the newest first.

    What the city said before the platform began (the first load of a pack) is no change.
    """
    begun = VERSIONS["item"]._base_manager.filter(effective_from__range=(since, until))
    codes = begun.order_by("code").values_list("code", flat=True).distinct("code")
    rows = VERSIONS["item"]._base_manager.filter(code__in=list(codes)).select_related("change")
    of: dict[str, list[Version]] = {}
    for row in rows.order_by("effective_from", "published_at", "pk"):
        of.setdefault(row.code, []).append(row)
    found = [
        edition
        for versions in of.values()
        for edition in _editions("item", versions)
        if since <= edition.since <= until and edition.counted
        if edition.before is not None or edition.change is not None
    ]
    return sorted(found, key=lambda one: (one.since, one.version.published_at), reverse=True)


def differences_of(kind: str, editions: Iterable[Edition]) -> dict[str, list[Difference]]:
    """各版差异: what each version changed, by its digest; nothing for the first of a code.

    The day from which a version counts is left out: it is told by the version itself.
    """
    told: dict[str, list[Difference]] = {}
    for one in editions:
        if one.before is None:
            continue
        words = _words(str(connection.settings_dict["NAME"]), stamp().tag)
        if isinstance(one.before, ItemDefinition) and isinstance(one.definition, ItemDefinition):
            found = item_differences(one.before, one.definition, words)
        else:
            found = definition_differences(cast(Kind, kind), one.before, one.definition, words)
        told[one.version.digest] = [each for each in found if each.key != "effective_from"]
    return told


@lru_cache(maxsize=2)
def _words(database: str, tag: str) -> Vocabulary:
    return vocabulary_of(contents_in_force())


def _editions(kind: str, rows: list[Version]) -> list[Edition]:
    """Of versions in the order in which they count; each is compared with the last that counted."""
    editions: list[Edition] = []
    before: Definition | None = None
    for n, row in enumerate(rows):
        definition: Any = changes.MODELS[kind].model_validate(row.definition)
        following = rows[n + 1].effective_from if n + 1 < len(rows) else None
        until = following - timedelta(days=1) if following else row.effective_to
        if following and row.effective_to:
            until = min(following - timedelta(days=1), row.effective_to)
        natures = changes.natures(before, definition)
        editions.append(Edition(row, definition, before, natures, until))
        before = definition if editions[-1].counted else before
    return editions
