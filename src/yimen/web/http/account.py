"""账户页面: logging in and out, for whom one acts, who looked at one's data, how pages look."""

from typing import Any

from django.conf import settings as configured
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext

from yimen.exchange.api import ResourceDefinition, asked_about, resources
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.http import Audience, actor_of, endpoint, uuid_of
from yimen.kernel.models import Event
from yimen.kernel.problems import FieldError, Invalid
from yimen.parties.api import Account, demo_logins, mandates_of, unit_names
from yimen.parties.api import actor_of as actor_of_account
from yimen.vocabulary.api import ElementDefinition, elements

_A_YEAR = 365 * 24 * 3600
_CHOICES = {"language": {"zh-hans", "zh-hant", "en"}, "elder": {"0", "1"}}


@endpoint(Audience.PUBLIC, "GET", "POST")
def log_in(request: HttpRequest) -> HttpResponse:
    """登录: by log-in name and password; then back to `next` (of this site), or to one's start.

    A wrong name and a wrong password are told alike, so that names cannot be tried out.
    """
    back = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    told: dict[str, Any] = {"next": back, "demo_logins": _demo_logins()}
    if request.method != "POST":
        if actor_of(request).kind is not ActorKind.STRANGER:
            return redirect(back or _start_of(actor_of(request)))
        return render(request, "web/login.html", told)
    login, password = request.POST.get("login", "").strip(), request.POST.get("password", "")
    try:
        account = _known(request, login, password)
    except Invalid as problem:
        errors = {error.field: error.message for error in problem.errors}
        told |= {"errors": problem.errors, "told": errors, "login": login}
        return render(request, "web/login.html", told, status=problem.status)
    auth.login(request, account)
    return redirect(back or _start_of(actor_of_account(account)))


@endpoint(Audience.PUBLIC, "POST")
def log_out(request: HttpRequest) -> HttpResponse:
    """退出登录: ends the session and goes to the start page."""
    auth.logout(request)
    messages.success(request, gettext("已退出登录。"))
    return redirect("web:home")


@endpoint(Audience.APPLICANT, "GET", "POST")
def acting_for(request: HttpRequest) -> HttpResponse:
    """为谁办事: an agent chooses among its mandates in force, or acts for itself again.

    `Denied` for a party that has given no mandate.
    """
    account = Account.objects.get(pk=actor_of(request).id)
    chosen = request.session.get("acting_for", "")
    if request.method == "POST":
        return _act_for(request, account, request.POST.get("party", ""))
    told = {"mandates": mandates_of(account).order_by("until"), "chosen": chosen}
    return render(request, "web/acting_for.html", {**told, "own_name": account.name})


@endpoint(Audience.APPLICANT)
def my_data(request: HttpRequest) -> HttpResponse:
    """我的数据: who asked which register about oneself, when and for what.

    Whoever acts for somebody else is asked to come back to themselves first.
    """
    if request.session.get("acting_for"):
        return render(request, "web/my_data.html", {"is_for_other": True})
    known, words, units = resources(), elements(), unit_names()
    rows = [_asked(event, known, words, units) for event in asked_about(actor_of(request))]
    return render(request, "web/my_data.html", {"rows": rows})


@endpoint(Audience.PUBLIC, "POST")
def settings(request: HttpRequest) -> HttpResponse:
    """显示设置: `language` and `elder` (1 or 0) are kept in cookies for a year."""
    response = redirect(_safe(request, request.POST.get("next", "")) or "/")
    for name, offered in _CHOICES.items():
        if request.POST.get(name) in offered:
            response.set_cookie(
                name,
                request.POST[name],
                max_age=_A_YEAR,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
    return response


def _known(request: HttpRequest, login: str, password: str) -> Account:
    errors = []
    if not login:
        errors.append(FieldError("login", gettext("请填写登录名")))
    if not password:
        errors.append(FieldError("password", gettext("请填写密码")))
    account = None if errors else auth.authenticate(request, username=login, password=password)
    if isinstance(account, Account):
        return account
    wrong = FieldError("login", gettext("登录名或密码不对，请核对后重新填写"))
    raise Invalid(errors=errors or [wrong])


def _demo_logins() -> list[tuple[str, str, str]]:
    return demo_logins() if configured.YIMEN_DEMO else []


def _safe(request: HttpRequest, target: str) -> str:
    """The address if it leads to this site, else empty: nobody is sent elsewhere from here."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(target, hosts, require_https=request.is_secure())
    return target if safe else ""


def _start_of(by: Actor) -> str:
    """Where one's work is."""
    if by.has("supervisor"):
        return reverse("oversight:overview")
    if by.has("administrator"):
        return reverse("web:administration")
    return reverse("cases:desk" if by.kind is ActorKind.STAFF else "cases:mine")


def _act_for(request: HttpRequest, account: Account, party: str) -> HttpResponse:
    if not party or party == str(account.party_id):
        request.session.pop("acting_for", None)
        messages.success(request, gettext("现在为自己办事。"))
        return redirect("cases:mine")
    principal = uuid_of(party)
    actor_of_account(account, acting_for=str(principal))
    request.session["acting_for"] = str(principal)
    mandate = mandates_of(account).get(principal_id=principal)
    messages.success(request, gettext("现在代%(name)s办事。") % {"name": mandate.principal.name})
    return redirect("cases:mine")


def _asked(
    event: Event,
    known: dict[str, ResourceDefinition],
    words: dict[str, ElementDefinition],
    units: dict[str, str],
) -> dict[str, Any]:
    """One query of a register in words: what was given, or that nothing was found."""
    data, language = event.data, get_language() or "zh-hans"
    resource = known.get(data["resource"])
    given = [words[code].name.in_language(language) for code in data["elements"] if code in words]
    return {
        "at": event.at,
        "who": event.actor_name,
        "by_platform": event.actor_kind == ActorKind.CLOCK.value,
        "resource": resource.name.in_language(language) if resource else data["resource"],
        "provider": units.get(resource.provider, "") if resource else "",
        "purpose": data["words"],
        "given": gettext("、").join(given),
        "found": data["found"],
    }
