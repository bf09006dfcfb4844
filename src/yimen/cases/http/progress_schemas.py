"""进度接口形状: how cases, receipts and tasks look to programs."""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from yimen.cases.http.schemas import PaperFile
from yimen.cases.models import Case, Clock
from yimen.cases.queries import CaseRow
from yimen.cases.queries.cases import ChildView, Progress, StepView
from yimen.cases.queries.inbox import InboxRow, TaskView
from yimen.cases.rules.results import shown
from yimen.documents.http.schemas import CertificateAnswer
from yimen.kernel import events
from yimen.kernel.http.operations import Answer
from yimen.kernel.models import Event
from yimen.kernel.packs import Names
from yimen.vocabulary.api import ElementDefinition, elements


class ReceiptItem(Answer):
    """回执事项: one item of the receipt."""

    case: UUID
    number: str
    item: str
    name: str
    unit: str
    unit_name: str


class Receipt(Answer):
    """受理回执: what was applied for, when, and by when it is promised."""

    case: UUID
    number: str
    name: str
    subject: str
    received_at: datetime
    due_at: datetime | None
    children: list[ReceiptItem]

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """由进度"""
        root = progress.case
        return cls(
            case=root.id,
            number=root.number,
            name=progress.name,
            subject=root.subject,
            received_at=root.received_at,
            due_at=progress.due_at,
            children=[
                ReceiptItem(
                    case=child.case.id,
                    number=child.case.number,
                    item=_item(child.case),
                    name=child.name,
                    unit=child.case.unit_id,
                    unit_name=child.unit,
                )
                for child in progress.children
            ],
        )


class CaseRowAnswer(Answer):
    """办件条目: `done` of its `total` items have ended.

    `bundle` or `item` is the code of what was applied for; the other is empty.
    """

    id: UUID
    number: str
    bundle: str
    item: str
    name: Names
    subject: str
    state: str
    state_name: str
    received_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    total: int
    done: int

    @classmethod
    def of(cls, row: CaseRow) -> Self:
        """由办件行"""
        case = row.case
        return cls(
            id=case.id,
            number=case.number,
            bundle=case.bundle.code if case.bundle else "",
            item=case.item.code if case.item else "",
            name=row.name,
            subject=case.subject,
            state=case.state,
            state_name=_state(case.state),
            received_at=case.received_at,
            due_at=row.due_at,
            ended_at=case.ended_at,
            total=row.total,
            done=row.done,
        )


class StepAnswer(Answer):
    """环节进度: `state` is open, done, refused, cancelled, waiting, skipped or never."""

    code: str
    name: str
    unit: str
    unit_name: str
    role: str
    state: str
    opened_at: datetime | None
    warn_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    opinion: str
    waiting_for: list[str]

    @classmethod
    def of(cls, step: StepView) -> Self:
        """由视图"""
        return cls(
            code=step.code,
            name=step.name,
            unit=step.unit_code,
            unit_name=step.unit,
            role=step.role,
            state=step.state,
            opened_at=step.opened_at,
            warn_at=step.warn_at,
            due_at=step.due_at,
            done_at=step.done_at,
            opinion=step.opinion,
            waiting_for=list(step.waiting_for),
        )


class Child(Answer):
    """事项进度: one item of a bundle's case; `working_days` since it was accepted."""

    case: UUID
    number: str
    item: str
    name: str
    unit: str
    unit_name: str
    state: str
    state_name: str
    reason: str
    accepted_at: datetime | None
    due_at: datetime | None
    derivation: list[str]
    ended_at: datetime | None
    working_days: Decimal | None
    steps: list[StepAnswer]
    certificates: list[CertificateAnswer]

    @classmethod
    def of(cls, child: ChildView) -> Self:
        """由视图"""
        case = child.case
        return cls(
            case=case.id,
            number=case.number,
            item=_item(case),
            name=child.name,
            unit=case.unit_id,
            unit_name=child.unit,
            state=child.state,
            state_name=_state(child.state),
            reason=case.reason,
            accepted_at=case.accepted_at,
            due_at=child.due_at,
            derivation=list(child.derivation),
            ended_at=case.ended_at,
            working_days=child.elapsed.working_days if child.elapsed else None,
            steps=[StepAnswer.of(step) for step in child.steps],
            certificates=[CertificateAnswer.of(one) for one in child.certificates],
        )


class Produced(Answer):
    """产生的数据: an element that the handling itself gave, such as a credit code."""

    element: str
    name: Names
    value: str


