"""BPMN 导入: a drawing from anywhere as draft flows, and a list of what could not be taken.

A draft is data for a pack's `steps`, for a person to complete: what BPMN does not say is left out,
so that the check of the pack asks for it. Drawings of our own export come back as they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from yimen.catalogue.rules.bpmn.drafting import Drafter
from yimen.catalogue.rules.bpmn.reading import RawProcess, read_file
from yimen.catalogue.rules.bpmn.untaken import Untaken


@dataclass(frozen=True)
class Draft:
    """流程草稿: the steps of one process as a pack file says them, and what was not taken."""

    code: str
    name: str
    steps: list[dict[str, Any]] = field(hash=False)
    untaken: tuple[Untaken, ...] = ()

    def to_yaml(self) -> str:
        """写成 YAML: the `steps` of an item's file."""
        return yaml.safe_dump({"steps": self.steps}, allow_unicode=True, sort_keys=False, width=100)


@dataclass(frozen=True)
class Imported:
    """导入结果: a draft for each process that is a flow, and what was not taken of the file."""

    drafts: tuple[Draft, ...]
    untaken: tuple[Untaken, ...] = ()


def read_bpmn(data: bytes, units: Mapping[str, str] | None = None) -> Imported:
    """导入 BPMN: draft flows of a file; `units` are unit codes by the names that lanes may have.

    Raises `TooLarge`, and `Invalid` for what is not BPMN 2.0 XML.
    """
    file = read_file(data)
    drafts, untaken = [], []
    own = any(process.origin for process in file.processes)
    for process in file.processes:
        refusal = _refusal(process)
        if refusal:
            untaken.append(refusal)
        else:
            drafts.append(_draft(process, units or {}))
    if not own:
        untaken += [
            Untaken(code, name, "消息流不导入", "要等另一个流程的结果，在环节的 needs 里写数据元")
            for code, name in file.messages
        ]
    return Imported(tuple(drafts), tuple(untaken))


def _draft(process: RawProcess, units: Mapping[str, str]) -> Draft:
    drafter = Drafter(process, units)
    steps = drafter.steps()
    code = process.origin.get("item") or process.id
    return Draft(code, process.name, steps, tuple(drafter.untaken))


def _refusal(process: RawProcess) -> Untaken | None:
    if "bundle" in process.origin:
        reason = "一件事的次序由各事项的 needs 和 produces 推出，不从图导入"
        return Untaken(process.id, process.name, reason, "改联办事项时编辑 bundles 里的 members")
    if "portable" in process.origin:
        reason = "这是写给其他引擎执行的形式，投票拆成了几个事件"
        return Untaken(process.id, process.name, reason, "请用不带 --portable 的导出再导入")
    return None
