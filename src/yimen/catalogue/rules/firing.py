"""流程运行规则: which steps of a flow start now, fall away, or wait, given what is settled so far.

A step may start when every step it comes `after` is settled (done, or skipped because its `when`
is false), its own `when` is true and every element it `needs` is known. Parallel is the default.
The table of all turns stands in ADR 0011.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from yimen.catalogue.rules.steps import Step

Decide = Callable[[str], bool | None]
NOTHING: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True)
class FlowState:
    """流程状态: what may happen next in a flow.

    `open` are the steps that start now; `skipped` the codes of those that fall away now;
    `superseded` the codes of steps that are not needed any more, because a quorum was reached
    without them (they are asked after all if it is lost again); `waiting` the steps whose turn
    has come and that wait for elements, with those elements; `undecided` the codes whose
    condition is not yet known; `held` the steps that may not start while something is
    outstanding; `lost` the steps whose quorum can no longer be reached; `finished` when nothing
    is left.
    """

    open: tuple[Step, ...]
    skipped: tuple[str, ...]
    waiting: Mapping[str, tuple[str, ...]]
    undecided: tuple[str, ...]
    finished: bool
    superseded: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """流程: the steps of one definition in an order in which each stands after those it follows.

    `conditional` says whether anything depends on the case's data.
    """

    order: tuple[Step, ...]
    by_code: Mapping[str, Step] = field(hash=False)
    conditional: bool
    quorum_of: Mapping[str, str] = field(hash=False)
    """`{step: the step whose quorum it counts for}`."""

    @classmethod
    def of(cls, steps: Sequence[Step]) -> "Flow":
        """由环节: raises `graphlib.CycleError` for steps that wait for each other."""
        by_code = {step.code: step for step in steps}
        order = TopologicalSorter({step.code: step.after for step in steps}).static_order()
        return cls(
            tuple(by_code[code] for code in order),
            by_code,
            any(step.when or step.needs for step in steps),
            {code: step.code for step in steps if step.quorum for code in step.after},
        )

    def ready(
        self,
        done: Set[str],
        open_: Set[str],
        *,
        known: Set[str],
        holds: Decide,
        skipped: Set[str] = frozenset(),
        failed: Set[str] = frozenset(),
        superseded: Set[str] = frozenset(),
        rework: Mapping[str, Sequence[str]] = NOTHING,
        held: bool = False,
    ) -> FlowState:
        """下一步: which steps start now, fall away, or wait; see `ready` for the arguments."""
        look = _Look(self, set(done), set(open_), set(skipped), set(failed), set(superseded))
        return look.around(known, holds, rework, held)


def ready(
    steps: Sequence[Step],
    done: Set[str],
    open_: Set[str],
    *,
    known: Set[str],
    holds: Decide,
    skipped: Set[str] = frozenset(),
    failed: Set[str] = frozenset(),
    superseded: Set[str] = frozenset(),
    rework: Mapping[str, Sequence[str]] = NOTHING,
    held: bool = False,
) -> FlowState:
    """下一步: which steps start now, fall away, or wait.

    `done`, `open_`, `skipped` and `failed` are the step codes so far (failed: found against, but
    only counting against a quorum), `superseded` those that a quorum made needless, `known` the
    element codes that have a value, `holds` decides a condition (None: not yet known). `rework`
    names for a step that sent others back the steps it waits for. While `held`, nothing is
    issued. What was skipped stays skipped. A false condition settles the step at once, whatever
    it needs; an unknown one waits.
    """
    return Flow.of(steps).ready(
        done,
        open_,
        known=known,
        holds=holds,
        skipped=skipped,
        failed=failed,
        superseded=superseded,
        rework=rework,
        held=held,
    )


class _Look:
    """One look at a flow; collects what `FlowState` tells."""

    def __init__(
        self,
        flow: Flow,
        done: set[str],
        open_: set[str],
        skipped: set[str],
        failed: set[str],
        superseded: set[str],
    ) -> None:
        self.flow, self.done, self.open = flow, done, open_
        self.skipped, self.failed, self.needless = skipped, failed, superseded
        self.superseded: list[str] = []
        self.fallen: list[str] = []
        self.lost: list[str] = []
        if superseded:
            self._ask_after_all()

    def around(
        self, known: Set[str], holds: Decide, rework: Mapping[str, Sequence[str]], held: bool
    ) -> FlowState:
        self.asked_again = {code for asked in rework.values() for code in asked}
        opened: list[Step] = []
        waiting: dict[str, tuple[str, ...]] = {}
        undecided: list[str] = []
        stopped: list[str] = []
        for step in self.flow.order:
            if self._is_settled(step.code) or step.code in self.open:
                continue
            if not self._may_follow(step, rework.get(step.code, ())):
                continue
            applies = holds(step.when) if step.when else True
            missing = tuple(code for code in step.needs if code not in known)
            if applies is False:
                self.skipped.add(step.code)
                self.fallen.append(step.code)
            elif applies is None:
                undecided.append(step.code)
            elif missing:
                waiting[step.code] = missing
            elif held and step.kind == "issue":
                stopped.append(step.code)
            else:
                opened.append(step)
        finished = all(self._is_settled(step.code) for step in self.flow.order)
        return FlowState(
            tuple(step for step in opened if step.code not in self.needless),
            tuple(self.fallen),
            waiting,
            tuple(undecided),
            finished,
            tuple(self.superseded),
            tuple(stopped),
            tuple(self.lost),
        )

    def _is_settled(self, code: str) -> bool:
        return (
            code in self.done
            or code in self.skipped
            or code in self.failed
            or code in self.needless
        )

    def _may_follow(self, step: Step, rework: Sequence[str]) -> bool:
        if not all(self._is_settled(code) for code in rework):
            return False
        if step.kind == "issue":  # what led to a needless vote may still be under way
            return all(self._is_settled(s.code) for s in self.flow.order if s is not step)
        if step.quorum is None:
            return all(self._is_settled(code) for code in step.after)
        if any(code in self.asked_again and not self._is_settled(code) for code in step.after):
            return False  # a vote that was asked for again is waited for
        return self._has_quorum(step, step.quorum)

    def _has_quorum(self, join: Step, quorum: int) -> bool:
        """Whether enough have passed; then the rest are needless. Skipped ones neither count nor
        are asked for, so that a quorum never waits for somebody who is not asked."""
        pool, needed, passed = self._votes(join, quorum)
        if passed < needed:
            if needed > len(pool) - sum(code in self.failed for code in pool):
                self.lost.append(join.code)
            return False
        for code in pool:
            if not self._is_settled(code):
                self.superseded.append(code)
                self.open.discard(code)
                self.needless.add(code)
        return True

    def _votes(self, join: Step, quorum: int) -> tuple[list[str], int, int]:
        pool = [code for code in join.after if code not in self.skipped]
        return pool, min(quorum, len(pool)), sum(code in self.done for code in pool)

    def _ask_after_all(self) -> None:
        """A vote that was sent back may turn: those who were needless are asked once the quorum
        cannot be reached without them."""
        for join in self.flow.order:
            if join.quorum is None or self._is_settled(join.code) or join.code in self.open:
                continue
            pool, needed, passed = self._votes(join, join.quorum)
            alive = sum(not self._is_settled(code) for code in pool)
            if passed + alive < needed:
                self.needless -= set(pool)
