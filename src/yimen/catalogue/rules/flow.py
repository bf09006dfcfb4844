"""流程规则: the steps of an item as a directed graph: is it sound, and how long does it take."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter

from yimen.catalogue.rules.steps import BY_PLATFORM, Step
from yimen.kernel.packs import Period

DAY_HOURS = Decimal(8)
"""Office hours of a working day where no calendar says otherwise (劳动法第三十六条)."""


@dataclass(frozen=True)
class FlowFault:
    """流程缺陷: what is wrong with a flow, at which step (by its place in the list)."""

    position: int
    key: str
    message: str
    remedy: str


@dataclass(frozen=True)
class LongestPath:
    """最长路径: the working days of the slowest way through a flow, and its steps in order."""

    days: Decimal
    steps: tuple[str, ...]


class NotWorkingTime(ValueError):
    """不是工作时间: a limit in calendar days, months or years where working time is meant."""


def working_days(period: Period, day_hours: Decimal = DAY_HOURS) -> Decimal:
    """折合工作日: a period in working days; working hours count `1 / day_hours` of a day each.

    Raises `NotWorkingTime` for calendar periods: how many working days lie in them depends on
    the date, so they are never added to working time (行政许可法第八十二条: limits for handling
    are counted in working days).
    """
    if period.unit.value == "wd":
        return period.amount
    if period.unit.value == "wh":
        return period.amount / day_hours
    raise NotWorkingTime(
        f"“{period}”不是工作时间：办理环节和承诺时限写工作日（wd）或工作小时（wh）"
    )


def counted_days(step: Step, day_hours: Decimal = DAY_HOURS) -> Decimal:
    """计时工作日: what a step takes of the limits; nothing while the law stops the clocks."""
    return Decimal(0) if step.procedure else working_days(step.within, day_hours)


def check_flow(steps: Sequence[Step], produces: Collection[str] = ()) -> list[FlowFault]:
    """检查流程: every fault of a flow; none means that each of its runs comes to its end.

    Found are: a code used twice; `after` a step that does not exist; cycles; steps that can
    never start; an end that is not exactly one unconditional `issue` step; steps that lead
    nowhere; a step that waits for an element (of `produces`, the item's own products) that only
    steps behind it produce; a quorum among steps that lead elsewhere too, or cannot be found
    against.
    """
    faults = [*_bad_codes(steps), *_bad_after(steps)]
    if faults:
        return faults
    cycle = _cycle(steps)
    if cycle:
        return _cycle_faults(steps, cycle)
    return [*_bad_ends(steps), *_waits_for_ever(steps, set(produces)), *_bad_quorums(steps)]


def longest_path(steps: Sequence[Step], day_hours: Decimal = DAY_HOURS) -> LongestPath:
    """最长路径: the slowest way through a sound flow, every conditional step included.

    A step with a `procedure` takes no counted time (行政许可法第四十五条).

    Raises `NotWorkingTime` for a step limited in calendar time and `ValueError` for a cycle.
    """
    return critical_path(
        {step.code: counted_days(step, day_hours) for step in steps},
        {step.code: step.after for step in steps},
    )


def critical_path(days: Mapping[str, Decimal], after: Mapping[str, Collection[str]]) -> LongestPath:
    """关键路径: the longest way through a graph of durations (working days).

    `after` names for each node those that come before it. Among equally long ways the one with
    the earlier names is given. Raises `ValueError` for a cycle.
    """
    finish: dict[str, Decimal] = {}
    before: dict[str, str | None] = {}
    try:
        order = list(TopologicalSorter(after).static_order())
    except CycleError as error:
        raise ValueError(f"环节互相等待：{' → '.join(error.args[1])}") from None
    for node in order:
        slowest = max(sorted(after.get(node, ())), key=lambda one: finish[one], default=None)
        before[node] = slowest
        finish[node] = days[node] + (finish[slowest] if slowest else Decimal(0))
    if not finish:
        return LongestPath(Decimal(0), ())
    last: str | None = max(sorted(finish), key=lambda one: finish[one])
    total = finish[str(last)]
    path: list[str] = []
    while last is not None:
        path.append(last)
        last = before[last]
    return LongestPath(total, tuple(reversed(path)))


def ancestors(steps: Sequence[Step], code: str) -> set[str]:
    """前置环节: every step that must be settled before this one starts."""
    after = {step.code: step.after for step in steps}
    found: set[str] = set()
    todo = list(after[code])
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(after[one])
    return found


# Soundness


def _bad_codes(steps: Sequence[Step]) -> Iterator[FlowFault]:
    seen: set[str] = set()
    for n, step in enumerate(steps):
        if step.code in seen:
            yield FlowFault(n, "code", f"环节“{step.code}”重复", "每个环节用不同的编码")
        seen.add(step.code)


def _bad_after(steps: Sequence[Step]) -> Iterator[FlowFault]:
    codes = [step.code for step in steps]
    for n, step in enumerate(steps):
        for earlier in step.after:
            if earlier not in codes:
                close = get_close_matches(earlier, codes, n=1)
                hint = f"是不是“{close[0]}”？" if close else f"可用的环节：{'、'.join(codes)}"
                yield FlowFault(n, "after", f"没有环节“{earlier}”，“{step.code}”永远等不到", hint)
        if len(set(step.after)) < len(step.after):
            yield FlowFault(n, "after", f"“{step.code}”的 after 有重复", "每个环节只写一次")


def _cycle(steps: Sequence[Step]) -> list[str]:
    try:
        TopologicalSorter({step.code: step.after for step in steps}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _cycle_faults(steps: Sequence[Step], cycle: list[str]) -> list[FlowFault]:
    place = {step.code: n for n, step in enumerate(steps)}
    faults = [
        FlowFault(
            min(place[code] for code in cycle),
            "after",
            f"环节循环：{' → '.join(cycle)}",
            "去掉其中一个 after；退回、补正不用循环表示",
        )
    ]
    for step in steps:
        if step.code not in cycle and ancestors(steps, step.code) & set(cycle):
            message = f"环节“{step.code}”永远不会开始：它等待循环中的环节"
            faults.append(FlowFault(place[step.code], "after", message, "先消除循环"))
    return faults


def _bad_ends(steps: Sequence[Step]) -> Iterator[FlowFault]:
    issues = [(n, step) for n, step in enumerate(steps) if step.kind == "issue"]
    if not issues:
        last = len(steps) - 1
        yield FlowFault(last, "kind", "流程没有发证环节", "加一个 kind: issue 的环节作为结束")
        return
    for n, step in issues[1:]:
        yield FlowFault(n, "kind", f"“{step.code}”是多余的发证环节", "只留一个 kind: issue 的环节")
    n, end = issues[0]
    if end.when:
        yield FlowFault(n, "when", "发证环节不能有条件", "把条件写在前面的环节上")
    if len(issues) > 1:
        return
    leading = ancestors(steps, end.code) | {end.code}
    for n, step in enumerate(steps):
        if step.code in leading:
            continue
        if end.code in ancestors(steps, step.code):
            yield FlowFault(n, "after", f"“{step.code}”排在发证之后", "发证环节要在最后")
        else:
            message = f"“{step.code}”不通向发证环节，做完与否都不影响结果"
            yield FlowFault(n, "code", message, f"在它之后的环节的 after 里写上 {step.code}")


def _waits_for_ever(steps: Sequence[Step], produces: set[str]) -> Iterator[FlowFault]:
    """An item's own products come from its automatic steps: one of them must not be behind."""
    automatic = [step.code for step in steps if step.kind == "automatic"]
    for n, step in enumerate(steps):
        own = sorted(produces & set(step.needs))
        if not own:
            continue
        behind = {code for code in automatic if step.code in ancestors(steps, code)}
        if not set(automatic) - behind - {step.code}:
            message = f"“{step.code}”等待的“{own[0]}”由它自己或它之后的环节产生，永远等不到"
            yield FlowFault(n, "needs", message, "把产生它的 automatic 环节排在前面")


def _bad_quorums(steps: Sequence[Step]) -> Iterator[FlowFault]:
    """Those who count for a quorum are people, and nothing but the join waits for one of them."""
    for n, join in enumerate(steps):
        if join.quorum is None:
            continue
        if join.kind == "issue":
            message = f"发证环节“{join.code}”不能有 quorum：它等全部环节"
            yield FlowFault(n, "quorum", message, "在前面加一个带 quorum 的汇合环节（例如 sign）")
        for code in join.after:
            others = [s.code for s in steps if code in s.after and s.code != join.code]
            if others:
                message = f"“{code}”计入“{join.code}”的 quorum，却还有“{others[0]}”在等它"
                yield FlowFault(n, "quorum", message, "让后面的环节只排在汇合环节之后")
            voter = next(s for s in steps if s.code == code)
            if voter.kind in BY_PLATFORM or voter.kind == "accept":
                message = f"“{code}”不是审查类环节，不能计入 quorum"
                yield FlowFault(n, "quorum", message, "quorum 只用在审查、征求意见等环节之间")
