"""未导入清单: what of a drawing is not taken, why, and what to do instead."""

from dataclasses import dataclass

from yimen.catalogue.rules.bpmn.reading import RawNode


@dataclass(frozen=True)
class Untaken:
    """未导入: an element (by its id and name in the drawing), the reason, and the way instead."""

    element: str
    name: str
    reason: str
    instead: str

    def __str__(self) -> str:
        called = f"{self.element}“{self.name}”" if self.name else self.element
        return f"{called}：{self.reason} → {self.instead}"


_UNKNOWN = ("不认识这种元素", "用任务、网关、定时和消息事件重画这一部分")
_ELEMENTS = {
    "dataObject": ("数据对象不导入", "数据写成事项的 fields、papers 和 produces"),
    "dataObjectReference": ("数据对象不导入", "数据写成事项的 fields、papers 和 produces"),
    "dataStoreReference": ("数据存储不导入", "数据来源写在城市包的 resources.yaml"),
    "intermediateThrowEvent": ("发出的事件不导入", "通知和办结消息由平台自己发出"),
    "eventBasedGateway": (
        "“先发生的事件决定走哪边”不导入，每条分支都当作会走",
        "等答复的环节用 on_silence 写逾期怎么办；其他情况用 when 写条件",
    ),
}
_SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_LOOPS = {
    "standardLoopCharacteristics": "循环",
    "multiInstanceLoopCharacteristics": "多实例",
}
_CATCHES = {
    "signalEventDefinition": ("信号不导入", "要等数据，在环节的 needs 里写数据元"),
    "conditionalEventDefinition": (
        "条件事件不导入",
        "要等数据，在 needs 里写数据元；选择写在 when",
    ),
    "linkEventDefinition": ("链接事件不导入", "把两段用连线接起来"),
    "": ("没有触发的中间事件不导入", "删去它，或改成定时、消息事件"),
}


def of_element(node: RawNode) -> Untaken | None:
    """元素: what is said of a node that is neither a step nor a plain part of a road."""
    if node.tag in _SUBPROCESSES and node.element.get("triggeredByEvent") == "true":
        return _about(node, "事件子流程不导入", "逾期用 on_silence 写，中止用办件的撤回、终止")
    if node.tag == "intermediateCatchEvent":
        return _about(node, *_CATCHES.get(node.trigger, _UNKNOWN))
    if node.tag in _ELEMENTS:
        return _about(node, *_ELEMENTS[node.tag])
    return None


def of_unknown(node: RawNode) -> Untaken:
    """未知元素: a node of a kind that we do not know."""
    return _about(node, *_UNKNOWN)


def of_start(node: RawNode) -> Untaken | None:
    """开始事件: a start by anything but an application is not taken."""
    if not node.trigger:
        return None
    return _about(
        node, "流程都从受理申请开始，别的触发不导入", "要定时或由消息开始的，做成单独的任务"
    )


def of_task(node: RawNode) -> list[Untaken]:
    """任务: what of a step's task is not taken with it."""
    found = []
    for tag, called in _LOOPS.items():
        if node.child(tag) is not None:
            instead = "几个部门各做一次的，画成几个并行任务，要几个通过就用 quorum"
            found.append(_about(node, f"{called}标记不导入，只当作做一次", instead))
    if node.tag == "scriptTask":
        instead = "由程序登记的动作来做，在 action 写它的名字"
        found.append(_about(node, "脚本不导入也不执行", instead))
    elif node.tag in _SUBPROCESSES:
        instead = "把里面的环节建成单独的事项，在 item 写它的编码；不想分开就画在外面"
        found.append(_about(node, "子流程里的内容不导入，当作一个子办件", instead))
    return found


def missing(node: RawNode, key: str, instead: str) -> Untaken:
    """缺少: what a step must say and the drawing does not."""
    return _about(node, f"图上没有 {key}", instead)


def _about(node: RawNode, reason: str, instead: str) -> Untaken:
    return Untaken(node.id, node.name, reason, instead)
