"""流程草拟: the nodes of a drawn process as steps, with all that is not taken of it."""

import re
from collections.abc import Mapping
from typing import Any

from yimen.catalogue.rules.bpmn import untaken
from yimen.catalogue.rules.bpmn.drawing import BETWEEN
from yimen.catalogue.rules.bpmn.extension import read_step
from yimen.catalogue.rules.bpmn.reading import RawFlow, RawNode, RawProcess
from yimen.catalogue.rules.bpmn.roads import CHOICES, Roads
from yimen.catalogue.rules.bpmn.untaken import Untaken

_KINDS = {
    "task": "review",
    "userTask": "review",
    "manualTask": "review",
    "receiveTask": "external",
    "serviceTask": "automatic",
    "businessRuleTask": "automatic",
    "scriptTask": "automatic",
    "sendTask": "automatic",
    "callActivity": "subcase",
    "subProcess": "subcase",
    "transaction": "subcase",
    "adHocSubProcess": "subcase",
}
_EVENT_KINDS = {"timerEventDefinition": "timer", "messageEventDefinition": "external"}
_ROUTING = frozenset({"startEvent", "endEvent", "parallelGateway", "complexGateway", *CHOICES})
_KEYS = (
    "code", "name", "kind", "unit", "role", "after", "quorum", "needs", "when", "within",
    "action", "item", "on_silence", "silence_basis", "procedure", "checks",
)  # fmt: skip
_CODE = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")
_DURATION = re.compile(r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+(?:\.\d+)?)D)?"
                       r"(?:T(?:(?P<hours>\d+(?:\.\d+)?)H)?(?:(?P<minutes>\d+)M)?)?")  # fmt: skip
_COUNT = re.compile(r">=\s*(\d+)")


