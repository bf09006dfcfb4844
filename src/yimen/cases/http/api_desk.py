"""工作台接口操作: the tasks of a member of staff."""

from typing import Literal
from uuid import UUID

from ninja import Query, Router
from pydantic import Field

from yimen.cases import actions, queries
from yimen.cases.http.progress_schemas import TaskAnswer, TaskDone, TaskRow
from yimen.kernel.http import Audience, idempotency_key
from yimen.kernel.http.operations import ApiRequest, Given, PageNumber, PageOf, operation

router = Router(tags=["工作台"])


class Completion(Given):
    """办结意见: passing needs every check ticked, finding against it needs the reasons."""

    passed: bool
    opinion: str = Field("", max_length=2000)
    checks: list[str] = []


class Wanted(Given):
    """筛选: which tasks are wanted; `words` finds receipt number, company name or credit code."""

    state: Literal["open", "done"] = "open"
    words: str = Field("", max_length=100)
    item: str = Field("", max_length=80)
    light: Literal["", "red", "yellow", "green"] = ""
    page: PageNumber = 1


@operation(
    router,
    "GET",
    "desk/tasks",
    audience=Audience.STAFF,
    summary="待办任务，最急的在前",
    answer=PageOf[TaskRow],
)
def tasks(request: ApiRequest, wanted: Query[Wanted]) -> PageOf[TaskRow]:
    """待办任务: those that the actor's roles may do."""
    found, rows = queries.inbox(
        request.actor,
        state=wanted.state,
        words=wanted.words,
        item=wanted.item,
        light=wanted.light,
        page=wanted.page,
    )
    return PageOf[TaskRow].of(found, [TaskRow.of(row) for row in rows])


@operation(
    router,
    "GET",
    "desk/tasks/{uuid:task}",
    audience=Audience.STAFF,
    summary="任务详情：本事项的数据、材料、时限和核对要点",
    answer=TaskAnswer,
)
def task(request: ApiRequest, task: UUID) -> TaskAnswer:
    """任务详情: what is needed to decide it, and no data of other items."""
    return TaskAnswer.of_view(queries.task_view(request.actor, task))


@operation(
    router,
    "POST",
    "desk/tasks/{uuid:task}/completion",
    audience=Audience.STAFF,
    summary="办结任务",
    answer=TaskDone,
    about="通过要勾全核对要点（checks 写要点原文）；不通过要写明理由（opinion，至少 5 个字）。",
)
def complete(request: ApiRequest, task: UUID, given: Completion) -> TaskDone:
    """办结任务: the case moves on or ends in the same breath."""
    done = actions.complete_task(
        request.actor,
        task,
        given.passed,
        given.opinion,
        given.checks,
        key=idempotency_key(request),
    )
    return TaskDone.model_validate(done)
