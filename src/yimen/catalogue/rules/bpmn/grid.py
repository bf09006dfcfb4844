"""流程图网格: which column and row each shape of a picture takes.

Layered drawing (Sugiyama): columns by the longest way from a start, long flows cut into cells of
one column each, the order in a column by the middle of the neighbours (barycentre) as long as
fewer flows cross, rows as straight as that order allows. Lanes lie one below the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import pairwise
from statistics import median_low

from yimen.catalogue.rules.bpmn.drawing import Link, Node, Plane

_ROUNDS = 8
_SIDES = ("above", "", "below")


@dataclass(frozen=True)
class Cell:
    """格子: one column of a node, or of a flow that passes."""

    key: str
    column: int
    band: int
    node: Node | None = None


@dataclass
class Grid:
    """网格: the cells of a picture, with a row for each.

    `bands` are the lanes, top to bottom, as (process id, lane code); rows count within a band.
    `chains` lead each flow from the cell of its source to that of its target.
    """

    bands: list[tuple[str, str]]
    cells: dict[str, Cell] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    columns: int = 0


def grid_of(plane: Plane) -> Grid:
    """排格子: a grid in which no two cells share a place."""
    nodes = {node.id: node for process in plane.processes for node in process.nodes}
    flows = [flow for process in plane.processes for flow in process.flows]
    grid = Grid([(p.id, code) for p in plane.processes for code in p.lanes or ("",)])
    band_of = {
        node.id: grid.bands.index((p.id, node.lane)) for p in plane.processes for node in p.nodes
    }
    columns = _columns(nodes, flows, plane.messages)
    grid.columns = 1 + max(columns.values())
    for node in (one for one in nodes.values() if not one.host):
        grid.cells[node.id] = Cell(node.id, columns[node.id], band_of[node.id], node)
    for flow in flows:
        grid.chains[flow.id] = _chain(grid, flow, host_of(nodes, flow.source))
    _Ordering(grid, flows).settle()
    return grid


def host_of(nodes: Mapping[str, Node], code: str) -> str:
    """所在格: a boundary event shares the cell of its activity."""
    return nodes[code].host or code


def _columns(
    nodes: Mapping[str, Node], flows: Iterable[Link], messages: Iterable[Link]
) -> dict[str, int]:
    """The longest way from a start; messages go to the right as flows do."""
    before: dict[str, set[str]] = {code: set() for code in nodes}
    for link in (*flows, *messages):
        before[link.target].add(host_of(nodes, link.source))
    for node in nodes.values():
        if node.host:
            before[node.id].add(node.host)
    columns: dict[str, int] = {}
    for code in TopologicalSorter(before).static_order():
        earlier = [columns[one] for one in before[code]]
        step = 0 if nodes[code].host else 1
        columns[code] = max((one + step for one in earlier), default=0)
    return columns


def _chain(grid: Grid, flow: Link, source: str) -> list[str]:
    """The cells of a flow; those in between are new, in the lane of the flow's start."""
    start, end = grid.cells[source], grid.cells[flow.target]
    chain = [source]
    for column in range(start.column + 1, end.column):
        key = f"{flow.id}@{column}"
        grid.cells[key] = Cell(key, column, start.band)
        chain.append(key)
    return [*chain, flow.target]


