"""主体接口操作: logging in as a program."""

from datetime import datetime

from django.contrib.auth import authenticate
from ninja import Router
from pydantic import Field

from yimen.kernel.http import Audience
from yimen.kernel.http.operations import Answer, ApiRequest, Given, Unauthenticated, operation
from yimen.parties.actions import issue_token
from yimen.parties.models import Account
from yimen.parties.queries import actor_of

router = Router(tags=["登录"])


class LogIn(Given):
    """登录: log-in name and password."""

    login: str = Field(max_length=200)
    password: str = Field(max_length=1000)


class TokenAnswer(Answer):
    """令牌: for the header `Authorization: Bearer …`; told once, good until `until`."""

    token: str
    scheme: str = "Bearer"
    until: datetime
    login: str
    name: str


@operation(
    router,
    "POST",
    "tokens",
    audience=Audience.PUBLIC,
    summary="取得令牌",
    answer=TokenAnswer,
    status=201,
    about="用登录名和密码换一个有时限的令牌。令牌只告知这一次。",
    takes_key=False,
)
def log_in(request: ApiRequest, given: LogIn) -> TokenAnswer:
    """取得令牌: a bearer token; 401 for a wrong name or password, not saying which."""
    account = authenticate(request, username=given.login, password=given.password)
    if not isinstance(account, Account):
        raise Unauthenticated("登录名或密码不对，请核对后重试。")
    by = actor_of(account, request=request.actor.request)
    token, until = issue_token(by, account)
    return TokenAnswer(token=token, until=until, login=account.login, name=account.name)
