"""同一套规则: the simulation opens steps exactly when the rules of flows do, on random flows.

The oracle is slow and obvious: it asks `firing.ready` after every step what opens now.
"""

from dataclasses import replace
from heapq import heappop, heappush
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_queues import MONDAY, PLAIN, elements, item, step, subject

from yimen.catalogue.rules import ItemDefinition
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.firing import ready
from yimen.catalogue.rules.flow import check_flow
from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.compiling import Compiler
from yimen.catalogue.rules.simulation.draws import Draws
from yimen.catalogue.rules.simulation.engine import Course, Run
from yimen.catalogue.rules.simulation.experiment import checked
from yimen.catalogue.rules.simulation.network import Station
from yimen.catalogue.rules.simulation.stations import Visit

FLAGS = ("red", "green")
ELEMENTS = elements(red="boolean", green="boolean")
Times = dict[str, tuple[float, float]]


@st.composite
def flows(draw: st.DrawFn) -> tuple[ItemDefinition, dict[str, float], set[str]]:
    """An item, the hours of its steps (all different), and the votes that are against."""
    count = draw(st.integers(1, 9))
    steps: list[dict[str, Any]] = []
    votes: set[str] = set()
    for n in range(count):
        free = [m for m in range(n) if f"s{m}" not in votes]
        after = draw(st.lists(st.sampled_from(free), unique=True, max_size=3)) if free else []
        flag = draw(st.sampled_from(["", "", *FLAGS]))
        kind = draw(st.sampled_from(["review", "review", "consult", "automatic"]))
        steps.append(
            step(
                f"s{n}",
                *(f"s{m}" for m in after),
                kind=kind,
                when=f"form.lamp.{flag}" if flag else "",
                unit=f"u{n}",
            )
        )
        followed = {code for one in steps for code in one["after"]}
        ends = [
            one["code"]
            for one in steps
            if one["code"] not in followed | votes and one["kind"] != "automatic"
        ]
        if len(ends) > 1 and draw(st.booleans()):
            votes |= set(ends)
            quorum = draw(st.integers(1, len(ends)))
            steps.append(step(f"j{n}", *ends, quorum=quorum, unit=f"v{n}"))
    lamp = item(*steps)
    # No two ways take the same time: every sum of these is another.
    hours = draw(st.permutations([2**n / 1000 for n in range(len(steps))]))
    against = draw(st.sets(st.sampled_from(sorted(votes)))) if votes else set()
    return lamp, {s["code"]: h for s, h in zip(steps, hours, strict=True)}, against


def by_the_rules(
    lamp: ItemDefinition, hours: dict[str, float], against: set[str], form: dict[str, bool]
) -> tuple[Times, float | None, bool]:
    """When each step opens and ends, when the case does, and whether it is granted."""
    facts = Conditions.of([], ELEMENTS).given({}, form)
    done: set[str] = set()
    open_: set[str] = set()
    skipped: set[str] = set()
    failed: set[str] = set()
    superseded: set[str] = set()
    times: Times = {}
    opened: dict[str, float] = {}
    agenda: list[tuple[float, str]] = []
    now = 0.0
    while True:
        state = ready(
            lamp.steps, done, open_, known=set(), holds=facts.applies, skipped=skipped,
            failed=failed, superseded=superseded,
        )  # fmt: skip
        skipped |= set(state.skipped)
        for code in state.superseded:
            superseded.add(code)
            if code in open_:
                open_.discard(code)
        if state.lost:
            return times, now, False
        at_once = False
        for one in state.open:
            opened[one.code] = now
            if one.kind in {"automatic", "issue"}:
                times[one.code] = now, now
                done.add(one.code)
                at_once = True
            else:
                open_.add(one.code)
                heappush(agenda, (now + hours[one.code], one.code))
        if at_once:
            continue
        if state.finished:
            return times, now, True
        while agenda and agenda[0][1] not in open_:
            heappop(agenda)
        if not agenda:
            if all(s.code in done | skipped | failed | superseded for s in lamp.steps):
                return times, now, True
            return times, None, False
        now, code = heappop(agenda)
        open_.discard(code)
        times[code] = opened[code], now
        (failed if code in against else done).add(code)


def by_the_simulation(
    lamp: ItemDefinition, hours: dict[str, float], against: set[str], form: dict[str, bool]
) -> tuple[Times, float | None, bool]:
    experiment = checked(
        {
            "service": {"steps": {c: {"mean": f"{h}wh", "cv": 0} for c, h in hours.items()}},
            "outcomes": {code: {"refuse": 1} for code in against},
            "situations": [{"form": {f"lamp.{flag}": form[f"lamp.{flag}"] for flag in FLAGS}}],
        }
    )
    axis = WorkAxis(PLAIN, MONDAY)
    compiler = Compiler(experiment, axis)
    network = compiler.network(subject(lamp, elements=ELEMENTS))
    people = tuple(Station(unit, role, 9) for unit, role in compiler.stations)
    times: Times = {}
    ended: list[tuple[float, bool]] = []

    def visited(course: Course, visit: Visit) -> None:
        node = course.template.nodes[visit.node]
        if node.applies:
            times[node.key.partition("/")[2]] = visit.opened, visit.done

    def over(course: Course, now: float) -> None:
        ended.append((now, course.granted[0]))

    run = Run(replace(network, stations=people), axis, Draws(1, 0), 0, 30, visited, over)
    run.run([0.0], 2000.0, lambda now: False)
    assert len(ended) <= 1
    return times, *(ended[0] if ended else (None, False))


@settings(max_examples=400, deadline=None)
@given(flows(), st.booleans(), st.booleans())
def test_steps_open_when_the_rules_say(
    given_: tuple[ItemDefinition, dict[str, float], set[str]], red: bool, green: bool
) -> None:
    lamp, hours, against = given_
    if check_flow(lamp.steps):
        return  # an automatic step among the votes, or the like: not a flow that could be run
    form = {"lamp.red": red, "lamp.green": green}
    told = by_the_simulation(lamp, hours, against, form)
    assert _rounded(*told) == _rounded(*by_the_rules(lamp, hours, against, form))


def _rounded(times: Times, ended: float | None, granted: bool) -> tuple[object, ...]:
    """What opens and ends in the very moment of a refusal is left out: the rules refuse first,
    the simulation may open a step of no length before it hears of the last vote."""
    found = {
        code: (round(a, 6), round(b, 6))
        for code, (a, b) in times.items()
        if granted or ended is None or not a == b == ended
    }
    return found, ended if ended is None else round(ended, 6), granted
