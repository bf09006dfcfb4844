"""办理路径: with nobody in the way, cases take the ways that the rules of flows say."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_queues import (
    PLAIN,
    bundle,
    elements,
    exactly,
    item,
    run,
    station,
    step,
    stepping,
    subject,
)

from yimen.catalogue.rules.flow import longest_path
from yimen.catalogue.rules.simulation.outcomes import Simulation
from yimen.kernel.problems import Invalid

LIMITS = {"factor": 1, "cv": 0}


def hours(told: Simulation) -> float:
    """The mean time of a case: days have eight hours."""
    assert told.today.mean is not None
    return told.today.mean.mean * 8


@st.composite
def graphs(draw: st.DrawFn) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 7))
    steps = []
    for n in range(count):
        after = draw(st.lists(st.sampled_from(range(n)), unique=True, max_size=3)) if n else []
        within = draw(st.sampled_from(["0.25wd", "0.5wd", "1wd", "3wh"]))
        steps.append(step(f"s{n}", *(f"s{m}" for m in after), within=within, unit=f"u{n}"))
    return steps


@settings(deadline=None)
@given(graphs())
def test_alone_it_takes_the_longest_path(steps: list[dict[str, Any]]) -> None:
    """Where a step takes its whole limit and nobody waits, the check of packs says how long."""
    lamp = item(*steps)
    ways = [s for s in lamp.steps if s.kind != "issue"]  # the platform takes no time
    told = run(subject(lamp), service=LIMITS, days=21)
    assert hours(told) == pytest.approx(float(longest_path(ways).days) * 8)
    assert sum(one.decides for one in told.today.steps) == pytest.approx(1)


def test_parallel_steps_end_with_the_slowest() -> None:
    lamp = item(step("a"), step("b", unit="hall"), step("c", "a", "b"))
    told = run(subject(lamp), service=exactly(a=2, b=5, c=1))
    assert hours(told) == pytest.approx(6)
    assert stepping(told, "a").decides == 0
    assert stepping(told, "b").decides == pytest.approx(5 / 6)
    assert told.today.deciding is stepping(told, "b")


def test_one_clerk_cannot_do_two_things_at_once() -> None:
    lamp = item(step("a"), step("b"), step("c", "a", "b"))
    told = run(
        subject(lamp), service=exactly(a=2, b=5, c=1), staff={"desk:reviewer": {"people": 1}}
    )
    assert hours(told) == pytest.approx(8)


def test_of_two_situations_each_takes_its_own_way() -> None:
    lamp = item(step("a"), step("flame", "a", when="form.lamp.flame"))
    told = run(
        subject(lamp, elements=elements(flame="boolean")),
        service=exactly(a=1, flame=4),
        situations=[
            {"share": 3, "form": {"lamp.flame": False}},
            {"share": 1, "form": {"lamp.flame": True}},
        ],
        arrivals="1/wd",
        days=1000,
    )
    assert stepping(told, "flame").visits / told.today.cases == pytest.approx(0.25, abs=0.04)
    assert told.today.p50 is not None
    assert told.today.p90 is not None
    assert told.today.p50.mean * 8 == pytest.approx(1)
    assert told.today.p90.mean * 8 == pytest.approx(5)


def test_a_condition_that_is_left_open_counts_and_is_told() -> None:
    lamp = item(step("a"), step("flame", "a", when="form.lamp.flame"))
    told = run(subject(lamp, elements=elements(flame="boolean")), service=exactly(a=1, flame=4))
    assert hours(told) == pytest.approx(5)
    assert any("form.lamp.flame" in one for one in told.assumptions)


@pytest.mark.parametrize(("quorum", "expected"), [(1, 1), (2, 3), (3, 7)])
def test_a_quorum_waits_for_so_many(quorum: int, expected: float) -> None:
    votes = [step(code, unit=code) for code in ("a", "b", "c")]
    lamp = item(*votes, step("join", "a", "b", "c", quorum=quorum, unit="hall"))
    told = run(subject(lamp), service=exactly(a=1, b=3, c=7, join=0.5))
    assert hours(told) == pytest.approx(expected + 0.5)
    worked = sum(station(told, unit).busy.mean for unit in ("a", "b", "c"))
    # Who was not needed any more has stopped.
    assert worked * 400 * 8 / told.today.cases == pytest.approx(
        sum(min(one, expected) for one in (1, 3, 7))
    )


def test_a_quorum_that_is_lost_refuses_the_case() -> None:
    votes = [step(code, unit=code) for code in ("a", "b", "c")]
    lamp = item(*votes, step("join", "a", "b", "c", quorum=2, unit="hall"))
    against = {"a": {"refuse": 1}, "b": {"refuse": 1}}
    told = run(subject(lamp), service=exactly(a=1, b=3, c=7, join=0.5), outcomes=against)
    assert hours(told) == pytest.approx(3)
    assert told.today.refused == told.today.cases
    assert stepping(told, "join").visits == 0


def test_a_vote_that_is_not_asked_does_not_count() -> None:
    votes = [step("a", when="form.lamp.flame"), step("b", unit="b"), step("c", unit="c")]
    lamp = item(*votes, step("join", "a", "b", "c", quorum=3, unit="hall"))
    told = run(
        subject(lamp, elements=elements(flame="boolean")),
        service=exactly(b=3, c=7, join=0.5),
        situations=[{"form": {"lamp.flame": False}}],
    )
    assert hours(told) == pytest.approx(7.5)


def test_silence_is_consent_when_the_limit_is_over() -> None:
    basis = {"note": "虚构规定"}
    slow = step("ask", kind="consult", within="1wd", on_silence="consent", silence_basis=basis)
    told = run(subject(item(slow)), service=exactly(ask=100), arrivals="0.01/wd", days=1000)
    # One working day ends as the offices close on the next; cases come at noon on average.
    assert told.today.mean is not None
    assert 1 <= told.today.mean.mean <= 2
    assert stepping(told, "ask").works < 16


def test_silence_takes_a_case_out_of_the_queue() -> None:
    basis = {"note": "虚构规定"}
    slow = step("ask", kind="consult", within="1wd", on_silence="consent", silence_basis=basis)
    told = run(
        subject(item(slow)),
        service=exactly(ask=1000),
        arrivals="4/wd",
        days=100,
        staff={"desk:reviewer": {"people": 1}},
    )
    assert told.today.unfinished == 0
    assert told.today.p90 is not None
    assert told.today.p90.mean <= 2
    assert station(told).busy.mean == pytest.approx(1, abs=0.01)


def test_a_timer_ends_with_its_last_day() -> None:
    told = run(subject(item(step("notice", kind="timer", within="3wd"))), arrivals="1/wd", days=50)
    assert told.today.mean is not None
    # They come at noon: half a day is left of the first, which does not count.
    assert told.today.mean.mean == pytest.approx(3.5)


def test_an_answer_from_outside_takes_nobodys_time() -> None:
    power = step("power", kind="external", within="2wd")
    told = run(subject(item(step("a"), power)), service=exactly(a=1), arrivals="8/wd", days=50)
    assert stepping(told, "power").works == pytest.approx(16)
    assert [one.role for one in told.today.stations] == ["reviewer"]
    assert any("外部答复" in one for one in told.assumptions)


def test_a_refusal_ends_the_case_at_once() -> None:
    lamp = item(step("a"), step("b", unit="hall"), step("c", "a", "b"))
    told = run(subject(lamp), service=exactly(a=2, b=5, c=1), outcomes={"a": {"refuse": 1}})
    assert hours(told) == pytest.approx(2)
    assert told.today.refused == told.today.cases
    assert station(told, "hall").busy.mean * 400 * 8 == pytest.approx(told.today.cases * 2)


def test_only_what_was_sent_back_is_done_again() -> None:
    lamp = item(step("a"), step("b", "a", unit="hall"), step("c", "b"), step("d", "a", unit="d"))
    lamp = item(*[s.model_dump(mode="json") for s in lamp.steps if s.kind != "issue"])
    told = run(
        subject(lamp),
        service=exactly(a=1, b=2, c=1, d=1),
        outcomes={"c": {"send_back": 0.5, "to": ["a"]}},
        arrivals="0.5/wd",
        days=2000,
        staff={"desk:reviewer": {"people": 9}},
    )
    again = stepping(told, "c").visits / told.today.cases - 1
    assert again == pytest.approx(1, abs=0.15)  # half of the cases, half of those once more, …
    assert stepping(told, "a").visits == stepping(told, "c").visits
    assert stepping(told, "b").visits == stepping(told, "d").visits == told.today.cases
    assert hours(told) == pytest.approx(4 + 2 * again, rel=1e-6)


def test_a_subcase_is_worked_through_like_any_other() -> None:
    inner = item(step("look"), step("decide", "look"), code="wick")
    outer = item(step("a"), step("other", "a", kind="subcase", item="wick"), step("z", "other"))
    told = run(subject(outer, inner), service=exactly(a=1, look=2, decide=3, z=4))
    assert hours(told) == pytest.approx(10)
    assert stepping(told, "decide").decides == pytest.approx(0.3)
    assert [one.item for one in told.today.items] == ["lamp"]


def test_a_subcase_that_is_refused_refuses_the_case() -> None:
    inner = item(step("look"), step("decide", "look"), code="wick")
    outer = item(step("a"), step("other", "a", kind="subcase", item="wick"), step("z", "other"))
    told = run(
        subject(outer, inner),
        service=exactly(a=1, look=2, decide=3, z=4),
        outcomes={"wick/look": {"refuse": 1}},
    )
    assert hours(told) == pytest.approx(3)
    assert told.today.refused == told.today.cases


def test_subcases_that_open_each_other_are_refused() -> None:
    one = item(step("x", kind="subcase", item="wick"))
    other = item(step("y", kind="subcase", item="lamp"), code="wick")
    with pytest.raises(Invalid, match="lamp → wick → lamp"):
        run(subject(one, other))


# Bundles


def shop(**more: Any) -> Mapping[str, Any]:
    """Two items, the second of which needs what the first makes before its last review."""
    maker = item(
        step("a"), step("make", "a", kind="automatic"), code="maker", produces=["lamp.code"]
    )
    taker = item(
        step("b", unit="hall"), step("c", "b", unit="hall", needs=["lamp.code"]), code="taker"
    )
    given = {"elements": elements("lamp.code", "lamp.name"), **more}
    members = given.pop("members", ("maker", "taker"))
    scenario = given.pop("scenario", [])
    return {
        "items": (maker, taker),
        "bundle": bundle(*members, scenario=scenario),
        **given,
    }


def the(told: Mapping[str, Any]) -> Any:
    return subject(*told["items"], bundle=told["bundle"], elements=told["elements"])


def test_items_of_a_bundle_run_side_by_side() -> None:
    told = run(the(shop()), service=exactly(a=2, b=5, c=1))
    assert hours(told) == pytest.approx(6)
    assert {one.item: one.mean.mean * 8 for one in told.today.items if one.mean} == {
        "maker": pytest.approx(2),
        "taker": pytest.approx(6),
    }
    assert stepping(told, "c").name == "taker·c"


def test_what_a_sibling_makes_is_waited_for() -> None:
    told = run(the(shop()), service=exactly(a=7, b=2, c=1))
    assert hours(told) == pytest.approx(8)
    assert stepping(told, "b").decides == 0
    assert stepping(told, "c").waits == 0  # it was not open yet


def test_who_waits_for_a_refused_sibling_is_not_left_waiting() -> None:
    told = run(the(shop()), service=exactly(a=7, b=2, c=1), outcomes={"a": {"refuse": 1}})
    assert hours(told) == pytest.approx(7)
    assert told.today.unfinished == 0
    assert stepping(told, "c").visits == 0


def test_an_item_that_does_not_apply_is_not_done() -> None:
    question = {"code": "lit", "question": "点灯吗？", "type": "boolean"}
    lit = shop(members=("maker", {"item": "taker", "when": "scenario.lit"}), scenario=[question])
    told = run(the(lit), service=exactly(a=2, b=5, c=1), situations=[{"scenario": {"lit": False}}])
    assert hours(told) == pytest.approx(2)


def test_what_nobody_makes_is_told_before_anything_runs() -> None:
    question = {"code": "lit", "question": "点灯吗？", "type": "boolean"}
    lit = shop(members=({"item": "maker", "when": "scenario.lit"}, "taker"), scenario=[question])
    with pytest.raises(Invalid, match=r"lamp\.code"):
        run(the(lit), situations=[{"scenario": {"lit": False}}])


# Promises


def test_a_promise_is_counted_from_the_acceptance_and_in_working_days() -> None:
    lamp = item(
        step("accept", kind="accept"),
        step("a", "accept"),
        limits={"promised": "2wd", "promised_basis": {"note": "虚构规定"}},
    )
    # They come and are accepted in the middle of a day, whose other half is not counted.
    for hours_, kept in ((20, 1), (20.1, 0)):
        service = exactly(accept=16, a=hours_)
        told = run(subject(lamp), service=service, arrivals=1 / 9, days=90)
        assert told.today.within is not None
        assert told.today.within.mean == kept


def test_a_procedure_stops_the_clock() -> None:
    def within(**more: Any) -> float:
        lamp = item(
            step("test", within="20wd", **more),
            limits={"promised": "2wd", "promised_basis": {"note": "虚构规定"}},
        )
        told = run(subject(lamp), service=exactly(test=80))
        assert told.today.within is not None
        return told.today.within.mean

    assert within() == 0
    assert within(kind="inspect", procedure="testing") == 1


def test_people_who_come_on_some_days_only() -> None:
    told = run(
        subject(item(step("look"))),
        service=exactly(look=8),
        staff={"desk:reviewer": {"people": 1, "weekdays": ["tue"]}},
        arrivals="0.1/wd",
        days=500,
    )
    assert stepping(told, "look").works == pytest.approx(8 * 1, abs=33)
    assert station(told).busy.mean == pytest.approx(0.5, abs=0.02)
    assert told.today.p90 is not None
    assert told.today.p90.mean <= 10
    with pytest.raises(Invalid) as caught:
        run(
            subject(item(step("look"))), staff={"desk:reviewer": {"people": 1, "weekdays": ["sun"]}}
        )
    assert caught.value.errors[0].field == "staff/desk:reviewer/weekdays"
    assert PLAIN.hours.week[6] == ()
