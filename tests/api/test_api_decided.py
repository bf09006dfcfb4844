"""After the decision over the API: each operation for who may, and denied to who may not."""

from collections.abc import Callable
from typing import Any

import pytest
from api_caller import Caller

from busking import accepted, another_version, applied, certificate, do, granted
from city import actor, run_jobs
from stall import paper
from yimen.cases.actions import choose_delivery, receive
from yimen.cases.models import Case
from yimen.documents.api import store_file
from yimen.parties.api import Account

Of = Callable[..., Caller]
LAW = "行政许可法（2019）第八条第二款"


@pytest.fixture
def head(caller: Of) -> Caller:
    account = Account.objects.get(login="market-approver")
    post = account.appointments.get()
    post.pk, post.role = None, "head"
    post.save()
    return caller("market-approver")


def test_undoing(head: Caller, caller: Of) -> None:
    case = granted()
    given = {"verb": "retract", "reason": "广场改造，不再设点位", "law": LAW}
    place = f"desk/cases/{case.id}/undoing"
    assert caller("market-reviewer").ask("POST", place, given).status_code == 403
    answer = head.ask("POST", place, given, key="a")
    assert (answer.status_code, answer.body["state"]) == (200, "retracted")
    assert head.ask("POST", place, given, key="a").body == answer.body
    assert head.ask("POST", place, given, key="b").status_code == 409
    permit = certificate(case, "revoked")
    told = caller("").ask("GET", f"verifications/{permit.identifier}").body
    assert (told["genuine"], told["change"]) == (False, "withdraw")


def test_correction(head: Caller, caller: Of) -> None:
    case = granted()
    given = {"reason": "曲目名称写错了", "values": {"stall.goods": "二胡独奏"}}
    place = f"desk/cases/{case.id}/correction"
    assert caller("health-approver").ask("POST", place, given).status_code == 403
    wrong = head.ask("POST", place, {**given, "values": {"person.phone": "1"}})
    assert wrong.status_code == 422
    answer = head.ask("POST", place, given)
    assert answer.status_code == 200
    assert answer.body["id"] == str(certificate(case).id)


def test_delivery_from_choice_to_hand(caller: Of) -> None:
    case = accepted()
    choice = {"method": "counter"}
    place = f"cases/{case.id}/delivery"
    assert caller("applicant-2").ask("PUT", place, choice).status_code == 403
    answer = caller("applicant").ask("PUT", place, choice)
    assert (answer.status_code, answer.body["method"]) == (200, "counter")
    do(case, "noise")
    do(case, "decide")
    run_jobs()
    given = {"received_by": "甲小明"}
    place = f"desk/cases/{case.id}/handover"
    assert caller("applicant").ask("POST", place, given).status_code == 403
    handed = caller("clerk").ask("POST", place, given)
    assert (handed.status_code, handed.body["received_by"]) == (200, "甲小明")
    assert caller("clerk").ask("POST", place, given).status_code == 409


def test_migration(caller: Of) -> None:
    case, version = applied(), another_version(visits=0)
    given: dict[str, Any] = {"version": str(version.pk), "reason": "按修订后的规定办理"}
    place = f"desk/cases/{case.id}/migration"
    assert caller("market-approver").ask("POST", place, given).status_code == 403
    answer = caller("admin").ask("POST", place, given)
    assert (answer.status_code, answer.body["item"]) == (200, str(version.pk))


def test_deciding_on_the_spot(caller: Of) -> None:
    clerk = actor("clerk")
    file = store_file(clerk, paper(), name="摊位执照.pdf")
    case = receive(
        clerk,
        "sign-filing",
        actor("applicant").party,
        {
            "person.name": "甲小明",
            "person.id_number": "119999199001020114",
            "enterprise.name": "示范市甲记糖水摊",
            "enterprise.credit_code": "92999900MA0000007Q",
            "sign.words": "甲记糖水",
        },
        papers={"stall-licence": [file.pk]},
    )
    place = f"desk/cases/{case.id}/completion"
    given = {"checks": ["招牌用字与摊位名称不冲突"]}
    assert caller("market-reviewer").ask("POST", place, given).status_code == 403
    assert caller("hall-reviewer").ask("POST", place, {}).status_code == 422
    answer = caller("hall-reviewer").ask("POST", place, given)
    assert (answer.status_code, answer.body["state"]) == (200, "accepted")
    run_jobs()
    assert Case.objects.get(pk=case.pk).state == "granted"


def test_what_is_not_ones_own_is_told_apart_from_what_is_not_there(caller: Of) -> None:
    strange = "01900000-0000-7000-8000-000000000000"
    answer = caller("admin").ask(
        "POST", f"desk/cases/{strange}/migration", {"version": strange, "reason": "按新规定办理"}
    )
    assert answer.status_code == 404
    case = accepted()
    choose_delivery(actor("applicant"), case.id, "kiosk")
    refused = caller("clerk").ask(
        "POST", f"desk/cases/{case.id}/handover", {"received_by": "甲小明"}
    )
    assert refused.status_code == 409
