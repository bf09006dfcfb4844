"""The whole road over the API: a draft, its receipt, the desk, the certificates."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from api_caller import Caller
from django.db import connection
from django.test.utils import CaptureQueriesContext

from city import run_jobs
from stall import BUNDLE, PLACE, SCENARIO, STAFF, paper, submitted, values, work_through
from yimen.cases.models import Case, Draft, Paper, Task
from yimen.kernel.codes import credit_code

Of = Callable[..., Caller]
Most = Callable[[int], Any]


@pytest.fixture
def applicant(caller: Of) -> Caller:
    return caller("applicant")


def start(applicant: Caller, key: str = "", **scenario: str) -> dict[str, Any]:
    given = {"bundle": BUNDLE, "scenario": {**SCENARIO, **scenario}}
    answer = applicant.ask("POST", "drafts", given, key=key)
    assert answer.status_code == 201, answer.content.decode()
    assert answer["Location"] == f"/api/v1/drafts/{answer.body['id']}"
    draft: dict[str, Any] = answer.body
    return draft


def asked(section: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    return {f["element"]: given[f["element"]] for f in section["fields"] if not f["supplied_by"]}


def fill(applicant: Caller, draft: dict[str, Any], **other: Any) -> dict[str, Any]:
    given, place = values(**other), f"drafts/{draft['id']}"
    for code in [section["code"] for section in draft["sections"]]:
        section = next(s for s in draft["sections"] if s["code"] == code)
        body = {"values": asked(section, given)}
        answer = applicant.ask("PUT", f"{place}/sections/{code}", body)
        assert answer.status_code == 200, answer.content.decode()
        draft = answer.body
    for one in draft["papers"]:
        if one["status"] == "asked":
            answer = applicant.upload(f"{place}/papers", one["document"], "材料.pdf", paper())
            assert answer.status_code == 201, answer.content.decode()
    filled: dict[str, Any] = applicant.ask("GET", place).body
    return filled


def test_the_road(applicant: Caller, caller: Of) -> None:
    draft = fill(applicant, start(applicant))
    assert draft["complete"] is True
    place = next(f for s in draft["sections"] for f in s["fields"] if f["element"] == "stall.place")
    assert (place["value"], place["supplied_by"]) == (PLACE, "pitch-register")
    answer = applicant.ask("POST", f"drafts/{draft['id']}/submission")
    assert answer.status_code == 201
    receipt = answer.body
    assert answer["Location"] == f"/api/v1/cases/{receipt['case']}"
    assert len(receipt["children"]) == 3
    for _ in range(12):
        run_jobs()
        for login in STAFF:
            for row in caller(login).ask("GET", "desk/tasks").body["items"]:
                pass_task(caller(login), row["id"])
    case = applicant.ask("GET", f"cases/{receipt['case']}").body
    assert (case["state"], case["state_name"]) == ("granted", "准予办结")
    assert {child["state"] for child in case["children"]} == {"granted"}
    produced = {one["element"]: one["value"] for one in case["produced"]}
    credit_code.verify(produced["enterprise.credit_code"])
    for child in case["children"]:
        (certificate,) = child["certificates"]
        told = applicant.ask("GET", f"certificates/{certificate['id']}").body
        assert told["identifier"] == certificate["identifier"]
        file = applicant.ask("GET", f"certificates/{certificate['id']}/file")
        assert file.content.startswith(b"%PDF")
        assert file["Content-Type"] == "application/pdf"
        assert "attachment" in file["Content-Disposition"]
        seen = caller().ask("GET", f"verifications/{certificate['identifier']}").body
        assert seen["genuine"] is True


def pass_task(officer: Caller, task: str) -> None:
    checks = officer.ask("GET", f"desk/tasks/{task}").body["checks"]
    given = {"passed": True, "opinion": "同意", "checks": checks}
    answer = officer.ask("POST", f"desk/tasks/{task}/completion", given)
    assert answer.status_code == 200, answer.content.decode()


# -- drafts ----------------------------------------------------------------------------------------


def test_a_draft_tells_fields_with_types_and_choices(applicant: Caller) -> None:
    draft = start(applicant, has_helpers="true")
    fields = {f["element"]: f for s in draft["sections"] for f in s["fields"]}
    assert [c["value"] for c in fields["stall.kind"]["choices"]] == ["goods", "food"]
    assert [c["element"] for c in fields["helpers"]["columns"]] == ["helper.name", "helper.phone"]
    assert fields["person.name"]["value"] == "甲小明"
    assert fields["enterprise.name"]["missing"] is True
    assert {q["code"]: q["answer"] for q in draft["scenario"]}["kitchen"] == "brought"
    assert draft["complete"] is False
    assert {p["document"]: p["status"] for p in draft["papers"]}["goods-list"] == "asked"


def test_a_section_is_kept_whole_or_not_at_all(applicant: Caller) -> None:
    draft = start(applicant)
    path = f"drafts/{draft['id']}/sections/person"
    wrong = applicant.ask("PUT", path, {"values": {"person.phone": "12"}})
    assert wrong.status_code == 422
    assert [e["field"] for e in wrong.body["errors"]] == ["person.phone"]
    assert Draft.objects.get().form == {}
    partly = applicant.ask("PUT", path, {"values": {}, "partial": True})
    assert partly.status_code == 200
    nested = applicant.ask("PUT", path, {"values": {"person.phone": ["15400010001"]}})
    assert nested.body["errors"][0]["message"].endswith("只能填一个值")
    strange = applicant.ask("PUT", path, {"values": {"stall.kind": "food"}})
    assert strange.status_code == 422
    assert (
        applicant.ask("PUT", f"drafts/{draft['id']}/sections/no", {"values": {}}).status_code == 404
    )


def test_another_scenario_asks_for_other_things(applicant: Caller) -> None:
    draft = start(applicant)
    given = {"scenario": {**SCENARIO, "has_sign": False}}
    changed = applicant.ask("PUT", f"drafts/{draft['id']}/scenario", given).body
    assert "sign" not in [section["code"] for section in changed["sections"]]
    wrong = applicant.ask("PUT", f"drafts/{draft['id']}/scenario", {"scenario": {}})
    assert wrong.status_code == 422


def test_papers_come_and_go(applicant: Caller) -> None:
    draft = start(applicant)
    place = f"drafts/{draft['id']}/papers"
    disguised = applicant.upload(place, "goods-list", "清单.pdf", b"MZ this is a program")
    assert disguised.status_code == 422
    not_asked = applicant.upload(place, "stall-licence", "照.pdf", paper())
    assert not_asked.status_code == 422
    kept = applicant.upload(place, "goods-list", "清单.pdf", paper()).body
    assert applicant.ask("DELETE", f"{place}/{kept['id']}").status_code == 204
    assert applicant.ask("DELETE", f"{place}/{kept['id']}").status_code == 404
    missing = applicant.ask("POST", place, {"document": "goods-list"})
    assert missing.status_code == 422


def test_an_incomplete_draft_is_not_submitted(applicant: Caller) -> None:
    draft = start(applicant)
    answer = applicant.ask("POST", f"drafts/{draft['id']}/submission")
    assert answer.status_code == 422
    assert {e["field"] for e in answer.body["errors"]} >= {"person", "papers"}
    assert not Case.objects.exists()


def test_a_discarded_draft_is_gone(applicant: Caller) -> None:
    path = f"drafts/{start(applicant)['id']}"
    assert applicant.ask("DELETE", path).status_code == 204
    assert applicant.ask("GET", path).status_code == 404


def test_drafts_are_the_applicants_own(applicant: Caller, caller: Of) -> None:
    path = f"drafts/{start(applicant)['id']}"
    other = caller("applicant-2")
    assert other.ask("GET", path).status_code == 404
    assert other.ask("PUT", f"{path}/scenario", {"scenario": SCENARIO}).status_code == 403
    assert other.ask("PUT", f"{path}/sections/person", {"values": {}}).status_code == 403
    assert other.upload(f"{path}/papers", "goods-list", "a.pdf", paper()).status_code == 403
    assert other.ask("DELETE", f"{path}/papers/{uuid4()}").status_code == 403
    assert other.ask("POST", f"{path}/submission").status_code == 403
    assert other.ask("DELETE", path).status_code == 403
    for answer in (
        caller("clerk").ask("POST", "drafts", {"bundle": BUNDLE, "scenario": SCENARIO}),
        caller("clerk").ask("GET", path),
    ):
        assert answer.status_code == 403


# -- the same request again ------------------------------------------------------------------------


def test_every_write_with_a_key_is_done_once(applicant: Caller) -> None:
    draft = start(applicant, key="start")
    assert start(applicant, key="start")["id"] == draft["id"]
    assert Draft.objects.count() == 1
    place = f"drafts/{draft['id']}"
    uploads = [
        applicant.upload(f"{place}/papers", "goods-list", "清单.pdf", paper(), key="paper").body
        for _ in range(2)
    ]
    assert uploads[0] == uploads[1]
    assert Paper.objects.count() == 1
    for _ in range(2):
        gone = applicant.ask("DELETE", f"{place}/papers/{uploads[0]['id']}", key="remove")
        assert gone.status_code == 204
    fill(applicant, draft)
    receipts = [applicant.ask("POST", f"{place}/submission", key="submit") for _ in range(2)]
    assert [r.status_code for r in receipts] == [201, 201]
    assert receipts[0].body == receipts[1].body
    assert Case.objects.filter(parent=None).count() == 1
    assert applicant.ask("POST", f"{place}/submission", key="again").status_code == 409


def test_a_key_is_good_for_one_request_only(applicant: Caller) -> None:
    start(applicant, key="one")
    given = {"bundle": BUNDLE, "scenario": {**SCENARIO, "has_sign": "false"}}
    assert applicant.ask("POST", "drafts", given, key="one").status_code == 409


def test_a_repeated_completion_is_done_once(caller: Of) -> None:
    submitted()
    officer = caller("market-reviewer")
    task = officer.ask("GET", "desk/tasks").body["items"][0]["id"]
    given = {"passed": False, "opinion": "材料不符合要求", "checks": []}
    answers = [
        officer.ask("POST", f"desk/tasks/{task}/completion", given, key="done") for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    assert officer.ask("POST", f"desk/tasks/{task}/completion", given).status_code == 409


# -- cases, receipts, certificates, the desk -------------------------------------------------------


def test_cases_are_listed_with_few_statements(
    applicant: Caller, django_assert_max_num_queries: Most
) -> None:
    for _ in range(3):
        submitted()
    with django_assert_max_num_queries(7):
        page = applicant.ask("GET", "cases").body
    assert (page["total"], len(page["items"])) == (3, 3)
    assert {(row["total"], row["done"]) for row in page["items"]} == {(3, 0)}
    assert all(row["due_at"] for row in page["items"])


def test_a_case_tells_steps_clocks_and_how_they_were_counted(
    applicant: Caller, django_assert_max_num_queries: Most
) -> None:
    root = submitted()
    with django_assert_max_num_queries(18):
        case = applicant.ask("GET", f"cases/{root.id}").body
    assert case["derivation"]
    stall = next(child for child in case["children"] if child["item"] == "stall-registration")
    assert [s["state"] for s in stall["steps"]][:2] == ["open", "waiting"]
    sign = next(child for child in case["children"] if child["item"] == "sign-filing")
    assert sign["steps"][0]["waiting_for"] == ["统一社会信用代码"]
    assert case["history"][0]["title"] == "申请已提交"
    by_number = applicant.ask("GET", f"receipts/{root.number}").body
    assert by_number["id"] == case["id"]


def test_more_items_take_no_more_statements(applicant: Caller) -> None:
    counts = []
    for scenario in ({"sells_food": "false", "has_sign": "false"}, {}):
        root = submitted(scenario=scenario)
        applicant.ask("GET", f"cases/{root.id}")
        with CaptureQueriesContext(connection) as asked_for:
            case = applicant.ask("GET", f"cases/{root.id}").body
        counts.append((len(case["children"]), len(asked_for)))
    (few, first), (many, second) = counts
    assert few < many
    assert first == second


def test_cases_are_for_those_concerned(caller: Of) -> None:
    root = work_through(submitted())
    stranger, officer = caller("applicant-2"), caller("market-reviewer")
    seen = officer.ask("GET", f"cases/{root.id}").body
    issued = seen["children"][0]["certificates"][0]["id"]
    assert caller("supervisor").ask("GET", f"cases/{root.id}").status_code == 200
    for path in (
        f"cases/{root.id}",
        f"receipts/{root.number}",
        f"certificates/{issued}",
        f"certificates/{issued}/file",
    ):
        assert stranger.ask("GET", path).status_code == 404
        assert officer.ask("GET", path).status_code == 200
    assert caller("clerk").ask("GET", "cases").status_code == 403


def test_the_desk_lists_and_finds(caller: Of, django_assert_max_num_queries: Most) -> None:
    roots = [submitted() for _ in range(3)]
    officer = caller("market-reviewer")
    with django_assert_max_num_queries(6):
        page = officer.ask("GET", "desk/tasks").body
    assert page["total"] == 3
    assert {row["light"] for row in page["items"]} == {"green"}
    found = officer.ask("GET", f"desk/tasks?words={roots[1].number}").body["items"]
    assert [row["case"] for row in found] == [str(roots[1].id)]
    assert officer.ask("GET", "desk/tasks?state=done").body["total"] == 0
    assert officer.ask("GET", "desk/tasks?light=red").body["total"] == 0


def test_a_task_tells_what_is_needed_to_decide_it(
    caller: Of, django_assert_max_num_queries: Most
) -> None:
    root = submitted()
    officer = caller("health-reviewer")
    task = officer.ask("GET", "desk/tasks").body["items"][0]
    with django_assert_max_num_queries(18):
        told = officer.ask("GET", f"desk/tasks/{task['id']}").body
    assert told["checks"] == ["货品清单与卫生条件相称"]
    assert told["may_work"] is True
    assert "stall.goods" in {datum["element"] for datum in told["data"]}
    assert "sign.words" not in {datum["element"] for datum in told["data"]}
    assert told["clocks"]
    assert root.number in told["number"]


def test_tasks_are_for_the_unit_and_role_that_own_them(caller: Of, applicant: Caller) -> None:
    submitted()
    task = Task.objects.get(case__item__code="hygiene-card", state="open")
    path = f"desk/tasks/{task.id}"
    given = {"passed": True, "checks": ["货品清单与卫生条件相称"]}
    assert caller("hall-reviewer").ask("GET", path).status_code == 404
    for login in ("hall-reviewer", "health-approver"):
        assert caller(login).ask("POST", f"{path}/completion", given).status_code == 403
    for answer in (
        applicant.ask("GET", "desk/tasks"),
        applicant.ask("GET", path),
        applicant.ask("POST", f"{path}/completion", given),
    ):
        assert answer.status_code == 403
    unticked = caller("health-reviewer").ask("POST", f"{path}/completion", {"passed": True})
    assert [e["field"] for e in unticked.body["errors"]] == ["checks"]
    assert caller("health-reviewer").ask("POST", f"{path}/completion", given).status_code == 200


def test_a_draft_takes_few_statements(
    applicant: Caller, django_assert_max_num_queries: Most
) -> None:
    draft = start(applicant)
    with django_assert_max_num_queries(7):
        applicant.ask("GET", f"drafts/{draft['id']}")
