"""接口操作: what every operation of the JSON API declares, and the shapes they share.

An operation is declared with `operation` and in no other way: so each has an audience, a Chinese
summary and a typed answer, and each write takes an `Idempotency-Key`.
"""

import functools
from collections.abc import Callable
from typing import Annotated, Any, Generic, Self, TypeVar

from django.core.paginator import Page
from django.http import HttpRequest
from ninja import Router
from ninja.constants import NOT_SET
from pydantic import BaseModel, ConfigDict, Field

from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.http.endpoints import Audience, check_admitted
from yimen.kernel.problems import Problem

T = TypeVar("T")
Operation = TypeVar("Operation", bound=Callable[..., Any])

_WORDS = {
    Audience.PUBLIC: "任何人，不用登录",
    Audience.ACCOUNT: "已登录的账号，只看得到与自己有关的",
    Audience.APPLICANT: "申请人和代办人",
    Audience.STAFF: "工作人员",
    Audience.SUPERVISOR: "督查人员",
    Audience.ADMINISTRATOR: "系统管理员",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "请求号：同一请求重发时用同一个，只办一次，回答与第一次相同；换了内容则报 409。",
}


class ApiRequest(HttpRequest):
    """接口请求: a request whose actor is known."""

    actor: Actor


class Unauthenticated(Problem):
    """尚未登录: the request says not, or wrongly, who makes it."""

    status = 401
    kind = "unauthenticated"
    title = "请先登录"


class Answer(BaseModel):
    """应答: base of what operations answer; may be read from an object's attributes."""

    model_config = ConfigDict(from_attributes=True)


class Given(BaseModel):
    """请求内容: base of what operations are given; an unknown key is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]
"""页码: a query parameter; beyond the last page the last is given."""


class PageOf(Answer, Generic[T]):
    """一页: one page of a list; `page` counts from 1, `total` is of all pages."""

    items: list[T]
    page: int
    pages: int
    total: int

    @classmethod
    def of(cls, found: Page[Any], items: list[T]) -> Self:
        """从分页得到: the page that was found, with its rows in the shape that is answered."""
        return cls(
            items=items,
            page=found.number,
            pages=found.paginator.num_pages,
            total=found.paginator.count,
        )


def operation(
    router: Router,
    method: str,
    path: str,
    *,
    audience: Audience,
    summary: str,
    answer: Any = None,
    status: int = 200,
    about: str = "",
    takes_key: bool | None = None,
    extra: dict[str, Any] | None = None,
) -> Callable[[Operation], Operation]:
    """接口操作: decorator that adds a function to `router` as `METHOD path`.

    `answer` is the type of the body (None: none that has a type); `about` is a longer word on
    it, `extra` what the OpenAPI description says beside. `takes_key` says whether an
    `Idempotency-Key` is honoured: by default, by every method but GET. Strangers get 401
    (`Unauthenticated`), others whom it is not for 403; who may do what to which object is decided
    in the actions and queries.
    """
    keyed = method != "GET" if takes_key is None else takes_key

    def declare(view: Operation) -> Operation:
        @functools.wraps(view)
        def checked(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            if audience is not Audience.PUBLIC:
                if request.actor.kind is ActorKind.STRANGER:
                    raise Unauthenticated()
                check_admitted(audience, request.actor)
            return view(request, *args, **kwargs)

        checked.audience = audience  # type: ignore[attr-defined]
        router.add_api_operation(
            path,
            [method],
            checked,
            auth=None if audience is Audience.PUBLIC else NOT_SET,
            response={status: answer},
            operation_id=f"{view.__module__.split('.')[1]}_{view.__name__}",
            summary=summary,
            description=f"{about}\n\n使用者：{_WORDS[audience]}。".strip(),
            openapi_extra={**({"parameters": [_KEY]} if keyed else {}), **(extra or {})},
        )
        return view

    return declare
