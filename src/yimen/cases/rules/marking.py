"""流程标记规则: how each step of a case stands, and what every turn of the flow does to it.

The table of turns, and why a return reopens only what was asked, stands in ADR 0011.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from yimen.catalogue.api import BY_PLATFORM, Facts, Flow, FlowState
from yimen.kernel.problems import Conflict, FieldError, Invalid

OPEN, DONE, SKIPPED, FAILED = "open", "done", "skipped", "failed"
SUPERSEDED = "superseded"
_NOT_REDONE = BY_PLATFORM | {"accept"}


@dataclass(frozen=True)
class Marking:
    """标记: `steps` says how each step that was reached stands; a step not named is yet to come.

    `rework` names for each step that sent others back the steps whose redoing it waits for.
    """

    steps: Mapping[str, str] = field(default_factory=dict)
    rework: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def open_count(self) -> int:
        """在办环节数"""
        return sum(mark == OPEN for mark in self.steps.values())

    def codes(self, mark: str) -> set[str]:
        """某种标记的环节"""
        return {code for code, stands in self.steps.items() if stands == mark}

    def marked(self, code: str, mark: str) -> "Marking":
        """标记环节: the step stands so from now; what waited for its redoing waits no more."""
        rework = self.rework
        if mark != OPEN and rework:
            left = {asker: [c for c in asked if c != code] for asker, asked in rework.items()}
            rework = {asker: asked for asker, asked in left.items() if asked}
        return replace(self, steps={**self.steps, code: mark}, rework=rework)


def look(flow: Flow, marking: Marking, facts: Facts | None, *, held: bool) -> FlowState:
    """下一步: what may happen next; `facts` may be None for a flow without conditions."""
    return flow.ready(
        marking.codes(DONE),
        marking.codes(OPEN),
        skipped=marking.codes(SKIPPED),
        failed=marking.codes(FAILED),
        superseded=marking.codes(SUPERSEDED),
        known=facts.known if facts else frozenset(),
        holds=facts.applies if facts else _never_asked,
        rework=marking.rework,
        held=held,
    )


def after(marking: Marking, state: FlowState) -> Marking:
    """落实: the marking once what `look` found has been done."""
    for code in state.skipped:
        marking = marking.marked(code, SKIPPED)
    for code in state.superseded:
        marking = marking.marked(code, SUPERSEDED)
    return replace(marking, steps={**marking.steps, **{step.code: OPEN for step in state.open}})


def send_back(flow: Flow, marking: Marking, asker: str, to: Sequence[str]) -> Marking:
    """退回: `asker`, an open step, has the steps `to` done again and then its own turn again.

    Only these reopen: whatever else was done stays done, and whatever is open stays open. A step
    that was sent back already may be asked for again; both askers wait for it. Raises `Invalid`
    for a step that does not lead to the asker or that people cannot do again, `Conflict` when
    the asker is not open.
    """
    if marking.steps.get(asker) != OPEN:
        raise Conflict("这个环节已经办过了，不能退回。请刷新页面。")
    errors = [FieldError("to", words) for words in _refusals(flow, marking, asker, to)]
    if errors or not to:
        raise Invalid("没有退回。", errors=errors or [FieldError("to", "请选择要退回的环节")])
    steps = {code: mark for code, mark in marking.steps.items() if code != asker}
    for code in to:
        if steps.get(code) != OPEN:
            steps.pop(code, None)
    return Marking(steps, {**marking.rework, asker: list(dict.fromkeys(to))})


def returnable(flow: Flow, marking: Marking, asker: str) -> list[str]:
    """可退回的环节: the steps that `asker` may send back, in the order of the flow."""
    codes = [step.code for step in flow.order]
    return [code for code in codes if not list(_refusals(flow, marking, asker, [code]))]


def _refusals(flow: Flow, marking: Marking, asker: str, to: Sequence[str]) -> list[str]:
    before = _leading(flow, asker)
    refusals = []
    for code in to:
        step = flow.by_code.get(code)
        if step is None or code not in before:
            refusals.append(f"“{code}”不是本环节之前的环节")
        elif step.kind in _NOT_REDONE:
            refusals.append(f"“{step.name.zh_hans}”不能重办")
        elif marking.steps.get(code) not in {DONE, FAILED} and not _is_redone(marking, code):
            refusals.append(f"“{step.name.zh_hans}”还没有办过")
    return refusals


def _is_redone(marking: Marking, code: str) -> bool:
    return any(code in asked for asked in marking.rework.values())


def _leading(flow: Flow, code: str) -> set[str]:
    found: set[str] = set()
    todo = list(flow.by_code[code].after) if code in flow.by_code else []
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(flow.by_code[one].after)
    return found


def _never_asked(condition: str) -> bool | None:
    raise ValueError(f"a flow without conditions was asked for {condition}")
