"""办理过程差异: what changed steps come to: other units, a longer way, steps side by side."""

from collections.abc import Iterator, Sequence

from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.differences.meaning import Severity
from yimen.catalogue.rules.differences.wording import Vocabulary
from yimen.catalogue.rules.flow import NotWorkingTime, ancestors, longest_path
from yimen.catalogue.rules.steps import Step
from yimen.kernel.worktime.periods import plain

Told = tuple[str, str, str, str, Severity]
"""What, before, after, consequence, severity."""


def course_changes(
    before: ItemDefinition, after: ItemDefinition, words: Vocabulary
) -> Iterator[Told]:
    """过程差异: units that come or go, the slowest way in working days, and steps that now run
    side by side or one behind the other. Flows that are not sound are passed over."""
    yield from _units(before, after, words)
    try:
        ways = [longest_path(item.steps) for item in (before, after)]
        pairs = [_parallel(item.steps) for item in (before, after)]
    except (ValueError, NotWorkingTime, KeyError):
        return
    if ways[0].days != ways[1].days:
        longer = ways[1].days > ways[0].days
        severity: Severity = "burdens" if longer else "eases"
        old, new = (f"{plain(way.days)} 个工作日" for way in ways)
        yield "最慢的路", old, new, "走完全程更久" if longer else "走完全程更快", severity
    both = {step.code for step in before.steps} & {step.code for step in after.steps}
    for first, second in sorted(pairs[0] ^ pairs[1]):
        if {first, second} <= both:
            what = f"{words.called(first)}和{words.called(second)}"
            if (first, second) in pairs[1]:
                yield what, "一先一后", "同时办", "串行改为并行", "eases"
            else:
                yield what, "同时办", "一先一后", "并行改为串行", "burdens"


def _units(before: ItemDefinition, after: ItemDefinition, words: Vocabulary) -> Iterator[Told]:
    old, new = ({step.unit or item.unit for step in item.steps} for item in (before, after))
    was, now = ("、".join(sorted(map(words.name, units))) for units in (old, new))
    for unit in sorted(new - old):
        yield "经手的部门", was, now, f"多一个部门经手：{words.called(unit)}", "burdens"
    for unit in sorted(old - new):
        yield "经手的部门", was, now, f"少一个部门经手：{words.called(unit)}", "eases"


def _parallel(steps: Sequence[Step]) -> set[tuple[str, str]]:
    """The pairs of steps of which neither waits for the other."""
    before = {step.code: ancestors(steps, step.code) for step in steps}
    codes = sorted(before)
    return {
        (one, other)
        for n, one in enumerate(codes)
        for other in codes[n + 1 :]
        if one not in before[other] and other not in before[one]
    }
