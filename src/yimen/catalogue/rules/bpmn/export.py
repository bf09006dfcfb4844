"""BPMN 导出: a drawing as BPMN 2.0 XML with its layout (OMG formal/2011-01-03, ISO/IEC 19510).

The file is valid by the schemas of the OMG and can be executed by engines that evaluate the
conditions. What BPMN has no place for stands in elements of our own namespace.
"""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from yimen.catalogue.rules.bpmn.compose import bundle_drawing, item_drawing
from yimen.catalogue.rules.bpmn.drawing import (
    EXPRESSIONS,
    EXTENSION,
    GATEWAYS,
    Drawing,
    Link,
    Node,
    Plane,
    Process,
    Shape,
    Trigger,
)
from yimen.catalogue.rules.bpmn.extension import details, note
from yimen.catalogue.rules.bpmn.geometry import Box, Placed
from yimen.catalogue.rules.bpmn.layout import place

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_POINTS = "http://www.omg.org/spec/DD/20100524/DI"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PREFIXES = {"bpmn": MODEL, "bpmndi": _DI, "dc": _DC, "di": _POINTS, "xsi": _XSI}
_TARGET = "urn:yimen:flows"

__all__ = ["bundle_drawing", "item_drawing", "to_bpmn"]


def to_bpmn(drawing: Drawing) -> str:
    """写成 BPMN: the XML text of a drawing; equal drawings give equal texts."""
    return _Writer(drawing).text()


