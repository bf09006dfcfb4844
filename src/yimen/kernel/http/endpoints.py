"""端点声明: whom each page is for; a page without a declaration does not pass the tests."""

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.http.requests import actor_of
from yimen.kernel.problems import Denied


class Audience(StrEnum):
    """使用者: for whom an endpoint is."""

    PUBLIC = "public"
    ACCOUNT = "account"
    """Whoever is logged in: what they may see is decided for each object."""
    APPLICANT = "applicant"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


def check_admitted(audience: Audience, by: Actor) -> None:
    """检查使用者: raise `Denied` unless what is for `audience` is for this actor."""
    if not _ADMITS[audience](by):
        raise Denied(gettext(_REFUSALS[audience]))


View = Callable[..., HttpResponse]

_ADMITS: dict[Audience, Callable[[Actor], bool]] = {
    Audience.PUBLIC: lambda _: True,
    Audience.ACCOUNT: lambda by: by.kind is not ActorKind.STRANGER,
    Audience.APPLICANT: lambda by: by.party is not None,
    Audience.STAFF: lambda by: by.kind is ActorKind.STAFF,
    Audience.SUPERVISOR: lambda by: by.has("supervisor"),
    Audience.ADMINISTRATOR: lambda by: by.has("administrator"),
}
_REFUSALS = {
    Audience.ACCOUNT: gettext_noop("请先登录。"),
    Audience.APPLICANT: gettext_noop("这一页是给申请人的。请用个人账号登录。"),
    Audience.STAFF: gettext_noop("这一页是给工作人员的。请用工作账号登录。"),
    Audience.SUPERVISOR: gettext_noop("这一页是给督查人员的。"),
    Audience.ADMINISTRATOR: gettext_noop("这一页是给系统管理员的。"),
}


def endpoint(audience: Audience, *methods: str) -> Callable[[View], View]:
    """端点: decorator that declares a page's audience and the HTTP methods it takes (GET).

    Strangers are sent to the log-in page and come back; others whom the page is not for get
    `Denied`. What an actor may do to an object is decided in the actions.
    """

    def declare(view: View) -> View:
        @require_http_methods(["HEAD", *(methods or ("GET",))])
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            by = actor_of(request)
            if audience is not Audience.PUBLIC and by.kind is ActorKind.STRANGER:
                back = request.get_full_path() if request.method == "GET" else "/"
                return redirect(f"/login?{urlencode({'next': back})}")
            check_admitted(audience, by)
            return view(request, *args, **kwargs)

        checked.audience = audience  # type: ignore[attr-defined]
        return cast(View, checked)

    return declare


def declared(view: Any) -> Audience | None:
    """声明的使用者: the audience of a view, or None when it declares none."""
    return getattr(view, "audience", None)
