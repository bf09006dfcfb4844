"""退回规则: random flows worked through with random returns, against a slow, obvious oracle."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.cases.rules import marking
from yimen.cases.rules.marking import Marking
from yimen.catalogue.api import BY_PLATFORM, Flow, Step
from yimen.catalogue.rules.flow import ancestors, check_flow
from yimen.kernel.problems import Conflict, Invalid

MOST_RETURNS = 8


def step(code: str, *after: str, kind: str = "review", **more: Any) -> Step:
    content = {"code": code, "name": code, "kind": kind, "after": list(after), "within": "1wd"}
    return Step.model_validate({**content, **more})


@st.composite
def flows(draw: st.DrawFn) -> list[Step]:
    """A sound flow of up to ten steps, perhaps with joins of some, conditions and a timer."""
    steps: list[Step] = []
    followed: set[str] = set()
    voters: set[str] = set()
    for n in range(draw(st.integers(1, 9))):
        free = [s.code for s in steps if s.code not in voters]
        after = draw(st.lists(st.sampled_from(free), unique=True, max_size=4)) if free else []
        kind = draw(st.sampled_from(["review", "review", "review", "consult", "timer"]))
        when = draw(st.sampled_from(["", "", "", "yes", "no"]))
        kinds = {s.code: s.kind for s in steps}
        quorum = None
        votes = all(code not in followed and kinds[code] != "timer" for code in after)
        if len(after) > 1 and votes:
            quorum = draw(st.integers(1, len(after)))
            voters |= set(after)
        followed |= set(after)
        steps.append(step(f"s{n}", *after, kind=kind, when=when, quorum=quorum))
    loose = [s.code for s in steps if s.code not in followed]
    return [*steps, step("issue", *loose, kind="issue")]


class Facts:
    """Conditions of the random flows: the word says it."""

    known: frozenset[str] = frozenset()

    def applies(self, when: str) -> bool:
        return when == "yes"


class Oracle:
    """The same flow without cleverness: how every step stands, and who waits for whom."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.stands = {s.code: "todo" for s in steps}
        self.waits: list[tuple[str, str]] = []
        self.lost = False

    def settled(self, code: str) -> bool:
        return self.stands[code] in {"done", "skipped", "failed", "superseded"}

    def settle(self) -> None:
        """Looks at every step again and again until nothing changes."""
        before = None
        for one in self.steps:
            if one.quorum is not None and self.stands[one.code] == "todo":
                self.ask_after_all(one, one.quorum)
        while before != self.stands:
            before = dict(self.stands)
            for one in self.steps:
                if self.stands[one.code] == "todo" and self.turn_of(one):
                    if one.kind == "issue" and not self.all_before(one):
                        continue
                    self.stands[one.code] = "skipped" if one.when == "no" else "open"

    def all_before(self, one: Step) -> bool:
        return all(self.settled(s.code) for s in self.steps if s is not one)

    def turn_of(self, one: Step) -> bool:
        if not all(self.settled(to) for asker, to in self.waits if asker == one.code):
            return False
        if one.quorum is None:
            return all(self.settled(code) for code in one.after)
        pool = [code for code in one.after if self.stands[code] != "skipped"]
        if any(to in pool and not self.settled(to) for _, to in self.waits):
            return False
        passed = [code for code in pool if self.stands[code] == "done"]
        failed = [code for code in pool if self.stands[code] == "failed"]
        needed = min(one.quorum, len(pool))
        if len(passed) >= needed:
            for code in pool:
                if not self.settled(code):
                    self.stands[code] = "superseded"
            return True
        self.lost = self.lost or len(pool) - len(failed) < needed
        return False

    def ask_after_all(self, join: Step, quorum: int) -> None:
        """Those who were not needed are asked when the others do not suffice any more."""
        pool = [code for code in join.after if self.stands[code] != "skipped"]
        left = [code for code in pool if self.stands[code] in {"done", "open", "todo"}]
        if len(left) < min(quorum, len(pool)):
            for code in pool:
                if self.stands[code] == "superseded":
                    self.stands[code] = "todo"

    def end(self, code: str, how: str) -> None:
        self.stands[code] = how
        self.waits = [(asker, to) for asker, to in self.waits if to != code]

    def send_back(self, asker: str, to: list[str]) -> None:
        self.waits = [(a, t) for a, t in self.waits if a != asker]
        self.waits += [(asker, code) for code in to]
        self.stands[asker] = "todo"
        for code in to:
            if self.stands[code] != "open":
                self.stands[code] = "todo"


