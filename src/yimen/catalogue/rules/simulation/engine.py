"""离散事件: one version, one stretch of luck: every case through every step, desk by desk.

The rules are those of `rules.firing` and of the case kernel (ADR 0011), counted down instead of
looked up, so that a hundred thousand steps take about a second; tests hold the two together.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, cast

from simpy import Environment
from simpy.events import Event, Timeout

from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.draws import Draws
from yimen.catalogue.rules.simulation.network import Mode, Network, Node, Template
from yimen.catalogue.rules.simulation.stations import Desk, Visit

_YET, _OPEN, _SETTLED, _NEEDLESS, _DROPPED = range(5)


class Course:
    """一件的经过: how far a simulated case is.

    `state`, `waits` and `visits` are by node; `accepted`, `ended` and `stops` (what the law does
    not count) by group, None where it has not happened.
    """

    __slots__ = (
        "accepted",
        "arrived",
        "attempts",
        "ended",
        "granted",
        "last",
        "left",
        "number",
        "over",
        "redo",
        "state",
        "stops",
        "template",
        "visits",
        "votes",
        "waits",
    )  # fmt: skip

    def __init__(self, template: Template, number: int, arrived: float) -> None:
        nodes, groups = template.nodes, template.groups
        self.template, self.number, self.arrived = template, number, arrived
        self.waits = [node.waits for node in nodes]
        self.state = [_YET] * len(nodes)
        self.visits: list[Visit | None] = [None] * len(nodes)
        self.attempts = [0] * len(nodes)
        self.votes: dict[int, list[int]] = {}
        self.redo: dict[int, list[int]] = {}
        self.accepted: list[float | None] = [None] * len(groups)
        self.ended: list[float | None] = [None] * len(groups)
        self.granted = [False] * len(groups)
        self.stops: list[list[tuple[float, float]]] = [[] for _ in groups]
        self.last: list[Visit | None] = [None] * len(groups)
        self.left = sum(group.task < 0 for group in groups)
        self.over: float | None = None

    def forget(self) -> None:
        """放开经过: a case and its visits know each other, and would wait for the collector."""
        self.visits.clear()
        self.last.clear()


Told = Callable[[Course, Visit], None]
Arrivals = Sequence[float]


class Run:
    """一轮模拟: cases that arrive at given moments go through a network.

    `on_visit` is told of every opening of a step that has ended; `on_end` of every case that has.
    Cases are chosen for the templates by their shares. `desks` can be asked when it is over.
    """

    def __init__(
        self,
        network: Network,
        axis: WorkAxis,
        draws: Draws,
        first: int,
        last: int,
        on_visit: Told,
        on_end: Callable[[Course, float], None],
    ) -> None:
        self._network, self._axis, self._draws = network, axis, draws
        self._on_visit, self._on_end = on_visit, on_end
        self._env = Environment()
        self.desks = [Desk(s, axis, first, last, self._begun) for s in network.stations]
        self._shares = list(accumulate(template.share for template in network.templates))
        self.under_way: set[Course] = set()

    def run(self, arrivals: Arrivals, until: float, is_enough: Callable[[float], bool]) -> float:
        """运行: until the moment `until`, or until it is enough; the moment at which it ended."""
        env = self._env
        if arrivals:
            self._next_arrival(arrivals, 0)
        ended = until
        while env.peek() <= until:
            env.step()
            if is_enough(env.now):
                ended = env.now
                break
        self._close(ended)
        return ended

    def _close(self, now: float) -> None:
        for desk in self.desks:
            desk.close(now)
        for course in self.under_way:
            for place, visit in enumerate(course.visits):
                if visit and course.state[place] == _OPEN and visit.started >= 0:
                    station = course.template.nodes[place].station
                    if station >= 0:
                        self.desks[station].still_at(visit, now)

    # Moments

    def _at(self, moment: float, callback: Callable[[Event], None], about: Any) -> None:
        event = Timeout(self._env, max(0.0, moment - self._env.now), about)
        event.callbacks = [callback]

    def _next_arrival(self, arrivals: Arrivals, number: int) -> None:
        self._at(arrivals[number], self._arrive, (arrivals, number))

    def _arrive(self, event: Event) -> None:
        arrivals, number = cast(tuple[Arrivals, int], event.value)
        if number + 1 < len(arrivals):
            self._next_arrival(arrivals, number + 1)
        course = Course(self._template(number), number, self._env.now)
        self.under_way.add(course)
        for group in course.template.groups:
            if group.task < 0:
                for place in group.entries:
                    self._open(course, place, None)

    def _template(self, number: int) -> Template:
        templates = self._network.templates
        if len(templates) == 1:
            return templates[0]
        drawn = self._draws.chance("situation", 0, number) * self._shares[-1]
        place = next((n for n, upto in enumerate(self._shares) if drawn < upto), -1)
        return templates[place]

    # Steps

    def _open(self, course: Course, place: int, before: Visit | None) -> None:
        """Opens a step whose time has come, if nothing has made that needless meanwhile."""
        node = course.template.nodes[place]
        if course.state[place] != _YET or course.ended[node.group] is not None:
            return
        now: float = self._env.now
        visit = course.visits[place] = Visit(course, place, now, before)
        course.state[place] = _OPEN
        if node.applies and not node.accepts and course.accepted[node.group] is None:
            course.accepted[node.group] = now  # begun work is accepted work
        if node.mode is Mode.WORK:
            visit.size = node.mean * self._size(course, place, node)
            self._due_by_silence(visit, node)
            self.desks[node.station].arrive(visit, now)
        elif node.mode is Mode.AT_ONCE:
            visit.started = now
            self._settle(visit, node)
        elif node.mode is Mode.DELAY:
            self._due_by_silence(visit, node)
            visit.size = node.mean * self._size(course, place, node)
            visit.started = now
            self._at(now + visit.size, self._done, visit)
        elif node.mode is Mode.TIMER:
            assert node.period is not None
            visit.started = now
            self._at(self._axis.due(now, node.period), self._done, visit)
        else:
            visit.started = now
            for entry in course.template.groups[node.begins].entries:
                self._open(course, entry, before)

    def _size(self, course: Course, place: int, node: Node) -> float:
        return self._draws.size(node.key, course.attempts[place], course.number, node.cv)

    def _due_by_silence(self, visit: Visit, node: Node) -> None:
        if node.consents and node.period is not None:
            due = self._axis.due(visit.opened, node.period)
            self._at(due, self._silent, visit)

    def _begun(self, visit: Visit, ends: float) -> None:
        self._at(ends, self._done, visit)

    def _silent(self, event: Event) -> None:
        """Nobody has said anything in time, and that is consent."""
        visit = cast(Visit, event.value)
        if visit.done < 0:
            self._settle(visit, visit.case.template.nodes[visit.node])

    def _done(self, event: Event) -> None:
        """The work on a step is over; what comes of it is drawn."""
        visit = cast(Visit, event.value)
        if visit.done >= 0:
            return
        course: Course = visit.case
        node = course.template.nodes[visit.node]
        if not node.refuse and not node.send_back:
            self._settle(visit, node)
            return
        drawn = self._draws.chance(node.key, course.attempts[visit.node], course.number)
        if drawn < node.refuse:
            self._settle(visit, node, passed=False)
        elif drawn < node.refuse + node.send_back:
            self._send_back(visit, node)
        else:
            self._settle(visit, node)

    def _leave(self, visit: Visit, node: Node, state: int) -> None:
        course: Course = visit.case
        now = self._env.now
        visit.done = now
        course.state[visit.node] = state
        if node.station >= 0 and node.mode is Mode.WORK:
            self.desks[node.station].leave(visit, now)
        if node.pauses and node.applies and now > visit.opened:
            course.stops[node.group].append((visit.opened, now))
        if state in (_SETTLED, _YET):
            self._on_visit(course, visit)

    def _settle(self, visit: Visit, node: Node, *, passed: bool = True) -> None:
        course: Course = visit.case
        self._leave(visit, node, _SETTLED)
        if node.votes_for >= 0:
            self._vote(course, visit, node, passed)
        elif not passed:
            self._end(course, node.group, visit, granted=False)
            return
        if course.ended[node.group] is not None:
            return
        if node.accepts and node.applies:
            course.accepted[node.group] = self._env.now
        if node.last:
            self._end(course, node.group, visit, granted=True)
        # What was done again frees only those who asked, and who had to wait once more for it.
        for place in course.redo.pop(visit.node, node.next):
            self._free(course, place, visit)

    def _free(self, course: Course, place: int, visit: Visit) -> None:
        course.waits[place] -= 1
        if course.waits[place] == 0:
            self._open(course, place, visit)

    def _vote(self, course: Course, visit: Visit, node: Node, passed: bool) -> None:
        """Enough votes open the join and make the rest needless; too few refuse the case."""
        join = course.template.nodes[node.votes_for]
        pool = course.votes.setdefault(node.votes_for, [len(join.votes), 0, 0])
        pool[0 if not node.applies else 1 if passed else 2] += 1 if node.applies else -1
        if course.state[node.votes_for] != _YET:
            return  # the join is not needed any more, so nobody counts
        asked, in_favour, against = pool
        needed = min(join.quorum, asked)
        if in_favour >= needed:
            self._make_needless(course, join, visit)
            self._free(course, node.votes_for, visit)
        elif needed > asked - against:
            self._end(course, node.group, visit, granted=False)

    def _make_needless(self, course: Course, join: Node, visit: Visit) -> None:
        for place in join.votes:
            state, node = course.state[place], course.template.nodes[place]
            if state not in (_YET, _OPEN):
                continue
            voting = course.visits[place]
            course.state[place] = _NEEDLESS
            if state == _OPEN and voting is not None:
                self._leave(voting, node, _NEEDLESS)
            for following in node.next:
                self._free(course, following, visit)

    def _send_back(self, visit: Visit, node: Node) -> None:
        """Steps before are done again, then this one; nothing else reopens."""
        course: Course = visit.case
        self._leave(visit, node, _YET)
        course.attempts[visit.node] += 1
        for place in node.to:
            asked = course.template.nodes[place]
            waiting = course.redo.setdefault(place, [])
            if not waiting:
                course.state[place] = _YET
                course.attempts[place] += 1
                waiting += [m for m in asked.next if course.state[m] == _YET and m != visit.node]
                for following in waiting:
                    course.waits[following] += 1
            waiting.append(visit.node)
            course.waits[visit.node] += 1
        for place in node.to:
            self._open(course, place, visit)

    # Cases

    def _end(self, course: Course, group: int, visit: Visit, *, granted: bool) -> None:
        now = self._env.now
        if course.ended[group] is not None:
            return
        course.ended[group], course.granted[group], course.last[group] = now, granted, visit
        template = course.template
        for place in template.groups[group].nodes:
            going = course.visits[place]
            if going is not None and course.state[place] == _OPEN:
                self._leave(going, template.nodes[place], _DROPPED)
        task = template.groups[group].task
        if task >= 0:
            self._subcase_over(course, task, visit, granted)
            return
        course.left -= 1
        if not granted:
            self._strand(course, group, visit)
        if course.left == 0 and course.over is None:
            course.over = now
            self.under_way.discard(course)
            self._on_end(course, now)
            if None not in course.ended:  # no sub-case outlives it
                course.forget()

    def _subcase_over(self, course: Course, task: int, visit: Visit, granted: bool) -> None:
        waiting = course.visits[task]
        if waiting is None or course.state[task] != _OPEN:
            return  # the case that asked for it has ended meanwhile
        node = course.template.nodes[task]
        waiting.before = visit
        self._settle(waiting, node, passed=granted)

    def _strand(self, course: Course, group: int, visit: Visit) -> None:
        """Siblings that need what this item can no longer give are terminated."""
        nodes = course.template.nodes
        for place in course.template.groups[group].nodes:
            if course.state[place] == _SETTLED:
                continue
            for needing, is_sole in nodes[place].feeds:
                if is_sole:
                    self._end(course, nodes[needing].group, visit, granted=False)
                else:
                    self._free(course, needing, visit)
