"""请求读取: the small things that endpoints read from requests."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest

from yimen.kernel.actors import Actor
from yimen.kernel.problems import Invalid, Unknown


def idempotency_key(request: HttpRequest) -> str:
    """请求号: `Idempotency-Key` of an API call or `_key` of a form; empty when there is none."""
    key = request.headers.get("Idempotency-Key") or request.POST.get("_key", "")
    if len(key) > 200:
        raise Invalid("请求号（Idempotency-Key）最长 200 个字符。")
    return key


def actor_of(request: HttpRequest) -> Actor:
    """当前操作者: who makes the request, as the middleware found out."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def uuid_of(text: str) -> UUID:
    """标识: the UUID that a path or body names; `Unknown` when it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise Unknown("链接里的编号不完整，请从列表重新进入。") from None
