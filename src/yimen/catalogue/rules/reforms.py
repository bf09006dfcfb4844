"""改革条款检查: directory, codes, lists, modes and delegation agree with the items they name."""

from collections.abc import Callable, Iterator

from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import ItemDefinition, ScenarioQuestion
from yimen.catalogue.rules.findings import Finding, called, error, warning
from yimen.catalogue.rules.guide import CodeUse
from yimen.catalogue.rules.lists import ListDefinition, ListEntry
from yimen.kernel.codes import schemes
from yimen.kernel.expressions import BadExpression
from yimen.kernel.packs import Loaded
from yimen.kernel.packs.yaml_marks import Path
from yimen.kernel.problems import Problem


def check_directory(pack: PackContents) -> Iterator[Finding]:
    """检查两级目录: items agree with the directory entry they implement; codes fit their scheme.

    Name, kind and competent unit are uniform within a directory; so is the legal basis, of which
    an item has to cite at least one.
    """
    if pack.directory:
        for n, entry in enumerate(pack.directory.value.entries):
            for m, use in enumerate(entry.codes):
                at: Path = ("entries", n, "codes", m, "code")
                yield from (error(pack.directory, at, *said) for said in _miscoded(use))
    for item in pack.items:
        for n, use in enumerate(item.value.codes):
            yield from (error(item, ("codes", n, "code"), *said) for said in _miscoded(use))
        yield from _against_entry(pack, item)


def check_lists(pack: PackContents) -> Iterator[Finding]:
    """检查清单: entries find what they name, and their conditions can be decided."""
    for loaded in pack.lists:
        for n, entry in enumerate(loaded.value.entries):
            item = pack.item_of.get(entry.item)
            if item is None:
                continue
            at: Path = ("entries", n)
            yield from _entry_papers(loaded, at, entry, item)
            yield from _entry_condition(pack, loaded, at, entry, item)


def check_reforms(pack: PackContents) -> Iterator[Finding]:
    """检查改革方式: what each of the four modes asks of an item's flow; delegation; status."""
    for item in pack.items:
        yield from _mode(item)
        yield from _delegation(pack, item)
        if item.value.status != "open" and item.value.status_note is None:
            message = "停办的事项没有写明原因"
            yield error(item, ("status",), message, "补上 status_note：为什么停办，现在该怎么办")
        for n, code in enumerate(item.value.replaces):
            replaced = pack.item_of.get(code)
            if replaced and replaced.status != "cancelled":
                message = f"{called(replaced)}已由本事项代替，却还在办"
                yield error(item, ("replaces", n), message, "把它的 status 改为 cancelled")
    for bundle in pack.bundles:
        for n, member in enumerate(bundle.value.members):
            joined = pack.item_of.get(member.item)
            if joined and not joined.offered and bundle.value.status == "open":
                message = f"{called(joined)}已停办或取消，一件事里还在办"
                yield error(bundle, ("members", n, "item"), message, "从成员里删去它")


def _miscoded(use: CodeUse) -> Iterator[tuple[str, str]]:
    try:
        schemes.scheme(use.scheme).verify(use.code)
    except Problem as problem:
        yield problem.detail, "核对编码，或改用编码真正遵循的规则（scheme）"


def _against_entry(pack: PackContents, item: Loaded[ItemDefinition]) -> Iterator[Finding]:
    entry = pack.entry_of.get(item.value.entry or "")
    if entry is None:
        return
    if entry.kind != item.value.kind:
        message = f"类型“{item.value.kind}”与基本目录的“{entry.kind}”不一致"
        yield error(item, ("kind",), message, "基本目录的类型全省统一，改成与它一致")
    allowed = {entry.unit, *entry.implementing}
    if item.value.unit not in allowed:
        message = f"实施部门“{item.value.unit}”不在基本目录的主管部门和实施机关里"
        yield error(item, ("unit",), message, f"改成 {'、'.join(sorted(allowed))}，或修改基本目录")
    laws = {(one.law, one.article) if one.law else ("", one.note) for one in entry.basis}
    own = {(one.law, one.article) if one.law else ("", one.note) for one in item.value.basis}
    if not laws & own:
        message = "没有引用基本目录里的任何一条设定依据"
        yield warning(item, ("basis",), message, "补上基本目录的设定依据")