class _Writer:
    """Writes one drawing, an element at a time."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        for prefix, namespace in {**_PREFIXES, "yimen": EXTENSION}.items():
            ET.register_namespace(prefix, namespace)
        self.root = ET.Element(
            f"{{{MODEL}}}definitions",
            {
                "id": f"Definitions_{drawing.code}",
                "name": drawing.name,
                "targetNamespace": _TARGET,
                "expressionLanguage": EXPRESSIONS,
                "exporter": "Yimen",
            },
        )

    def text(self) -> str:
        self._messages()
        for number, plane in enumerate(self.drawing.planes, start=1):
            self._collaboration(plane, number)
        for process in self.drawing.processes():
            self._process(process)
        for number, plane in enumerate(self.drawing.planes, start=1):
            self._diagram(plane, number)
        ET.indent(self.root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(
            self.root, encoding="unicode"
        )

    # Meaning

    def _messages(self) -> None:
        names: dict[str, str] = {}
        for node in self.drawing.nodes():
            if node.trigger is Trigger.MESSAGE:
                names[_message(node)] = node.name.removeprefix("等")
            elif node.shape is Shape.RECEIVE_TASK:
                names[_message(node)] = f"{node.name}：答复"
        for identity, name in names.items():
            _bpmn(self.root, "message", id=identity, name=name)
        for node in self.drawing.nodes():
            if node.trigger is Trigger.ESCALATION:
                _bpmn(self.root, "escalation", id=_escalation(node), name=node.name)

    def _collaboration(self, plane: Plane, number: int) -> None:
        element = _bpmn(self.root, "collaboration", id=f"Collaboration_{number}", name=plane.name)
        for process in plane.processes:
            _bpmn(
                element,
                "participant",
                id=_pool(process),
                name=process.name,
                processRef=process.id,
            )
        for link in plane.messages:
            _bpmn(
                element,
                "messageFlow",
                id=link.id,
                sourceRef=link.source,
                targetRef=link.target,
            )

    def _process(self, process: Process) -> None:
        element = _bpmn(self.root, "process", id=process.id, name=process.name, isExecutable="true")
        told = {"bundle" if process.is_bundle else "item": process.code}
        if process.portable:
            told["portable"] = "true"
        ET.SubElement(_bpmn(element, "extensionElements"), f"{{{EXTENSION}}}flow", told)
        if process.lanes:
            lanes = _bpmn(element, "laneSet", id=f"Lanes_{process.code}")
            for code, name in process.lanes.items():
                lane = _bpmn(lanes, "lane", id=_lane(process, code), name=name)
                for node in process.nodes:
                    if node.lane == code:
                        _bpmn(lane, "flowNodeRef").text = node.id
        for node in process.nodes:
            self._node(element, process, node)
        for flow in process.flows:
            self._flow(element, flow)

    def _node(self, parent: ET.Element, process: Process, node: Node) -> None:
        element = _bpmn(parent, node.shape.value, id=node.id)
        if node.name:
            element.set("name", node.name)
        if node.step is not None:
            _bpmn(element, "documentation").text = note(node.step)
        own = details(node)
        if own:
            _bpmn(element, "extensionElements").extend(own)
        for flow in process.flows:
            if flow.target == node.id:
                _bpmn(element, "incoming").text = flow.id
        for flow in process.flows:
            if flow.source == node.id:
                _bpmn(element, "outgoing").text = flow.id
                if flow.is_default and node.shape in GATEWAYS:
                    element.set("default", flow.id)
        _particulars(element, node)

    def _flow(self, parent: ET.Element, flow: Link) -> None:
        element = _bpmn(
            parent, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
        )
        if flow.name:
            element.set("name", flow.name)
        if flow.condition:
            _expression(element, "conditionExpression", flow.condition)

    # Layout

    def _diagram(self, plane: Plane, number: int) -> None:
        placed = place(plane)
        diagram = _sub(self.root, _DI, "BPMNDiagram", id=f"Diagram_{number}", name=plane.name)
        page = _sub(
            diagram, _DI, "BPMNPlane", id=f"Plane_{number}", bpmnElement=f"Collaboration_{number}"
        )
        for process in plane.processes:
            _shape(page, _pool(process), placed.boxes[process.id], isHorizontal="true")
            for code in process.lanes:
                box = placed.boxes[f"{process.id}/{code}"]
                _shape(page, _lane(process, code), box, isHorizontal="true")
            for node in process.nodes:
                self._node_shape(page, node, placed)
        for link in [*(f for p in plane.processes for f in p.flows), *plane.messages]:
            edge = _sub(page, _DI, "BPMNEdge", id=f"{link.id}_di", bpmnElement=link.id)
            for x, y in placed.paths[link.id]:
                _sub(edge, _POINTS, "waypoint", x=_number(x), y=_number(y))
            _label(edge, placed.labels.get(link.id))

    def _node_shape(self, page: ET.Element, node: Node, placed: Placed) -> None:
        more = {"isMarkerVisible": "true"} if node.shape is Shape.EXCLUSIVE else {}
        if node.shape is Shape.CALL:
            more = {"isExpanded": "false"}
        element = _shape(page, node.id, placed.boxes[node.id], **more)
        _label(element, placed.labels.get(node.id))


def _particulars(element: ET.Element, node: Node) -> None:
    """What only this kind of node has: its event, its message, what it calls or sits on."""
    if node.host:
        element.set("attachedToRef", node.host)
        element.set("cancelActivity", "true" if node.interrupting else "false")
    if node.shape is Shape.CALL:
        element.set("calledElement", node.text)
    elif node.shape is Shape.RECEIVE_TASK:
        element.set("messageRef", _message(node))
    elif node.shape is Shape.COMPLEX:
        _expression(element, "activationCondition", node.text)
    if node.trigger is None:
        return
    event = _bpmn(element, node.trigger.value, id=f"Event_{node.id}")
    if node.trigger is Trigger.TIMER:
        _expression(event, "timeDuration", node.text)
    elif node.trigger is Trigger.CONDITION:
        _expression(event, "condition", node.text)
    elif node.trigger is Trigger.MESSAGE:
        event.set("messageRef", _message(node))
    elif node.trigger is Trigger.ESCALATION:
        event.set("escalationRef", _escalation(node))


def _message(node: Node) -> str:
    return f"Message_{node.text if node.trigger is Trigger.MESSAGE else node.id}"


def _escalation(node: Node) -> str:
    return f"Escalation_{node.id}"


def _pool(process: Process) -> str:
    return f"Pool_{process.code}"


def _lane(process: Process, code: str) -> str:
    return f"Lane_{process.code}..{code}"


def _sub(parent: ET.Element, namespace: str, tag: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{namespace}}}{tag}", attributes)


def _bpmn(parent: ET.Element, tag: str, /, **attributes: str) -> ET.Element:
    return _sub(parent, MODEL, tag, **attributes)


def _expression(parent: ET.Element, name: str, text: str) -> None:
    element = _bpmn(parent, name)
    element.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
    element.text = text


def _shape(parent: ET.Element, of: str, box: Box, **more: str) -> ET.Element:
    element = _sub(parent, _DI, "BPMNShape", id=f"{of}_di", bpmnElement=of, **more)
    _bounds(element, box)
    return element


def _label(parent: ET.Element, box: Box | None) -> None:
    if box is not None:
        _bounds(_sub(parent, _DI, "BPMNLabel"), box)


def _bounds(parent: ET.Element, box: Iterable[float]) -> None:
    x, y, width, height = map(_number, box)
    _sub(parent, _DC, "Bounds", x=x, y=y, width=width, height=height)


def _number(value: float) -> str:
    return f"{value:g}"
