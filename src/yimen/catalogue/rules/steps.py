"""环节定义: the closed vocabulary of flows: what a step of an item may be.

A flow is a directed acyclic graph. Sequence and parallel come from `after`, choice from `when`,
a join of some from `quorum`, waiting from the kinds `external`, `timer` and `subcase`. Loops are
not drawn: return and supplement are turns of the case (ADR 0011).
"""

from typing import Literal

from pydantic import Field, model_validator

from yimen.kernel.packs.model import Code, Named, PackModel, Period, Source

StepKind = Literal[
    "accept",
    "review",
    "consult",
    "inspect",
    "survey",
    "sign",
    "issue",
    "automatic",
    "external",
    "timer",
    "subcase",
]
Role = Literal["clerk", "reviewer", "approver", "head"]
Procedure = Literal[
    "hearing",
    "tender",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert_review",
]
"""Procedures whose time is not counted (行政许可法 2019 第四十五条); no others stop a clock."""

BY_PLATFORM = frozenset({"automatic", "issue", "timer", "subcase"})
"""Kinds that nobody works on: the platform itself ends them."""


class Step(PackModel):
    """环节: a node of the item's flow.

    It opens when the steps of `after` are settled (with `quorum` n: as soon as n of them have
    passed), its `when` holds and every element of `needs` is known; several open steps run in
    parallel. `within` is its own limit. An `automatic` step names the `action` that a context has
    registered; an `issue` step makes the result; a `timer` ends by itself when `within` is over;
    a `subcase` is a case of another `item`; an `external` step waits for an outside answer.

    `on_silence` says what happens when `within` is over without an answer: `consent` passes it
    (only with a `silence_basis`), `escalate` hands it to the supervisors for a forced resolution.
    A step with a `procedure` stops the legal clocks while it is open.
    """

    code: Code
    name: Named
    kind: StepKind
    unit: Code | None = None
    role: Role = "reviewer"
    after: list[Code] = []
    quorum: int | None = Field(default=None, ge=1)
    needs: list[Code] = []
    when: str = ""
    within: Period
    action: str = ""
    item: Code | None = None
    on_silence: Literal["", "consent", "escalate"] = ""
    silence_basis: Source | None = None
    procedure: Procedure | None = None
    checks: list[Named] = []

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "Step":
        if (self.kind == "automatic") != bool(self.action):
            raise ValueError("automatic 环节要写 action，其他环节不能写")
        if (self.kind == "subcase") != bool(self.item):
            raise ValueError("subcase 环节要写 item（子办件的事项），其他环节不能写")
        if self.quorum is not None and self.quorum > len(self.after):
            raise ValueError("quorum 不能超过 after 的环节数")
        return self

    @model_validator(mode="after")
    def _silence_is_lawful(self) -> "Step":
        if self.on_silence and self.kind in BY_PLATFORM:
            raise ValueError("平台自己办理的环节没有 on_silence")
        if (self.on_silence == "consent") != (self.silence_basis is not None):
            raise ValueError("on_silence 为 consent（逾期视为同意）时要写 silence_basis，其他不写")
        return self