def stands(flow: Flow, found: Marking) -> dict[str, str]:
    return {one.code: found.steps.get(one.code, "todo") for one in flow.order}


class Run:
    """One case on its way: the rules under test beside the oracle, and what was opened so far."""

    def __init__(self, steps: list[Step], seed: int) -> None:
        self.steps, self.chance = steps, random.Random(seed)
        self.flow, self.oracle = Flow.of(steps), Oracle(steps)
        self.marking = Marking()
        self.opened: Counter[str] = Counter()
        self.allowed: Counter[str] = Counter({s.code: 1 for s in steps})
        self.returns = 0
        self.needless: set[str] = set()

    def look(self) -> Any:
        state = marking.look(self.flow, self.marking, Facts(), held=False)  # type: ignore[arg-type]
        for opening in state.open:
            before = self.marking.steps.get(opening.code)
            assert before in {None, marking.SUPERSEDED}, "a step opened again by itself"
            self.opened[opening.code] += 1
            self.allowed[opening.code] += before == marking.SUPERSEDED
        self.needless |= {*state.superseded, *state.skipped}
        self.marking = marking.after(self.marking, state)
        self.oracle.settle()
        assert self.agrees() or state.lost
        assert bool(state.lost) is self.oracle.lost
        assert all(self.opened[code] <= self.allowed[code] for code in self.opened)
        return state

    def agrees(self) -> bool:
        """Who is asked after all keeps the old mark until the step opens."""
        found = stands(self.flow, self.marking)
        return all(
            found[code] == how or (found[code], how) == (marking.SUPERSEDED, "todo")
            for code, how in self.oracle.stands.items()
        )

    def move(self) -> None:
        code = self.chance.choice(sorted(self.marking.codes(marking.OPEN)))
        by_people = self.flow.by_code[code].kind not in BY_PLATFORM
        targets = marking.returnable(self.flow, self.marking, code) if by_people else []
        if targets and self.returns < MOST_RETURNS and self.chance.random() < 0.4:
            self.send_back(code, self.chance.sample(targets, self.chance.randint(1, len(targets))))
            return
        votes = code in self.flow.quorum_of
        how = marking.FAILED if votes and self.chance.random() < 0.3 else marking.DONE
        self.marking = self.marking.marked(code, how)
        self.oracle.end(code, how)

    def send_back(self, asker: str, to: list[str]) -> None:
        self.returns += 1
        untouched = {c: m for c, m in self.marking.steps.items() if c not in {asker, *to}}
        self.allowed[asker] += 1
        for code in to:
            self.allowed[code] += self.marking.steps.get(code) in {marking.DONE, marking.FAILED}
        self.marking = marking.send_back(self.flow, self.marking, asker, to)
        self.oracle.send_back(asker, to)
        assert untouched.items() <= self.marking.steps.items(), "what was not asked for moved"


@settings(max_examples=400, deadline=None)
@given(steps=flows(), seed=st.integers(0, 100_000))
def test_every_run_with_returns_ends_and_agrees_with_the_oracle(
    steps: list[Step], seed: int
) -> None:
    assert check_flow(steps) == []
    run = Run(steps, seed)
    for _ in range((MOST_RETURNS + 1) * (len(steps) + 2)):
        state = run.look()
        if state.finished or state.lost:
            break
        assert run.marking.open_count, "nothing is open, and the case is not finished"
        run.move()
    else:
        raise AssertionError("the run does not end")
    if state.finished:
        assert all(run.oracle.settled(one.code) for one in steps)
        assert run.marking.rework == {}
        assert run.opened["issue"] == 1
        for one in steps:
            if one.code not in run.needless:  # every opening that was due came, and no other
                assert run.opened[one.code] == run.allowed[one.code]


@settings(max_examples=200, deadline=None)
@given(steps=flows(), seed=st.integers(0, 100_000))
def test_only_what_leads_to_the_asker_and_was_done_by_people_can_be_sent_back(
    steps: list[Step], seed: int
) -> None:
    run = Run(steps, seed)
    for _ in range(40):
        state = run.look()
        if state.finished or state.lost or not run.marking.open_count:
            break
        for asker in run.marking.codes(marking.OPEN):
            found = set(marking.returnable(run.flow, run.marking, asker))
            assert found <= ancestors(steps, asker)
            for one in steps:
                if one.code in found:
                    assert one.kind not in {"timer", "issue", "accept"}
                else:
                    with pytest.raises(Invalid):
                        marking.send_back(run.flow, run.marking, asker, [one.code])
        run.move()


