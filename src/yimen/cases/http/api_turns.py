"""审查接口操作: return, requests, transfer, extension, outside answers, procedures, hearings."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Router
from pydantic import Field

from yimen.cases import actions
from yimen.cases.http.progress_schemas import TaskDone
from yimen.cases.models import Task
from yimen.kernel.http import Audience, idempotency_key
from yimen.kernel.http.operations import Answer, ApiRequest, Given, operation

router = Router(tags=["工作台"])


class TaskMade(Answer):
    """派出的任务: what another unit, or the head, has to do now."""

    id: UUID
    case: UUID
    step: str
    name: str
    kind: str
    unit: str
    role: str
    due_at: datetime

    @classmethod
    def of(cls, task: Task) -> "TaskMade":
        """由任务"""
        return cls(
            id=task.id,
            case=task.case_id,
            step=task.step,
            name=task.name,
            kind=task.kind,
            unit=task.unit_id,
            role=task.role,
            due_at=task.due_at,
        )


class PauseAnswer(Answer):
    """特别程序: since when it stops the clocks; `ended_at` once they run again."""

    id: UUID
    procedure: str
    expected: str
    reason: str
    started_at: datetime
    ended_at: datetime | None
    result: str


class HearingAnswer(Answer):
    """听证: how it stands."""

    id: UUID
    state: str
    offered_at: datetime
    requested_at: datetime | None
    takes_place_at: datetime | None
    place: str


class Return(Given):
    """退回: the codes of the steps that are done again."""

    to: list[str]
    reason: str = Field(max_length=1000)


class Request(Given):
    """协办请求: `review` binds, `consult` advises; `within` as `2wd`, empty for the step's own."""

    kind: Literal["review", "consult"]
    unit: str = Field(max_length=80)
    question: str = Field(max_length=1000)
    within: str = Field("", max_length=20)


class Reason(Given):
    """理由"""

    reason: str = Field(max_length=1000)


class Transfer(Given):
    """移交: to which unit, and why."""

    unit: str = Field(max_length=80)
    reason: str = Field(max_length=1000)


class OutsideAnswer(Given):
    """外部答复: against only with reasons."""

    passed: bool
    opinion: str = Field("", max_length=2000)


class Forced(Given):
    """强制办结: for or against, and why."""

    passed: bool
    reason: str = Field(max_length=1000)


class Procedure(Given):
    """特别程序: one of the law's, and how long it is expected to take (`10wd`)."""

    procedure: str = Field(max_length=40)
    expected: str = Field(max_length=20)
    reason: str = Field(max_length=1000)


class ProcedureResult(Given):
    """程序结果"""

    result: str = Field(max_length=1000)


@operation(
    router,
    "POST",
    "desk/tasks/{uuid:task}/return",
    audience=Audience.STAFF,
    summary="退回前面的环节",
    answer=TaskDone,
    about="to 写环节编码；只有这些环节重办，办完后回到本环节。",
)
def send_back(request: ApiRequest, task: UUID, given: Return) -> TaskDone:
    """退回"""
    key = idempotency_key(request)
    done = actions.send_back(request.actor, task, given.to, given.reason, key=key)
    return TaskDone.model_validate(done)


@operation(
    router,
    "POST",
    "desk/tasks/{uuid:task}/requests",
    audience=Audience.STAFF,
    summary="请别的部门审查或征求意见",
    answer=TaskMade,
)
def ask(request: ApiRequest, task: UUID, given: Request) -> TaskMade:
    """协办"""
    verb = actions.add_review if given.kind == "review" else actions.consult
    key = idempotency_key(request)
    made = verb(request.actor, task, given.unit, given.question, given.within, key=key)
    return TaskMade.of(made)


@operation(
    router,
    "POST",
    "desk/requests/{uuid:task}/cancellation",
    audience=Audience.STAFF,
    summary="撤销协办请求",
    answer=TaskDone,
)
def cancel(request: ApiRequest, task: UUID, given: Reason) -> TaskDone:
    """撤销协办: by whoever works on the asking task."""
    key = idempotency_key(request)
    return TaskDone.model_validate(
        actions.cancel_request(request.actor, task, given.reason, key=key)
    )