def _entry_papers(
    loaded: Loaded[ListDefinition], at: Path, entry: ListEntry, item: ItemDefinition
) -> Iterator[Finding]:
    wanted = {paper.document: paper for paper in item.papers}
    if entry.document is not None:
        paper = wanted.get(entry.document)
        if paper is None:
            message = f"{called(item)}不收“{entry.document}”，列了也没有用"
            yield error(loaded, (*at, "document"), message, "改成它要收的材料，或删去这一条")
        elif paper.essential and loaded.value.kind == "defer_papers":
            message = f"“{entry.document}”是{called(item)}的主审材料，不能容缺"
            yield error(loaded, (*at, "document"), message, "从清单里删去，或先改为非主审材料")
    elif loaded.value.kind == "defer_items":
        if item.handling == "immediate":
            message = f"{called(item)}是即办件，不适用容缺受理"
            yield error(loaded, (*at, "item"), message, "从清单里删去")
        elif not any(not paper.essential for paper in item.papers):
            message = f"{called(item)}的材料都是主审材料，没有可以容缺的"
            yield error(loaded, (*at, "item"), message, "从清单里删去，或把次要材料写成非主审")
    if loaded.value.kind == "later" and item.commitment is None:
        message = f"{called(item)}没有写承诺后多久核查，后补没有期限"
        yield error(loaded, (*at, "item"), message, "给事项补上 commitment.check_within 和依据")


def _entry_condition(
    pack: PackContents,
    loaded: Loaded[ListDefinition],
    at: Path,
    entry: ListEntry,
    item: ItemDefinition,
) -> Iterator[Finding]:
    if not entry.when.strip() or pack.elements is None:
        return
    joined = [bundle.value.scenario for bundle in pack.bundles_with(item.code)]
    asked: list[list[ScenarioQuestion]] = joined or [item.scenario]
    for questions in asked:
        try:
            Conditions.of(questions, pack.element_of).compile(entry.when)
        except BadExpression as fault:
            yield error(loaded, (*at, "when"), f"条件“{entry.when}”有误：{fault}", "按提示改写条件")
            return


def _mode(item: Loaded[ItemDefinition]) -> Iterator[Finding]:
    reform = item.value.reform
    if reform is None:
        if item.value.enterprise_permit:
            message = f"涉企经营许可{called(item.value)}没有写改革方式"
            yield warning(item, ("enterprise_permit",), message, "补上 reform：四种方式之一和依据")
        return
    message = _MODES[reform.mode](item.value)
    if message:
        yield error(item, ("reform", "mode"), message, "改事项使它与方式相符，或改用别的方式")


def _cancelled(item: ItemDefinition) -> str:
    return "" if item.status == "cancelled" else "直接取消审批的事项，status 应为 cancelled"


def _filing(item: ItemDefinition) -> str:
    if item.kind != "filing":
        return "审批改为备案的事项，kind 应为 filing"
    if item.handling != "immediate":
        return "备案当场办结，handling 应为 immediate"
    if any(step.kind == "sign" for step in item.steps):
        return "备案不作许可决定，不能有 sign 环节"
    return ""


def _commitment(item: ItemDefinition) -> str:
    if item.commitment is None:
        return "实行告知承诺的事项要写 commitment：承诺后多久核查"
    if not any(paper.may_promise for paper in item.papers):
        return "实行告知承诺的事项，至少一份材料要能用承诺代替（may_promise）"
    return ""


def _optimised(item: ItemDefinition) -> str:
    if item.limits.statutory is None or item.limits.promised == item.limits.statutory:
        return "优化审批服务的事项，承诺时限要短于法定时限"
    return ""


_MODES: dict[str, Callable[[ItemDefinition], str]] = {
    "cancelled": _cancelled,
    "filing": _filing,
    "commitment": _commitment,
    "optimised": _optimised,
}
"""What is wrong with an item under each mode of the reform; "" when it agrees."""


def _delegation(pack: PackContents, item: Loaded[ItemDefinition]) -> Iterator[Finding]:
    delegation = item.value.delegation
    if delegation is None or pack.units is None:
        return
    by_code = {unit.code: unit for unit in pack.units.value.units}
    for n, code in enumerate(delegation.to):
        unit = by_code.get(code)
        if unit is not None and not unit.area:
            message = f"“{unit.name.zh_hans}”没有写所在区划，无法判断哪些申请归它办"
            remedy = "在 units.yaml 里补上它的 area，或从 delegation.to 里删去"
            yield error(item, ("delegation", "to", n), message, remedy)
    required = {use.element for use in item.value.fields if use.required and not use.when}
    if delegation.by not in required:
        message = f"按“{delegation.by}”决定由哪个镇街办，但它不是必填字段"
        yield error(item, ("delegation", "by"), message, "把它加进 fields，而且必填、没有 when")
