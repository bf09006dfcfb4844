"""开放数据表: the published catalogue as tables: a line an item, paper, step, entry or power."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.lists import ListDefinition
from yimen.catalogue.rules.open_data import words
from yimen.catalogue.rules.open_data.powers import powers_of
from yimen.kernel.packs import Names, Source
from yimen.kernel.problems import gettext_noop
from yimen.vocabulary.api import DocumentDefinition

Cell = str | int
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Published:
    """公开内容: what tables are made of: definitions of one day, and names by code."""

    items: Sequence[ItemDefinition]
    bundles: Sequence[BundleDefinition] = ()
    lists: Sequence[ListDefinition] = ()
    units: Mapping[str, Names] = field(default_factory=dict)
    documents: Mapping[str, DocumentDefinition] = field(default_factory=dict)

    def unit(self, code: str) -> str:
        """部门名称: the code itself where there is no such unit any more."""
        return self.units[code].zh_hans if code in self.units else code

    def document(self, code: str) -> str:
        """材料名称: the code itself where there is no such type any more."""
        return self.documents[code].name.zh_hans if code in self.documents else code


@dataclass(frozen=True)
class Table:
    """开放数据表: a table's name (in its address), title, columns and lines."""

    name: str
    title: Names
    about: str
    head: tuple[str, ...]
    lines: Callable[[Published], Iterable[tuple[Cell, ...]]]


