"""推演: from application to result on the rules alone: which items are granted, and where
others end.

Nobody waits and nothing takes time here; what is asked is only whether each case can reach its
end. The turns are those of `firing`.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Literal

from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.firing import Decide, Flow, FlowState
from yimen.catalogue.rules.steps import BY_PLATFORM

Fate = Literal["granted", "refused", "ended", "stuck"]
"""Granted; refused at a step; ended because it waited for what a refused one would have made;
stuck: nothing can move it any more."""


@dataclass(frozen=True)
class Ending:
    """结局: how a case ends: at which step (refused), or what it waits for (ended, stuck)."""

    fate: Fate
    at: str = ""
    waits: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    """The steps that were done, in their order."""


@dataclass
class _Case:
    item: ItemDefinition
    flow: Flow
    done: list[str] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    superseded: set[str] = field(default_factory=set)
    ending: Ending | None = None
    state: FlowState | None = None

    def end(self, fate: Fate, at: str = "", waits: Sequence[str] = ()) -> None:
        self.ending = Ending(fate, at, tuple(waits), tuple(self.done))

    def waits(self) -> tuple[list[str], list[str]]:
        """The elements, and the steps with an undecided condition, that hold the case up."""
        if self.state is None:
            return [], []
        needs = [need for missing in self.state.waiting.values() for need in missing]
        return needs, list(self.state.undecided)


def run(
    items: Sequence[ItemDefinition],
    *,
    known: Collection[str],
    holds: Decide,
    against: Collection[tuple[str, str]] = (),
) -> dict[str, Ending]:
    """推演: how the cases of items that are applied for together end, by item code.

    `known` are the elements that have a value at the start, `holds` decides conditions, `against`
    names the steps (item, step) that are found against. The flows are sound (`check_flow`).
    """
    cases = [_Case(item, Flow.of(item.steps)) for item in items]
    values = set(known)
    while any(_turn(case, values, holds, set(against)) for case in cases):
        pass
    _end_the_rest(cases)
    return {case.item.code: case.ending for case in cases if case.ending}


def _turn(case: _Case, values: set[str], holds: Decide, against: Set[tuple[str, str]]) -> bool:
    """One turn: everything that is ready is done; whether anything was."""
    if case.ending:
        return False
    state = case.state = case.flow.ready(
        set(case.done),
        set(),
        known=values,
        holds=holds,
        skipped=case.skipped,
        failed=case.failed,
        superseded=case.superseded,
    )
    case.skipped.update(state.skipped)
    case.superseded.update(state.superseded)
    if state.lost:
        case.end("refused", state.lost[0])
        return True
    for step in state.open:
        if (case.item.code, step.code) not in against:
            case.done.append(step.code)
        elif step.code in case.flow.quorum_of:
            case.failed.add(step.code)
        else:
            case.end("refused", step.code)
            return True
    values.update(_made(case))
    if state.finished:
        case.end("granted")
    return bool(state.open or state.finished or state.skipped)


def _made(case: _Case) -> list[str]:
    """What the item produces is there once its automatic steps are done, else with its issue."""
    steps = case.flow.order
    makers = [step.code for step in steps if step.kind == "automatic"]
    makers = makers or [step.code for step in steps if step.kind == "issue"]
    made = all(code in case.done or code in case.skipped for code in makers)
    return case.item.produces if made else []


def _end_the_rest(cases: Sequence[_Case]) -> None:
    """Those that wait only for what no case can make any more are ended; the rest is stuck."""
    lost = {one for case in cases if case.ending for one in _never_made(case)}
    moved = True
    while moved:
        moved = False
        for case in cases:
            needs, undecided = case.waits()
            if case.ending is None and needs and not undecided and set(needs) <= lost:
                case.end("ended", waits=needs)
                lost.update(case.item.produces)
                moved = True
    for case in cases:
        if case.ending is None:
            needs, undecided = case.waits()
            case.end("stuck", waits=[*needs, *undecided])


def _never_made(case: _Case) -> list[str]:
    granted = case.ending is not None and case.ending.fate == "granted"
    return [] if granted else case.item.produces


def deciders(item: ItemDefinition, holds: Decide) -> list[str]:
    """可以不予通过的环节: the steps that people do and that apply, in the order of the flow."""
    return [
        step.code
        for step in Flow.of(item.steps).order
        if step.kind not in BY_PLATFORM and (not step.when or holds(step.when) is True)
    ]


def endings_of(endings: Mapping[str, Ending], fate: Fate) -> list[str]:
    """某种结局的事项: their codes."""
    return [code for code, ending in endings.items() if ending.fate == fate]
