"""重复提交: the key by which a form that is sent twice is known."""

import hashlib
import json

from django.http import HttpRequest

from yimen.kernel.http import idempotency_key


def key_of(request: HttpRequest) -> str:
    """请求号: the same for the same content sent again from one rendering of a form.

    Whoever goes back in the browser, changes something and sends again means something new: the
    content counts beside the rendering's `_key`.
    """
    key = idempotency_key(request)
    if not key:
        return ""
    lists = sorted(
        (name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
    )
    return f"{key}:{hashlib.sha256(json.dumps(lists).encode()).hexdigest()[:32]}"
