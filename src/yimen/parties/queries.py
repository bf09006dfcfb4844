"""主体查询: who is acting, and who somebody is."""

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext, gettext_noop

from yimen.kernel import clock
from yimen.kernel.actors import STRANGER, Actor, ActorKind
from yimen.kernel.problems import Denied
from yimen.parties.models import Account, Appointment, Identifier, Mandate, Party, Token, Unit
from yimen.parties.rules import UnitDefinition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    QuerySetOfMandates = QuerySet[Mandate]

_PUBLIC_ROLES = {"applicant", "agent"}
ROLE_NAMES = {
    "applicant": gettext_noop("申请人"),
    "agent": gettext_noop("代办人"),
    "clerk": gettext_noop("窗口人员"),
    "reviewer": gettext_noop("审查人员"),
    "approver": gettext_noop("审批人员"),
    "head": gettext_noop("负责人"),
    "supervisor": gettext_noop("督查人员"),
    "administrator": gettext_noop("系统管理员"),
    "designer": gettext_noop("事项编制人员"),
    "law_officer": gettext_noop("法制审核人员"),
    "staffing_officer": gettext_noop("编制审核人员"),
}


def actor_of(account: Account | None, *, request: str = "", acting_for: str = "") -> Actor:
    """当前操作者: the actor that an account is, with the roles it holds now.

    `acting_for` is the party an agent acts for; `Denied` without a mandate in force.
    """
    if account is None or not account.is_active:
        return STRANGER
    held: dict[str, set[str]] = {}
    now = clock.now()
    for post in account.appointments.all():
        if post.since <= now and (post.until is None or post.until > now):
            held.setdefault(post.unit_id or "", set()).add(post.role)
    staff = any(role not in _PUBLIC_ROLES for roles in held.values() for role in roles)
    party = str(account.party_id) if account.party_id else None
    if acting_for and acting_for != party:
        if not mandates_of(account).filter(principal_id=UUID(acting_for)).exists():
            raise Denied("没有在有效期内的委托，不能代办。请委托人先授权。")
        party = acting_for
    return Actor(
        ActorKind.STAFF if staff else ActorKind.PERSON,
        str(account.id),
        account.name,
        {unit: frozenset(roles) for unit, roles in held.items()},
        party,
        request,
    )


def mandates_of(account: Account) -> "QuerySetOfMandates":
    """在有效期的委托: mandates that the account holds now."""
    now = clock.now()
    return Mandate.objects.filter(
        agent=account, ended_at=None, since__lte=now, until__gt=now
    ).select_related("principal")


def account_by_token(token: str) -> Account | None:
    """令牌账号: the account a bearer token stands for, or None when it is unknown or over."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    found = Token.objects.filter(digest=digest, until__gt=clock.now()).select_related("account")
    row = found.first()
    return row.account if row and row.account.is_active else None


def identifier_of(party: "Party | UUID | str", scheme: str) -> str | None:
    """标识号码: the party's number in a scheme (`person.id_number`), or None."""
    key = party.pk if isinstance(party, Party) else party
    return (
        Identifier.objects.filter(party_id=key, scheme=scheme)
        .values_list("value", flat=True)
        .first()
    )


def unit_definitions() -> list[UnitDefinition]:
    """部门定义: all units as a pack says them, by code."""
    keys = ("code", "name", "short", "kind", "level", "area", "aliases", "credit_code")
    rows = Unit.objects.order_by("code").values(*keys, "parent_id")
    return [
        UnitDefinition.model_validate({**{k: row[k] for k in keys}, "parent": row["parent_id"]})
        for row in rows
    ]


def unit_names() -> dict[str, str]:
    """部门名称: what people call every unit, by code, in the language of the page."""
    return {unit.code: unit.shown for unit in Unit.objects.only("code", "name", "short")}


def unit_and_above(code: str) -> frozenset[str]:
    """本机关及上级: the unit and every unit above it, by code."""
    parents = dict(Unit.objects.values_list("code", "parent_id"))
    found: list[str] = []
    step: str | None = code
    while step and step not in found:
        found.append(step)
        step = parents.get(step)
    return frozenset(found)


def units_with(role: str) -> list[str]:
    """有人任职的部门: codes of the units in which an active account holds the role now."""
    found = _posts().filter(role=role, unit__isnull=False)
    return sorted(set(found.values_list("unit_id", flat=True)))


def staff_of(unit: str) -> list[tuple[str, str]]:
    """部门人员: id and name of the active accounts that hold a role in the unit now, by name."""
    found = _posts().filter(unit_id=unit).values_list("account_id", "account__name")
    return sorted({(str(key), name) for key, name in found}, key=lambda one: one[1])


def _posts() -> "QuerySet[Appointment]":
    now = clock.now()
    return Appointment.objects.filter(
        Q(until=None) | Q(until__gt=now), since__lte=now, account__is_active=True
    )


def account_counts() -> list[tuple[str, int]]:
    """账号数: role and number of the active accounts that hold it now, in the order of roles."""
    rows = _posts().values("role").annotate(accounts=Count("account", distinct=True))
    counted = {row["role"]: row["accounts"] for row in rows}
    return [(name, counted[role]) for role, name in ROLE_NAMES.items() if role in counted]


def demo_logins() -> list[tuple[str, str, str]]:
    """演示账号: `(role and unit, log-in, password)` for the start screen, by role."""
    from yimen.parties.actions import DEMO_PASSWORD

    ranks = {role: rank for rank, role in enumerate(ROLE_NAMES)}
    rows = []
    accounts: Iterable[Account] = Account.objects.filter(demo=True).prefetch_related(
        "appointments__unit"
    )
    for account in accounts:
        # An agent is an applicant too: each log-in stands once, under the role that tells more.
        post = max(account.appointments.all(), key=lambda one: ranks[one.role])
        unit = f" · {post.unit.shown}" if post.unit else ""
        rows.append((ranks[post.role], f"{gettext(ROLE_NAMES[post.role])}{unit}", account.login))
    return [(role, login, DEMO_PASSWORD) for _, role, login in sorted(rows)]
