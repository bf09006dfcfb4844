"""流程图连线: along which points each flow runs.

A flow keeps to the rows of its cells and changes rows in the gaps between columns. A gateway is
also left and entered from above and below where the cells there are free.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from yimen.catalogue.rules.bpmn.drawing import GATEWAYS, Link, Node, Plane
from yimen.catalogue.rules.bpmn.geometry import (
    TRACK,
    Frame,
    Placed,
    Point,
    grouped,
    label_above,
    text_size,
)
from yimen.catalogue.rules.bpmn.grid import Grid

Row = tuple[int, int]
_BELOW, _EDGE = 12, 8
"""How far below a boundary event, and from the edge of a row, flows run."""


@dataclass(frozen=True)
class _Hop:
    """A change of rows in the gap behind a column; `key` shares a track with its likes."""

    column: int
    key: str
    start: Row
    end: Row


class Routes:
    """连线: decides where flows change rows, then draws them."""

    def __init__(self, plane: Plane, grid: Grid, nodes: dict[str, Node]) -> None:
        self.plane, self.grid, self.nodes = plane, grid, nodes
        self.flows = [flow for process in plane.processes for flow in process.flows]
        self.taken = {(c.column, c.band, grid.rows[c.key]): c.key for c in grid.cells.values()}
        self.order = sorted({(c.band, grid.rows[c.key]) for c in grid.cells.values()})
        self.leaving = {flow.id for flow in self.flows if self._leaves_upright(flow)}
        self.entering = {flow.id for flow in self.flows if self._enters_upright(flow)}
        self.track: dict[tuple[int, str], int] = {}
        self._count: dict[int, int] = {}
        self._lay_tracks()

    def tracks(self, column: int) -> int:
        """轨道数: how many tracks the gap behind a column needs."""
        return self._count.get(column, 0)

    def draw(self, frame: Frame, placed: Placed) -> None:
        """画线: the points of every flow and message, and the labels of flows."""
        for flow in self.flows:
            points = self._points(flow, frame, placed)
            placed.paths[flow.id] = points
            if flow.name:
                placed.labels[flow.id] = _label(flow.name, points)
        for link in self.plane.messages:
            placed.paths[link.id] = self._message(link, frame, placed)

    # Decisions

    def _row(self, key: str) -> Row:
        return self.grid.cells[key].band, self.grid.rows[key]

    def _leaves_upright(self, flow: Link) -> bool:
        chain = self.grid.chains[flow.id]
        if self.nodes[flow.source].host:
            return False
        return self._upright(chain[0], self._row(chain[1]))

    def _enters_upright(self, flow: Link) -> bool:
        chain = self.grid.chains[flow.id]
        if len(chain) == 2 and (flow.id in self.leaving or self.nodes[flow.source].host):
            return False
        other = self._row(chain[-2])
        if any(
            one.source == flow.target
            and (self._row(self.grid.chains[one.id][1]) < own) == (other < own)
            for own in [self._row(flow.target)]
            for one in self.flows
            if one.id in self.leaving
        ):
            return False
        return self._upright(chain[-1], other)

    def _upright(self, key: str, other: Row) -> bool:
        """Whether a gateway can be reached along its column from another row."""
        node, own = self.nodes[key], self._row(key)
        if node.shape not in GATEWAYS or own == other:
            return False
        if node.name and label_above(node) == (other < own):
            return False
        low, high = sorted((own, other))
        column = self.grid.cells[key].column
        between = (row for row in self.order if low <= row <= high and row != own)
        return all((column, *row) not in self.taken for row in between)

    def _hops(self, flow: Link) -> list[_Hop]:
        chain = self.grid.chains[flow.id]
        last, found = len(chain) - 2, []
        for n, (a, b) in enumerate(pairwise(chain)):
            start, end = self._row(a), self._row(b)
            from_below = n == 0 and bool(self.nodes[flow.source].host)
            if n == 0 and flow.id in self.leaving:
                continue
            if n == last and flow.id in self.entering:
                continue
            if start != end or from_below:
                key = self._sharing(flow, n == 0, n == last)
                found.append(_Hop(self.grid.cells[a].column, key, start, end))
        return found

    def _sharing(self, flow: Link, is_first: bool, is_last: bool) -> str:
        """Flows from one place share a track, and so do flows to one place."""
        alone = sum(one.source == flow.source for one in self.flows) == 1
        if is_last and (alone or not is_first):
            return flow.target
        return flow.source if is_first else flow.id

    def _lay_tracks(self) -> None:
        spans: dict[int, list[tuple[str, float, float]]] = defaultdict(list)
        place = {row: float(n) for n, row in enumerate(self.order)}
        for flow in self.flows:
            for hop in self._hops(flow):
                low, high = sorted((place[hop.start], place[hop.end]))
                spans[hop.column].append((hop.key, low, high))
        for link in self.plane.messages:
            low, high = sorted(place[self._row(end)] for end in (link.source, link.target))
            column = self.grid.cells[link.source].column
            spans[column].append((f"message {link.source}", low, high))
        for column, listed in spans.items():
            tracks = grouped(listed)
            self._count[column] = 1 + max(tracks.values())
            self.track.update({(column, key): track for key, track in tracks.items()})

    # Points

    def _x(self, frame: Frame, column: int, key: str) -> float:
        right = frame.lefts[column] + frame.widths[column]
        return right + 24 + TRACK * self.track[column, key]

    def _points(self, flow: Link, frame: Frame, placed: Placed) -> list[Point]:
        chain = self.grid.chains[flow.id]
        levels = [frame.middles[self._row(key)] for key in chain]
        points = [self._departure(flow, frame, placed, levels)]
        if self.nodes[flow.source].host:
            levels[0] = points[0][1] + _BELOW
            points.append((points[0][0], levels[0]))
        elif flow.id in self.leaving:
            levels[0] = levels[1]
            points.append((points[0][0], levels[0]))
        entered = flow.id in self.entering
        if entered:
            levels[-1] = levels[-2]
        hops = {hop.column: hop.key for hop in self._hops(flow)}
        for n, key in enumerate(chain[:-1]):
            column = self.grid.cells[key].column
            if levels[n] != levels[n + 1] and column in hops:
                x = self._x(frame, column, hops[column])
                points += [(x, levels[n]), (x, levels[n + 1])]
        x, y, width, height = placed.boxes[flow.target]
        if not entered:
            return [*points, (x, levels[-1])]
        edge = y if levels[-1] < y else y + height
        return [*points, (x + width / 2, levels[-1]), (x + width / 2, edge)]

    def _departure(self, flow: Link, frame: Frame, placed: Placed, levels: list[float]) -> Point:
        x, y, width, height = placed.boxes[flow.source]
        if self.nodes[flow.source].host:
            return x + width / 2, y + height
        if flow.id in self.leaving:
            return x + width / 2, (y if levels[1] < y else y + height)
        return x + width, levels[0]

    def _message(self, link: Link, frame: Frame, placed: Placed) -> list[Point]:
        """Out of the bottom of a task, down the gap behind it, and into the top of an event."""
        x, y, width, height = placed.boxes[link.source]
        low = frame.bottoms[self._row(link.source)] - _EDGE
        track = self._x(frame, self.grid.cells[link.source].column, f"message {link.source}")
        left, top, across, _ = placed.boxes[link.target]
        high = frame.tops[self._row(link.target)] + _EDGE
        middle = left + across / 2
        return [
            (x + width / 2, y + height),
            (x + width / 2, low),
            (track, low),
            (track, high),
            (middle, high),
            (middle, top),
        ]


def _label(name: str, points: list[Point]) -> tuple[float, float, float, float]:
    """A flow's label stands beside its first steps."""
    (x, y), (across, down) = points[0], points[1]
    width, height = text_size(name)
    if across == x:
        return x + 6, (y + 4 if down > y else y - 4 - height), width, height
    if len(points) > 3 and points[2][0] == across:
        return across + 5, points[2][1] - height - 3, width, height
    return x + 12, y - height - 4, width, height
