"""协办规则: what one who works on a step may ask of others, and what their answer means.

A further review binds: while the unit that was asked stands against it, the step cannot pass. The
objection stands on the case by step and unit, so that it outlives a return or a transfer; the same
unit lifts it by a later answer. An opinion advises only. The table stands in ADR 0011.
"""

from collections.abc import Sequence

from yimen.catalogue.api import Step
from yimen.kernel.problems import Conflict, FieldError, Invalid, gettext_noop
from yimen.kernel.worktime import Period

REVIEW, CONSULT, EXTENSION = "review", "consult", "extension"

WORDS = {
    REVIEW: gettext_noop("加请审查"),
    CONSULT: gettext_noop("征求意见"),
    EXTENSION: gettext_noop("延期审批"),
}
"""What each kind of request is called."""

LEAST_WORDS = 5
"""Characters that a question or a reason has at least."""

_MARK = "objection"


def after_answer(holds: Sequence[str], step: str, unit: str, passed: bool) -> list[str]:
    """答复之后: the case's holds once a further review of a step has come back from a unit."""
    word = f"{_MARK}:{step}:{unit}"
    others = [hold for hold in holds if hold != word]
    return others if passed else [*others, word]


def objectors(holds: Sequence[str], step: str) -> list[str]:
    """反对部门: codes of the units whose further review stands against the step."""
    found = [hold.split(":", 2) for hold in holds if hold.startswith(f"{_MARK}:")]
    return [unit for _, code, unit in found if code == step]


def without(holds: Sequence[str], step: str) -> list[str]:
    """撤去反对: the holds once the step has ended without passing over its objections."""
    return [hold for hold in holds if not hold.startswith(f"{_MARK}:{step}:")]


def holds_issue(holds: Sequence[str]) -> bool:
    """是否暂缓颁发: whether anything but an objection is outstanding; that only keeps its own step
    from passing."""
    return any(not hold.startswith(f"{_MARK}:") for hold in holds)


def require_no_objection(holds: Sequence[str], step: str) -> None:
    """要求没有反对: raises `Conflict` while a unit that was asked stands against the step."""
    if objectors(holds, step):
        raise Conflict(
            "加请的审查意见是不通过，本环节不能通过。可以退回前面的环节，整改后再请该部门审查，"
            "或者作出不予通过。"
        )


def may_be_forced(step: Step) -> bool:
    """可否强制办结: outside answers, and steps that escalate when nobody answers."""
    return step.kind == "external" or step.on_silence == "escalate"


def check_words(words: str, field: str, what: str) -> str:
    """核对文字: a question or reason that is long enough; raises `Invalid`."""
    told = words.strip()
    if len(told) < LEAST_WORDS:
        raise Invalid(errors=[FieldError(field, f"请写明{what}（至少 {LEAST_WORDS} 个字）")])
    return told


def check_period(text: str, field: str = "within") -> Period:
    """核对期限: raises `Invalid`, naming the field."""
    try:
        return Period.parse(text)
    except Invalid as problem:
        raise Invalid(errors=[FieldError(field, problem.detail)]) from problem
