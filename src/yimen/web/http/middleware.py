"""请求处理: security headers, the current actor, and problems as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from yimen.kernel.ids import new_id
from yimen.kernel.problems import Denied, Problem
from yimen.parties.api import actor_of
from yimen.vocabulary.api import one_revision

Next = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)


class SecurityHeaders:
    """安全响应头: a strict content security policy and what goes with it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """处理: the answer with its headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class CurrentActor:
    """当前操作者: who makes the request, in which language, and the request's own id."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """处理: the request with its actor."""
        account = request.user if request.user.is_authenticated else None
        acting_for = request.session.get("acting_for", "") if account else ""
        try:
            actor = actor_of(account, request=str(new_id()), acting_for=acting_for)
        except Denied:  # the mandate has ended meanwhile: the agent is back to acting for itself
            request.session.pop("acting_for", None)
            actor = actor_of(account, request=str(new_id()))
        request.actor = actor  # type: ignore[attr-defined]
        language = request.COOKIES.get("language", "zh-hans")
        language = language if language in _LANGUAGES else "zh-hans"
        with translation.override(language), one_revision():
            return self.get_response(request)


_LANGUAGES = {"zh-hans", "zh-hant", "en"}


class ProblemPages:
    """问题页: a `Problem` that a page did not handle becomes a page that says what to do."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """处理: the request as it is."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """出错时: render the problem; other errors go on to Django."""
        if not isinstance(error, Problem):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(
                error.as_json(), status=error.status, content_type="application/problem+json"
            )
        return render(request, "problem.html", {"problem": error}, status=error.status)
