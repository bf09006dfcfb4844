"""版本比较: what changed between two versions of a definition or of a whole pack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.differences.calendars import calendar_changes
from yimen.catalogue.rules.differences.courses import course_changes
from yimen.catalogue.rules.differences.leaves import Leaf, leaves
from yimen.catalogue.rules.differences.meaning import Severity, meaning
from yimen.catalogue.rules.differences.wording import (
    Vocabulary,
    labelled,
    shown,
    translated,
)
from yimen.kernel.packs import Names
from yimen.kernel.worktime import WorkCalendar

Kind = Literal[
    "item", "bundle", "element", "document", "resource", "unit", "area", "list", "entry",
    "calendar", "city",
]  # fmt: skip
KINDS: dict[Kind, str] = {
    "item": "事项",
    "bundle": "一件事",
    "list": "清单",
    "document": "材料",
    "element": "数据元",
    "resource": "数据资源",
    "unit": "部门",
    "area": "区划",
    "entry": "基本目录",
    "calendar": "工作日历",
    "city": "城市",
}
"""What is compared, in the order in which it is told."""
NO_WORDS = Vocabulary()


@dataclass(frozen=True)
class Difference:
    """差异: one thing that changed.

    `kind`, `code` and `name` say of what; `key` where in it (`papers[plan].essential`, "" for the
    whole), `what` the same in Chinese; `before` and `after` are words ("" for nothing);
    `consequence` is what it means for people, `severity` whether it burdens or eases them.
    """

    kind: Kind
    code: str
    name: str
    key: str
    what: str
    change: Literal["added", "removed", "changed", "reordered"]
    before: str
    after: str
    consequence: str
    severity: Severity

    @property
    def sentence(self) -> str:
        """一句话: what changed, from what to what."""
        match self.change:
            case "added":
                return f"增加{self.what}{self._said(self.after)}"
            case "removed":
                return f"去掉{self.what}{self._said(self.before)}"
            case "reordered":
                return f"{self.what}的顺序改为 {self.after}"
        return f"{self.what}从“{self.before}”改为“{self.after}”"

    def _said(self, value: str) -> str:
        return f"：{value}" if value and not self.what.endswith(f"“{value}”") else ""

    def as_json(self) -> dict[str, str]:
        """可序列化."""
        return {
            "kind": self.kind,
            "code": self.code,
            "name": self.name,
            "key": self.key,
            "what": self.what,
            "change": self.change,
            "before": self.before,
            "after": self.after,
            "consequence": self.consequence,
            "severity": self.severity,
            "sentence": self.sentence,
        }


def item_differences(
    before: ItemDefinition | None, after: ItemDefinition | None, words: Vocabulary = NO_WORDS
) -> list[Difference]:
    """事项差异: key by key, then what follows for its course: units, slowest way, side by side.

    None stands for an item that there is not (yet, or any more). Empty for equal definitions.
    """
    found = definition_differences("item", before, after, words)
    if before and after:
        own = _with_steps(words, before, after)
        for what, old, new, consequence, severity in course_changes(before, after, own):
            found.append(
                Difference(
                    "item", after.code, after.name.zh_hans, "steps", what, "changed", old, new,
                    consequence, severity,
                )
            )  # fmt: skip
    return found


def bundle_differences(
    before: BundleDefinition | None, after: BundleDefinition | None, words: Vocabulary = NO_WORDS
) -> list[Difference]:
    """一件事差异: key by key; None and words as for items."""
    return definition_differences("bundle", before, after, words)


def differences(before: PackContents, after: PackContents) -> list[Difference]:
    """城市包差异: everything that changed between two versions of a pack, items first.

    Items are compared as the pack's files say them; a list that changes them is told as a list.
    Demo data and plans are no rules and are left out.
    """
    words = vocabulary_of(before, after)
    found: list[Difference] = []
    for _, old, new in _paired(before.item_of, after.item_of):
        found += item_differences(old, new, words)
    for kind in KINDS:
        for _, one, other in _paired(_things(before, kind), _things(after, kind)):
            found += definition_differences(kind, one, other, words)
    found += _calendars(before.calendar, after.calendar)
    order = list(KINDS)
    return sorted(found, key=lambda one: order.index(one.kind))


def vocabulary_of(*packs: PackContents) -> Vocabulary:
    """名称表: of packs; a name of the last holds."""
    names: dict[str, str] = {}
    supplied: set[str] = set()
    for pack in packs:
        for kind in ("area", "unit", "resource", "element", "document", "list", "item", "bundle"):
            things = pack.item_of if kind == "item" else _things(pack, kind)
            names |= {code: thing.name.zh_hans for code, thing in things.items()}
        supplied |= {code for code, one in pack.element_of.items() if one.source}
        supplied |= {code for code, one in pack.document_of.items() if one.source}
    return Vocabulary(names, frozenset(supplied))


def definition_differences(
    kind: Kind, before: Any | None, after: Any | None, words: Vocabulary = NO_WORDS
) -> list[Difference]:
    """定义差异: of two definitions of any kind, key by key."""
    if before is None or after is None:
        return _whole(kind, before, after)
    words = _with_steps(words, before, after)
    code, name = getattr(after, "code", ""), after.name.zh_hans
    return [_difference(kind, code, name, leaf, words) for leaf in leaves(before, after)]


def _whole(kind: Kind, before: Any | None, after: Any | None) -> list[Difference]:
    thing = after or before
    if thing is None:
        return []
    name = thing.name.zh_hans
    what = f"{KINDS[kind]}“{name}”"
    consequence = _NEW.get(kind, ("", ""))[0 if after else 1]
    change: Literal["added", "removed"] = "added" if after else "removed"
    return [Difference(kind, thing.code, name, "", what, change, "", "", consequence, "neutral")]


_NEW: dict[Kind, tuple[str, str]] = {
    "item": ("可以申请这个事项了", "不能再申请这个事项"),
    "bundle": ("可以合在一起办了", "不能再合在一起办"),
}


def _difference(kind: Kind, code: str, name: str, leaf: Leaf, words: Vocabulary) -> Difference:
    consequence, severity = meaning(leaf, words)
    known = leaf.path[-1].entry
    before, after = shown(leaf.before, words, known), shown(leaf.after, words, known)
    what = labelled(leaf.path, words)
    both_names = isinstance(leaf.before, Names) and isinstance(leaf.after, Names)
    if before == after and both_names:
        before, after = translated(leaf.before), translated(leaf.after)
        what += "的译文"
    return Difference(
        kind, code, name, leaf.key, what, leaf.kind, before, after, consequence, severity
    )


def _with_steps(words: Vocabulary, *models: BaseModel) -> Vocabulary:
    """The names of steps, questions and sections belong to their definition alone."""
    own: dict[str, str] = {}
    for model in models:
        for key, name in (("steps", "name"), ("scenario", "question"), ("sections", "name")):
            own |= {one.code: getattr(one, name).zh_hans for one in getattr(model, key, [])}
    return Vocabulary({**words.names, **own}, words.supplied)


def _paired(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, Any | None, Any | None]]:
    for code in dict.fromkeys([*after, *before]):
        yield code, before.get(code), after.get(code)


def _things(pack: PackContents, kind: str) -> Mapping[str, Any]:
    """The definitions of one kind by code; items are compared by themselves."""
    city = {pack.city.value.code: pack.city.value} if pack.city else {}
    found: dict[str, Mapping[str, Any]] = {
        "bundle": _by_code(one.value for one in pack.bundles),
        "list": _by_code(one.value for one in pack.lists),
        "document": pack.document_of,
        "element": pack.element_of,
        "resource": pack.resource_of,
        "unit": _by_code(pack.units.value.units if pack.units else ()),
        "area": _by_code(pack.areas.value.areas if pack.areas else ()),
        "entry": pack.entry_of,
        "city": city,
    }
    return found.get(kind, {})


def _by_code(things: Iterable[Any]) -> dict[str, Any]:
    return {thing.code: thing for thing in things}


def _calendars(before: WorkCalendar | None, after: WorkCalendar | None) -> Iterator[Difference]:
    """A changed day moves every limit that counts it."""
    if before is None or after is None or before == after:
        return
    for key, what, old, new in calendar_changes(before, after):
        change: Literal["added", "removed", "changed"] = (
            "added" if not old else "removed" if not new else "changed"
        )
        consequence = "在这些日子上走的期限要重新计算"
        yield Difference(
            "calendar", "calendar", "工作日历", key, what, change, old, new, consequence, "neutral"
        )
