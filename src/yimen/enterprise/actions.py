"""企业动作: entering a company in the register."""

from uuid import UUID

from django.db import transaction

from yimen.enterprise.events import EnterpriseRegistered
from yimen.enterprise.models import BodyNumber, Enterprise
from yimen.enterprise.queries import is_name_taken
from yimen.enterprise.rules import (
    REGISTRATION_DEPARTMENT,
    body_number,
    kind_of,
)
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.codes import credit_code
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict
from yimen.parties.api import register_organisation
from yimen.vocabulary.api import city, today


@action
def register_enterprise(
    by: Actor, name: str, unit: str, case: UUID, enterprise_type: str = ""
) -> Enterprise:
    """登记企业: give out a unified social credit code (GB 32100) and enter the company, or the
    individual business, by its type.

    The company is founded on the day the licence is signed (公司登记管理条例 2016 第二十五条).
    Raises `Conflict` when the name is taken in this register.
    """
    require(by, "enterprise.register")
    if is_name_taken(name):
        raise Conflict(f"企业名称“{name}”已经登记给另一家企业，请申请人更换名称后重新申请。")
    body = body_number(_next_serial())
    kind = kind_of(enterprise_type)
    code = str(credit_code.make(REGISTRATION_DEPARTMENT, kind, city().area_prefix, body))
    party = register_organisation(by, name, code)
    enterprise = Enterprise.objects.create(
        party=party,
        credit_code=code,
        name=name,
        registrar_id=unit,
        founded_on=today(),
        case=case,
    )
    publish(
        by,
        EnterpriseRegistered(str(party.id), name, code, enterprise.founded_on.isoformat(), unit),
    )
    return enterprise


def _next_serial() -> int:
    with transaction.atomic():
        row, _ = BodyNumber.objects.select_for_update().get_or_create(prefix="MA")
        row.last += 1
        row.save()
        return row.last
