"""The review over the API: each operation for who may, and denied to who may not."""

from collections.abc import Callable

from api_caller import Caller

from city import actor
from stage import HALL, HEALTH, ITEM, applied, at, do, fresh, open_task, step, variant
from yimen.cases.actions import offer_hearing
from yimen.cases.models import Case, Task

Of = Callable[..., Caller]


def deep() -> tuple[Case, Task]:
    case = applied(variant(step("base", within="2wd"), step("deep", "base", within="2wd")))
    do(case, "base")
    return case, open_task(case, "deep")


def test_a_return(caller: Of) -> None:
    case, task = deep()
    place, given = f"desk/tasks/{task.id}/return", {"to": ["base"], "reason": "照片看不清楚"}
    assert caller("health-reviewer").ask("POST", place, given).status_code == 403
    mine = caller("market-reviewer")
    assert mine.ask("POST", place, {**given, "to": ["deep"]}).status_code == 422
    answer = mine.ask("POST", place, given, key="a")
    assert (answer.status_code, answer.body["state"]) == (200, "returned")
    assert mine.ask("POST", place, given, key="a").body == answer.body
    assert open_task(case, "base").id != task.id


def test_requests_and_their_cancellation(caller: Of) -> None:
    _, task = deep()
    place = f"desk/tasks/{task.id}/requests"
    given = {"kind": "review", "unit": HEALTH, "question": "请看消防通道", "within": "2wd"}
    assert caller("market-approver").ask("POST", place, given).status_code == 403
    mine = caller("market-reviewer")
    assert mine.ask("POST", place, {**given, "kind": "order"}).status_code == 422
    asked = mine.ask("POST", place, given)
    assert (asked.status_code, asked.body["unit"], asked.body["kind"]) == (200, HEALTH, "review")
    assert asked.body["due_at"]
    cancel, why = f"desk/requests/{asked.body['id']}/cancellation", {"reason": "现场已经核实"}
    assert caller("health-reviewer").ask("POST", cancel, why).status_code == 403
    assert mine.ask("POST", cancel, why).body["state"] == "cancelled"


def test_a_transfer(caller: Of) -> None:
    _, task = deep()
    place, given = f"desk/tasks/{task.id}/transfer", {"unit": HALL, "reason": "街面归窗口管"}
    assert caller("supervisor").ask("POST", place, given).status_code == 403
    answer = caller("market-reviewer").ask("POST", place, given)
    assert (answer.status_code, answer.body["unit"]) == (200, HALL)


def test_an_extension(caller: Of) -> None:
    _, task = deep()
    place, given = f"desk/tasks/{task.id}/extension", {"reason": "专家意见没有收齐"}
    assert caller("hall-reviewer").ask("POST", place, given).status_code == 403
    answer = caller("market-reviewer").ask("POST", place, given)
    assert (answer.status_code, answer.body["role"]) == (200, "head")


def test_an_outside_answer_and_a_forced_end(caller: Of) -> None:
    case = applied(ITEM)
    do(case, "accept")
    task = open_task(case, "power")
    place = f"tasks/{task.id}/answer"
    assert caller("market-reviewer").ask("POST", place, {"passed": True}).status_code == 403
    answer = caller("hall-reviewer").ask("POST", place, {"passed": True, "opinion": "可以供电"})
    assert (answer.status_code, answer.body["passed"]) == (200, True)
    with at(1):
        late = applied(ITEM)
        do(late, "accept")
    given = {"passed": True, "reason": "经协调会研究同意"}
    place = f"supervision/tasks/{open_task(late, 'power').id}/forced-end"
    assert caller("hall-reviewer").ask("POST", place, given).status_code == 403
    boss = caller("supervisor")
    assert boss.ask("POST", place, given).status_code == 409, "it is in time"


def test_procedures(caller: Of) -> None:
    case, _ = deep()
    place = f"desk/cases/{case.id}/procedures"
    given = {"procedure": "testing", "expected": "5wd", "reason": "需要检测板材"}
    assert caller("hall-reviewer").ask("POST", place, given).status_code == 403
    mine = caller("market-approver")
    assert mine.ask("POST", place, {**given, "procedure": "publicity"}).status_code == 422
    answer = mine.ask("POST", place, given)
    assert (answer.status_code, answer.body["ended_at"]) == (200, None)
    end = mine.ask("POST", f"{place}/testing/end", {"result": "检测合格了"})
    assert end.body["result"] == "检测合格了"
    assert fresh(case).open_pauses == 0


def test_hearings(caller: Of) -> None:
    case, _ = deep()
    offer_hearing(actor("market-reviewer"), case.id)
    assert caller("applicant-2").ask("POST", f"cases/{case.id}/hearing/request").status_code == 403
    mine = caller("applicant")
    assert mine.ask("POST", f"cases/{case.id}/hearing/request").body["state"] == "requested"
    assert mine.ask("POST", f"cases/{case.id}/hearing/waiver").body["state"] == "waived"
    assert mine.ask("POST", f"cases/{case.id}/hearing/waiver").status_code == 409
