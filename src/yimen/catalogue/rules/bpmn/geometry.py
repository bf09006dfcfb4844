"""流程图尺寸: sizes of shapes and texts in pixels, and what a picture's places are kept in."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from yimen.catalogue.rules.bpmn.drawing import ACTIVITIES, GATEWAYS, Node, Shape
from yimen.catalogue.rules.bpmn.grid import Grid

Box = tuple[float, float, float, float]
"""x, y, width, height."""
Point = tuple[float, float]

TASK_WIDTH, TASK_HEIGHT, GATEWAY, EVENT = 100, 80, 50, 36
LINE, GLYPH, LABEL = 14, 12, 90
"""Height of a line, width of a Chinese character, and the widest label beside a shape."""
HEAD = 30
"""The strip of a pool or lane that its name stands in."""
PAD, THIN, GAP, TRACK, APART, MARGIN = 16, 10, 46, 12, 30, 40
"""Air around a row, around a row of flows only, between columns, tracks, pools, and at the edge."""


@dataclass
class Placed:
    """已布局: where everything is. Lanes are keyed `process id/unit code`, pools by process id."""

    boxes: dict[str, Box] = field(default_factory=dict)
    paths: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)


@dataclass
class Frame:
    """框架: columns, rows and tracks of a picture in pixels, before flows are drawn."""

    grid: Grid
    nodes: dict[str, Node]
    lefts: Sequence[float]
    widths: Sequence[float]
    tops: dict[tuple[int, int], float]
    middles: dict[tuple[int, int], float]
    bottoms: dict[tuple[int, int], float]

    def row(self, key: str) -> tuple[int, int]:
        """所在行: band and row of a cell."""
        return self.grid.cells[key].band, self.grid.rows[key]

    def middle(self, key: str) -> Point:
        """中心: the middle of a cell."""
        column = self.grid.cells[key].column
        return self.lefts[column] + self.widths[column] / 2, self.middles[self.row(key)]


def size(node: Node) -> tuple[int, int]:
    """图形大小: width and height of a shape."""
    if node.shape in ACTIVITIES:
        return TASK_WIDTH, TASK_HEIGHT
    return (GATEWAY, GATEWAY) if node.shape in GATEWAYS else (EVENT, EVENT)


def text_size(text: str, most: int = LABEL) -> tuple[int, int]:
    """文字大小: width and height of a label that is broken at `most`."""
    width = sum(GLYPH if ord(letter) > 255 else GLYPH * 0.6 for letter in text)
    lines = -(-int(width) // most)
    return min(int(width) + 2, most), LINE * lines


def label_above(node: Node) -> bool:
    """文字在上: whether a shape's label stands above it, because flows leave below."""
    return node.shape is Shape.COMPLEX


def grouped(spans: list[tuple[str, float, float]]) -> dict[str, int]:
    """分道: a track for each key so that spans of different keys do not lie on each other."""
    whole: dict[str, tuple[float, float]] = {}
    for key, low, high in spans:
        known = whole.get(key, (low, high))
        whole[key] = min(known[0], low), max(known[1], high)
    tracks: dict[int, list[tuple[float, float]]] = defaultdict(list)
    found = {}
    for key, (low, high) in sorted(whole.items(), key=lambda one: (one[1], one[0])):
        track = 0
        while any(low <= end and start <= high for start, end in tracks[track]):
            track += 1
        tracks[track].append((low, high))
        found[key] = track
    return found
