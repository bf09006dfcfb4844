"""变更规则: what a change would do to the catalogue, and who has to agree to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from yimen.catalogue.rules.contents import Definition, Definitions, PackContents
from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.findings import Finding
from yimen.catalogue.rules.guide import DirectoryEntry, DirectoryFile
from yimen.catalogue.rules.lists import ListDefinition
from yimen.kernel.packs import Code, Loaded, read_definition
from yimen.kernel.packs.yaml_marks import Marked
from yimen.kernel.problems import PackFault

MODELS: dict[str, type[Definition]] = {
    "item": ItemDefinition,
    "bundle": BundleDefinition,
    "list": ListDefinition,
    "entry": DirectoryEntry,
}
"""What a part of a change is read as, by its kind."""

NATURES = {
    "new": "新增",
    "amend": "变更",
    "delegate": "委托下放",
    "take_back": "收回",
    "merge": "合并",
    "split": "拆分",
    "suspend": "暂停",
    "resume": "恢复",
    "cancel": "取消",
    "mode": "调整改革方式",
    "list": "调整清单",
    "directory": "调整基本目录",
}
"""What a change does to the powers of the city (国办函〔2016〕108号: 新增、变更、拆分、合并、暂停、
取消), in the words of the public list."""

POWERS = frozenset(NATURES) - {"amend", "mode", "list"}
"""Natures that touch who holds which power: the staffing office has to agree."""


_CODE = TypeAdapter(Code)


def is_code(text: str) -> bool:
    """是否编码: whether a text may be the code of a definition."""
    try:
        _CODE.validate_python(text)
    except ValidationError:
        return False
    return True


def part_name(kind: str, code: str) -> str:
    """变更文件名: how findings call a part of a change (`item/food-permit`)."""
    return f"{kind}/{code}"


def read_part(kind: str, code: str, text: str) -> tuple[Loaded[Any] | None, list[PackFault]]:
    """读变更内容: the definition that a part's text holds, or the faults of its form.

    A definition of another code than the part's is refused: it would take another's place.
    """
    name = part_name(kind, code)
    loaded, faults = read_definition(name, text, MODELS[kind])
    if loaded is not None and loaded.value.code != code:
        message = f"编码写成了“{loaded.value.code}”，这一份是“{code}”"
        return None, [loaded.fault(("code",), message, "编码不能改；另建一份，或改回来")]
    return loaded, faults


def natures(before: Definition | None, after: Definition) -> frozenset[str]:
    """变更性质: what it is to put `after` in the place of `before` (None: there was nothing)."""
    if isinstance(after, ListDefinition):
        return frozenset({"list"})
    if isinstance(after, DirectoryEntry):
        return frozenset({"directory"})
    found = {"amend"} if before is not None else {"new"}
    if isinstance(after, ItemDefinition):
        found |= _item_natures(before if isinstance(before, ItemDefinition) else None, after)
    was = getattr(before, "status", "open") if before is not None else "open"
    if after.status != was:
        found.add({"open": "resume", "suspended": "suspend", "cancelled": "cancel"}[after.status])
    return frozenset(found - {"amend"} or {"amend"})


def _item_natures(before: ItemDefinition | None, after: ItemDefinition) -> set[str]:
    found: set[str] = set()
    gained = set(after.replaces) - set(before.replaces if before else [])
    if gained:
        found.add("merge" if len(gained) > 1 else "split")
    if before is None:
        return found
    if before.unit != after.unit:
        found.add("delegate")
    was = set(before.delegation.to if before.delegation else [])
    now = set(after.delegation.to if after.delegation else [])
    found |= {"delegate"} if now - was else set()
    found |= {"take_back"} if was - now else set()
    if before.reform != after.reform:
        found.add("mode")
    return found


def offices(of_parts: Iterable[frozenset[str]]) -> tuple[str, ...]:
    """应审部门: which offices have to agree: the legal one always, staffing where powers move."""
    touched = frozenset().union(*of_parts)
    return ("legal", "staffing") if touched & POWERS else ("legal",)


def with_parts(pack: PackContents, parts: Sequence[tuple[str, Loaded[Any]]]) -> PackContents:
    """变更后的城市包: the contents with the parts of a change in place of what they change."""
    changed: dict[str, Any] = {}
    for kind, attribute in (("item", "items"), ("bundle", "bundles"), ("list", "lists")):
        drafted = {loaded.value.code: loaded for of, loaded in parts if of == kind}
        kept = [one for one in getattr(pack, attribute) if one.value.code not in drafted]
        changed[attribute] = (*kept, *drafted.values())
    entries = {loaded.value.code: loaded.value for of, loaded in parts if of == "entry"}
    if entries:
        every = {**pack.entry_of, **entries}
        whole = DirectoryFile(entries=list(every.values()))
        changed["directory"] = Loaded("directory.yaml", whole, Marked(None))
    return replace(pack, **changed)


def to_publish(
    before: PackContents, after: PackContents, drafted: Mapping[tuple[str, str], str]
) -> Definitions:
    """应发布的定义: the parts of a change, and the items that its lists touch.

    `drafted` are the texts by (kind, code). An item that only a list has changed takes effect
    with the latest of the change's lists.
    """
    since = [one.value.effective_from for one in after.lists if ("list", one.value.code) in drafted]
    was = before.listed_items
    items = []
    for code, item in after.listed_items.items():
        if ("item", code) in drafted:
            items.append(item)
        elif since and (code not in was or _said(item) != _said(was[code])):
            day = max(item.effective_from, *since)
            items.append(item.model_copy(update={"effective_from": day}))
    return Definitions(
        tuple(items),
        tuple(one.value for one in after.bundles if ("bundle", one.value.code) in drafted),
        tuple(one.value for one in after.lists if ("list", one.value.code) in drafted),
        tuple(one for one in after.entry_of.values() if ("entry", one.code) in drafted),
        drafted,
    )


def _said(item: ItemDefinition) -> dict[str, Any]:
    return item.model_dump(exclude={"effective_from"})


def too_early(kind: str, loaded: Loaded[Any], today: date) -> Finding | None:
    """生效日期检查: a change takes effect today or later: the past is not rewritten."""
    day = getattr(loaded.value, "effective_from", None)
    if kind == "entry" or day is None or day >= today:
        return None
    return Finding(
        loaded.file,
        loaded.marks.line(("effective_from",)),
        f"生效日期 {day} 已过",
        f"改成今天（{today}）或以后：已经办的件按当时的版本，不能改写过去",
        "error",
    )
