"""一轮的数字: what one stretch of luck comes to: times, promises kept, queues, what decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import ceil, nan

from yimen.catalogue.rules.simulation.axis import WorkAxis, merged
from yimen.catalogue.rules.simulation.draws import Draws
from yimen.catalogue.rules.simulation.engine import Course, Run
from yimen.catalogue.rules.simulation.experiment import Experiment
from yimen.catalogue.rules.simulation.network import Mode, Network
from yimen.catalogue.rules.simulation.stations import Visit
from yimen.kernel.packs import Period


@dataclass
class StepSums:
    """环节合计: visits to a step, office hours waited and worked, and of all ways to the end the
    hours that lay in this step (`decides`)."""

    visits: int = 0
    waited: float = 0.0
    worked: float = 0.0
    decides: float = 0.0


@dataclass(frozen=True)
class Figures:
    """一轮的数字: times in working days; shares from 0 to 1, nan where there is nothing to share.

    `cases` are those that arrived within the counted days; `unfinished` of them had not ended
    when the simulation did, and count as late. `queues` is for each station the mean number that
    waited on each counted working day, `busy` the share of their time that its people worked.
    """

    cases: int
    unfinished: int
    refused: int
    mean: float
    p50: float
    p90: float
    within: float
    item_means: dict[str, float]
    item_within: dict[str, float]
    steps: dict[str, StepSums]
    busy: tuple[float, ...]
    queues: tuple[tuple[float, ...], ...]


def per_hour(experiment: Experiment, axis: WorkAxis) -> float:
    """每小时到件: arrivals in an hour of office time, from those of a working day."""
    days = experiment.warm_up + experiment.days
    return (experiment.arrivals or 0.0) * days / axis.closes(days - 1)


def arrivals(experiment: Experiment, axis: WorkAxis, draws: Draws, until: float) -> list[float]:
    """到件时刻: when cases arrive, in office hours."""
    gap = 1 / per_hour(experiment, axis)
    if experiment.pattern == "fixed":
        return [(n + 0.5) * gap for n in range(int(until / gap))]
    moments: list[float] = []
    now = 0.0
    for drawn in draws.gaps():
        now += drawn * gap
        if now > until:
            break
        moments.append(now)
    return moments


def measure(network: Network, axis: WorkAxis, experiment: Experiment, draws: Draws) -> Figures:
    """模拟一轮: cases go on arriving after the counted days until all that count have ended.

    Where queues only grow, that is never; then it ends after as long a time again.
    """
    first, last = experiment.warm_up, experiment.warm_up + experiment.days
    since, upto = axis.opens(first), axis.closes(last - 1)
    until = axis.closes(2 * last - 1)
    moments = arrivals(experiment, axis, draws, until)
    before = sum(1 for _ in takewhile(lambda one: one < since, moments))
    counted = range(before, sum(1 for _ in takewhile(lambda one: one < upto, moments)))
    record = _Record(network, axis, counted)
    run = Run(network, axis, draws, first, last, record.visited, record.ended)
    ended = run.run(moments, until, lambda now: record.left == 0 and now >= upto)
    unfinished = [course for course in run.under_way if course.number in counted]
    for course in unfinished:
        record.late(course, ended)
    lengths = [axis.closes(day) - axis.opens(day) for day in range(last)]
    return record.figures(
        len(unfinished),
        tuple(desk.busy / desk.hours for desk in run.desks),
        tuple(
            tuple(
                waited / hours
                for waited, hours in zip(desk.waiting[first:], lengths[first:], strict=True)
            )
            for desk in run.desks
        ),
    )


class _Record:
    """Notes what happens to the cases that count."""

    def __init__(self, network: Network, axis: WorkAxis, counted: range) -> None:
        self._network, self._axis, self._counted = network, axis, counted
        self.left = len(counted)
        self._days: list[float] = []
        self._kept: list[bool] = []
        self._refused = 0
        self._item_days: dict[str, list[float]] = {code: [] for code in network.members}
        self._item_kept: dict[str, list[bool]] = {code: [] for code in network.members}
        self._steps = {key: StepSums() for key in network.steps}

    def visited(self, course: Course, visit: Visit) -> None:
        if course.number not in self._counted:
            return
        node = course.template.nodes[visit.node]
        if not node.applies:
            return
        sums = self._steps[node.key]
        sums.visits += 1
        began = visit.done if visit.started < 0 else min(visit.started, visit.done)
        sums.waited += began - visit.opened
        sums.worked += visit.done - began

    def ended(self, course: Course, now: float) -> None:
        if course.number not in self._counted:
            return
        self.left -= 1
        axis, template = self._axis, course.template
        arrived = axis.position(course.arrived)
        self._days.append(axis.position(now) - arrived)
        members = [(n, group) for n, group in enumerate(template.groups) if group.task < 0]
        self._refused += not all(course.granted[n] for n, _ in members)
        for number, group in members:
            end = course.ended[number]
            assert end is not None
            self._item_days[group.item].append(axis.position(end) - arrived)
            kept = self._is_kept(course.accepted[number], group.promised, course, [number], end)
            if kept is not None:
                self._item_kept[group.item].append(kept)
        begun = course.arrived if self._network.is_bundle else course.accepted[0]
        numbers = [number for number, _ in members]
        kept = self._is_kept(begun, self._network.promised, course, numbers, now)
        if kept is not None:
            self._kept.append(kept)
        slowest = max(numbers, key=lambda number: course.ended[number] or 0.0)
        self._walk(course, course.last[slowest])

    def late(self, course: Course, now: float) -> None:
        """Has not ended: it took at least so long."""
        self._days.append(self._axis.position(now) - self._axis.position(course.arrived))
        self._kept.append(False)

    def _is_kept(
        self,
        begun: float | None,
        promised: Period,
        course: Course,
        groups: Sequence[int],
        end: float,
    ) -> bool | None:
        if begun is None:
            return None
        stops = merged([stop for group in groups for stop in course.stops[group]])
        due = self._axis.due(begun, promised, [(max(a, begun), b) for a, b in stops if b > begun])
        return end <= due + 1e-6

    def _walk(self, course: Course, visit: Visit | None) -> None:
        """Back from the end, by what opened each step: the way that decided."""
        while visit is not None:
            node = course.template.nodes[visit.node]
            if node.mode is not Mode.SUBCASE:
                self._steps[node.key].decides += visit.done - visit.opened
            visit = visit.before

    def figures(
        self, unfinished: int, busy: tuple[float, ...], queues: tuple[tuple[float, ...], ...]
    ) -> Figures:
        days = sorted(self._days)
        return Figures(
            cases=len(days),
            unfinished=unfinished,
            refused=self._refused,
            mean=_mean(days),
            p50=_quantile(days, 0.5),
            p90=_quantile(days, 0.9),
            within=_mean(self._kept),
            item_means={code: _mean(found) for code, found in self._item_days.items()},
            item_within={code: _mean(found) for code, found in self._item_kept.items()},
            steps=self._steps,
            busy=busy,
            queues=queues,
        )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else nan


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value that so large a share does not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else nan
