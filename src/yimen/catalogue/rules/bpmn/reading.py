"""读取 BPMN: a file from anywhere as processes of plain nodes and flows, safely.

No document type and so no entities are taken, nothing outside the file is ever opened, and size
and depth are bounded: files come from strangers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.parsers import expat

from yimen.catalogue.rules.bpmn.drawing import EXTENSION
from yimen.kernel.problems import Invalid, TooLarge

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MOST_BYTES = 2_000_000
_MOST_DEPTH, _MOST_ELEMENTS = 60, 50_000
SILENT = frozenset(
    {
        "documentation", "extensionElements", "laneSet", "sequenceFlow", "textAnnotation",
        "association", "group", "ioSpecification", "property", "auditing", "monitoring",
        "supportedInterfaceRef", "incoming", "outgoing",
    }
)  # fmt: skip
"""Parts of a process that say nothing about its flow, or are read with the nodes."""


@dataclass(frozen=True)
class RawNode:
    """图中节点: an element of a process; `tag` is its BPMN name, `lane` the lane's name."""

    id: str
    tag: str
    name: str
    element: ET.Element = field(hash=False, compare=False, repr=False)
    lane: str = ""

    def child(self, tag: str) -> ET.Element | None:
        """子元素: the first child of this BPMN name."""
        return self.element.find(f"{{{MODEL}}}{tag}")

    def own(self, tag: str) -> ET.Element | None:
        """本平台扩展: the element of our namespace with this name."""
        return self.element.find(f"{{{MODEL}}}extensionElements/{{{EXTENSION}}}{tag}")

    @property
    def event(self) -> ET.Element | None:
        """事件定义: the first event definition; None for a plain event."""
        return next((one for one in self.element if one.tag.endswith("EventDefinition")), None)

    @property
    def trigger(self) -> str:
        """触发: the name of the event definition, such as `timerEventDefinition`."""
        event = self.event
        return "" if event is None else local(event)


@dataclass(frozen=True)
class RawFlow:
    """图中连线: a sequence flow; `condition` is the text of its condition."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class RawProcess:
    """图中流程: a process with its nodes in the order of the file."""

    id: str
    name: str
    nodes: dict[str, RawNode]
    flows: tuple[RawFlow, ...]
    origin: dict[str, str]
    """What our own export says of the process; empty for drawings from elsewhere."""


@dataclass(frozen=True)
class RawFile:
    """图文件: the processes of a file, and the message flows between them."""

    processes: tuple[RawProcess, ...]
    messages: tuple[tuple[str, str], ...]
    """Id and name of each."""


def read_file(data: bytes) -> RawFile:
    """读取文件: raises `TooLarge`, and `Invalid` for what is not BPMN 2.0 XML."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"文件超过 {MOST_BYTES // 1_000_000} MB，请只导出要用的流程。")
    root = _Tree().parse(data)
    if root.tag != f"{{{MODEL}}}definitions":
        raise Invalid("这不是 BPMN 2.0 文件：根元素应是 definitions。请从画图工具导出 BPMN 2.0。")
    pools = {
        one.get("processRef", ""): one.get("name", "")
        for one in root.iter(f"{{{MODEL}}}participant")
    }
    found = tuple(_process(one, pools) for one in root.findall(f"{{{MODEL}}}process"))
    if not found:
        raise Invalid("文件里没有流程（process）。请从画图工具导出完整的 BPMN 2.0。")
    flows = root.iter(f"{{{MODEL}}}messageFlow")
    return RawFile(found, tuple((one.get("id", ""), one.get("name", "")) for one in flows))


def local(element: ET.Element) -> str:
    """本名: an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def _process(element: ET.Element, pools: dict[str, str]) -> RawProcess:
    identity = element.get("id", "")
    lanes = dict(_lanes(element))
    nodes, flows, defaults = {}, [], set()
    for one in element:
        if not one.tag.startswith(f"{{{MODEL}}}") or local(one) in SILENT - {"sequenceFlow"}:
            continue
        code = one.get("id", "")
        if local(one) == "sequenceFlow":
            flows.append(one)
            continue
        defaults.add(one.get("default", ""))
        name = " ".join(one.get("name", "").split())
        nodes[code] = RawNode(code, local(one), name, one, lanes.get(code, ""))
    told = element.find(f"{{{MODEL}}}extensionElements/{{{EXTENSION}}}flow")
    name = element.get("name") or pools.get(identity) or identity
    kept = tuple(
        flow
        for flow in (_flow(one, defaults) for one in flows)
        if flow.source in nodes and flow.target in nodes
    )
    return RawProcess(identity, name, nodes, kept, dict(told.items()) if told is not None else {})


def _flow(element: ET.Element, defaults: set[str]) -> RawFlow:
    condition = element.find(f"{{{MODEL}}}conditionExpression")
    return RawFlow(
        element.get("id", ""),
        element.get("sourceRef", ""),
        element.get("targetRef", ""),
        element.get("name", ""),
        (condition.text or "").strip() if condition is not None else "",
        element.get("id", "") in defaults,
    )


def _lanes(process: ET.Element) -> Iterator[tuple[str, str]]:
    for lane in process.iter(f"{{{MODEL}}}lane"):
        for node in lane.findall(f"{{{MODEL}}}flowNodeRef"):
            yield (node.text or "").strip(), lane.get("name", "")


class _Tree:
    """A parser that takes elements, attributes and text, and refuses all else."""

    def __init__(self) -> None:
        self.builder, self.depth, self.count = ET.TreeBuilder(), 0, 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.StartDoctypeDeclHandler = self._doctype

    def parse(self, data: bytes) -> ET.Element:
        """The root element; raises `Invalid`."""
        try:
            self.parser.Parse(data, True)
        except (expat.ExpatError, UnicodeDecodeError, ValueError, LookupError) as error:
            line = self.parser.ErrorLineNumber
            raise Invalid(
                f"第 {line} 行起不是完整的 XML。请重新导出，不要手工改动文件。"
            ) from error
        return self.builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > _MOST_DEPTH or self.count > _MOST_ELEMENTS:
            raise Invalid("文件太深或元素太多，不像一张流程图。请只导出要用的流程。")
        self.builder.start(_named(name), {_named(k): v for k, v in attributes.items()})

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(_named(name))

    def _doctype(self, *_: object) -> None:
        raise Invalid("文件带有 DOCTYPE，可能含有实体，为安全起见不读取。请重新导出 BPMN 2.0。")


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name
