"""接口: the JSON API `/api/v1`, put together from the routers of the contexts.

Who asks is told by a bearer token or by the session of a browser, whose writes must carry the
CSRF token. Every error is a problem detail (RFC 9457), in Chinese.
"""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.datastructures import MultiValueDict
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from yimen.cases.http.api import router as cases
from yimen.catalogue.http.api import router as catalogue
from yimen.catalogue.http.published_api import router as published
from yimen.documents.http.api import router as documents
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.http import Audience
from yimen.kernel.http.operations import Answer, ApiRequest, Unauthenticated, operation
from yimen.kernel.http.outage import RETRY_AFTER_SECONDS, outage
from yimen.kernel.problems import Denied, FieldError, Invalid, Problem, Unavailable, Unknown
from yimen.oversight.http.api import router as oversight
from yimen.parties.api import account_by_token, actor_of
from yimen.parties.http.api import router as parties

logger = logging.getLogger(__name__)

_ABOUT = """一座城市政务服务的接口：一件事从填报到领证，与网页走同一条路。

- 登录：`POST tokens` 取得令牌，之后每个请求带 `Authorization: Bearer 令牌`。
  浏览器里已登录的会话也可以用，写操作须带 CSRF 令牌（`X-CSRFToken`）。
- 重发：写操作带上请求号 `Idempotency-Key`，重发只办一次。
- 出错：一律是问题详情（RFC 9457，`application/problem+json`），`errors` 逐项指出有误的字段。
- 时间都带时区，金额和工作日数是十进制字符串；列表分页，`page` 从 1 起。
"""


class MethodNotAllowed(Problem):
    """方法不可用: the address is right, the method is not."""

    status = 405
    kind = "method-not-allowed"
    title = "这个网址不支持这种请求方法"


class ProblemDetail(Answer):
    """问题详情: an error as every operation answers it (RFC 9457); more members may follow."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class Entry(Answer):
    """接口入口: where the description of the API is."""

    name: str
    version: str
    openapi: str


class Bearer(AuthBase):
    """登录方式: a bearer token; without one, the browser's session (CSRF-checked writes)."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """确认身份: the actor of the request, or None for a stranger."""
        session: Actor = request.actor  # type: ignore[attr-defined]
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme:
            account = account_by_token(token.strip()) if scheme.lower() == "bearer" else None
            if account is None:
                raise Unauthenticated(
                    "令牌无效或已过期，请重新登录取得令牌（POST /api/v1/tokens）。"
                )
            request.actor = actor_of(account, request=session.request)  # type: ignore[attr-defined]
            return request.actor  # type: ignore[attr-defined,no-any-return]
        if session.kind is ActorKind.STRANGER:
            return None
        if check_csrf(request) is not None:
            raise Denied("请求缺少 CSRF 令牌或令牌不对。请刷新页面后重试，或改用接口令牌。")
        return session


class _Reader(Parser):
    """Refuses what no database takes: NUL characters and halves of surrogate pairs."""

    def parse_body(self, request: HttpRequest) -> Any:
        """读取请求体: JSON in UTF-8."""
        data = super().parse_body(request)
        if "\\u0000" in json.dumps(data, ensure_ascii=False).encode().decode():
            raise ValueError("NUL")
        return data

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """读取参数: of the query or of a form."""
        if any(
            "\0" in value
            for values in data.lists()
            for value in values[1]
            if isinstance(value, str)
        ):
            raise Invalid("请求里有不可用的字符（NUL），请删去。")
        return super().parse_querydict(data, list_fields, request)


