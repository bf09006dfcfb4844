"""改版规则: what becomes of a running case when it goes on under another version of its item.

The table and its reasons stand in ADR 0013. What was done stays done; an open step goes on only
under its own code; nobody is asked for more than when they applied unless they agree: a new rule
does not reach back to their disadvantage.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from yimen.cases.rules.marking import DONE, FAILED, OPEN, SKIPPED, Marking
from yimen.catalogue.api import Flow, ItemDefinition, Step

_MODES = {"on_the_spot": 0, "supplement": 1, "resubmit": 2}
"""How hard incomplete papers are on the applicant, the mildest first."""


@dataclass(frozen=True)
class Standing:
    """办件现状: what the rules need to know of a running case.

    `new_papers` and `new_fields` are names of what the new version asks for and the case lacks;
    `promised` the document types with an open promise.
    """

    marking: Marking
    accepted: bool
    renews: bool = False
    promised: Collection[str] = ()
    new_papers: Collection[str] = ()
    new_fields: Collection[str] = ()


@dataclass(frozen=True)
class Migration:
    """改版方案: `marking` is the state of the flow afterwards.

    `kept` are the codes of open steps that go on, `moved` those among them whose unit, role or
    name changes; `gone` steps that were done and are no longer part of the flow; `coming` new
    steps still to be done; `passed` new steps that come before something the case has reached and
    are not done any more. `barred` says why it cannot be, `worse` what the applicant would have
    to agree to.
    """

    marking: Marking
    kept: tuple[str, ...]
    moved: Mapping[str, Step]
    gone: tuple[str, ...]
    coming: tuple[str, ...]
    passed: tuple[str, ...]
    barred: tuple[str, ...]
    worse: tuple[str, ...]
    hears: bool = False
    """Whether the applicant gains the right to be heard before the decision."""


def plan(before: ItemDefinition, after: ItemDefinition, case: Standing) -> Migration:
    """方案: what migrating the case from one definition to another would do; changes nothing."""
    old, new = Flow.of(before.steps), Flow.of(after.steps)
    reached = case.marking.steps
    fresh = [step.code for step in new.order if step.code not in old.by_code]
    leading = _before(new, [code for code in reached if code in new.by_code])
    passed = tuple(code for code in fresh if code in leading and code not in reached)
    kept = tuple(code for code in reached if reached[code] == OPEN and _goes_on(old, new, code))
    return Migration(
        marking=_marking(case.marking, new, passed),
        kept=kept,
        moved={code: new.by_code[code] for code in kept if _moves(before, after, code)},
        gone=tuple(c for c in reached if c not in new.by_code and reached[c] != OPEN),
        coming=tuple(code for code in fresh if code not in passed),
        passed=passed,
        barred=tuple(_barred(before, after, case, old, new)),
        worse=tuple(_worse(before, after, case)),
        hears=after.hearing and not before.hearing and case.accepted and not _decided(old, reached),
    )


def takes_new_limit(now: datetime, before: datetime, after: datetime) -> bool:
    """是否改用新时限: only a limit that ends earlier than the one promised, and not one that would
    be over at once: a promise may be bettered, and no case is made late by paper."""
    return now < after < before


def _marking(marking: Marking, new: Flow, passed: Collection[str]) -> Marking:
    steps = {code: mark for code, mark in marking.steps.items() if code in new.by_code}
    rework = {
        asker: [code for code in asked if code in new.by_code]
        for asker, asked in marking.rework.items()
        if asker in new.by_code
    }
    waiting = {asker: asked for asker, asked in rework.items() if asked}
    return Marking({**steps, **dict.fromkeys(passed, SKIPPED)}, waiting)


def _goes_on(old: Flow, new: Flow, code: str) -> bool:
    one, other = old.by_code.get(code), new.by_code.get(code)
    if one is None or other is None:
        return False
    return (one.kind, one.procedure, one.item) == (other.kind, other.procedure, other.item)


def _decided(old: Flow, reached: Mapping[str, str]) -> bool:
    return any(
        mark == DONE and code in old.by_code and old.by_code[code].kind == "sign"
        for code, mark in reached.items()
    )


def _moves(before: ItemDefinition, after: ItemDefinition, code: str) -> bool:
    return _owner(before, code) != _owner(after, code)


def _owner(item: ItemDefinition, code: str) -> tuple[str, str, str]:
    step = next(step for step in item.steps if step.code == code)
    return step.unit or item.unit, step.role, step.name.zh_hans


def _before(flow: Flow, codes: Collection[str]) -> set[str]:
    found: set[str] = set()
    todo = [one for code in codes for one in flow.by_code[code].after]
    while todo:
        code = todo.pop()
        if code not in found:
            found.add(code)
            todo.extend(flow.by_code[code].after)
    return found


def _barred(
    before: ItemDefinition, after: ItemDefinition, case: Standing, old: Flow, new: Flow
) -> list[str]:
    reasons = []
    if before.code != after.code:
        reasons.append("新版本属于另一个事项")
    for code, mark in case.marking.steps.items():
        name = old.by_code[code].name.zh_hans if code in old.by_code else code
        if mark == OPEN and not _goes_on(old, new, code):
            reasons.append(f"在办环节“{name}”在新版本里没有对应的环节，请先办完这个环节")
        elif mark == OPEN and old.by_code[code].kind == "issue":
            reasons.append("结果正在制发，不用改版")
        elif mark == FAILED and code not in new.quorum_of:
            reasons.append(f"“{name}”的不通过意见只在原版本的票决里算数")
    if case.accepted and (before.quota is None) != (after.quota is None):
        reasons.append("已经受理的办件不能中途加上或者去掉名额限制")
    return reasons


def _worse(before: ItemDefinition, after: ItemDefinition, case: Standing) -> list[str]:
    found = [f"要补交“{name}”" for name in case.new_papers]
    found += [f"要补填“{name}”" for name in case.new_fields]
    found += _worse_ways(before, after, case)
    for use in before.papers:
        other = next((one for one in after.papers if one.document == use.document), None)
        if use.document in case.promised and other is not None:
            if use.may_defer and not other.may_defer:
                found.append("已经容缺的材料不能再容缺")
            if use.may_promise and not other.may_promise:
                found.append("已经承诺的材料不能再以承诺代替")
    return found


def _worse_ways(before: ItemDefinition, after: ItemDefinition, case: Standing) -> list[str]:
    old_years = before.result.valid_years if before.result else None
    new_years = after.result.valid_years if after.result else None
    harder = _MODES[after.acceptance.mode] > _MODES[before.acceptance.mode]
    at_once = before.handling == "immediate"
    told = [
        (at_once and after.handling != "immediate", "不再当场办结"),
        (after.visits > before.visits, f"跑动由 {before.visits} 次增加到 {after.visits} 次"),
        (_fees(after) > _fees(before), f"收费由 {_fees(before)} 元增加到 {_fees(after)} 元"),
        (before.hearing and not after.hearing, "不再有听证权利"),
        (not case.accepted and harder, "材料不齐时的处理更严"),
        (bool(after.quota) and not before.quota, "有了数量限制"),
        (case.renews and after.renewal is None, "不再按延续办理"),
        (new_years is not None and new_years < (old_years or 1000), "证照有效期缩短"),
        (before.result is not None and after.result is None, "不再颁发证照"),
    ]
    return [words for is_worse, words in told if is_worse]


def _fees(item: ItemDefinition) -> Decimal:
    return sum((Decimal(fee.yuan) for fee in item.fees), Decimal(0))
