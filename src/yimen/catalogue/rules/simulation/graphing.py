"""连成网络: the steps of the items of one situation as one graph of numbered nodes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from yimen.catalogue.rules.conditions import Facts
from yimen.catalogue.rules.definitions import ItemDefinition
from yimen.catalogue.rules.flow import NotWorkingTime, ancestors, check_flow
from yimen.catalogue.rules.simulation.experiment import Outcome
from yimen.catalogue.rules.simulation.network import Group, Mode, Node, StepWords
from yimen.catalogue.rules.steps import BY_PLATFORM, Step
from yimen.kernel.expressions import BadExpression
from yimen.kernel.problems import FieldError, Invalid

_MODES = {
    "issue": Mode.AT_ONCE,
    "automatic": Mode.AT_ONCE,
    "external": Mode.DELAY,
    "timer": Mode.TIMER,
    "subcase": Mode.SUBCASE,
}
_NOT_REDONE = BY_PLATFORM | {"accept"}


def mode_of(step: Step) -> Mode:
    """办法: how a step comes to its end where it applies."""
    return _MODES.get(step.kind, Mode.WORK)


class Assumptions(Protocol):
    """假设: what a graph asks about the time, the luck and the people of a step."""

    def time_of(self, key: str, step: Step) -> tuple[float, float]:
        """用时: mean in office hours, and coefficient of variation."""

    def outcome_of(self, key: str) -> Outcome:
        """不顺利的可能"""

    def station_of(self, unit: str, role: str) -> int:
        """办理岗: its number."""


class Graph:
    """一张图: the items that apply in one situation, joined by what they need of each other.

    `facts` decide the conditions; one that they leave open counts as true, as it does for the
    longest path, and is noted in `left_open`. `steps` gathers the words of every step met.
    """

    def __init__(
        self,
        assumptions: Assumptions,
        items: Mapping[str, ItemDefinition],
        facts: Facts,
        steps: dict[str, StepWords],
        left_open: dict[str, None],
    ) -> None:
        self._assumptions, self._items, self._facts = assumptions, items, facts
        self._steps, self._left_open = steps, left_open
        self._nodes: list[Node] = []
        self._groups: list[Group] = []
        self._place: dict[tuple[int, str], int] = {}
        self._before: list[set[int]] = []
        self._needed: list[tuple[int, int, bool]] = []

    def of(
        self, members: Mapping[str, str], situation: str
    ) -> tuple[tuple[Node, ...], tuple[Group, ...]]:
        """连成: the nodes and groups of the members (code → condition) that apply.

        Raises `Invalid` where none does, a flow is unsound, or items wait for each other or for
        what nobody gives.
        """
        applying = [code for code, when in members.items() if self._applies(when)]
        if not applying:
            raise Invalid(f"“{situation}”里没有一个事项要办，请改它的 scenario 或 form。")
        for code in applying:
            self._add(self._items[code], ())
        for group in range(len(self._groups)):
            self._join(group)
        self._refuse_circles(situation)
        return tuple(self._finished()), tuple(self._groups)

    # Items

    def _add(self, item: ItemDefinition, within: tuple[str, ...], task: int = -1) -> int:
        if item.code in within:
            raise Invalid(f"子办件互相嵌套：{' → '.join((*within, item.code))}，请去掉一个。")
        faults = check_flow(item.steps, item.produces)
        if faults:
            raise Invalid(f"“{item.name.zh_hans}”的流程有误：{faults[0].message}。请先检查城市包。")
        number, first = len(self._groups), len(self._nodes)
        for position, step in enumerate(item.steps):
            self._place[number, step.code] = first + position
        places = tuple(range(first, first + len(item.steps)))
        self._groups.append(Group(item.code, item.limits.promised, places, (), task))
        votes_for = {code: step.code for step in item.steps if step.quorum for code in step.after}
        for step in item.steps:
            self._nodes.append(self._node(number, item, step, votes_for.get(step.code)))
            after = {self._place[number, code] for code in step.after}
            place = self._place[number, step.code]
            # What led to a needless vote may still be under way when all else is done.
            self._before.append({*places} - {place} if step.kind == "issue" else after)
        for step in item.steps:
            place = self._place[number, step.code]
            if step.kind == "subcase" and self._nodes[place].applies:
                begun = self._add(self._item(step, item), (*within, item.code), place)
                self._nodes[place] = replace(self._nodes[place], begins=begun)
        return number

    def _node(self, group: int, item: ItemDefinition, step: Step, join: str | None) -> Node:
        key = f"{item.code}/{step.code}"
        mode = mode_of(step)
        applies = self._applies(step.when)
        unit = step.unit or item.unit
        station = self._assumptions.station_of(unit, step.role) if mode is Mode.WORK else -1
        self._steps[key] = StepWords(
            step.name.zh_hans, item.code, step.kind, f"{unit}:{step.role}" if station >= 0 else ""
        )
        try:
            timed = mode in (Mode.WORK, Mode.DELAY)
            mean, cv = self._assumptions.time_of(key, step) if timed else (0.0, 0.0)
        except NotWorkingTime as error:
            raise Invalid(f"“{key}”：{error}") from None
        outcome = self._assumptions.outcome_of(key) if timed else Outcome()
        to = self._redone(group, item, step, outcome)
        return Node(
            key=key,
            group=group,
            mode=mode if applies else Mode.AT_ONCE,
            applies=applies,
            accepts=step.kind == "accept",
            last=step.kind == "issue",
            station=station,
            mean=mean,
            cv=cv,
            period=step.within,
            consents=step.on_silence == "consent",
            quorum=step.quorum or 0,
            votes=tuple(self._place[group, c] for c in step.after) if step.quorum else (),
            votes_for=self._place[group, join] if join else -1,
            refuse=outcome.refuse,
            send_back=outcome.send_back if to else 0.0,
            to=to,
            pauses=step.procedure is not None,
        )

    def _redone(
        self, group: int, item: ItemDefinition, step: Step, outcome: Outcome
    ) -> tuple[int, ...]:
        before = ancestors(item.steps, step.code)
        votes = {code for one in item.steps if one.quorum for code in one.after}
        kinds = {one.code: one.kind for one in item.steps}
        for code in outcome.to:
            if code not in before or kinds[code] in _NOT_REDONE or code in votes:
                able = [c for c in kinds if c in before - votes and kinds[c] not in _NOT_REDONE]
                words = f"“{code}”不能退回，可以退回到：{'、'.join(able) or '没有'}"
                place = f"outcomes/{item.code}/{step.code}/to"
                raise Invalid("模拟方案有误，请改好再试。", errors=[FieldError(place, words)])
        whens = {one.code: one.when for one in item.steps}
        return tuple(self._place[group, c] for c in outcome.to if self._applies(whens[c]))

    def _item(self, step: Step, item: ItemDefinition) -> ItemDefinition:
        found = self._items.get(step.item or "")
        if found is None:
            raise Invalid(f"“{item.name.zh_hans}”的子办件“{step.item}”读不到，请先检查城市包。")
        return found

    def _applies(self, when: str) -> bool:
        try:
            answer = self._facts.applies(when)
        except BadExpression as error:
            raise Invalid(f"条件“{when}”有误：{error}。请先检查城市包。") from error
        if answer is None:
            self._left_open[when] = None
        return answer is not False

    # What items make for each other

    def _join(self, group: int) -> None:
        """Edges from those who make an element to the steps that need it."""
        item = self._items[self._groups[group].item]
        is_member = self._groups[group].task < 0
        others = [g for g, one in enumerate(self._groups) if one.task < 0] if is_member else [group]
        makers = {g: self._items[self._groups[g].item] for g in others}
        in_form = {use.element for one in makers.values() for use in one.fields}
        for step in item.steps:
            place = self._place[group, step.code]
            for need in step.needs if self._nodes[place].applies else ():
                made_by = [g for g, maker in makers.items() if need in maker.produces]
                if is_member and not made_by and need not in in_form:
                    raise Invalid(
                        f"“{item.code}/{step.code}”等待“{need}”，这个情形里没有谁填写或产生它。"
                        "请在 situations 里让产生它的事项也办。"
                    )
                for maker in made_by:
                    self._wait(place, group, maker, step, len(made_by) == 1)

    def _wait(self, place: int, group: int, maker: int, step: Step, is_sole: bool) -> None:
        item = self._items[self._groups[maker].item]
        making = [one.code for one in item.steps if one.kind == "automatic"]
        if maker == group:
            behind = {c for c in making if step.code in ancestors(item.steps, c)}
            making = [code for code in making if code not in behind and code != step.code]
        else:
            making = making or [one.code for one in item.steps if one.kind == "issue"]
        for code in making:
            at = self._place[maker, code]
            if at in self._before[place]:
                continue
            self._before[place].add(at)
            if maker != group:
                self._needed.append((at, place, is_sole))

    def _refuse_circles(self, situation: str) -> None:
        try:
            TopologicalSorter(dict(enumerate(self._before))).prepare()
        except CycleError as error:
            circle = " → ".join(self._nodes[place].key for place in error.args[1])
            raise Invalid(f"“{situation}”里环节互相等待，永远办不完：{circle}") from None

    def _finished(self) -> Iterator[Node]:
        after: list[list[int]] = [[] for _ in self._nodes]
        waits = [0] * len(self._nodes)
        for place, before in enumerate(self._before):
            votes = set(self._nodes[place].votes)  # together they are one thing to wait for
            waits[place] = len(before - votes) + bool(votes)
            for one in sorted(before - votes):
                after[one].append(place)
        for number, group in enumerate(self._groups):
            entries = tuple(p for p in group.nodes if not waits[p])
            self._groups[number] = replace(group, entries=entries)
        feeds = self._feeds()
        for p, node in enumerate(self._nodes):
            yield replace(node, waits=waits[p], next=tuple(after[p]), feeds=tuple(feeds[p]))

    def _feeds(self) -> Sequence[list[tuple[int, bool]]]:
        feeds: list[list[tuple[int, bool]]] = [[] for _ in self._nodes]
        for at, place, is_sole in self._needed:
            feeds[at].append((place, is_sole))
        return feeds
