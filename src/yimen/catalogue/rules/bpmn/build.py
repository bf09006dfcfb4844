"""流程成图: the steps of an item as nodes and flows of a BPMN process.

Each step is a block with one way in and one way out: its join, a wait until its condition can be
decided, a gateway round it, a wait for what it needs, the step itself with what its silence and
its refusal lead to, the gateway where the way round comes back, and its fork.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from yimen.catalogue.rules.bpmn.drawing import (
    Link,
    Node,
    Process,
    Shape,
    Side,
    Trigger,
    Wording,
    joined,
    process_id,
)
from yimen.catalogue.rules.conditions import form_name
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.flow import ancestors, check_flow
from yimen.catalogue.rules.steps import BY_PLATFORM, Step
from yimen.kernel.problems import FieldError, Invalid
from yimen.kernel.worktime import Period
from yimen.kernel.worktime.periods import plain

START, END = "StartEvent", "EndEvent"
_ELEMENT = re.compile(r"\bform\.[a-z_][a-z0-9_.]*")
_SHAPES = {
    "automatic": Shape.SERVICE_TASK,
    "issue": Shape.SERVICE_TASK,
    "external": Shape.RECEIVE_TASK,
    "timer": Shape.CATCH,
    "subcase": Shape.CALL,
}
_REFUSALS = {
    "licence": "不予许可",
    "filing": "不予备案",
    "registration": "不予登记",
    "confirmation": "不予确认",
}
_DURATIONS = {"wd": "P{}D", "d": "P{}D", "mo": "P{}M", "y": "P{}Y", "wh": "PT{}H", "h": "PT{}H"}


def process_of(
    item: ItemDefinition,
    wording: Wording,
    *,
    prefix: str = "",
    announced: Iterable[str] = (),
    portable: bool = False,
) -> Process:
    """事项流程: an item's steps as a process; ids are step codes, behind `prefix` if there is one.

    `announced` are elements that other processes of the drawing produce: their messages are
    waited for. `portable` writes joins of some as conditional events, for engines that have no
    complex gateway. Raises `Invalid` for a flow that is not sound (`check_flow`).
    """
    faults = check_flow(item.steps, item.produces)
    if faults:
        told = [FieldError(f"steps/{f.position}/{f.key}", f.message) for f in faults]
        raise Invalid(f"“{item.name.zh_hans}”的流程有误，画不成图。", errors=told)
    return _Builder(item, wording, prefix, frozenset(announced), portable).process()


def duration(period: Period) -> str:
    """时长写法: a period in ISO 8601, which knows no working time: `0.5wd` is written `P0.5D`.

    The exact period stands beside it in the extension.
    """
    return _DURATIONS[period.unit.value].format(plain(period.amount))


@dataclass(frozen=True)
class _Way:
    """A flow that has left `source` and has not arrived yet."""

    source: str
    name: str = ""
    condition: str = ""
    is_default: bool = False
    side: Side = ""


class _Builder:
    """Gathers the nodes and flows of one process."""

    def __init__(
        self,
        item: ItemDefinition,
        wording: Wording,
        prefix: str,
        announced: frozenset[str],
        portable: bool,
    ) -> None:
        self.item, self.wording, self.prefix = item, wording, prefix
        self.announced, self.portable = announced, portable
        self.nodes: list[Node] = []
        self.flows: list[Link] = []
        self.given = {form_name(use.element) for use in item.fields}
        self.vote_of = {code: step for step in item.steps if step.quorum for code in step.after}
        self.exits: dict[str, _Way] = {}
        """By step ("" for the start), the way on which its followers hang."""

    def process(self) -> Process:
        steps = self.item.steps
        lane = self._lane(next(step for step in steps if not step.after))
        start = self._keep(Node(joined(self.prefix, START), Shape.START, "提交申请", lane))
        self._leave("", Node(joined(self.prefix, START, "fork"), Shape.PARALLEL, "", lane), start)
        kept = {step.code: self._block(step) for step in _in_order(steps)}
        self.nodes += [node for step in steps for node in kept[step.code]]
        last = steps[-1] if steps[-1].kind == "issue" else _in_order(steps)[-1]
        end = self._keep(Node(joined(self.prefix, END), Shape.END, "办结", self._lane(last)))
        self._arrive(end, [self.exits[last.code]])
        lanes = dict.fromkeys(self._lane(step) for step in steps)
        return Process(
            self.item.code,
            self.item.name.zh_hans,
            tuple(self.nodes),
            tuple(self.flows),
            {code: self.wording.unit(code) for code in lanes},
            portable=self.portable,
        )

    # Pieces

    def _lane(self, step: Step) -> str:
        return step.unit or self.item.unit

    def _beside(self, step: Step, part: str, shape: Shape, name: str = "", **more: Any) -> Node:
        """A node that belongs to a step; not kept yet."""
        return Node(joined(self.prefix, step.code, part), shape, name, self._lane(step), **more)

    def _keep(self, node: Node) -> str:
        self.nodes.append(node)
        return node.id

    def _arrive(self, target: str, ways: Iterable[_Way]) -> str:
        for way in ways:
            name = f"Flow_{way.source}..{target}"
            self.flows.append(
                Link(name, way.source, target, way.name, way.condition, way.is_default, way.side)
            )
        return target

    def _then(self, node: Node, ways: Iterable[_Way]) -> list[_Way]:
        """Keeps a node at the end of some ways; the way that leaves it."""
        self._keep(node)
        return [_Way(self._arrive(node.id, ways))]

    def _leave(self, code: str, fork: Node, here: str | _Way) -> None:
        """Ends a block; the fork is kept where several blocks follow."""
        way = _Way(here) if isinstance(here, str) else here
        if code and not self._votes_apart(code):
            followers = [step for step in self.item.steps if code in step.after]
        elif code:
            followers = []
        else:  # a portable join of some waits for its votes from the start
            followers = [s for s in self.item.steps if not s.after or (self.portable and s.quorum)]
        self.exits[code] = self._then(fork, [way])[0] if len(followers) > 1 else way

    def _votes_apart(self, code: str) -> bool:
        return self.portable and code in self.vote_of

    # Blocks

    def _block(self, step: Step) -> list[Node]:
        """Draws a step with all around it; its nodes, which stand in the item's order at last."""
        kept, self.nodes = self.nodes, []
        self._draw(step)
        drawn, self.nodes = self.nodes, kept
        return drawn

    def _draw(self, step: Step) -> None:
        ways, round_ = self._entrance(step), list[_Way]()
        if step.when:
            ways, round_ = self._choice(step, ways)
        ways = self._waits(step, ways)
        if self._votes_apart(step.code):
            self._vote(step, ways, round_)
            return
        self._arrive(self._keep(self._task(step)), ways)
        round_ += self._silence(step)
        out = self._outcome(step)
        if round_:
            merge = self._beside(step, "merge", Shape.EXCLUSIVE)
            out = self._then(merge, [out, *round_])[0]
        self._leave(step.code, self._beside(step, "fork", Shape.PARALLEL), out)

    def _entrance(self, step: Step) -> list[_Way]:
        """From the steps before to the block: one way, behind a join where several come."""
        if step.quorum is not None:
            return self._quorum(step, step.quorum)
        ways = [self.exits[code] for code in step.after] or [self.exits[""]]
        if len(ways) == 1:
            return ways
        return self._then(self._beside(step, "join", Shape.PARALLEL), ways)

    def _quorum(self, step: Step, quorum: int) -> list[_Way]:
        """A join of some: on at `quorum` votes, to the refusal once they cannot be reached."""
        reached, lost = f'reached("{step.code}")', f'lost("{step.code}")'
        name, either = f"至少 {quorum} 个通过", f"{reached} || {lost}"
        if self.portable:
            trigger: Any = {"trigger": Trigger.CONDITION, "text": either}
            catch = self._beside(step, "quorum", Shape.CATCH, name, **trigger)
            ways = self._then(catch, [self.exits[""]])
            gate = self._then(self._beside(step, "reached", Shape.EXCLUSIVE), ways)[0].source
        else:
            join = self._beside(step, "join", Shape.COMPLEX, name, text=either, quorum=quorum)
            gate = self._then(join, [self.exits[code] for code in step.after])[0].source
        self._refuse(step, "lost", _Way(gate, "人数不够", lost, side="below"))
        return [_Way(gate, "够了", is_default=True)]

    def _choice(self, step: Step, ways: list[_Way]) -> tuple[list[_Way], list[_Way]]:
        """The gateway of a condition; where the form alone does not decide it, a wait before it."""
        if set(_ELEMENT.findall(step.when)) - self.given:
            name, text = "等条件可判断", f"decidable({_quoted(step.when)})"
            wait = self._beside(step, "known", Shape.CATCH, name)
            ways = self._then(replace(wait, trigger=Trigger.CONDITION, text=text), ways)
        name = f"需要{step.name.zh_hans}？"
        gate = self._then(self._beside(step, "when", Shape.EXCLUSIVE, name), ways)[0].source
        return (
            [_Way(gate, "是", step.when)],
            [_Way(gate, "否", is_default=True, side="above")],
        )

    def _waits(self, step: Step, ways: list[_Way]) -> list[_Way]:
        """Catch events for what the step needs, each with what it waits for."""
        for announced, group in groupby(step.needs, key=lambda code: code in self.announced):
            for codes in [(code,) for code in group] if announced else [tuple(group)]:
                catch = self._beside(
                    step,
                    joined("needs", codes[0]),
                    Shape.CATCH,
                    "等" + "、".join(self.wording.element(code) for code in codes),
                )
                known = " && ".join(f'known("{code}")' for code in codes)
                trigger = Trigger.MESSAGE if announced else Trigger.CONDITION
                text = codes[0] if announced else known
                ways = self._then(replace(catch, trigger=trigger, text=text, needs=codes), ways)
        left = _left_behind(self.item.steps) if step.kind == "issue" else []
        if left:
            text = f"settled({', '.join(map(_quoted, left))})"
            catch = self._beside(step, "rest", Shape.CATCH, "等其余环节办结")
            ways = self._then(replace(catch, trigger=Trigger.CONDITION, text=text), ways)
        return ways

    def _task(self, step: Step) -> Node:
        shape = _SHAPES.get(step.kind, Shape.USER_TASK)
        more: dict[str, Any] = {}
        if step.kind == "timer":
            more = {"trigger": Trigger.TIMER, "text": duration(step.within)}
        elif step.item:
            more = {"text": process_id(step.item)}
        node = self._beside(step, "", shape, step.name.zh_hans)
        return replace(node, step=step, **more)

    def _silence(self, step: Step) -> list[_Way]:
        """What happens when nobody answers: consent comes back to the road, escalation does not."""
        if not step.on_silence:
            return []
        consent = step.on_silence == "consent"
        timer = self._beside(
            step,
            "silence",
            Shape.BOUNDARY,
            "逾期视为同意" if consent else "逾期督办",
            trigger=Trigger.TIMER,
            text=duration(step.within),
            host=joined(self.prefix, step.code),
            interrupting=consent,
        )
        way = _Way(self._keep(timer), side="below")
        if consent:
            return [way]
        ended = self._beside(step, "escalated", Shape.END, "转督查", trigger=Trigger.ESCALATION)
        self._arrive(self._keep(ended), [way])
        return []

    def _outcome(self, step: Step) -> _Way:
        """Whoever decides may find against: then the whole case ends. A vote only counts."""
        task = joined(self.prefix, step.code)
        if step.kind in BY_PLATFORM or step.code in self.vote_of:
            return _Way(task)
        gate = self._then(self._beside(step, "outcome", Shape.EXCLUSIVE), [_Way(task)])[0].source
        condition = f"!passed({_quoted(step.code)})"
        side: Side = "above" if step.on_silence else "below"  # silence runs below
        self._refuse(step, "refused", _Way(gate, "不通过", condition, side=side))
        return _Way(gate, "通过", is_default=True)

    def _refuse(self, step: Step, part: str, way: _Way) -> None:
        name = "不予受理" if step.kind == "accept" else _REFUSALS.get(self.item.kind, "不予办理")
        end = self._beside(step, part, Shape.END, name, trigger=Trigger.TERMINATE)
        self._arrive(self._keep(end), [way])

    def _vote(self, step: Step, ways: list[_Way], round_: list[_Way]) -> None:
        """A vote in a portable drawing: it ends by itself, or when enough have voted."""
        enough = f"reached({_quoted(self.vote_of[step.code].code)})"
        gate = self._then(self._beside(step, "wanted", Shape.EXCLUSIVE), ways)[0].source
        task = self._task(step)
        self._arrive(self._keep(task), [_Way(gate, is_default=True)])
        more: Any = {"trigger": Trigger.CONDITION, "text": enough, "host": task.id}
        stop = self._keep(self._beside(step, "enough", Shape.BOUNDARY, "已够", **more))
        ends = [_Way(task.id), _Way(stop, side="below"), _Way(gate, "已够", enough, side="above")]
        voted = self._beside(step, "voted", Shape.END, "已表决")
        self._arrive(self._keep(voted), [*ends, *round_, *self._silence(step)])


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """The steps so that each stands after those it follows, else as they are written."""
    placed: dict[str, Step] = {}
    while len(placed) < len(steps):
        following = (s for s in steps if s.code not in placed and placed.keys() >= set(s.after))
        step = next(following)
        placed[step.code] = step
    return list(placed.values())


def _left_behind(steps: Sequence[Step]) -> list[str]:
    """Steps that may still be at work when a join of some has gone on without their vote."""
    votes = {code for step in steps if step.quorum for code in step.after}
    found: set[str] = set()
    for step in steps:
        if step.quorum:
            before = [frozenset(ancestors(steps, code)) for code in step.after]
            found |= frozenset().union(*before) - before[0].intersection(*before)
    return [step.code for step in steps if step.code in found - votes]


def _quoted(text: str) -> str:
    """A CEL string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
