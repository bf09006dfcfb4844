"""流程图模型: what a BPMN drawing of our flows consists of, before it has places or is XML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from yimen.catalogue.rules.steps import Step

EXTENSION = "urn:yimen:bpmn:1"
"""Namespace of the elements that carry what BPMN has no place for."""
EXPRESSIONS = "urn:yimen:cel"
"""Language of conditions: CEL over `scenario` and `form`, with the functions of `docs/bpmn.md`."""
BETWEEN = "--"
"""Stands between the parts of an id; no code contains it (see `kernel.packs.model.Code`)."""


class Shape(Enum):
    """图形: what a node of a drawing is; the value is the BPMN element."""

    START = "startEvent"
    END = "endEvent"
    USER_TASK = "userTask"
    SERVICE_TASK = "serviceTask"
    RECEIVE_TASK = "receiveTask"
    CALL = "callActivity"
    CATCH = "intermediateCatchEvent"
    BOUNDARY = "boundaryEvent"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    COMPLEX = "complexGateway"


ACTIVITIES = frozenset({Shape.USER_TASK, Shape.SERVICE_TASK, Shape.RECEIVE_TASK, Shape.CALL})
GATEWAYS = frozenset({Shape.EXCLUSIVE, Shape.PARALLEL, Shape.COMPLEX})


class Trigger(Enum):
    """触发: what an event waits for or throws; the value is the BPMN event definition."""

    TIMER = "timerEventDefinition"
    CONDITION = "conditionalEventDefinition"
    MESSAGE = "messageEventDefinition"
    TERMINATE = "terminateEventDefinition"
    ESCALATION = "escalationEventDefinition"


Side = Literal["", "above", "below"]


@dataclass(frozen=True)
class Node:
    """节点: a shape of the drawing.

    `text` is an ISO 8601 duration (timer), an expression (condition, complex gateway), the name
    of a message or the id of a called process. `host` is the activity a boundary event sits on.
    `needs` are the element codes that a catch event waits for, `quorum` the votes that a complex
    gateway asks for.
    """

    id: str
    shape: Shape
    name: str = ""
    lane: str = ""
    step: Step | None = None
    trigger: Trigger | None = None
    text: str = ""
    host: str = ""
    interrupting: bool = True
    needs: tuple[str, ...] = ()
    quorum: int = 0


@dataclass(frozen=True)
class Link:
    """连线: a sequence flow between nodes of one process, or a message flow between two.

    A flow with a `side` leaves the main road straight when placed: it runs above or below it.
    """

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    is_default: bool = False
    side: Side = ""


@dataclass(frozen=True)
class Process:
    """流程: nodes and flows; `lanes` are `{unit code: name}`, top to bottom.

    `code` is the item's, or that of the bundle (`is_bundle`) whose members the process calls.
    `portable` drawings use no complex gateway.
    """

    code: str
    name: str
    nodes: tuple[Node, ...]
    flows: tuple[Link, ...]
    lanes: Mapping[str, str] = field(default_factory=dict)
    is_bundle: bool = False
    portable: bool = False

    @property
    def id(self) -> str:
        """编号: the id of the process."""
        return process_id(self.code)


@dataclass(frozen=True)
class Plane:
    """画面: processes that are shown together, with the messages between them."""

    name: str
    processes: tuple[Process, ...]
    messages: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """流程图: what one BPMN file shows; `code` is the item's or the bundle's."""

    code: str
    name: str
    planes: tuple[Plane, ...]

    def processes(self) -> Iterator[Process]:
        """全部流程: of every plane."""
        for plane in self.planes:
            yield from plane.processes

    def nodes(self) -> Iterator[Node]:
        """全部节点: of every process."""
        for process in self.processes():
            yield from process.nodes


@dataclass(frozen=True)
class Wording:
    """用语: names of units and elements in Simplified Chinese, by code."""

    units: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, str] = field(default_factory=dict)

    def unit(self, code: str) -> str:
        """部门名: its code where the name is not known."""
        return self.units.get(code, code)

    def element(self, code: str) -> str:
        """数据元名: its code where the name is not known."""
        return self.elements.get(code, code)


def joined(*parts: str) -> str:
    """拼接编号: the parts of an id, those that are empty left out."""
    return BETWEEN.join(part for part in parts if part)


def process_id(code: str) -> str:
    """流程编号: the id of the process of an item or bundle.

    The capital keeps it apart from the ids of steps, which are their codes.
    """
    return f"Process_{code}"
