"""不变量: what holds for every simulation, whatever the flow and the luck."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_queues import MONDAY, PLAIN, item, run, step, subject

from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.compiling import Compiler
from yimen.catalogue.rules.simulation.draws import Draws
from yimen.catalogue.rules.simulation.engine import Course, Run
from yimen.catalogue.rules.simulation.experiment import checked
from yimen.catalogue.rules.simulation.figures import arrivals
from yimen.catalogue.rules.simulation.network import Mode, Node
from yimen.catalogue.rules.simulation.staffing import staffed
from yimen.catalogue.rules.simulation.stations import Visit

Ended = tuple[Course, float, Visit | None]
"""A case, when it ended, and the visit that ended it."""


@st.composite
def busy_offices(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A flow over few shared stations, with chances of going wrong, and how it is simulated."""
    count = draw(st.integers(1, 6))
    steps, outcomes = [], {}
    for n in range(count):
        after = draw(st.lists(st.sampled_from(range(n)), unique=True, max_size=2)) if n else []
        unit = draw(st.sampled_from(["desk", "hall"]))
        steps.append(step(f"s{n}", *(f"s{m}" for m in after), unit=unit))
        if after and draw(st.booleans()):
            chances = draw(st.tuples(st.sampled_from([0, 0.1]), st.sampled_from([0, 0.3])))
            refuse, back = chances
            to = [f"s{after[0]}"] if back else []
            outcomes[f"s{n}"] = {"refuse": refuse, "send_back": back, "to": to}
    return steps, {
        "outcomes": outcomes,
        "arrivals": draw(st.sampled_from([2, 6, 12])),
        "seed": draw(st.integers(0, 99)),
        "service": {"factor": 0.1, "cv": draw(st.sampled_from([0, 0.5, 1, 2]))},
    }


def played(
    steps: list[dict[str, Any]], values: dict[str, Any]
) -> tuple[list[Ended], list[tuple[Course, Visit]], list[float], Run]:
    """A simulation of forty days, each case and visit kept."""
    experiment = checked({**values, "days": 40, "warm_up": 0})
    axis = WorkAxis(PLAIN, MONDAY)
    compiler = Compiler(experiment, axis)
    network = compiler.network(subject(item(*steps)))
    rate = experiment.arrivals or 0
    network = replace(
        network, stations=staffed(compiler.stations, [network], experiment, axis, rate / 8)
    )
    ended: list[Ended] = []
    visits: list[tuple[Course, Visit]] = []
    draws = Draws(experiment.seed, 0)
    run = Run(
        network,
        axis,
        draws,
        0,
        40,
        lambda course, visit: visits.append((course, visit)),
        lambda course, now: ended.append((course, now, course.last[0])),
    )
    moments = arrivals(experiment, axis, draws, 320.0)
    run.run(moments, 320.0, lambda now: False)
    return ended, visits, moments, run


def quickest(course: Course, seen: dict[int, float]) -> float:
    """The longest way through a granted case, each step as long as it took the first time."""
    nodes = course.template.nodes
    before: list[list[int]] = [[] for _ in nodes]
    for place, node in enumerate(nodes):
        for following in node.next:
            before[following].append(place)
    finish: dict[int, float] = {}

    def ends(place: int) -> float:
        if place not in finish:
            start = max((ends(one) for one in before[place]), default=0.0)
            finish[place] = start + seen[place]
        return finish[place]

    return max(ends(place) for place in range(len(nodes)))


@settings(max_examples=60, deadline=None)
@given(busy_offices())
def test_nobody_is_lost_and_nobody_is_quicker_than_the_work(
    given_: tuple[list[dict[str, Any]], dict[str, Any]],
) -> None:
    ended, visits, moments, run = played(*given_)
    # Everybody who came has ended, or is still under way.
    numbers = [course.number for course, _, _ in ended]
    under_way = [course.number for course in run.under_way]
    assert sorted(numbers + under_way) == list(range(len(moments)))
    seen: dict[int, dict[int, float]] = {}
    for course, visit in visits:
        assert course.arrived <= visit.opened <= visit.done
        if visit.started >= 0:
            assert visit.opened <= visit.started
        worked = visit.done - visit.started if visit.started >= 0 else 0.0
        seen.setdefault(course.number, {}).setdefault(visit.node, worked)
    for course, now, _ in ended:
        if course.granted[0]:
            assert now - course.arrived >= quickest(course, seen[course.number]) - 1e-6


@settings(max_examples=60, deadline=None)
@given(busy_offices())
def test_the_way_that_decided_leads_from_the_arrival_to_the_end(
    given_: tuple[list[dict[str, Any]], dict[str, Any]],
) -> None:
    """Without a gap: each step on it was opened as the one before ended."""
    for course, now, last in played(*given_)[0]:
        visit, until = last, now
        while visit is not None:
            assert visit.done == until
            visit, until = visit.before, visit.opened
        assert until == course.arrived


@settings(max_examples=30, deadline=None)
@given(busy_offices())
def test_nobody_does_two_things_at_once_and_nobody_idles(
    given_: tuple[list[dict[str, Any]], dict[str, Any]],
) -> None:
    _, visits, _, run = played(*given_)
    for number, desk in enumerate(run.desks):
        at = [
            visit
            for course, visit in visits
            if _node(course, visit).station == number and _node(course, visit).mode is Mode.WORK
            if visit.started >= 0
        ]
        moves = sorted([(v.started, 1) for v in at] + [(v.done, -1) for v in at])
        working = 0
        for _, change in sorted(moves, key=lambda move: (move[0], move[1])):
            working += change
            assert working <= desk.station.people
        # First come, first served: they begin in the order in which they came.
        begun = [v.opened for v in sorted(at, key=lambda v: (v.started, v.opened))]
        assert begun == sorted(begun)


def _node(course: Course, visit: Visit) -> Node:
    return course.template.nodes[visit.node]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 4),
    st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    st.integers(0, 99),
    st.floats(0.5, 0.95),
)
def test_one_more_clerk_never_makes_a_queue_longer(
    people: int, cv: float, seed: int, fullness: float
) -> None:
    """Of one station, under the same luck, case by case: so in the mean too."""

    def mean(count: int) -> float:
        told = run(
            subject(item(step("work"))),
            arrivals=people * fullness * 8,
            pattern="poisson",
            days=60,
            seed=seed,
            service={"steps": {"work": {"mean": "1wh", "cv": cv}}},
            staff={"desk:reviewer": {"people": count}},
        )
        assert told.today.mean is not None
        return told.today.mean.mean

    assert mean(people + 1) <= mean(people) + 1e-9


@pytest.mark.parametrize("cv", [0, 0.5, 1])
def test_the_same_seed_is_the_same_result(cv: float) -> None:
    def told(seed: int) -> Any:
        lamp = item(step("a"), step("b", "a", unit="hall"))
        return run(
            subject(lamp), seed=seed, arrivals=9, pattern="poisson", days=30, replications=2,
            service={"factor": 0.1, "cv": cv},
        )  # fmt: skip

    assert told(1) == told(1)
    assert told(1).today != told(2).today
