"""核验页面: whether a certificate is genuine, for anyone, by its identifier or its file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext, gettext_noop

from yimen.documents import queries
from yimen.documents.models import Certificate
from yimen.documents.queries import Altered, Verification
from yimen.documents.rules import Verb
from yimen.kernel.codes import certificate_identifier
from yimen.kernel.http import Audience, endpoint
from yimen.kernel.problems import FieldError, Invalid, Problem, TooLarge, Unknown

MOST_MEGABYTES = 10
_CHANGED = {
    Verb.SUSPEND: gettext_noop("已暂停使用"),
    Verb.RESUME: gettext_noop("已恢复使用"),
    Verb.REPLACE: gettext_noop("已换发"),
    Verb.WITHDRAW: gettext_noop("已撤回"),
    Verb.RESCIND: gettext_noop("已撤销"),
    Verb.PENALISE: gettext_noop("已吊销"),
    Verb.CANCEL: gettext_noop("已注销"),
}


@endpoint(Audience.PUBLIC, "GET", "POST")
def verify(request: HttpRequest) -> HttpResponse:
    """证照核验: asks for an identifier (`?identifier=`, GET) or the PDF as issued (POST).

    Nothing is kept of an uploaded file. What cannot be one is told at its field (422).
    """
    typed = request.GET.get("identifier", "").strip()
    try:
        if request.method == "POST":
            return _upload(request)
        if "identifier" in request.GET:
            return redirect("documents:verified", _readable(typed))
    except Altered as problem:
        return _result(request, {"outcome": "unknown_file", "problem": problem})
    except (Invalid, TooLarge) as problem:
        field = "file" if request.method == "POST" else "identifier"
        told = {
            "errors": [FieldError(field, problem.detail)],
            "told": {field: problem.detail},
            "identifier": typed,
        }
        return render(request, "verify/form.html", told, status=Invalid.status)
    return render(request, "verify/form.html")


@endpoint(Audience.PUBLIC)
def verified(request: HttpRequest, identifier: str) -> HttpResponse:
    """核验结果: what register and seal say of one certificate; the QR code leads here."""
    try:
        found = queries.verify(identifier)
    except (Invalid, Unknown) as problem:
        return _result(request, {"outcome": "unknown", "problem": problem}, problem)
    return _result(request, _told(found))


def _upload(request: HttpRequest) -> HttpResponse:
    given = request.FILES.get("file")
    if given is None or not given.size:
        raise Invalid(gettext("请选择签发的 PDF 原文件"))
    if given.size > MOST_MEGABYTES * 1024 * 1024:
        raise TooLarge(gettext("文件太大：最多 %(n)s MB") % {"n": MOST_MEGABYTES})
    found = queries.verify_upload(given.read(), given.name or "", given.content_type or "")
    return _result(request, _told(found) | {"uploaded": given.name})


def _result(
    request: HttpRequest, told: dict[str, Any], problem: Problem | None = None
) -> HttpResponse:
    status = problem.status if problem else 200
    return render(request, "verify/result.html", told, status=status)


def _readable(identifier: str) -> str:
    """The identifier in its plain form; `Invalid` says what is wrong with it."""
    if not identifier:
        raise Invalid(gettext("请填写证照上的电子证照标识"))
    return str(certificate_identifier.verify(identifier))


def _told(found: Verification) -> dict[str, Any]:
    outcome = "genuine" if found.genuine else "ended" if found.intact else "altered"
    ended = found.certificate.status != Certificate.Status.VALID
    status = _status_words(found) if ended else gettext(found.certificate.get_status_display())
    told = {"outcome": outcome, "found": found, "status": status}
    return told | {"why_ended": _why_ended(found)}


def _why_ended(found: Verification) -> str:
    if found.certificate.status != Certificate.Status.VALID:
        return _status_words(found)
    return gettext("已过有效期") if found.expired else ""


def _status_words(found: Verification) -> str:
    """The status, by the way of the law that led to it, and since when."""
    if found.change is None or found.changed_at is None:
        return gettext(found.certificate.get_status_display())
    day = formatted(timezone.localtime(found.changed_at), gettext("Y年n月j日"))
    return gettext("%(day)s%(verb)s") % {"day": day, "verb": gettext(_CHANGED[found.change])}