class Happening(Answer):
    """经过: one event of the case."""

    at: datetime
    title: str
    unit: str

    @classmethod
    def of(cls, event: Event) -> Self:
        """由事件"""
        return cls(at=event.at, title=events.types()[event.type].title, unit=event.unit)


class CaseAnswer(Answer):
    """办件进度: a bundle's case with all its items; `working_days` since it was received."""

    id: UUID
    number: str
    bundle: str
    name: str
    subject: str
    state: str
    state_name: str
    received_at: datetime
    due_at: datetime | None
    derivation: list[str]
    ended_at: datetime | None
    working_days: Decimal
    children: list[Child]
    produced: list[Produced]
    papers: list[PaperFile]
    history: list[Happening]

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """由进度"""
        root, words = progress.case, elements()
        return cls(
            id=root.id,
            number=root.number,
            bundle=root.bundle.code if root.bundle else "",
            name=progress.name,
            subject=root.subject,
            state=root.state,
            state_name=_state(root.state),
            received_at=root.received_at,
            due_at=progress.due_at,
            derivation=list(progress.derivation),
            ended_at=root.ended_at,
            working_days=progress.elapsed.working_days,
            children=[Child.of(child) for child in progress.children],
            produced=_produced(root, words),
            papers=[PaperFile.of(paper) for paper in progress.papers],
            history=[Happening.of(event) for event in progress.history],
        )


class TaskRow(Answer):
    """任务条目: one task in a list.

    `light` is red, yellow or green; `left` is in working days, negative when overdue.
    """

    id: UUID
    case: UUID
    number: str
    item: str
    item_name: str
    subject: str
    step: str
    name: str
    kind: str
    unit: str
    unit_name: str
    role: str
    state: str
    light: str
    left: Decimal
    opened_at: datetime
    warn_at: datetime
    due_at: datetime
    done_at: datetime | None

    @classmethod
    def of(cls, row: InboxRow) -> Self:
        """由待办行"""
        return cls.model_validate(_row(row))


class ClockAnswer(Answer):
    """时限: a period of the case, its deadline, and how that was derived."""

    kind: str
    period: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    provisional: bool
    derivation: list[str]

    @classmethod
    def of(cls, clock: Clock) -> Self:
        """由时限"""
        return cls.model_validate(clock)


class Datum(Answer):
    """办理数据: one element of the item's own form, in words."""

    element: str
    name: str
    value: str


class TaskAnswer(TaskRow):
    """任务: everything needed to decide it; `checks` are the points to tick when passing."""

    may_work: bool
    checks: list[str]
    data: list[Datum]
    papers: list[PaperFile]
    clocks: list[ClockAnswer]
    passed: bool | None
    opinion: str

    @classmethod
    def of_view(cls, view: TaskView) -> Self:
        """由任务详情"""
        return cls.model_validate(
            {
                **_row(view.row),
                "may_work": view.may_work,
                "checks": [check.zh_hans for check in view.step.checks],
                "data": [Datum(element=e, name=n, value=v) for e, n, v in view.data],
                "papers": [PaperFile.of(paper) for paper in view.papers],
                "clocks": [ClockAnswer.of(clock) for clock in view.clocks],
                "passed": view.task.passed,
                "opinion": view.task.opinion,
            }
        )


class TaskDone(Answer):
    """已办任务: what was decided; how the case moved on is its progress."""

    id: UUID
    state: str
    passed: bool | None
    opinion: str
    checks: list[str]
    done_at: datetime | None


def _row(row: InboxRow) -> dict[str, object]:
    task, case = row.task, row.task.case
    return {
        "id": task.id,
        "case": case.parent_id or case.id,
        "number": case.number,
        "item": _item(case),
        "item_name": row.item,
        "subject": row.subject,
        "step": task.step,
        "name": task.name,
        "kind": task.kind,
        "unit": task.unit_id,
        "unit_name": task.unit.short,
        "role": task.role,
        "state": task.state,
        "light": row.light.name.lower(),
        "left": row.left,
        "opened_at": task.opened_at,
        "warn_at": task.warn_at,
        "due_at": task.due_at,
        "done_at": task.done_at,
    }


def _produced(root: Case, words: dict[str, ElementDefinition]) -> list[Produced]:
    return [
        Produced(element=code, name=words[code].name, value=shown(words[code], root.produced))
        for code in root.produced
        if code in words
    ]


def _item(case: Case) -> str:
    return case.item.code if case.item else ""


def _state(state: str) -> str:
    return str(Case.State(state).label)
