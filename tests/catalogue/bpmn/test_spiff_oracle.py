"""The export is executed by SpiffWorkflow, and the same steps are open there as by our rules.

After every random turn (a step ends, passed or not; its limit is over; an element arrives) the
enabled tasks of the engine are the open steps of `ready`. What the engine cannot run as it is
drawn, and how it is run instead:

- **Join of some.** The engine has no complex gateway. The portable form of the export says the
  same with conditional events, and is what runs here where a flow has a join of some; the usual
  form of such flows is checked by the schemas and by the import.
- **Time.** The engine knows no working days. Timers are ended by the test, as the platform's own
  clocks end them; that their text is a duration the engine reads is checked.
- **Service tasks.** The engine would call a service at once. They wait here until the test ends
  them, as a job of the platform does.
- **Cases of other items.** A file holds one item or bundle; what it calls beyond is a process
  with one task.
- **Memory of messages.** The engine forgets a message that nobody waits for. The test sends what
  is known to whoever begins to wait, as the platform does: an element that is known stays known.

Not drawn, so not compared: return of a step, an added reviewer, transfer, supplement, withdrawal.
They are turns of the case, not of the flow.
"""

from collections.abc import Callable
from typing import Any

from drawn_flows import CONDITIONS, ELEMENTS, LATE, WORDING, flows, item, step, voting_flows
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from spiff_oracle import Oracle, World

from yimen.catalogue.rules import BundleDefinition, ItemDefinition, Step
from yimen.catalogue.rules.bpmn.drawing import process_id
from yimen.catalogue.rules.bpmn.export import bundle_drawing, item_drawing, to_bpmn
from yimen.catalogue.rules.firing import ready

_TURNS = 40
_RUNS: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
    # The engine is slow: making a failing run smaller would take minutes.
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}


class Model:
    """A case by our rules: `ready` asked again after every turn."""

    def __init__(self, steps: list[Step], world: World) -> None:
        self.steps, self.world = steps, world
        self.by_code = {one.code: one for one in steps}
        self.votes = {code for one in steps if one.quorum for code in one.after}
        self.done: set[str] = set()
        self.open: set[str] = set()
        self.skipped: set[str] = set()
        self.failed: set[str] = set()
        self.overdue: set[str] = set()
        self.is_over = False
        self.look()

    def look(self) -> None:
        """Lets happen what can happen."""
        if self.is_over:
            return
        while True:
            state = ready(
                self.steps,
                self.done,
                self.open,
                known=self.world.known,
                holds=self.world.holds,
                skipped=self.skipped,
                failed=self.failed,
            )
            if state.finished or state.lost:
                self.open, self.is_over = set(), True
                return
            if not (state.open or state.skipped or state.superseded):
                return
            self.skipped |= {*state.skipped, *state.superseded}
            self.open = {*self.open, *(one.code for one in state.open)} - self.skipped

    def end(self, code: str, passed: bool) -> None:
        """A step ends; who is not one of several voters ends the case by a refusal."""
        self.open.discard(code)
        if passed:
            self.done.add(code)
        elif code in self.votes:
            self.failed.add(code)
        else:
            self.open, self.is_over = set(), True
        self.look()


def _world(data: st.DataObject, *items: ItemDefinition) -> World:
    world = World(answers={text: data.draw(st.booleans(), text) for text in CONDITIONS})
    for one in items:
        world.votes |= {s.code: (s.quorum, s.after) for s in one.steps if s.quorum}
    return world


def _arrivals(world: World) -> list[Callable[[], None]]:
    coming = {*ELEMENTS, LATE.removeprefix("form.")} - world.known
    return [lambda code=code: world.known.add(code) for code in sorted(coming)]  # type: ignore[misc]


@settings(max_examples=120, **_RUNS)
@given(flows(), st.data())
def test_the_same_steps_are_open_after_every_turn(steps: list[Step], data: st.DataObject) -> None:
    _run(steps, data)


@settings(max_examples=100, **_RUNS)
@given(voting_flows(), st.data())
def test_the_same_steps_are_open_where_some_votes_are_enough(
    steps: list[Step], data: st.DataObject
) -> None:
    _run(steps, data)


