"""流程规则: soundness, what starts next, and the longest path, against slow oracles."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.catalogue.rules import Step
from yimen.catalogue.rules.firing import ready
from yimen.catalogue.rules.flow import (
    NotWorkingTime,
    ancestors,
    check_flow,
    longest_path,
    working_days,
)


def step(code: str, *after: str, kind: str = "review", within: str = "1wd", **more: Any) -> Step:
    action = {"action": "x"} if kind == "automatic" else {}
    content = {"code": code, "name": code, "kind": kind, "after": list(after), "within": within}
    return Step.model_validate({**content, **action, **more})


def messages(steps: list[Step], produces: tuple[str, ...] = ()) -> str:
    return "\n".join(f"{f.position} {f.key} {f.message}" for f in check_flow(steps, produces))


# Soundness


def test_a_sound_flow_has_no_faults() -> None:
    steps = [
        step("accept"),
        step("review", "accept"),
        step("inspect", "accept", when="form.x == 1"),
        step("number", "review", "inspect", kind="automatic"),
        step("seal", "number", needs=["shop.number"]),
        step("issue", "seal", kind="issue"),
    ]
    assert messages(steps, ("shop.number",)) == ""


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step("a"), step("a", kind="issue")], "1 code 环节“a”重复"),
        ([step("accept"), step("issue", "acept", kind="issue")], "1 after 没有环节“acept”"),
        ([step("a", "a"), step("z", "a", kind="issue")], "0 after 环节循环：a → a"),
        ([step("a", "b"), step("b", "a"), step("z", "b", kind="issue")], "0 after 环节循环"),
        ([step("a", "b"), step("b", "a"), step("z", "b", kind="issue")], "“z”永远不会开始"),
        ([step("a"), step("b", "a")], "1 kind 流程没有发证环节"),
        ([step("y", kind="issue"), step("z", "y", kind="issue")], "“z”是多余的发证环节"),
        ([step("a"), step("b", "a"), step("z", "a", kind="issue")], "1 code “b”不通向发证环节"),
        ([step("z", kind="issue"), step("b", "z")], "1 after “b”排在发证之后"),
        ([step("a"), step("z", "a", kind="issue", when="x")], "1 when 发证环节不能有条件"),
        ([step("a"), step("z", "a", "a", kind="issue")], "after 有重复"),
    ],
)
def test_faults_of_a_flow(steps: list[Step], expected: str) -> None:
    assert expected in messages(steps)


@pytest.mark.parametrize(
    ("steps", "waits"),
    [
        ([step("make", kind="automatic", needs=["n"]), step("z", "make", kind="issue")], True),
        (
            [
                step("use", needs=["n"]),
                step("make", "use", kind="automatic"),
                step("z", "make", kind="issue"),
            ],
            True,
        ),
        (
            [
                step("make", kind="automatic"),
                step("use", needs=["n"]),
                step("z", "make", "use", kind="issue"),
            ],
            False,
        ),
    ],
)
def test_a_step_never_waits_for_what_is_made_behind_it(steps: list[Step], waits: bool) -> None:
    assert ("永远等不到" in messages(steps, ("n",))) is waits
    assert messages(steps) == "", "what others produce is the bundle's business"


# What starts next


def run(steps: list[Step], **state: Any) -> tuple[list[str], list[str], dict[str, Any], bool]:
    given_state = {"done": set(), "open_": set(), "known": set(), "holds": lambda _: True, **state}
    found = ready(steps, given_state.pop("done"), given_state.pop("open_"), **given_state)
    return [s.code for s in found.open], list(found.skipped), dict(found.waiting), found.finished


FLOW = [
    step("issue", "join", kind="issue"),
    step("join", "left", "right"),
    step("left", "start", when="left"),
    step("right", "start", needs=["n", "m"]),
    step("start"),
]


def test_branches_start_together_and_join() -> None:
    known = {"n", "m"}
    assert run(FLOW) == (["start"], [], {}, False)
    assert run(FLOW, open_={"start"}) == ([], [], {}, False)
    assert run(FLOW, done={"start"}, known=known) == (["left", "right"], [], {}, False)
    assert run(FLOW, done={"start", "left"}, open_={"right"}) == ([], [], {}, False)
    assert run(FLOW, done={"start", "left", "right"}) == (["join"], [], {}, False)
    everything = {s.code for s in FLOW}
    assert run(FLOW, done=everything - {"issue"}) == (["issue"], [], {}, False)
    assert run(FLOW, done=everything) == ([], [], {}, True)


def test_a_step_waits_for_the_elements_that_are_missing() -> None:
    opened, skipped, waiting, _ = run(FLOW, done={"start"}, known={"m"})
    assert (opened, skipped, waiting) == (["left"], [], {"right": ("n",)})


def test_a_false_condition_skips_and_lets_its_followers_go_on() -> None:
    state = {"done": {"start", "right"}, "holds": lambda _: False}
    assert run(FLOW, **state) == (["join"], ["left"], {}, False)
    again = {"done": {"start", "right"}, "holds": lambda _: None, "skipped": {"left"}}
    assert run(FLOW, **again) == (["join"], [], {}, False)


def test_a_chain_of_skips_settles_in_one_go() -> None:
    steps = [
        step("issue", "c", kind="issue"),
        step("c", "b", when="no"),
        step("b", "a", when="no"),
        step("a", when="no"),
    ]
    assert run(steps, holds=lambda _: False) == (["issue"], ["a", "b", "c"], {}, False)


def test_an_unknown_condition_waits() -> None:
    state = ready(
        FLOW, {"start", "right"}, set(), known=set(), holds=lambda _: None, skipped=frozenset()
    )
    assert (state.open, state.skipped, state.undecided) == ((), (), ("left",))
    assert not state.finished


# Random flows


@st.composite
def flows(draw: st.DrawFn) -> list[Step]:
    """A sound flow: each step follows some earlier ones, and all that lead nowhere the end."""
    count = draw(st.integers(1, 9))
    steps: list[Step] = []
    followed: set[str] = set()
    for n in range(count):
        earlier = [s.code for s in steps]
        after = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        followed |= set(after)
        when = draw(st.sampled_from(["", "", "yes", "no"]))
        within = draw(st.sampled_from(["0.25wd", "1wd", "2wd", "4wh"]))
        needs = draw(st.sampled_from([[], [], ["e1"], ["e1", "e2"]]))
        steps.append(step(f"s{n}", *after, when=when, within=within, needs=needs))
    loose = [s.code for s in steps if s.code not in followed]
    steps.append(step("issue", *loose, kind="issue"))
    return draw(st.permutations(steps))


def holds(when: str) -> bool | None:
    return {"yes": True, "no": False}.get(when)


def naive(steps: list[Step], done: set[str], open_: set[str], known: set[str]) -> Any:
    """Skips until nothing changes, then looks at every step."""
    skipped: set[str] = set()
    while True:
        before = set(skipped)
        for one in steps:
            behind = all(code in done or code in skipped for code in one.after)
            if behind and one.code not in done | open_ and one.when == "no":
                skipped.add(one.code)
        if skipped == before:
            break
    settled = done | skipped
    turn = [s for s in steps if s.code not in settled | open_ and set(s.after) <= settled]
    return (
        {s.code for s in turn if set(s.needs) <= known},
        skipped,
        {s.code: tuple(e for e in s.needs if e not in known) for s in turn if set(s.needs) - known},
        len(settled) == len(steps),
    )


@settings(max_examples=200, deadline=None)
@given(steps=flows(), known=st.sets(st.sampled_from(["e1", "e2"])), seed=st.integers(0, 10_000))
def test_every_run_of_a_sound_flow_ends_and_agrees_with_the_oracle(
    steps: list[Step], known: set[str], seed: int
) -> None:
    assert check_flow(steps) == []
    chance = random.Random(seed)
    done: set[str] = set()
    open_: set[str] = set()
    skipped: set[str] = set()
    for _ in range(4 * len(steps) + 4):
        state = ready(steps, done, open_, known=known, holds=holds, skipped=skipped)
        expected = naive(steps, done, open_, known)
        skipped |= set(state.skipped)
        assert ({s.code for s in state.open}, skipped, dict(state.waiting)) == expected[:3]
        assert state.finished is expected[3]
        assert not state.undecided
        if state.finished:
            break
        open_ |= {s.code for s in state.open}
        if open_:
            one = chance.choice(sorted(open_))
            open_.remove(one)
            done.add(one)
        else:
            assert state.waiting, "nothing runs, nothing waits, and it is not finished"
            known = known | {"e1", "e2"}
    assert done | skipped == {s.code for s in steps}
    assert not done & skipped
    assert "issue" in done


@settings(max_examples=100, deadline=None)
@given(steps=flows())
def test_the_longest_path_is_the_longest_of_all_paths(steps: list[Step]) -> None:
    by_code = {s.code: s for s in steps}

    def all_paths(code: str) -> list[list[str]]:
        before = [path for earlier in by_code[code].after for path in all_paths(earlier)]
        return [[*path, code] for path in before] or [[code]]

    def length(path: list[str]) -> Decimal:
        return sum((working_days(by_code[code].within) for code in path), Decimal(0))

    found = longest_path(steps)
    paths = [path for s in steps for path in all_paths(s.code)]
    assert found.days == max(length(path) for path in paths)
    assert list(found.steps) in paths
    assert length(list(found.steps)) == found.days


@settings(max_examples=100, deadline=None)
@given(steps=flows(), extra=st.randoms(use_true_random=False))
def test_an_edge_back_is_always_found(steps: list[Step], extra: random.Random) -> None:
    last = extra.choice([s for s in steps if ancestors(steps, s.code)] or steps)
    first = extra.choice(sorted(ancestors(steps, last.code)) or [last.code])
    spoiled = [
        s.model_copy(update={"after": [*s.after, last.code]}) if s.code == first else s
        for s in steps
    ]
    assert "环节循环" in messages(spoiled)
    with pytest.raises(ValueError, match="互相等待"):
        longest_path(spoiled)


# Units of time


def test_working_hours_count_by_the_offices_own_day() -> None:
    steps = [step("a", within="4wh"), step("issue", "a", kind="issue", within="0.5wd")]
    assert longest_path(steps).days == 1
    assert longest_path(steps, Decimal(5)).days == Decimal("1.3")


@pytest.mark.parametrize("within", ["3d", "24h", "1mo", "1y"])
def test_calendar_time_is_not_added_to_working_time(within: str) -> None:
    with pytest.raises(NotWorkingTime, match="不是工作时间"):
        longest_path([step("a", within=within)])