class _Ordering:
    """Finds the rows of a grid's cells."""

    def __init__(self, grid: Grid, flows: Sequence[Link]) -> None:
        self.grid = grid
        self.left: dict[str, list[str]] = defaultdict(list)
        self.right: dict[str, list[str]] = defaultdict(list)
        self.shift: dict[tuple[str, str], int] = {}
        """Where a flow turns off the main road: how many rows away it goes on."""
        self.back: set[tuple[str, str]] = set()
        """Where such a flow comes back; it does not draw the road to itself."""
        for flow in sorted(flows, key=lambda flow: _SIDES.index(flow.side)):
            chain = grid.chains[flow.id]
            for a, b in pairwise(chain):
                self.right[a].append(b)
                self.left[b].append(a)
            if flow.side:
                self.shift[chain[0], chain[1]] = _SIDES.index(flow.side) - 1
                self.back.add((chain[-2], chain[-1]))

    def settle(self) -> None:
        """Orders each column, then gives rows; boundary events have none of their own."""
        layers = self._layers()
        best, fewest = [list(layer) for layer in layers], self._crossings(layers)
        for turn in range(_ROUNDS):
            self._sweep(layers, leftwards=bool(turn % 2))
            crossings = self._crossings(layers)
            if crossings < fewest:
                best, fewest = [list(layer) for layer in layers], crossings
        self._settle_rows(best)

    def _layers(self) -> list[list[str]]:
        """Each column's cells by band, in the order in which a walk from the start meets them."""
        met: dict[str, None] = {}
        cells = self.grid.cells
        todo = [k for k, c in cells.items() if c.node and not self.left[k]]
        todo.reverse()
        while todo:
            key = todo.pop()
            if key not in met:
                met[key] = None
                todo.extend(reversed(self.right[key]))
        layers: list[list[str]] = [[] for _ in range(self.grid.columns)]
        for key in met:
            layers[cells[key].column].append(key)
        return [sorted(layer, key=lambda key: cells[key].band) for layer in layers]

    def _sweep(self, layers: list[list[str]], *, leftwards: bool) -> None:
        near = self.right if leftwards else self.left
        order = range(len(layers) - 2, -1, -1) if leftwards else range(1, len(layers))
        for column in order:
            other = layers[column + 1 if leftwards else column - 1]
            place = {key: n for n, key in enumerate(other)}
            weights = {}
            for n, key in enumerate(layers[column]):
                around = [place[one] for one in near[key]]
                weights[key] = sum(around) / len(around) if around else float(n)
            layers[column].sort(key=lambda key: (self.grid.cells[key].band, weights[key]))

    def _crossings(self, layers: list[list[str]]) -> int:
        total = 0
        for left, right in pairwise(layers):
            place = {key: n for n, key in enumerate(right)}
            ends = [place[b] for a in left for b in sorted(self.right[a], key=place.__getitem__)]
            total += sum(b < a for n, a in enumerate(ends) for b in ends[n + 1 :])
        return total

    def _settle_rows(self, layers: list[list[str]]) -> None:
        """Sweeps to and fro; of all the rows tried, those that bend the main road least stay."""
        best, least = dict[str, int](), float("inf")
        for turn in range(2 * _ROUNDS):
            sides = [(self.left, self.right)[turn % 2]] if turn < 2 else [self.left, self.right]
            self._give_rows(layers, sides, leftwards=bool(turn % 2))
            cost = self._bends()
            if cost < least:
                best, least = dict(self.grid.rows), cost
        self.grid.rows = best

    def _bends(self) -> float:
        cells, rows = self.grid.cells, self.grid.rows
        hops = [(a, b) for a, onward in self.right.items() for b in onward]
        straight = [pair for pair in hops if pair not in self.shift and pair not in self.back]
        total = max(rows.values(), default=0) / 4
        for a, b in straight:
            far = abs(rows[a] - rows[b])
            if far and cells[a].band == cells[b].band:
                total += (1 if cells[a].node and cells[b].node else 0.5) + far / 8
        return total

    def _give_rows(
        self, layers: list[list[str]], sides: list[dict[str, list[str]]], *, leftwards: bool
    ) -> None:
        """A sweep of rows: each cell as near to its neighbours' as the order above it allows."""
        rows = self.grid.rows
        for layer in reversed(layers) if leftwards else layers:
            bands: dict[int, list[str]] = defaultdict(list)
            for key in layer:
                bands[self.grid.cells[key].band].append(key)
            for keys in bands.values():
                self._give_band(keys, sides)
        for band in range(len(self.grid.bands)):
            own = [key for key in rows if self.grid.cells[key].band == band]
            least = min((rows[key] for key in own), default=0)
            for key in own:
                rows[key] -= least

    def _give_band(self, keys: list[str], sides: list[dict[str, list[str]]]) -> None:
        """Rows of one column in one lane: first the main road, then what leaves it, beside it."""
        rows, wanted = self.grid.rows, {}
        for key in keys:
            found = self._wanted(key, sides)
            wanted[key] = rows.get(key, 0) if found is None else found
        places = [n for n, key in enumerate(keys) if not self._leaves_road(key)] or [0]
        row, last = wanted[keys[places[0]]] - places[0] - 1, -1
        for place in places:
            row = max(wanted[keys[place]], row + place - last)
            rows[keys[place]], last = row, place
        for n, key in enumerate(keys):
            if n in places:
                continue
            after = next((one for one in places if one > n), None)
            least = rows[keys[n - 1]] + 1 if n else wanted[key]
            most = wanted[key] if after is None else rows[keys[after]] - (after - n)
            rows[key] = most if not n else max(least, min(most, wanted[key]))

    def _leaves_road(self, key: str) -> bool:
        return any((one, key) in self.shift for one in self.left[key])

    def _wanted(self, key: str, sides: list[dict[str, list[str]]]) -> int | None:
        """The middle row of the neighbours on the main road, or beside where it is left."""
        rows, cells = self.grid.rows, self.grid.cells
        main, passing, turned = list[int](), list[int](), list[int]()
        for near in sides:
            for one in near[key]:
                pair = (one, key) if near is self.left else (key, one)
                if one not in rows or cells[one].band != cells[key].band:
                    continue
                if pair in self.shift:
                    turned += [rows[one] + self.shift[pair]] if near is self.left else []
                elif pair not in self.back:
                    (main if cells[one].node else passing).append(rows[one])
        chosen = main or passing or turned
        return median_low(chosen) if chosen else None
