"""公开目录接口形状: lists, powers, versions and citations, for programs."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Self

from yimen.catalogue.http.schemas import Term
from yimen.catalogue.queries.history import Edition
from yimen.catalogue.queries.published import Citations
from yimen.catalogue.rules import ItemDefinition
from yimen.catalogue.rules.changes import NATURES
from yimen.catalogue.rules.laws.unverified import Unverified
from yimen.catalogue.rules.lists import ListDefinition
from yimen.catalogue.rules.open_data.powers import Coverage, Power
from yimen.catalogue.rules.open_data.tables import cited
from yimen.kernel.http.operations import Answer
from yimen.kernel.packs import Names


class ItemRow(Answer):
    """事项条目"""

    code: str
    name: Names
    unit: str
    unit_name: str
    kind: str
    status: str
    effective_from: date
    promised: Term

    @classmethod
    def of(cls, item: ItemDefinition, units: Mapping[str, str]) -> Self:
        """由定义"""
        return cls(
            code=item.code,
            name=item.name,
            unit=item.unit,
            unit_name=units.get(item.unit, ""),
            kind=item.kind,
            status=item.status,
            effective_from=item.effective_from,
            promised=Term.of(item.limits.promised, item.limits.promised_basis),
        )


class EditionAnswer(Answer):
    """一版: the days on which a version counts, and what it is (`natures`) and why."""

    digest: str
    since: date
    until: date | None
    natures: list[str]
    nature_names: list[str]
    title: str
    reason: str

    @classmethod
    def of(cls, one: Edition) -> Self:
        """由版本"""
        natures = [key for key in NATURES if key in one.natures]
        return cls(
            digest=one.version.digest,
            since=one.since,
            until=one.until,
            natures=natures,
            nature_names=[NATURES[key] for key in natures],
            title=one.change.title if one.change else "",
            reason=one.change.reason if one.change else "",
        )


class ListEntryAnswer(Answer):
    """清单条目: an item, perhaps one of its papers, perhaps only under a condition."""

    item: str
    document: str
    when: str
    note: Names | None
    basis: str


class ListAnswer(Answer):
    """清单: exempt, key, defer_items, defer_papers or later."""

    code: str
    name: Names
    kind: str
    summary: Names
    unit: str
    unit_name: str
    effective_from: date
    basis: list[str]
    entries: list[ListEntryAnswer]

    @classmethod
    def of(cls, one: ListDefinition, units: Mapping[str, str]) -> Self:
        """由定义"""
        return cls(
            code=one.code,
            name=one.name,
            kind=one.kind,
            summary=one.summary,
            unit=one.unit,
            unit_name=units.get(one.unit, ""),
            effective_from=one.effective_from,
            basis=[cited(source) for source in one.basis],
            entries=[
                ListEntryAnswer(
                    item=entry.item,
                    document=entry.document or "",
                    when=entry.when,
                    note=entry.note,
                    basis=cited(entry.basis or one.basis[0]),
                )
                for entry in one.entries
            ],
        )


class PowerAnswer(Answer):
    """权责: an item in the hands of a unit; `owner` is set where it is delegated to it."""

    unit: str
    unit_name: str
    item: str
    name: Names
    kind: str
    status: str
    mode: str
    owner: str
    delegation: str
    scope: str
    since: date

    @classmethod
    def of(cls, power: Power, units: Mapping[str, str]) -> Self:
        """由视图"""
        item, delegation = power.item, power.delegation
        return cls(
            unit=power.unit,
            unit_name=units.get(power.unit, ""),
            item=item.code,
            name=item.name,
            kind=item.kind,
            status=item.status,
            mode=item.reform.mode if item.reform else "",
            owner=item.unit if delegation else "",
            delegation=delegation.kind if delegation else "",
            scope=delegation.scope if delegation else "",
            since=item.effective_from,
        )


class CoverageAnswer(Answer):
    """改革覆盖: enterprise permits by mode; `percent` has one place, null where there are none."""

    total: int
    covered: int
    percent: Decimal | None
    by_mode: dict[str, int]

    @classmethod
    def of(cls, coverage: Coverage) -> Self:
        """由统计"""
        return cls.model_validate(coverage)


class UnverifiedAnswer(Answer):
    """未核实的依据: where it stands (`file` and `key`), and what is cited."""

    file: str
    code: str
    name: Names | None
    key: str
    citation: str
    note: str

    @classmethod
    def of(cls, one: Unverified) -> Self:
        """由清单"""
        return cls(
            file=one.file,
            code=one.code,
            name=one.name,
            key=one.key,
            citation=cited(one.source),
            note=one.source.note,
        )


class CitationsAnswer(Answer):
    """依据核实情况: how many citations there are, and those that are not verified."""

    items: int
    bundles: int
    lists: int
    total: int
    verified: int
    unverified: list[UnverifiedAnswer]

    @classmethod
    def of(cls, found: Citations) -> Self:
        """由查询"""
        return cls(
            items=found.items,
            bundles=found.bundles,
            lists=found.lists,
            total=found.total,
            verified=found.verified,
            unverified=[UnverifiedAnswer.of(one) for one in found.listed],
        )


class OpenTable(Answer):
    """开放数据表: where it is, its columns, and how many lines it has now."""

    name: str
    title: Names
    about: str
    url: str
    columns: list[str]
    lines: int


class OpenData(Answer):
    """开放数据: the tables (CSV) and the DCAT document, and since when they stand."""

    modified: str
    catalogue: str
    tables: list[OpenTable]
