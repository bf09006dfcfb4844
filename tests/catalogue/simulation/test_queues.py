"""排队论: what simulations of simple queues come to, against the formulas that are known exactly.

Each formula must lie within four standard errors of the mean of the replications, and the
standard error must be small, so that the test means something.
"""

from math import factorial, isclose

import pytest
from small_queues import item, run, station, step, stepping, subject

from yimen.catalogue.rules.simulation.estimates import Estimate, estimate, student
from yimen.catalogue.rules.simulation.outcomes import Simulation

RUNS = 12
LUCK = {"pattern": "poisson", "days": 1000, "warm_up": 100, "replications": RUNS}


def office(*steps: dict[str, object], per_hour: float, **more: object) -> Simulation:
    """One office whose cases arrive by chance, `per_hour` of office time."""
    return run(subject(item(*steps)), arrivals=per_hour * 8, **LUCK, **more)


def timed(mean: float, cv: float = 1.0, **codes: float) -> dict[str, object]:
    steps = codes or {"work": mean}
    return {"steps": {c: {"mean": f"{m:g}wh", "cv": cv} for c, m in steps.items()}}


def agrees(found: Estimate | None, exact: float, within: float) -> bool:
    """Whether a mean is as near to the exact value as chance allows, and chance allows little."""
    assert found is not None
    assert found.high is not None
    error = (found.high - found.mean) / student(RUNS - 1)
    assert error < within * exact, "too few cases to tell anything"
    return abs(found.mean - exact) < 4 * error


def sojourn(told: Simulation) -> Estimate:
    """The mean time of a case, in hours: all days have eight."""
    found = told.today.mean
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return Estimate(found.mean * 8, found.low * 8, found.high * 8)


def erlang_c(servers: int, load: float) -> float:
    """The chance that all `servers` are busy when a case arrives."""
    full = load**servers / factorial(servers) * servers / (servers - load)
    return full / (sum(load**k / factorial(k) for k in range(servers)) + full)


def test_one_clerk_and_chance() -> None:
    told = office(
        step("work"), per_hour=0.7, service=timed(1), staff={"desk:reviewer": {"people": 1}}
    )
    assert agrees(sojourn(told), 1 / (1 - 0.7), 0.03)
    assert agrees(station(told).busy, 0.7, 0.01)
    assert agrees(station(told).queue, 0.7**2 / (1 - 0.7), 0.05)


@pytest.mark.parametrize("people", [2, 4])
def test_several_clerks_share_one_queue(people: int) -> None:
    load = 0.8 * people
    staff = {"desk:reviewer": {"people": people}}
    told = office(step("work"), per_hour=load, service=timed(1), staff=staff)
    wait = erlang_c(people, load) / (people - load)
    assert agrees(sojourn(told), 1 + wait, 0.03)
    assert agrees(station(told).queue, load * wait, 0.06)


@pytest.mark.parametrize("cv", [0.0, 0.5, 2.0])
def test_the_more_irregular_the_work_the_longer_the_queue(cv: float) -> None:
    """Pollaczek and Khinchine: the wait grows with the square of the variation."""
    told = office(
        step("work"), per_hour=0.7, service=timed(1, cv), staff={"desk:reviewer": {"people": 1}}
    )
    wait = 0.7 * (1 + cv**2) / (2 * (1 - 0.7))
    assert agrees(sojourn(told), 1 + wait, 0.03 + 0.03 * cv)


def test_half_the_time_for_it_is_twice_the_time_it_takes() -> None:
    told = office(
        step("work"),
        per_hour=0.35,
        service=timed(1),
        staff={"desk:reviewer": {"people": 1, "share": 0.5}},
    )
    assert agrees(sojourn(told), 2 / (1 - 0.7), 0.03)
    assert agrees(station(told).busy, 0.7, 0.01)


def test_two_offices_one_after_the_other() -> None:
    """Burke: what leaves the first office arrives at the second by chance again."""
    told = office(
        step("first"),
        step("second", "first", unit="hall"),
        per_hour=0.6,
        service=timed(0, first=1.0, second=1.25),
        staff={"desk:reviewer": {"people": 1}, "hall:reviewer": {"people": 1}},
    )
    assert agrees(sojourn(told), 1 / (1 - 0.6) + 1 / (0.8 - 0.6), 0.03)


def test_work_that_is_sent_back_comes_again() -> None:
    """Jackson: with a quarter sent back, both offices do a third more."""
    told = office(
        step("first"),
        step("second", "first", unit="hall"),
        per_hour=0.45,
        service=timed(0, first=1.0, second=1.25),
        outcomes={"second": {"send_back": 0.25, "to": ["first"]}},
        staff={"desk:reviewer": {"people": 1}, "hall:reviewer": {"people": 1}},
    )
    flow = 0.45 / 0.75
    waiting = flow / (1 - flow) + flow / (0.8 - flow)
    assert agrees(sojourn(told), waiting / 0.45, 0.03)
    assert agrees(station(told).busy, flow, 0.01)


def test_two_offices_at_once_and_then_together() -> None:
    """Flatto and Hahn: two parallel queues of one clerk each, joined."""
    told = office(
        step("left"),
        step("right", unit="hall"),
        per_hour=0.6,
        service=timed(0, left=1.0, right=1.0),
        staff={"desk:reviewer": {"people": 1}, "hall:reviewer": {"people": 1}},
    )
    assert agrees(sojourn(told), (12 - 0.6) / 8 / (1 - 0.6), 0.03)


def test_steady_arrivals_and_steady_work_never_wait() -> None:
    told = run(
        subject(item(step("work"))),
        arrivals=7.2,
        days=200,
        service=timed(1, 0),
        staff={"desk:reviewer": {"people": 1}},
    )
    assert stepping(told, "work").waits == 0
    assert isclose(station(told).busy.mean, 0.9, rel_tol=0.01)


def test_what_waits_is_what_arrives_times_how_long_it_waits() -> None:
    """Little, within one run and without any statistics: the two are counted differently."""
    told = run(
        subject(item(step("work"))),
        arrivals=6,
        pattern="poisson",
        days=2400,
        service=timed(1),
        staff={"desk:reviewer": {"people": 1}},
    )
    waits = told.today.cases * stepping(told, "work").waits
    assert isclose(station(told).queue.mean * 2400 * 8, waits, rel_tol=0.005)


def test_too_few_people_are_told() -> None:
    told = run(
        subject(item(step("work"))),
        arrivals=12,
        pattern="poisson",
        days=60,
        service=timed(1),
        staff={"desk:reviewer": {"people": 1}},
    )
    assert station(told).busy.mean > 0.99
    assert told.today.unfinished == 0
    days = station(told).queue_by_day
    assert days[-1] > 2 * days[len(days) // 4]
    assert any("人手不够" in sentence for sentence in told.sentences)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    assert student(1) == pytest.approx(12.706, abs=1e-3)
    assert student(9) == pytest.approx(2.262, abs=1e-3)
    assert student(30) == pytest.approx(2.042, abs=1e-3)
    assert student(10_000) == pytest.approx(1.960, abs=1e-3)
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found is not None
    assert (found.mean, found.high) == (
        3.0,
        pytest.approx(3 + 2.776 * (2.5**0.5) / 5**0.5, abs=1e-3),
    )
    assert estimate([]) is None
