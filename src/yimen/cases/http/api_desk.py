"""工作台接口操作: the tasks of a member of staff."""

from typing import Literal
from uuid import UUID

from ninja import Query, Router
from pydantic import Field

from yimen.cases import actions, queries
from yimen.cases.http.progress_schemas import TaskAnswer, TaskDone, TaskRow
from yimen.kernel.http import Audience, idempotency_key
from yimen.kernel.http.operations import Answer, ApiRequest, Given, operation

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
    position: str = Field("", max_length=200)


class TaskList(Answer):
    """任务清单: one page; `next` and `previous` are the positions of its neighbours, or empty.

    `total` counts the tasks of all pages as far as a thousand; `is_more` says that there are
    more than it says.
    """

    items: list[TaskRow]
    next: str
    previous: str
    total: int
    is_more: bool


@operation(
    router,
    "GET",
    "desk/tasks",
    audience=Audience.STAFF,
    summary="待办任务，最急的在前",
    answer=TaskList,
    about="翻页用上一次回答里的 next 或 previous 作 position；不写 position 是第一页。",
)
def tasks(request: ApiRequest, wanted: Query[Wanted]) -> TaskList:
    """待办任务: those that the actor's roles may do."""
    asked = {
        "state": wanted.state,
        "words": wanted.words,
        "item": wanted.item,
        "light": wanted.light,
    }
    position = queries.Position.parse(wanted.position) if wanted.position else None
    page = queries.inbox(request.actor, **asked, position=position)
    total = queries.inbox_count(request.actor, **asked)
    return TaskList(
        items=[TaskRow.of(row) for row in page.rows],
        next=str(page.next or ""),
        previous=str(page.previous or ""),
        total=int(total),
        is_more=total.is_more,
    )


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
