"""Between receipt and acceptance over the API: each operation for who may, and who may not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from api_caller import Caller
from django.core.files.uploadedfile import SimpleUploadedFile

from stall import BUNDLE, SCENARIO, paper, submitted
from workshop import REVIEWER, applied, at, do, open_task
from yimen.cases.models import Case, Promise

Of = Callable[..., Caller]
POINT = "材料齐全、属于本机关职权范围"


def multipart(caller: Caller, path: str, key: str = "", **given: Any) -> Any:
    answer: Any = caller.client.post(f"/api/v1/{path}", given, headers=caller._headers(key))
    answer.body = answer.json()
    return answer


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("补正.pdf", paper(), "application/pdf")


def test_a_supplement_is_asked_and_answered(caller: Of) -> None:
    case = applied()
    given = {"missing": {"goods-list": "没有签名", "stall.goods": "写清每种食品"}}
    place = f"desk/cases/{case.id}/supplement-request"
    assert caller("market-reviewer").ask("POST", place, given).status_code == 403
    assert caller(REVIEWER).ask("POST", place, {"missing": {}}).status_code == 422
    asked = caller(REVIEWER).ask("POST", place, given, key="a")
    assert (asked.status_code, asked.body["state"]) == (200, "supplementing")
    place = f"cases/{case.id}/supplement"
    whole: dict[str, Any] = {
        "documents": ["goods-list"],
        "files": [pdf()],
        "values": '{"stall.goods": "豆花"}',
    }
    assert multipart(caller("applicant-2"), place, **whole).status_code == 403
    gap = multipart(caller("applicant"), place, documents=["goods-list"], files=[pdf()])
    assert (gap.status_code, gap.body["errors"][0]["field"]) == (422, "stall.goods")
    assert multipart(caller("applicant"), place, values="[").status_code == 422
    assert multipart(caller("applicant"), place, documents=["goods-list"]).status_code == 422
    whole["files"] = [pdf()]
    answer = multipart(caller("applicant"), place, **whole)
    assert (answer.status_code, answer.body["state"]) == (200, "received")


def test_no_permit_needed(caller: Of) -> None:
    case = applied()
    given = {"reason": "自家食用，依法不需要取得许可"}
    place = f"desk/cases/{case.id}/no-permit-needed"
    assert caller("clerk").ask("POST", place, given).status_code == 403
    answer = caller(REVIEWER).ask("POST", place, given)
    assert (answer.status_code, answer.body["state"]) == (200, "not_required")


def test_many_are_accepted(caller: Of) -> None:
    tasks = [str(open_task(applied()).id) for _ in range(2)]
    given = {"tasks": tasks, "checks": [POINT]}
    refused = caller("market-reviewer").ask("POST", "desk/acceptances", given).body
    assert all("您不能办理" in one["problem"] for one in refused)
    done = caller(REVIEWER).ask("POST", "desk/acceptances", given)
    assert [one["problem"] for one in done.body] == ["", ""]
    assert set(Case.objects.values_list("state", flat=True)) == {"accepted"}
    assert caller("applicant").ask("POST", "desk/acceptances", given).status_code == 403


def test_taking_back_and_beginning_again(caller: Of) -> None:
    root = submitted()
    me, stranger = caller("applicant"), caller("applicant-2")
    first = root.children.get(item__code="sign-filing")
    place = f"cases/{first.id}/withdrawal"
    assert stranger.ask("POST", place, {}).status_code == 404
    assert me.ask("POST", place, {"reason": "不挂招牌了"}, key="a").body[0]["problem"] == ""
    assert me.ask("POST", f"cases/{root.id}/again", {}).status_code == 409
    whole = me.ask("POST", f"cases/{root.id}/withdrawal", {}, key="b")
    assert [one["problem"] for one in whole.body] == ["", ""]
    root.refresh_from_db()
    assert root.state == "withdrawn"
    assert stranger.ask("POST", f"cases/{root.id}/again").status_code == 403
    again = me.ask("POST", f"cases/{root.id}/again")
    assert (again.status_code, again.body["complete"]) == (201, True)
    assert again["Location"] == f"/api/v1/drafts/{again.body['id']}"


def test_a_deferred_paper_follows(caller: Of) -> None:
    with at(2):
        applied(deferred={"health-check": date(2026, 3, 10)})
    promise = Promise.objects.get()
    place = f"promises/{promise.id}/paper"
    assert multipart(caller("applicant-2"), place, file=pdf()).status_code == 404
    answer = multipart(caller("applicant"), place, file=pdf())
    assert (answer.status_code, answer.body["state"]) == (200, "kept")
    assert multipart(caller("applicant"), place, file=pdf()).status_code == 409


def test_promises_in_a_draft_obey_the_rules(caller: Of) -> None:
    me = caller("applicant")
    scenario = {**SCENARIO, "kitchen": "on_site"}
    draft = me.ask("POST", "drafts", {"bundle": BUNDLE, "scenario": scenario}).body
    place = f"drafts/{draft['id']}/papers/health-check/promise"
    late = me.ask("PUT", place, {"due_on": "2099-01-05"})
    assert (late.status_code, late.body["errors"][0]["field"]) == (422, "health-check")
    assert me.ask("PUT", place, {}).status_code == 422
    assert caller("applicant-2").ask("PUT", place, {}).status_code == 403
    assert me.ask("DELETE", place).status_code == 404


@pytest.mark.parametrize("login", ["market-reviewer", "applicant"])
def test_promises_are_checked_by_their_unit(caller: Of, login: str) -> None:
    case = applied(committed=["fire-photo"])
    promise = Promise.objects.get(case=case)
    place = f"desk/promises/{promise.id}/check"
    given = {"kept": True, "reason": "现场看过炉具，与承诺一致"}
    assert caller(login).ask("POST", place, given).status_code == 403
    assert caller(REVIEWER).ask("POST", place, given).status_code == 409
    place = f"desk/promises/{promise.id}/repair"
    assert caller(login).ask("POST", place, {"reason": "已经改正了"}).status_code == 403
    assert caller("supervisor").ask("POST", place, {"reason": "已经改正了"}).status_code == 409
    assert do(case).state == "accepted"
