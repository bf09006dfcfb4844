"""可定性检查: conditions over values that may never come, so that what rests on them never ends.

A value is sure to come when its question or field is always asked, or asked under a condition
that the condition which uses it repeats (`scenario.sells_food && scenario.kitchen == 'on_site'`):
then CEL decides the whole although the value is missing. The comparison is of texts, which is
why these findings are warnings.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yimen.catalogue.rules.conditions import Conditions, all_of, form_name
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.findings import Finding, warning
from yimen.kernel.expressions import BadExpression
from yimen.kernel.packs import Loaded
from yimen.kernel.packs.yaml_marks import Path

Guards = Mapping[str, Sequence[str]]
"""By name, the conditions under which it is asked ("" for always); none: nobody must fill it."""


def check_certainty(pack: PackContents) -> Iterator[Finding]:
    """检查可定性: conditions of members, fields, papers and steps that may stay undecided."""
    if pack.elements is None:
        return
    for bundle in pack.bundles:
        guards = _guards(pack, bundle.value)
        conditions = Conditions.of(bundle.value.scenario, pack.element_of)
        for n, member in enumerate(bundle.value.members):
            at: Path = ("members", n, "when")
            yield from _unsure(conditions, guards, bundle, at, member.when)
    for item in pack.items:
        seen: set[str] = set()
        for finding in _item_findings(pack, item):
            if str(finding) not in seen:
                seen.add(str(finding))
                yield finding


def whens(item: ItemDefinition) -> Iterator[tuple[Path, str]]:
    """全部条件: every condition of an item with its place in the file."""
    yield from ((("fields", n, "when"), field.when) for n, field in enumerate(item.fields))
    yield from ((("papers", n, "when"), paper.when) for n, paper in enumerate(item.papers))
    yield from ((("steps", n, "when"), step.when) for n, step in enumerate(item.steps))
    yield from ((("scenario", n, "when"), one.when) for n, one in enumerate(item.scenario))


def _item_findings(pack: PackContents, item: Loaded[ItemDefinition]) -> Iterator[Finding]:
    bundles = pack.bundles_with(item.value.code)
    if item.value.scenario or not bundles:
        asked = {f"scenario.{one.code}": [one.when.strip()] for one in item.value.scenario}
        guards: Guards = {**_own_guards(item.value, ""), **asked}
        conditions = Conditions.of(item.value.scenario, pack.element_of)
        for path, when in whens(item.value):
            yield from _unsure(conditions, guards, item, path, when)
    for bundle in bundles:
        guards = _guards(pack, bundle.value)
        conditions = Conditions.of(bundle.value.scenario, pack.element_of)
        member = next(m.when for m in bundle.value.members if m.item == item.value.code)
        for path, when in whens(item.value):
            yield from _unsure(conditions, guards, item, path, when, member=member)


def _guards(pack: PackContents, bundle: BundleDefinition) -> Guards:
    guards: dict[str, list[str]] = {}
    for question in bundle.scenario:
        guards[f"scenario.{question.code}"] = [question.when.strip()]
    whens_of = {member.item: member.when for member in bundle.members}
    for member in pack.members_of(bundle):
        for name, own in _own_guards(member, whens_of[member.code]).items():
            guards.setdefault(name, []).extend(own)
    return guards


def _own_guards(item: ItemDefinition, member: str) -> dict[str, list[str]]:
    guards: dict[str, list[str]] = {form_name(code): [member] for code in item.produces}
    for use in item.fields:
        if use.required:
            guards.setdefault(form_name(use.element), []).append(all_of([member, use.when]))
    return guards


def _unsure(
    conditions: Conditions,
    guards: Guards,
    loaded: Loaded[Any],
    path: Path,
    when: str,
    *,
    member: str = "",
) -> Iterator[Finding]:
    try:
        names = conditions.compile(when).names if when.strip() else frozenset[str]()
    except BadExpression:
        return  # told by the check of conditions
    context = _plain(f"{member} && {when}")
    for name in sorted(names):
        asked = guards.get(name, ())
        if any(_plain(guard) in context for guard in asked):
            continue
        reason = f"它只在“{asked[0]}”时才有" if asked else "没有哪个事项必填它"
        message = f"条件“{when.strip()}”可能一直无法判定：“{name}”不一定有值，{reason}"
        yield warning(loaded, path, message, "改用必填的内容，或把它适用的条件写在前面并用 && 连接")


def _plain(when: str) -> str:
    """A condition without the spaces and parentheses that make equal ones look different."""
    return "".join(one for one in when if one not in " \n()").replace('"', "'")