class _Renderer(JSONRenderer):
    """Chinese as it is written, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """接口集: adds what the library lacks: problem details for 404, 405 and in the description."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """网址: as the library makes them; their plain errors become problem details."""
        patterns, application, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _with_problems(pattern.callback)
        return patterns, application, namespace

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """接口说明: OpenAPI, with the problem detail as the answer to whatever goes wrong."""
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["ProblemDetail"] = ProblemDetail.model_json_schema()
        content = {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetail"}}
        }
        for methods in schema["paths"].values():
            for described in methods.values():
                described["responses"]["default"] = {"description": "问题详情", "content": content}
        return schema


def _with_problems(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "\0" in request.path:  # no database takes it
            return _not_found(request, Http404())
        response = view(request, *args, **kwargs)
        if response.status_code != MethodNotAllowed.status:
            return response
        allowed = response.headers["Allow"]
        told = _problem(request, MethodNotAllowed(f"这个网址只支持 {allowed}。"))
        told.headers["Allow"] = allowed
        return told

    return answered


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = JsonResponse(
        problem.as_json(),
        status=problem.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if isinstance(problem, Unauthenticated):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


_FAULTS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请删去",
    "string_type": "应是文字",
    "string_too_long": "太长",
    "bool_parsing": "应是 true 或 false",
    "bool_type": "应是 true 或 false",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "list_type": "应是列表",
    "dict_type": "应是一组键值",
    "model_attributes_type": "应是一组键值",
    "uuid_parsing": "不是一个编号",
    "literal_error": "不在可选范围",
    "enum": "不在可选范围",
}


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the library finds wrong with a request, field by field, in Chinese."""
    errors = []
    for one in error.errors:
        place = [str(part) for part in one["loc"][1:]]
        # A body has one parameter, whose own name is not part of the body.
        inside = place[1:] if one["loc"][0] == "body" else place
        words = _FAULTS.get(str(one["type"]), "写法不对")
        errors.append(FieldError("/".join(inside) or str(one["loc"][0]), words))
    return _problem(request, Invalid("请求的内容有误，请对照接口说明改正。", errors=errors))


def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error, AuthenticationError):
        return _problem(request, Unauthenticated("请先取得令牌（POST /api/v1/tokens）再请求。"))
    if error.status_code == Problem.status:
        return _problem(request, Problem("请求体不是正确的 JSON，请核对写法和编码（UTF-8）。"))
    problem = Problem()
    problem.status = error.status_code
    return _problem(request, problem)


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(request, Unknown("没有这个接口，请对照 /api/v1/openapi.json 核对网址。"))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    if away := outage(error):
        logger.warning("%s %s: no database", request.method, request.path, exc_info=error)
        response = _problem(request, away)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    problem = Unavailable("系统出了差错，这次请求没有办成。请稍后再试；反复出现请联系平台。")
    problem.status = 500
    return _problem(request, problem)


api = Api(
    title="一门接口",
    version="1",
    description=_ABOUT,
    urls_namespace="api",
    docs_url=None,  # the library's page loads scripts from elsewhere
    auth=Bearer(),
    parser=_Reader(),
    renderer=_Renderer(),
)
_HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    Problem: _problem,
    ValidationError: _invalid,
    HttpError: _refused,
    Http404: _not_found,
    Exception: _broken,
}
for _kind, _handler in _HANDLERS.items():
    api.add_exception_handler(_kind, _handler)

_start = Router(tags=["入口"])


@operation(_start, "GET", "/", audience=Audience.PUBLIC, summary="接口入口", answer=Entry)
def entry(request: ApiRequest) -> Entry:
    """接口入口: the API's version, and where its description is."""
    openapi = request.build_absolute_uri("/api/v1/openapi.json")
    return Entry(name=api.title, version=api.version, openapi=openapi)


for _router in (_start, parties, catalogue, published, cases, documents, oversight):
    api.add_router("", _router)

_rest = Router()


def _unknown(request: ApiRequest, rest: str) -> None:
    raise Http404


_unknown.audience = Audience.PUBLIC  # type: ignore[attr-defined]
_rest.add_api_operation(
    "/{path:rest}",
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    _unknown,
    auth=None,
    include_in_schema=False,
)
api.add_router("", _rest)