PARALLEL = [
    step("accept", kind="accept"),
    step("papers", "accept"),
    step("site", "accept"),
    step("fire", "site"),
    step("decide", "papers", "fire"),
    step("issue", "decide", kind="issue"),
]


def test_from_inside_a_parallel_section_the_other_branch_goes_on() -> None:
    flow = Flow.of(PARALLEL)
    before = Marking({"accept": "done", "site": "done", "papers": "open", "fire": "open"})
    back = marking.send_back(flow, before, "fire", ["site"])
    assert back.steps == {"accept": "done", "papers": "open"}
    assert back.rework == {"fire": ["site"]}
    state = marking.look(flow, back, None, held=False)
    assert [one.code for one in state.open] == ["site"]
    again = marking.after(back, state).marked("site", marking.DONE)
    assert again.rework == {}
    assert [one.code for one in marking.look(flow, again, None, held=False).open] == ["fire"]


def test_two_askers_wait_for_the_same_step_which_is_done_once() -> None:
    flow = Flow.of(
        [
            step("base"),
            step("left", "base"),
            step("right", "base"),
            step("issue", "left", "right", kind="issue"),
        ]
    )
    both = Marking({"base": "done", "left": "open", "right": "open"})
    one = marking.send_back(flow, both, "left", ["base"])
    one = marking.after(one, marking.look(flow, one, None, held=False))
    two = marking.send_back(flow, one, "right", ["base"])
    assert two.steps == {"base": "open"}
    done = two.marked("base", marking.DONE)
    opened = marking.look(flow, done, None, held=False).open
    assert {step.code for step in opened} == {"left", "right"}


VOTE = [
    step("survey"),
    step("a", "survey"),
    step("b"),
    step("join", "a", "b", quorum=1),
    step("issue", "join", kind="issue"),
]


def test_what_fell_away_is_not_waited_for_and_cannot_be_asked_for() -> None:
    flow = Flow.of(VOTE)
    sent = marking.send_back(flow, Marking({"survey": "done", "a": "open"}), "a", ["survey"])
    state = marking.look(flow, sent.marked("b", marking.DONE), None, held=False)
    joined = marking.after(sent.marked("b", marking.DONE), state)
    assert joined.steps == {"survey": "open", "a": "superseded", "b": "done", "join": "open"}
    assert marking.returnable(flow, joined, "join") == ["survey", "b"]
    again = joined.marked("survey", marking.DONE)
    assert again.rework == {}
    assert marking.returnable(flow, again, "join") == ["survey", "b"]


def test_a_vote_that_was_asked_for_again_does_not_fall_away() -> None:
    flow = Flow.of([*VOTE[:4], step("decide", "join"), step("issue", "decide", kind="issue")])
    voted = {"survey": "done", "a": "done", "b": "done", "join": "done", "decide": "open"}
    sent = marking.send_back(flow, Marking(voted), "decide", ["a", "join"])
    state = marking.look(flow, sent, None, held=False)
    assert ([one.code for one in state.open], state.skipped) == (["a"], ())
    again = marking.after(sent, state).marked("a", marking.DONE)
    assert [one.code for one in marking.look(flow, again, None, held=False).open] == ["join"]


def test_nothing_is_issued_while_what_led_to_a_vote_is_still_open() -> None:
    flow = Flow.of(VOTE)
    voted = Marking({"survey": "open", "a": "superseded", "b": "done", "join": "done"})
    assert marking.look(flow, voted, None, held=False).open == ()
    settled = voted.marked("survey", marking.DONE)
    assert [one.code for one in marking.look(flow, settled, None, held=False).open] == ["issue"]


def test_who_is_not_open_cannot_send_back_and_nothing_is_not_a_return() -> None:
    flow = Flow.of(PARALLEL)
    before = Marking({"accept": "done", "site": "done", "fire": "open", "papers": "done"})
    with pytest.raises(Conflict):
        marking.send_back(flow, before, "papers", ["accept"])
    with pytest.raises(Invalid, match="没有退回"):
        marking.send_back(flow, before, "fire", [])
    with pytest.raises(Invalid) as wrong:
        marking.send_back(flow, before, "fire", ["accept", "papers", "gone"])
    assert len(wrong.value.errors) == 3