@operation(
    router,
    "POST",
    "desk/tasks/{uuid:task}/transfer",
    audience=Audience.STAFF,
    summary="移交别的部门",
    answer=TaskMade,
    about="到期日不变。答复是对方部门的任务。",
)
def transfer(request: ApiRequest, task: UUID, given: Transfer) -> TaskMade:
    """移交"""
    key = idempotency_key(request)
    return TaskMade.of(actions.transfer(request.actor, task, given.unit, given.reason, key=key))


@operation(
    router,
    "POST",
    "desk/tasks/{uuid:task}/extension",
    audience=Audience.STAFF,
    summary="报请延长办理期限",
    answer=TaskMade,
    about="由本机关负责人办结这个任务来批准或不批准。",
)
def extend(request: ApiRequest, task: UUID, given: Reason) -> TaskMade:
    """报请延期"""
    key = idempotency_key(request)
    return TaskMade.of(actions.ask_extension(request.actor, task, given.reason, key=key))


@operation(
    router,
    "POST",
    "tasks/{uuid:task}/answer",
    audience=Audience.STAFF,
    summary="答复外部环节",
    answer=TaskDone,
    about="由答复单位的系统或人员提交；不同意要写明理由（至少 5 个字）。",
)
def answer(request: ApiRequest, task: UUID, given: OutsideAnswer) -> TaskDone:
    """外部答复"""
    key = idempotency_key(request)
    return TaskDone.model_validate(
        actions.answer_external(request.actor, task, given.passed, given.opinion, key=key)
    )


@operation(
    router,
    "POST",
    "supervision/tasks/{uuid:task}/forced-end",
    audience=Audience.SUPERVISOR,
    summary="强制办结逾期没有答复的环节",
    answer=TaskDone,
)
def force(request: ApiRequest, task: UUID, given: Forced) -> TaskDone:
    """强制办结"""
    key = idempotency_key(request)
    return TaskDone.model_validate(
        actions.force(request.actor, task, given.passed, given.reason, key=key)
    )


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/procedures",
    audience=Audience.STAFF,
    summary="启动特别程序，期限停止计算",
    answer=PauseAnswer,
    about="程序只有：hearing、tender、auction、inspection、testing、quarantine、appraisal、"
    "expert_review。",
)
def start_procedure(request: ApiRequest, case: UUID, given: Procedure) -> PauseAnswer:
    """启动特别程序"""
    return PauseAnswer.model_validate(
        actions.start_procedure(
            request.actor,
            case,
            given.procedure,
            given.expected,
            given.reason,
            key=idempotency_key(request),
        )
    )


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/procedures/{procedure}/end",
    audience=Audience.STAFF,
    summary="结束特别程序，期限继续计算",
    answer=PauseAnswer,
)
def end_procedure(
    request: ApiRequest, case: UUID, procedure: str, given: ProcedureResult
) -> PauseAnswer:
    """结束特别程序"""
    key = idempotency_key(request)
    return PauseAnswer.model_validate(
        actions.end_procedure(request.actor, case, procedure, given.result, key=key)
    )


@operation(
    router,
    "POST",
    "cases/{uuid:case}/hearing/request",
    audience=Audience.ACCOUNT,
    summary="要求听证",
    answer=HearingAnswer,
)
def request_hearing(request: ApiRequest, case: UUID) -> HearingAnswer:
    """要求听证: within five working days of having been told."""
    key = idempotency_key(request)
    return HearingAnswer.model_validate(actions.request_hearing(request.actor, case, key=key))


@operation(
    router,
    "POST",
    "cases/{uuid:case}/hearing/waiver",
    audience=Audience.ACCOUNT,
    summary="放弃听证",
    answer=HearingAnswer,
)
def waive_hearing(request: ApiRequest, case: UUID) -> HearingAnswer:
    """放弃听证"""
    key = idempotency_key(request)
    return HearingAnswer.model_validate(actions.waive_hearing(request.actor, case, key=key))
