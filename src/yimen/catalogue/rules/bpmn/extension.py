"""扩展元素: what of a step BPMN has no place for, written beside it and read back.

`after`, `when`, `quorum` and `on_silence` are not here: the drawing itself says them, so that who
changes the drawing changes the flow.
"""

from typing import Any
from xml.etree import ElementTree as ET

from yimen.catalogue.rules.bpmn.drawing import EXTENSION, Node
from yimen.catalogue.rules.steps import Step
from yimen.kernel.packs.model import Names

_PLAIN = ("kind", "unit", "role", "within", "action", "item", "procedure")
_ROLES = {"clerk": "窗口人员", "reviewer": "审查人员", "approver": "决定人员", "head": "负责人"}
_PROCEDURES = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
}


def note(step: Step) -> str:
    """环节说明: what other tools show of a step: its limit, who does it, what they check."""
    lines = [f"时限：{step.within.words}"]
    if step.kind not in {"automatic", "issue", "timer", "subcase", "external"}:
        lines.append(f"办理：{_ROLES[step.role]}")
    if step.procedure:
        lines.append(f"特别程序：{_PROCEDURES[step.procedure]}，所需时间不计入办理时限")
    lines += [f"核对：{check.zh_hans}" for check in step.checks]
    return "\n".join(lines)


def details(node: Node) -> list[ET.Element]:
    """扩展内容: the extension elements of a node; none where BPMN says it all."""
    found = []
    if node.step is not None:
        found.append(_step(node.step))
    if node.needs:
        found.append(ET.Element(_tag("needs"), {"elements": " ".join(node.needs)}))
    if node.quorum:
        found.append(ET.Element(_tag("quorum"), {"count": str(node.quorum)}))
    return found


def read_step(element: ET.Element) -> dict[str, Any]:
    """读回环节: what `details` wrote of a step, as its pack file says it."""
    read: dict[str, Any] = {key: element.get(key) for key in _PLAIN if element.get(key)}
    if read.get("role") == Step.model_fields["role"].default:
        del read["role"]
    names = element.find(_tag("name"))
    if names is not None:
        read["name"] = _read_names(names)
    checks = [_read_names(one) for one in element.findall(_tag("check"))]
    if checks:
        read["checks"] = checks
    basis = element.find(_tag("silence-basis"))
    if basis is not None:
        read["silence_basis"] = {
            key: value == "true" if key == "unverified" else value for key, value in basis.items()
        }
    return read


def _step(step: Step) -> ET.Element:
    told = {key: str(value) for key in _PLAIN if (value := getattr(step, key))}
    element = ET.Element(_tag("step"), {"code": step.code, **told})
    element.append(_names("name", step.name))
    element.extend(_names("check", check) for check in step.checks)
    if step.silence_basis is not None:
        said = step.silence_basis.model_dump(exclude_defaults=True)
        words = {key: "true" if value is True else str(value) for key, value in said.items()}
        element.append(ET.Element(_tag("silence-basis"), words))
    return element


def _names(tag: str, names: Names) -> ET.Element:
    return ET.Element(_tag(tag), {key: text for key, text in names.model_dump().items() if text})


def _read_names(element: ET.Element) -> str | dict[str, str]:
    """A name; one that has no other language is written short, as in packs."""
    names = dict(element.items())
    return names["zh_hans"] if set(names) == {"zh_hans"} else names


def _tag(name: str) -> str:
    return f"{{{EXTENSION}}}{name}"
