"""流程图布局: coordinates (pixels) of every shape, flow and label of a picture.

Time runs from left to right. Shapes stand in the middle of their cells; flows run along rows and
change rows between columns, each on a track of its own, so that no flow crosses a shape.
"""

from yimen.catalogue.rules.bpmn.drawing import ACTIVITIES, Node, Plane
from yimen.catalogue.rules.bpmn.geometry import (
    APART,
    EVENT,
    GAP,
    HEAD,
    MARGIN,
    PAD,
    TASK_HEIGHT,
    TASK_WIDTH,
    THIN,
    TRACK,
    Box,
    Frame,
    Placed,
    label_above,
    size,
    text_size,
)
from yimen.catalogue.rules.bpmn.grid import grid_of
from yimen.catalogue.rules.bpmn.routes import Routes


def place(plane: Plane) -> Placed:
    """布局: shapes, flows and labels of a picture; shapes never overlap."""
    grid = grid_of(plane)
    nodes = {node.id: node for process in plane.processes for node in process.nodes}
    routes = Routes(plane, grid, nodes)
    widths = [
        max(_width(c.node) for c in grid.cells.values() if c.column == n)
        for n in range(grid.columns)
    ]
    left = MARGIN + 2 * HEAD + PAD
    lefts = []
    for column, width in enumerate(widths):
        lefts.append(left)
        left += width + GAP + TRACK * max(routes.tracks(column) - 1, 0)
    placed = Placed()
    frame = Frame(grid, nodes, lefts, widths, {}, {}, {})
    _rows(plane, frame, placed, left - GAP + PAD - MARGIN)
    for node in nodes.values():
        placed.boxes[node.id] = _box(frame, node)
        if node.name and node.shape not in ACTIVITIES:
            placed.labels[node.id] = _label(node, placed.boxes[node.id])
    routes.draw(frame, placed)
    return placed


def _width(node: Node | None) -> int:
    if node is None:
        return 0
    label = text_size(node.name)[0] if node.shape not in ACTIVITIES else 0
    return max(size(node)[0], label)


def _extent(node: Node, hosts: bool) -> tuple[float, float]:
    """How far a shape with its label, and what sits on it, reaches above and below its middle."""
    half = size(node)[1] / 2
    if node.shape in ACTIVITIES:
        return half, half + (EVENT if hosts else 0)
    label = text_size(node.name)[1] + 4 if node.name else 0
    return (half + label, half) if label_above(node) else (half, half + label)


def _rows(plane: Plane, frame: Frame, placed: Placed, width: float) -> None:
    """Gives every row its place, and every lane and pool its box."""
    hosts = {node.host for node in frame.nodes.values() if node.host}
    heights: dict[tuple[int, int], tuple[float, float]] = {}
    for key, cell in frame.grid.cells.items():
        reach = _extent(cell.node, key in hosts) if cell.node else (0.0, 0.0)
        known = heights.get(frame.row(key), (0.0, 0.0))
        heights[frame.row(key)] = max(known[0], reach[0]), max(known[1], reach[1])
    y = float(MARGIN)
    for process in plane.processes:
        top = y
        own = [n for n, (of, _) in enumerate(frame.grid.bands) if of == process.id]
        spare = max(0.0, _least(process.name) - sum(_height(heights, band) for band in own))
        for band in own:
            name = process.lanes.get(frame.grid.bands[band][1], "")
            height = max(_height(heights, band) + spare / len(own), _least(name))
            _band(frame, heights, band, y, height)
            if process.lanes:
                code = frame.grid.bands[band][1]
                placed.boxes[f"{process.id}/{code}"] = (
                    MARGIN + HEAD,
                    y,
                    width - HEAD,
                    height,
                )
            y += height
        placed.boxes[process.id] = (MARGIN, top, width, y - top)
        y += APART


def _least(name: str) -> float:
    """The least height of a strip in which a name stands upright."""
    return text_size(name, 1000)[0] + 2 * PAD if name else 0


def _height(heights: dict[tuple[int, int], tuple[float, float]], band: int) -> float:
    rows = [reach for (of, _), reach in heights.items() if of == band]
    return sum(sum(reach) + 2 * (PAD if sum(reach) else THIN) for reach in rows)


def _band(
    frame: Frame,
    heights: dict[tuple[int, int], tuple[float, float]],
    band: int,
    y: float,
    height: float,
) -> None:
    """The rows of a lane, in its middle where the lane is higher than they are."""
    y += (height - _height(heights, band)) / 2
    for row in sorted(row for of, row in heights if of == band):
        above, below = heights[band, row]
        pad = PAD if above + below else THIN
        frame.tops[band, row] = y
        frame.middles[band, row] = y + pad + above
        y += above + below + 2 * pad
        frame.bottoms[band, row] = y


def _box(frame: Frame, node: Node) -> Box:
    width, height = size(node)
    if not node.host:
        x, y = frame.middle(node.id)
        return x - width / 2, y - height / 2, width, height
    x, y = frame.middle(node.host)
    guests = [one.id for one in frame.nodes.values() if one.host == node.host]
    x += TASK_WIDTH / 2 - EVENT / 2 - EVENT * guests.index(node.id)
    return x - width / 2, y + TASK_HEIGHT / 2 - height / 2, width, height


def _label(node: Node, box: Box) -> Box:
    x, y, width, height = box
    if node.host:
        across, down = text_size(node.name, 60)
        return x - across - 2, y + height / 2 + 3, across, down
    across, down = text_size(node.name)
    middle = x + width / 2 - across / 2
    return middle, (y - 4 - down if label_above(node) else y + height + 4), across, down
