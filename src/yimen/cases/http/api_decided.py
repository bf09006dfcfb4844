"""决定之后的接口操作: deciding on the spot, undoing, correcting, delivering, another version."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Router
from pydantic import Field

from yimen.cases import actions
from yimen.cases.models import Case
from yimen.documents.http.schemas import CertificateAnswer
from yimen.kernel.http import Audience, idempotency_key
from yimen.kernel.http.operations import Answer, ApiRequest, Given, operation

router = Router(tags=["决定之后"])


class CaseState(Answer):
    """办件状态: where a case stands after the operation; `item` is the version it goes by."""

    id: UUID
    number: str
    state: str
    state_name: str
    reason: str
    item: UUID | None

    @classmethod
    def of(cls, case: Case) -> "CaseState":
        """由办件"""
        return cls(
            id=case.id,
            number=case.number,
            state=case.state,
            state_name=str(Case.State(case.state).label),
            reason=case.reason,
            item=case.item_id,
        )


class HandoverAnswer(Answer):
    """送达: how a result reaches the applicant; `handed_at` once it did."""

    id: UUID
    method: str
    place: str
    reference: str
    chosen_at: datetime
    handed_at: datetime | None
    received_by: str


class OnTheSpot(Given):
    """当场办结: the points of all steps that are done, ticked; the opinion may be empty."""

    opinion: str = Field("", max_length=2000)
    checks: list[str] = []


class Undoing(Given):
    """撤销、撤回、注销: the reason and the basis in law stand in the decision."""

    verb: Literal["revoke", "retract", "annul"]
    reason: str = Field(max_length=2000)
    law: str = Field(max_length=500)
    fraud: bool = False


class Correction(Given):
    """更正: right values by element code, of what the certificate shows."""

    reason: str = Field(max_length=1000)
    values: dict[str, Any]


class Choice(Given):
    """选择送达方式: `place` is needed for mail and another city."""

    method: Literal["electronic", "counter", "mail", "kiosk", "other_city"]
    place: str = Field("", max_length=200)


class Handing(Given):
    """登记送达: who received it; by mail, the number of the mailing."""

    received_by: str = Field(max_length=100)
    reference: str = Field("", max_length=100)


class Migration(Given):
    """改版: to which version of the item, why, and how the applicant agreed where they must."""

    version: UUID
    reason: str = Field(max_length=1000)
    consent: str = Field("", max_length=1000)


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/completion",
    audience=Audience.STAFF,
    summary="即办件当场办结",
    answer=CaseState,
    about="一次办完本人能办的全部环节；checks 写这些环节的全部核对要点。",
)
def decide_at_once(request: ApiRequest, case: UUID, given: OnTheSpot) -> CaseState:
    """当场办结: all open steps that the actor may do."""
    key = idempotency_key(request)
    return CaseState.of(
        actions.decide_at_once(request.actor, case, given.opinion, given.checks, key=key)
    )


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/undoing",
    audience=Audience.STAFF,
    summary="撤销、撤回或注销准予决定",
    answer=CaseState,
    about="由决定机关或其上级的负责人作出；证照立即失效，决定书随后送达申请人。",
)
def undo(request: ApiRequest, case: UUID, given: Undoing) -> CaseState:
    """撤销、撤回、注销: ends the grant and its certificate."""
    done = actions.undo(
        request.actor,
        case,
        given.verb,
        given.reason,
        given.law,
        fraud=given.fraud,
        key=idempotency_key(request),
    )
    return CaseState.of(done)


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/correction",
    audience=Audience.STAFF,
    summary="更正结果证照上的笔误",
    answer=CertificateAnswer,
    about="应答是换发的新证照；原证照变为已换发，有效期不变。",
)
def correct(request: ApiRequest, case: UUID, given: Correction) -> CertificateAnswer:
    """更正: a new certificate in place of the old."""
    key = idempotency_key(request)
    new = actions.correct(request.actor, case, given.reason, given.values, key=key)
    return CertificateAnswer.of(new)


@operation(
    router,
    "PUT",
    "cases/{uuid:case}/delivery",
    audience=Audience.ACCOUNT,
    summary="选择送达方式",
    answer=HandoverAnswer,
    about="限事项提供的方式，送达之前可以改。",
)
def choose_delivery(request: ApiRequest, case: UUID, given: Choice) -> HandoverAnswer:
    """选择送达方式: by the applicant, their agent, or a clerk for them."""
    key = idempotency_key(request)
    chosen = actions.choose_delivery(request.actor, case, given.method, given.place, key=key)
    return HandoverAnswer.model_validate(chosen)


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/handover",
    audience=Audience.ACCOUNT,
    summary="登记送达",
    answer=HandoverAnswer,
    about="窗口、自助终端、其他城市的系统和承办部门都可以登记。",
)
def hand_over(request: ApiRequest, case: UUID, given: Handing) -> HandoverAnswer:
    """登记送达: the result was handed over."""
    key = idempotency_key(request)
    handed = actions.hand_over(request.actor, case, given.received_by, given.reference, key=key)
    return HandoverAnswer.model_validate(handed)


@operation(
    router,
    "POST",
    "desk/cases/{uuid:case}/migration",
    audience=Audience.ADMINISTRATOR,
    summary="把在办件改按事项的另一个版本办理",
    answer=CaseState,
    about="不能改版的报 409 并说明原因；对申请人更不利的，要写明怎样征得了同意（consent）。",
)
def migrate(request: ApiRequest, case: UUID, given: Migration) -> CaseState:
    """改版: one running case goes on under another version of its item."""
    done = actions.migrate(
        request.actor,
        case,
        given.version,
        given.reason,
        given.consent,
        key=idempotency_key(request),
    )
    return CaseState.of(done)