def as_csv(head: Sequence[str], lines: Iterable[Sequence[Cell]]) -> str:
    """写成 CSV: RFC 4180 with a byte order mark, by which spreadsheets know UTF-8.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in line] for line in lines)
    return "\ufeff" + out.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA):
        return f"'{cell}"
    return cell


def cited(source: Source) -> str:
    """引用: 《某条例》（2019-10-22）第十九条, or the note; what is not verified says so."""
    named = f"《{source.law}》（{source.version}）{source.article}" if source.law else source.note
    return f"{named}（待核实）" if source.unverified else named


def _citations(basis: Iterable[Source]) -> str:
    return "；".join(cited(one) for one in basis)


def _items(of: Published) -> Iterator[tuple[Cell, ...]]:
    for item in of.items:
        limits, guide = item.limits, item.guide
        yield (
            item.code,
            item.name.zh_hans,
            item.name.zh_hant,
            item.name.en,
            words.KINDS[item.kind],
            of.unit(item.unit),
            "；".join(f"{use.scheme}:{use.code}" for use in item.codes),
            item.entry or "",
            words.STATUSES[item.status],
            item.effective_from.isoformat(),
            words.HANDLING[item.handling],
            words.words(item.applicants, words.APPLICANTS),
            words.words(item.channels, words.CHANNELS),
            words.DEPTHS.get(guide.online_depth or 0, ""),
            words.REACH.get(guide.reach or "", ""),
            item.visits,
            item.visits_in_bundle,
            limits.promised.words,
            limits.statutory.words if limits.statutory else "",
            "；".join(f"{fee.name.zh_hans} {fee.yuan} 元" for fee in item.fees),
            of.document(item.result_document),
            words.yes(item.enterprise_permit),
            words.MODES[item.reform.mode] if item.reform else "",
            _citations(item.basis),
        )


def _bundles(of: Published) -> Iterator[tuple[Cell, ...]]:
    for bundle in of.bundles:
        for member in bundle.members:
            yield (
                bundle.code,
                bundle.name.zh_hans,
                of.unit(bundle.unit),
                bundle.promised.words,
                bundle.effective_from.isoformat(),
                member.item,
                words.yes(bool(member.when)),
            )


def _papers(of: Published) -> Iterator[tuple[Cell, ...]]:
    for item in of.items:
        for use in item.papers:
            document = of.documents.get(use.document)
            supplied = document and (document.source or document.issued_by_item)
            yield (
                item.code,
                item.name.zh_hans,
                use.document,
                of.document(use.document),
                words.yes(use.essential),
                words.yes(use.may_defer),
                words.yes(use.may_promise),
                words.yes(bool(supplied)),
                words.yes(bool(use.when)),
                words.MADE_BY[use.made_by],
                use.originals,
                use.copies,
                words.yes(use.in_person),
                use.note.zh_hans if use.note else "",
                use.standard.zh_hans if use.standard else "",
                _citations(use.basis),
            )


def _steps(of: Published) -> Iterator[tuple[Cell, ...]]:
    for item in of.items:
        for number, step in enumerate(item.steps, start=1):
            yield (
                item.code,
                item.name.zh_hans,
                number,
                step.code,
                step.name.zh_hans,
                words.STEP_KINDS[step.kind],
                of.unit(step.unit or item.unit),
                step.within.words,
                "、".join(step.after),
                words.PROCEDURES.get(step.procedure or "", ""),
                words.yes(bool(step.when)),
            )


def _lists(of: Published) -> Iterator[tuple[Cell, ...]]:
    names = {item.code: item.name.zh_hans for item in of.items}
    for one in of.lists:
        for entry in one.entries:
            yield (
                one.code,
                one.name.zh_hans,
                words.LIST_KINDS[one.kind],
                of.unit(one.unit),
                one.effective_from.isoformat(),
                entry.item,
                names.get(entry.item, ""),
                entry.document or "",
                of.document(entry.document) if entry.document else "",
                words.yes(bool(entry.when)),
                entry.note.zh_hans if entry.note else "",
                cited(entry.basis or one.basis[0]),
            )


def _powers(of: Published) -> Iterator[tuple[Cell, ...]]:
    for power in powers_of(of.items):
        item, delegation = power.item, power.delegation
        yield (
            of.unit(power.unit),
            item.code,
            item.name.zh_hans,
            words.KINDS[item.kind],
            words.STATUSES[item.status],
            of.unit(item.unit) if delegation else "",
            words.DELEGATION[delegation.kind] if delegation else "",
            words.SCOPES[delegation.scope] if delegation else "",
            words.MODES[item.reform.mode] if item.reform else "",
            item.effective_from.isoformat(),
            _citations([delegation.basis] if delegation else item.basis),
        )


_ITEM_HEAD = (
    *("事项编码", "名称", "名称（繁体）", "名称（英文）", "事项类型", "实施部门", "其他编码"),
    *("基本目录", "状态", "施行日期", "办件类型", "办理对象", "办理渠道", "网办深度", "通办范围"),
    *("单独办跑动次数", "联办跑动次数", "承诺时限", "法定时限", "收费", "办理结果"),
    *("涉企经营许可", "改革方式", "设定依据"),
)
_PAPER_HEAD = (
    *("事项编码", "事项", "材料编码", "材料", "主审材料", "可容缺", "可承诺代替", "免交"),
    *("按情形", "来源渠道", "原件份数", "复印件份数", "须本人到场", "填报须知", "受理标准", "依据"),
)
_STEP_HEAD = (
    *("事项编码", "事项", "序号", "环节编码", "环节", "类型", "办理部门", "时限", "在哪些环节之后"),
    *("特别程序", "按情形"),
)
_LIST_HEAD = (
    *("清单编码", "清单", "类型", "管理部门", "施行日期", "事项编码", "事项", "材料编码", "材料"),
    *("按情形", "说明", "依据"),
)
_POWER_HEAD = (
    *("行使部门", "事项编码", "事项", "事项类型", "状态", "委托下放自", "方式", "范围"),
    *("改革方式", "施行日期", "依据"),
)
_BUNDLE_HEAD = ("编码", "名称", "牵头部门", "承诺时限", "施行日期", "成员事项编码", "按情形")

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            "items",
            Names(zh_hans="政务服务事项", zh_hant="政務服務事項", en="Service items"),
            gettext_noop("每行一个事项：谁办、给谁办、怎么办、多久、多少钱、凭什么。"),
            _ITEM_HEAD,
            _items,
        ),
        Table(
            "bundles",
            Names(zh_hans="一件事和成员事项", zh_hant="一件事和成員事項", en="Bundles"),
            gettext_noop("每行一件事里的一个事项。"),
            _BUNDLE_HEAD,
            _bundles,
        ),
        Table(
            "papers",
            Names(zh_hans="申请材料", zh_hant="申請材料", en="Papers"),
            gettext_noop("每行一个事项的一份材料，以及它可不可以免交、容缺、以承诺代替。"),
            _PAPER_HEAD,
            _papers,
        ),
        Table(
            "steps",
            Names(zh_hans="办理环节", zh_hant="辦理環節", en="Steps"),
            gettext_noop("每行一个事项的一个环节：哪个部门办、多久、在谁之后。"),
            _STEP_HEAD,
            _steps,
        ),
        Table(
            "lists",
            Names(zh_hans="动态清单", zh_hant="動態清單", en="Lists"),
            gettext_noop("每行一个清单的一个条目：豁免、重点管理、容缺、延期后补。"),
            _LIST_HEAD,
            _lists,
        ),
        Table(
            "powers",
            Names(zh_hans="权责清单", zh_hant="權責清單", en="Powers"),
            gettext_noop("每行一个部门或镇街行使的一项权力；委托下放的，每个镇街一行。"),
            _POWER_HEAD,
            _powers,
        ),
    )
}
"""Every open table by its name."""