class Drafter:
    """起草: drafts the steps of one process; `untaken` fills while it does."""

    def __init__(self, process: RawProcess, units: Mapping[str, str]) -> None:
        self.process, self.units = process, units
        self.is_own = bool(process.origin)
        self.untaken: list[Untaken] = []
        nodes = process.nodes
        self.hosts = {
            code: node.element.get("attachedToRef", "")
            for code, node in nodes.items()
            if node.tag == "boundaryEvent" and node.element.get("attachedToRef", "") in nodes
        }
        self.kinds = {code: kind for code, node in nodes.items() if (kind := self._kind(node))}
        self.silence: dict[str, tuple[str, RawNode]] = {}
        self.roads = self._roads()
        self.codes = self._codes()

    def steps(self) -> list[dict[str, Any]]:
        """环节草稿: the steps in the order of the file, each with its keys in the usual order."""
        self._tell_of_nodes()
        drafts = []
        reached = set(self.roads.order)
        for code in self.kinds:
            node = self.process.nodes[code]
            if code not in reached:
                self._tell(node, "从开始走不到这里，不导入", "画上通向它的连线")
                continue
            drafts.append(self._step(node))
        if drafts and not any(one["kind"] == "issue" for one in drafts):
            last = self.process.nodes[[code for code in self.kinds if code in reached][-1]]
            instead = "把最后出结果的环节改成 kind: issue，或加一个"
            self._tell(last, "图上看不出哪一步出结果（发证）", instead)
        return drafts

    def _tell(self, node: RawNode, reason: str, instead: str) -> None:
        self.untaken.append(Untaken(node.id, node.name, reason, instead))

    # The road

    def _kind(self, node: RawNode) -> str:
        """What kind of step a node becomes; "" for none."""
        if node.element.get("triggeredByEvent") == "true":
            return ""
        if node.tag == "intermediateCatchEvent" and node.own("needs") is None:
            own = node.own("step")
            return _EVENT_KINDS.get(node.trigger, "") if own is None else "timer"
        return _KINDS.get(node.tag, "")

    def _roads(self) -> Roads:
        nodes, steps = self.process.nodes, self.kinds
        whole = Roads(nodes, self.process.flows, steps, self.hosts)
        for flow in whole.circles:
            here, back = nodes[flow.source], nodes[flow.target]
            reason = f"退回“{back.name or back.id}”的连线成了循环，不导入"
            self._tell(here, reason, "退回、补正是办件随时可用的动作，不画在流程里")
        left = [flow for flow in self.process.flows if flow not in whole.circles]
        for code, host in self.hosts.items():
            if not self._lapses(nodes[code], host, whole):
                left = [flow for flow in left if flow.source != code]
        for flow in self._refusals(whole, left):
            left.remove(flow)
        return Roads(nodes, left, steps, self.hosts)

    def _lapses(self, event: RawNode, host: str, roads: Roads) -> bool:
        """Reads a boundary event; says whether it goes on where its step does (consent)."""
        if event.trigger != "timerEventDefinition" or host not in self.kinds:
            self._tell(event, "任务上的这种事件不导入", "逾期用 on_silence，退件、撤回是办件的动作")
            return False
        own = [flow for flow in roads.out[host] if flow.source == event.id]
        led = {one for flow in own for one in self._led(flow, roads)}
        usual = {
            one for flow in roads.out[host] if flow.source == host for one in self._led(flow, roads)
        }
        if event.element.get("cancelActivity") == "false":
            if led:
                self._tell(event, "逾期后另开的环节不导入", "逾期交督查用 on_silence: escalate")
            self.silence[host] = ("escalate", event)
            return False
        if led <= usual and (led or not usual):
            self.silence[host] = ("consent", event)
            return True
        self._tell(
            event, "逾期后走另一条路，不导入", "逾期只能视为同意（consent）或交督查（escalate）"
        )
        self.silence[host] = ("", event)
        return False

    def _led(self, flow: RawFlow, roads: Roads) -> set[str]:
        return {flow.target} if flow.target in self.kinds else roads.first_steps(flow.target)

    def _refusals(self, roads: Roads, left: list[RawFlow]) -> list[RawFlow]:
        """Ways from a choice or a join of some straight to an end: a refusal, which is built in."""
        found = []
        for code, node in self.process.nodes.items():
            out = [flow for flow in roads.out[code] if flow in left]
            dead = [flow for flow in out if roads.is_dead_end(flow)]
            chooses = node.tag in {"exclusiveGateway", "complexGateway"}
            if not chooses or not dead or len(dead) == len(out):
                continue
            found += dead
            if not self.is_own:
                instead = "不予受理、不予许可不用画：有人不通过，办件就不予，并写明理由"
                self._tell(node, "直通结束的出口不导入", instead)
        return found

    # Steps

    def _codes(self) -> dict[str, str]:
        """A code for each step: its own, or one made of its id."""
        found: dict[str, str] = {}
        for n, code in enumerate(self.kinds, start=1):
            own = self.process.nodes[code].own("step")
            said = own.get("code", "") if own is not None else code.rpartition(BETWEEN)[2]
            slug = re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")
            made = said if _CODE.fullmatch(said) else slug
            if not _CODE.fullmatch(made):
                made = f"step-{made}" if made else f"step-{n}"
            while made in found.values():
                made = f"{made}-{n}"
            found[code] = made
        return found

    def _step(self, node: RawNode) -> dict[str, Any]:
        own = node.own("step")
        draft: dict[str, Any] = {"code": self.codes[node.id], "kind": self.kinds[node.id]}
        if own is not None:
            draft |= read_step(own)
        else:
            draft |= self._guessed(node)
        if isinstance(draft.get("name"), str) or "name" not in draft:
            draft["name"] = node.name or draft["code"]
        elif node.name:
            draft["name"] = {**draft["name"], "zh_hans": node.name}
        before = self.roads.before(node.id)
        draft["after"] = [self.codes[code] for code in before.steps]
        draft["needs"] = self._needs(before.passed)
        draft["quorum"] = self._quorum(node, before.passed)
        draft["when"] = self._when(node)
        draft["on_silence"] = self.silence.get(node.id, ("",))[0]
        if draft["on_silence"] == "consent" and "silence_basis" not in draft:
            self.untaken.append(
                untaken.missing(
                    node, "silence_basis", "写上逾期视为同意的依据；没有依据就改成 escalate"
                )
            )
        return {key: draft[key] for key in _KEYS if draft.get(key) not in (None, "", [])}

    def _guessed(self, node: RawNode) -> dict[str, Any]:
        """What a node of a foreign drawing says; what it does not say is told."""
        self.untaken += untaken.of_task(node)
        found: dict[str, Any] = {"within": self._within(node)}
        kind = self.kinds[node.id]
        if not found["within"]:
            instead = "按承诺时限写工作日，例如 within: 1wd"
            self.untaken.append(untaken.missing(node, "within（时限）", instead))
        if kind == "automatic":
            instead = "写程序里登记的动作名；由人来做的，改成 kind: review"
            self.untaken.append(untaken.missing(node, "action（自动做什么）", instead))
        if kind == "subcase":
            called = node.element.get("calledElement", "").rpartition(":")[2]
            found["item"] = called.removeprefix("Process_")
            if not _CODE.fullmatch(found["item"]):
                del found["item"]
                self.untaken.append(
                    untaken.missing(node, "item（子办件的事项）", "写城市包里的事项编码")
                )
        if node.lane and node.lane in self.units:
            found["unit"] = self.units[node.lane]
        elif node.lane:
            instead = "在 unit 写部门编码；带上 --pack 导入时按部门名称对照"
            self._tell(node, f"泳道“{node.lane}”没有对上部门", instead)
        return found

    def _needs(self, passed: tuple[str, ...]) -> list[str]:
        found: list[str] = []
        for code in passed:
            own = self.process.nodes[code].own("needs")
            if own is not None:
                found = own.get("elements", "").split() + found
        return list(dict.fromkeys(found))

    def _quorum(self, node: RawNode, passed: tuple[str, ...]) -> int | None:
        for code in passed:
            gate = self.process.nodes[code]
            if gate.tag != "complexGateway":
                continue
            own, activation = gate.own("quorum"), gate.child("activationCondition")
            if own is not None:
                return int(own.get("count", "1"))
            said = _COUNT.search(activation.text or "") if activation is not None else None
            if said:
                return int(said[1])
            self._tell(gate, "看不懂复杂网关的激活条件", f"在“{node.name}”写 quorum: 几个通过就够")
        return None

    # Conditions

    def _when(self, node: RawNode) -> str:
        ways = []
        for term in sorted(self.roads.guards(node.id), key=sorted):
            texts = [self._text(flow) for flow in sorted(term)]
            ways.append(" && ".join(texts if len(texts) < 2 else map(_bracketed, texts)))
        if node.id in self.roads.tangled:
            self._tell(node, "通到这里的条件太多，没有导入", "在 when 写一个条件")
        text = ways[0] if len(ways) == 1 else " || ".join(map(_bracketed, ways))
        if text and not self.is_own:
            reason = f"条件“{text}”照抄在 when，不一定是本平台的写法"
            self._tell(
                node, reason, "改写成 scenario.… 或 form.… 的 CEL 条件，再用 pack check 检查"
            )
        return text

    def _text(self, code: str) -> str:
        """The condition of a flow; a default flow's is that no other one's holds."""
        beside = self.roads.beside[code]
        flow = next(one for one in beside if one.id == code)
        if flow.condition:
            return flow.condition
        others = [one.condition or one.name for one in beside if one is not flow]
        if flow.is_default and all(others):
            return " && ".join(f"!({one})" for one in others)
        return flow.name or flow.id

    def _within(self, node: RawNode) -> str:
        """A limit from a timer, as working time, to be looked at again."""
        timer = node if node.trigger == "timerEventDefinition" else None
        timer = timer or self.silence.get(node.id, ("", None))[1]
        event = timer.event if timer is not None else None
        if timer is None or event is None:
            return ""
        said = next((one for one in event), None)
        text = (said.text or "").strip().strip('"') if said is not None else ""
        period = _period(text)
        if period:
            self._tell(timer, f"时长 {text} 写成 {period}", "核对是不是工作日、工作小时")
        else:
            self._tell(timer, f"时长“{text}”不导入", "在 within 写工作日，例如 5wd")
        return period

    def _tell_of_nodes(self) -> None:
        """Tells of every node that is not taken as it stands."""
        for node in self.process.nodes.values():
            if self.is_own or node.id in self.kinds or node.tag == "boundaryEvent":
                continue
            told = untaken.of_element(node)
            if node.tag == "startEvent":
                told = untaken.of_start(node)
            elif told is None and node.tag not in _ROUTING:
                told = untaken.of_unknown(node)
            if told:
                self.untaken.append(told)


def _bracketed(text: str) -> str:
    return f"({text})"


def _period(text: str) -> str:
    """A duration of ISO 8601 in working time; "" where it is none, or months and years."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return ""
    weeks, days, hours, minutes = (float(found[key] or 0) for key in
                                   ("weeks", "days", "hours", "minutes"))  # fmt: skip
    if hours or minutes:
        return "" if weeks or days else f"{hours + minutes / 60:.4g}wh"
    return f"{weeks * 5 + days:.6g}wd"
