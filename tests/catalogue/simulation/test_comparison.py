"""并排模拟: two versions under the same luck, what is assumed, and what is said of it."""

import pytest
from small_queues import MONDAY, PLAIN, exactly, item, run, station, step, stepping, subject

from yimen.catalogue.rules.simulation.comparing import simulate
from yimen.catalogue.rules.simulation.draws import Draws
from yimen.catalogue.rules.simulation.experiment import checked
from yimen.kernel.problems import Invalid

SERIAL = subject(item(step("a"), step("b", "a", unit="hall"), step("c", "b")))
PARALLEL = subject(item(step("a"), step("b", unit="hall"), step("c", "a", "b")))
OFFICE = {"pattern": "poisson", "arrivals": 4, "days": 60, "warm_up": 20, "replications": 8}


def test_from_one_after_the_other_to_side_by_side() -> None:
    told = run(SERIAL, PARALLEL, **OFFICE)
    assert told.draft is not None
    assert told.difference is not None
    gain = told.difference.mean
    assert gain is not None
    assert gain.is_clear
    assert gain.mean < 0
    assert "草稿比今天平均快" in told.sentences[0]
    assert "承诺时限内办结的" in told.sentences[1]
    # The same luck: the difference is known much better than either time.
    assert told.today.mean is not None
    assert gain.high is not None
    assert told.today.mean.high is not None
    assert gain.high - gain.mean < (told.today.mean.high - told.today.mean.mean) / 2


def test_a_version_beside_itself_is_the_same() -> None:
    told = run(SERIAL, SERIAL, **OFFICE)
    assert told.today == told.draft
    assert told.difference is not None
    assert told.difference.mean is not None
    assert told.difference.mean.mean == 0
    assert told.sentences[0] == "两个版本的办结时间完全一样。"


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    luck = {"steps": {"c": {"mean": "1wh", "cv": 2}}}
    more = subject(item(step("a"), step("b", "a", unit="hall"), step("d", "b")))
    told = run(SERIAL, more, **{**OFFICE, "days": 10, "replications": 3}, service=luck)
    assert told.difference is not None
    assert told.difference.mean is not None
    if not told.difference.mean.is_clear:
        assert "看不出差别" in told.sentences[0]
    once = run(SERIAL, more, **{**OFFICE, "replications": 1}, service=luck)
    assert "只模拟了一轮" in once.sentences[0]


def test_a_shorter_limit_makes_nobody_work_faster() -> None:
    strict = subject(item(step("a"), step("b", "a", unit="hall"), step("c", "b", within="0.5wd")))
    told = run(SERIAL, strict, **OFFICE)
    assert told.draft is not None
    assert told.draft.steps == told.today.steps
    new = subject(item(step("a"), step("b", "a", unit="hall"), step("z", "b", within="0.5wd")))
    other = run(SERIAL, new, **OFFICE)
    assert other.draft is not None
    assert next(s for s in other.draft.steps if s.key == "lamp/z").works == pytest.approx(
        1, rel=0.1
    )
    assert stepping(other, "c").works == pytest.approx(2, rel=0.1)


def test_people_are_counted_where_nobody_said_how_many() -> None:
    told = run(SERIAL, **OFFICE)
    # Four cases of four hours a working day of eight: two and a half people, so three.
    assert station(told).people == 3
    assert station(told).assumed
    assert station(told).busy.mean < 0.8
    assert any("不超过 80% 配" in one for one in told.assumptions)
    given = run(SERIAL, **OFFICE, staff={"desk:reviewer": {"people": 5}})
    assert station(given).people == 5
    assert not station(given).assumed


def test_people_are_counted_with_what_is_sent_back() -> None:
    back = {"c": {"send_back": 0.5, "to": ["a"]}}
    assert station(run(SERIAL, **OFFICE, outcomes=back)).people == 5


def test_a_draft_has_the_people_of_today() -> None:
    more = subject(item(step("a"), step("b", "a", unit="hall"), step("c", "b"), step("d", "c")))
    told = run(SERIAL, more, **OFFICE)
    assert told.draft is not None
    assert [one.people for one in told.draft.stations] == [
        one.people for one in told.today.stations
    ]
    assert told.draft.stations[0].busy.mean > 1.3 * told.today.stations[0].busy.mean


def test_what_nobody_gave_is_told() -> None:
    told = run(SERIAL, **OFFICE)
    assert "“a”" in told.assumptions[0]
    assert "0.25 倍" in told.assumptions[0]
    given = run(SERIAL, **OFFICE, service=exactly(a=1, b=1, c=1))
    assert not any("倍" in one for one in given.assumptions)


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    values = checked({**OFFICE, "days": 5, "warm_up": 0, "replications": 3})
    simulate(
        SERIAL,
        None,
        values,
        PLAIN,
        start=MONDAY,
        units={},
        progress=lambda a, b: seen.append((a, b)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_as_json_it_says_the_same() -> None:
    told = run(SERIAL, PARALLEL, **OFFICE)
    answer = told.as_json()
    assert told.today.deciding is not None
    assert answer["today"]["deciding"] == told.today.deciding.key
    assert told.difference is not None
    assert told.difference.mean is not None
    assert answer["difference"]["mean"]["mean"] == told.difference.mean.mean
    assert answer["start"] == "2026-03-30"
    assert len(answer["today"]["stations"][0]["queue_by_day"]) == 60


def test_no_arrivals_is_no_simulation() -> None:
    with pytest.raises(Invalid) as caught:
        run(SERIAL, arrivals=None)
    assert caught.value.errors[0].field == "arrivals"


def test_numbers_belong_to_a_case_and_a_step_whatever_the_order() -> None:
    forwards, backwards = Draws(7, 0), Draws(7, 0)
    cases = range(20)
    there = [forwards.size("lamp/a", 0, case, 1) for case in cases]
    back = [backwards.size("lamp/a", 0, case, 1) for case in reversed(cases)]
    assert there == back[::-1]
    assert forwards.size("lamp/b", 0, 3, 1) != there[3]
    assert forwards.size("lamp/a", 1, 3, 1) != there[3]
    assert Draws(7, 1).size("lamp/a", 0, 3, 1) != there[3]
    assert Draws(7, 0).size("lamp/a", 0, 3, 0) == 1


@pytest.mark.parametrize("cv", [0.3, 1.0, 2.5])
def test_work_has_the_mean_and_the_variation_that_is_asked(cv: float) -> None:
    draws = Draws(1, 0)
    sizes = [draws.size("lamp/a", 0, case, cv) for case in range(60_000)]
    mean = sum(sizes) / len(sizes)
    variance = sum((size - mean) ** 2 for size in sizes) / len(sizes)
    assert mean == pytest.approx(1, abs=0.04)
    assert variance**0.5 == pytest.approx(cv, rel=0.05)
