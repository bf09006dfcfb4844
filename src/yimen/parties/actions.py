"""主体动作: units and accounts of a pack, new organisations, mandates, tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import FieldError, Invalid
from yimen.parties.events import (
    DemoPeopleLoaded,
    MandateGiven,
    OrganisationRegistered,
    TokenIssued,
    UnitsLoaded,
)
from yimen.parties.models import (
    Account,
    Appointment,
    Identifier,
    Mandate,
    Party,
    Token,
    Unit,
)
from yimen.parties.rules import DemoAccount, DemoFile, Principal, UnitDefinition

DEMO_PASSWORD = "yimen-demo"  # noqa: S105  (printed for everyone to see; loopback only)
TOKEN_LIFE = timedelta(hours=12)


@action
def load_units(by: Actor, pack: str, units: Sequence[UnitDefinition]) -> None:
    """装载部门: put the units of a pack in force; units are never removed, cases name them."""
    require(by, "parties.load")
    for unit in units:
        Unit.objects.update_or_create(
            code=unit.code,
            defaults={
                "name": unit.name.model_dump(),
                "short": unit.short,
                "kind": unit.kind,
                "level": unit.level,
                "area": unit.area,
                "parent_id": unit.parent,
                "credit_code": unit.credit_code,
                "aliases": unit.aliases,
            },
        )
    publish(by, UnitsLoaded(pack, len(units)))


@action
def load_demo_people(by: Actor, pack: str, demo: DemoFile) -> None:
    """装载演示人员: make the invented people and their log-ins; existing ones stay as they are."""
    require(by, "parties.load")
    people = {person.name: person for person in demo.people}
    for entry in demo.accounts:
        person = people.get(entry.person or "")
        party = _person(person.name, person.id_number) if person else None
        _account(entry, party)
    for entry in demo.accounts:
        for principal in entry.acts_for:
            _demo_mandate(entry.login, principal)
    publish(by, DemoPeopleLoaded(pack, len(demo.accounts)))


@action
def register_organisation(by: Actor, name: str, credit_code: str) -> Party:
    """登记组织: a new organisation with its credit code.

    Raises `Invalid` when the code belongs to somebody already.
    """
    require(by, "parties.register")
    scheme = Identifier.Scheme.CREDIT_CODE
    if Identifier.objects.filter(scheme=scheme, value=credit_code).exists():
        raise Invalid(f"统一社会信用代码 {credit_code} 已经登记给另一主体。")
    party = Party.objects.create(kind=Party.Kind.ORGANISATION, name=name, since=clock.now())
    Identifier.objects.create(party=party, scheme=scheme, value=credit_code)
    publish(by, OrganisationRegistered(str(party.id), name))
    return party


@action
def authorise(by: Actor, agent_login: str, until: datetime) -> Mandate:
    """委托代办: let an agent's account act for the actor's party until `until`.

    Raises `Invalid` for an account that is no agent, or a date that has passed.
    """
    require(by, "parties.authorise", Principal(by.party or ""))
    agent = Account.objects.filter(login=agent_login, appointments__role="agent").first()
    errors = []
    if agent is None:
        errors.append(FieldError("agent", "没有这个代办人账号，请核对登录名"))
    if until <= clock.now():
        errors.append(FieldError("until", "截止日期要在今天之后"))
    if errors:
        raise Invalid("委托没有成功。", errors=errors)
    mandate = Mandate.objects.create(
        principal_id=UUID(by.party), agent=agent, since=clock.now(), until=until
    )
    publish(by, MandateGiven(str(by.party), agent_login, until.isoformat()))
    return mandate


@action
def issue_token(by: Actor, account: Account) -> tuple[str, datetime]:
    """发放令牌: a bearer token for the account, with the moment it ends (12 hours from now).

    The token itself is told once; only its SHA-256 is kept.
    """
    require(by, "parties.log_in")
    secret = secrets.token_urlsafe(32)
    until = clock.now() + TOKEN_LIFE
    Token.objects.create(
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        account=account,
        since=clock.now(),
        until=until,
    )
    publish(by, TokenIssued(str(account.id)))
    return secret, until


def _person(name: str, id_number: str) -> Party:
    known = Identifier.objects.filter(scheme=Identifier.Scheme.ID_NUMBER, value=id_number).first()
    if known:
        return known.party
    party = Party.objects.create(kind=Party.Kind.PERSON, name=name, since=clock.now())
    Identifier.objects.create(party=party, scheme=Identifier.Scheme.ID_NUMBER, value=id_number)
    return party


def _account(entry: DemoAccount, party: Party | None) -> None:
    account, fresh = Account.objects.get_or_create(
        login=entry.login, defaults={"name": entry.name, "party": party, "demo": True}
    )
    if fresh:
        account.set_password(DEMO_PASSWORD)
        account.save()
    for role in entry.roles:
        Appointment.objects.get_or_create(
            account=account,
            unit_id=entry.unit,
            role=role,
            until=None,
            defaults={"since": clock.now()},
        )


def _demo_mandate(agent_login: str, principal_login: str) -> None:
    agent = Account.objects.get(login=agent_login)
    principal = Account.objects.get(login=principal_login)
    Mandate.objects.get_or_create(
        agent=agent,
        principal_id=principal.party_id,
        ended_at=None,
        defaults={"since": clock.now(), "until": clock.now() + timedelta(days=365)},
    )
