"""工作量: the approval that every variant runs, and what a variant must offer.

One case is seven transactions: intake creates it with four open reviews; each of four departments
completes its review; the last of them opens the decision; the decision opens the issue; the issue
ends the case. After each transaction all its rows are on disk: the case, the inbox rows of the
units (`task`), one audit row, and whatever else the variant keeps for itself.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeVar

TRANSACTIONS = 7  # one creates the case, six complete its tasks


@dataclass(frozen=True)
class Step:
    """环节: a step of the approval, and the code of the unit that owns it."""

    code: str
    unit: str


REVIEWS = (
    Step("review_planning", "planning"),
    Step("review_fire", "fire"),
    Step("review_environment", "environment"),
    Step("review_water", "water"),
)
DECISION = Step("decision", "approvals")
ISSUE = Step("issue", "approvals")
STEPS = (*REVIEWS, DECISION, ISSUE)
UNITS = tuple(sorted({step.unit for step in STEPS}))

ITEM = "building-permit"
PARTY = "91440101MA5A00000X"
OPINION = "材料齐全，符合规定，同意。"
DAYS = 5
"""Days that a task may take; only the variant `yimen` counts them by a calendar of working days."""

FORM = {
    "project.name": "综合楼",
    "project.address": "滨江路 18 号",
    "project.area": 12840.5,
    "project.storeys": 12,
    "organisation.name": "示范建设有限公司",
    "organisation.credit_code": PARTY,
    "agent.name": "张三",
    "agent.phone": "13800000000",
    "design.unit": "示范设计院",
    "planned.start": "2026-03-01",
}
"""What the applicant filled in: stored with the case by every variant."""


def next_step(done: str) -> Step | None:
    """下一环节: what opens when the stage of the step `done` is complete; None: the end."""
    if done == ISSUE.code:
        return None
    return ISSUE if done == DECISION.code else DECISION


class Variant(Protocol):
    """方案: one way of running the approval; made and used inside a process of its own.

    `prepare` is called once, on an empty database; then `run` many times; `check` may come between.
    """

    name: ClassVar[str]

    def prepare(self, url: str) -> None:
        """准备: makes the tables and opens the connection; `url` is a libpq URL."""

    def run(self, cases: int) -> None:
        """运行: takes that many new cases from intake to their end, one after the other."""

    def check(self, cases: int) -> None:
        """核对: raises `WrongEndError` unless exactly `cases` cases ended as they should."""

    def versions(self) -> dict[str, str]:
        """版本: of the libraries that this variant stands for, by name."""


class WrongEndError(Exception):
    """结果不符: a variant did not do the work that was measured; the message says what is wrong."""


T = TypeVar("T")


def drive(cases: int, create: Callable[[], list[T]], complete: Callable[[T], list[T]]) -> None:
    """驱动: `create` gives the tasks it opened, `complete` those that a task's completion opened.

    The caller keeps the tasks, as the page that a reviewer has open does.
    """
    for _ in range(cases):
        open_tasks = deque(create())
        while open_tasks:
            open_tasks.extend(complete(open_tasks.popleft()))