def _run(steps: list[Step], data: st.DataObject) -> None:
    """Both do the same turns and are compared after each."""
    definition = item(steps)
    with_quorum = any(one.quorum for one in steps)
    world = _world(data, definition)
    model = Model(steps, world)
    xml = to_bpmn(item_drawing(definition, WORDING, portable=with_quorum))
    engine = Oracle(xml, process_id(definition.code), world)
    for _ in range(_TURNS):
        assert engine.enabled() == model.open
        turns = [*sorted(model.open), *_arrivals(world)]
        if not turns or model.is_over:
            break
        turn = data.draw(st.sampled_from(turns), "turn")
        if not isinstance(turn, str):
            turn()
            model.look()
            engine.tell()
            continue
        _take(data, model.by_code[turn], model, engine)
    event(f"over: {model.is_over}, join of some: {with_quorum}")
    if model.is_over and not with_quorum:
        assert engine.is_over


def _take(data: st.DataObject, step: Step, model: Model, engine: Oracle, prefix: str = "") -> None:
    """One step ends: by its limit, where silence is consent; else by a decision."""
    may_lapse = step.on_silence and step.code not in model.overdue
    if may_lapse and data.draw(st.booleans(), "silent"):
        model.overdue.add(step.code)
        engine.time_out(prefix + step.code)
        if step.on_silence == "consent":
            model.end(step.code, True)
        return
    decides = step.kind not in {"automatic", "issue", "timer", "subcase"}
    passed = not decides or data.draw(st.integers(0, 7), "passed") > 0
    engine.end(prefix + step.code, passed)
    model.end(step.code, passed)


@settings(max_examples=60, **_RUNS)
@given(flows(3), flows(4), st.one_of(flows(3), voting_flows()), st.data())
def test_the_same_steps_are_open_in_a_bundle(
    first: list[Step], second: list[Step], third: list[Step], data: st.DataObject
) -> None:
    members = _members([first, second, third])
    bundle = _bundle(members)
    world = _world(data, *members)
    models = {one.code: Model(one.steps, world) for one in members[:2]}
    if world.holds("scenario.one"):
        models[members[2].code] = Model(members[2].steps, world)
    drawing = bundle_drawing(bundle, {m.code: m for m in members}, WORDING, portable=True)
    engine = Oracle(to_bpmn(drawing), process_id(bundle.code), world)
    for _ in range(_TURNS):
        opened = {f"{code}--{step}" for code, model in models.items() for step in model.open}
        assert engine.enabled() == opened
        turns = [*sorted(opened), *_arrivals(world)]
        if not turns:
            break
        turn = data.draw(st.sampled_from(turns), "turn")
        if isinstance(turn, str):
            code, _, name = turn.partition("--")
            _take(data, models[code].by_code[name], models[code], engine, f"{code}--")
            if code == "maker" and name == "make":
                world.known.add("shop.number")
        else:
            turn()
        for model in models.values():
            model.look()
        engine.tell()


def _members(flows_: list[list[Step]]) -> list[ItemDefinition]:
    """Three items, of which the first makes what others wait for; a step's code is one item's."""
    made: list[ItemDefinition] = []
    for code, steps in zip(("maker", "second", "third"), flows_, strict=True):
        own = [_renamed(one, code) for one in steps]
        if code == "maker":
            end = next(one for one in own if one.kind == "issue")
            rest = [one.model_copy(update={"needs": []}) for one in own if one is not end]
            make = step("make", *end.after, kind="automatic")
            own = [*rest, make, end.model_copy(update={"after": ["make"], "needs": []})]
        made.append(item(own, code, produces=["shop.number"] if code == "maker" else []))
    return made


def _renamed(one: Step, prefix: str) -> Step:
    after = [f"{prefix}.{code}" for code in one.after]
    return one.model_copy(update={"code": f"{prefix}.{one.code}", "after": after})


def _bundle(members: list[ItemDefinition]) -> BundleDefinition:
    return BundleDefinition.model_validate(
        {
            "code": "open-and-store",
            "name": {"zh_hans": "我要开店", "en": "I want to open a shop"},
            "summary": {"zh_hans": "一次办好", "en": "All at once"},
            "unit": "town-hall",
            "effective_from": "2025-01-01",
            "applicants": ["person"],
            "basis": [{"note": "镇规"}],
            "promised": "90wd",
            "promised_basis": {"note": "镇规"},
            "members": [
                {"item": one.code, "when": "scenario.one" if one.code == "third" else ""}
                for one in members
            ],
            "sections": [
                {"code": "shop", "name": {"zh_hans": "店", "en": "Shop"}, "elements": ["x"]}
            ],
            "subject_name": "x",
        }
    )
