"""流程道路: what the ways through a drawn process say: after what, and under which condition.

The drawing is first made a graph without circles. Then a step comes after the steps that the ways
back to it meet first, and its condition is that of all ways that lead to it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from yimen.catalogue.rules.bpmn.reading import RawFlow, RawNode

CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})
_JOINS = frozenset({"parallelGateway", "complexGateway"})
_MOST_TERMS = 64

Term = frozenset[str]
"""Conditional flows that must all be taken, by id."""


@dataclass(frozen=True)
class Before:
    """之前: the steps that a step comes after, and the routing nodes on the ways between."""

    steps: tuple[str, ...]
    passed: tuple[str, ...]


class Roads:
    """道路: a process without circles, from the nodes and flows that are left of it.

    `steps` are the ids of the nodes that become steps; `hosts` leads from boundary events to the
    activities that they sit on.
    """

    def __init__(
        self,
        nodes: dict[str, RawNode],
        flows: Iterable[RawFlow],
        steps: Collection[str],
        hosts: dict[str, str],
    ) -> None:
        self.nodes, self.steps, self.hosts = nodes, set(steps), hosts
        flows = list(flows)
        self.out: dict[str, list[RawFlow]] = defaultdict(list)
        for flow in flows:
            self.out[hosts.get(flow.source, flow.source)].append(flow)
        self.circles = self._circles()
        for flow in self.circles:
            self.out[hosts.get(flow.source, flow.source)].remove(flow)
        self.into: dict[str, list[tuple[str, RawFlow]]] = defaultdict(list)
        for flow in flows:
            if flow not in self.circles:
                self.into[flow.target].append((hosts.get(flow.source, flow.source), flow))
        self.beside = {flow.id: out for out in self.out.values() for flow in out}
        """All flows out of the node that a flow leaves."""
        self.tangled: set[str] = set()
        """Nodes whose conditions are too many to be told."""
        self._guards: dict[str, set[Term]] = {}

    @property
    def starts(self) -> list[str]:
        """起点: start events, or where there are none what nothing leads to."""
        drawn = [code for code, node in self.nodes.items() if node.tag == "startEvent"]
        led = {flow.target for flow in (f for flows in self.out.values() for f in flows)}
        return drawn or [c for c in self.nodes if c not in led and c not in self.hosts]

    @cached_property
    def order(self) -> list[str]:
        """可达节点: what a start leads to, each behind all that leads to it."""
        found: dict[str, None] = {}

        def visit(code: str) -> None:
            stack = [(code, iter([flow.target for flow in self.out[code]]))]
            entered = {code}
            while stack:
                here, onward = stack[-1]
                target = next(onward, None)
                if target is None:
                    found.setdefault(here)
                    stack.pop()
                elif target not in found and target not in entered:
                    entered.add(target)
                    stack.append((target, iter([flow.target for flow in self.out[target]])))

        for start in self.starts:
            if start not in found:
                visit(start)
        return list(found)[::-1]

    def first_steps(self, code: str) -> set[str]:
        """最近的环节: the steps that a node leads to with no other step between."""
        found: set[str] = set()
        todo, seen = [flow.target for flow in self.out[code]], set[str]()
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            if one in self.steps:
                found.add(one)
            else:
                todo += [flow.target for flow in self.out[one]]
        return found

    def is_dead_end(self, flow: RawFlow) -> bool:
        """直通结束: whether a flow leads to ends only, past no step."""
        if flow.target in self.steps:
            return False
        return not self.first_steps(flow.target)

    # After what

    def before(self, step: str) -> Before:
        """在谁之后: the nearest steps back on all ways, in the order in which they are drawn."""
        passed: dict[str, None] = {}
        steps = self._back(step, frozenset(), passed)
        return Before(tuple(dict.fromkeys(steps)), tuple(passed))

    def _back(self, code: str, stops: frozenset[str], passed: dict[str, None]) -> list[str]:
        into = [(source, flow) for source, flow in self.into[code] if source in self._reached]
        if len(into) > 1 and self.nodes[code].tag not in _JOINS:
            return self._back_from_merge(code, stops, passed)
        found = []
        for source, _ in into:
            found += self._met(source, stops, passed)
        return found

    def _back_from_merge(
        self, code: str, stops: frozenset[str], passed: dict[str, None]
    ) -> list[str]:
        """Ways that meet again: one without a step on it says only that the others may be left."""
        split = self._dominators[code]
        found: list[str] = []
        for source, _ in self.into[code]:
            if source in self._reached:
                found += self._met(source, stops | {split}, passed)
        if found or not split or split in stops:
            return found
        return self._met(split, stops, passed)

    def _met(self, source: str, stops: frozenset[str], passed: dict[str, None]) -> list[str]:
        if source in stops:
            return []
        if source in self.steps:
            return [source]
        passed[source] = None
        return self._back(source, stops, passed)

    @cached_property
    def _reached(self) -> set[str]:
        return set(self.order)

    @cached_property
    def _dominators(self) -> dict[str, str]:
        """For each node the last one that every way to it passes; "" for none."""
        place = {code: n for n, code in enumerate(self.order)}
        found: dict[str, str] = {}
        for code in self.order:
            sources = [source for source, _ in self.into[code] if source in place]
            common = sources[0] if sources else ""
            for source in sources[1:]:
                other = source
                while common != other and common and other:
                    if place[common] > place[other]:
                        common = found[common]
                    else:
                        other = found[other]
                common = common if common == other else ""
            found[code] = common
        return found

    # Under which condition

    def guards(self, code: str) -> set[Term]:
        """条件: the ways to a node, each by the conditional flows that it takes; no way is free."""
        if not self._guards:
            for one in self.order:
                self._guards[one] = self._guard(one)
        return self._guards.get(code, {frozenset()})

    def _guard(self, code: str) -> set[Term]:
        ways = [
            self._led(source, flow) for source, flow in self.into[code] if source in self._reached
        ]
        if not ways:
            return {frozenset()}
        terms = ways[0]
        for more in ways[1:]:
            if self.nodes[code].tag in _JOINS:
                terms = {a | b for a in terms for b in more if not self._contradict(a | b)}
            else:
                terms = terms | more
            if len(terms) > _MOST_TERMS:
                self.tangled.add(code)
                return {frozenset()}
        return self._simple(terms)

    def _led(self, source: str, flow: RawFlow) -> set[Term]:
        terms = self._guards[source]
        if self.is_choice(source):
            return {term | {flow.id} for term in terms}
        return terms

    def is_choice(self, code: str) -> bool:
        """有选择: whether not every flow out of a node is taken."""
        out = [flow for flow in self.out[code] if flow.source == code]
        if len(out) < 2 or self.nodes[code].tag in _JOINS:
            return False
        return self.nodes[code].tag in CHOICES or any(flow.condition for flow in out)

    def _contradict(self, term: Term) -> bool:
        sources = [self.beside[flow][0].source for flow in term]
        return any(
            self.nodes[source].tag != "inclusiveGateway" and sources.count(source) > 1
            for source in sources
        )

    def _simple(self, terms: set[Term]) -> set[Term]:
        """Ways that differ only in a choice of which every outcome is there do not depend on it."""
        changed = True
        while changed:
            changed = False
            for term in sorted(terms, key=sorted):
                for flow in term:
                    rest = term - {flow}
                    beside = {rest | {one.id} for one in self.beside[flow]}
                    if beside <= terms:
                        terms, changed = (terms - beside) | {rest}, True
                        break
                if changed:
                    break
        return {term for term in terms if not any(other < term for other in terms)}

    # Circles

    def _circles(self) -> list[RawFlow]:
        """Flows that lead back to a node on the way to themselves."""
        found: list[RawFlow] = []
        done: set[str] = set()
        for start in [*self.starts, *self.nodes]:
            if start in done or start in self.hosts:
                continue
            stack = [(start, iter(list(self.out[start])))]
            way = {start}
            while stack:
                here, onward = stack[-1]
                flow = next(onward, None)
                if flow is None:
                    done.add(here)
                    way.discard(here)
                    stack.pop()
                elif flow.target in way:
                    found.append(flow)
                elif flow.target not in done:
                    way.add(flow.target)
                    stack.append((flow.target, iter(list(self.out[flow.target]))))
        return found
