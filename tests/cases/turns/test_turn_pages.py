"""工作台与申请人页面: every way to handle a task has its form; who may not does not see it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from city import actor
from pages import browser, dead_links, text_of
from stage import (
    HALL,
    HEALTH,
    LOGINS,
    answer,
    applied,
    at,
    do,
    fresh,
    open_task,
    ring,
    states,
    step,
    variant,
)
from stall import do as do_of_stall
from stall import submitted, task_of
from yimen.cases.actions import add_review, offer_hearing, start_procedure, waive_hearing
from yimen.cases.models import Case, Hearing, Pause, Task
from yimen.parties.api import Account

pytestmark = pytest.mark.usefixtures("demo_city")


def of(task: Task) -> Client:
    return browser(LOGINS[task.unit_id, task.role])


def url(task: Task, turn: str = "") -> str:
    return f"/desk/tasks/{task.id}" + (f"/turns/{turn}" if turn else "")


def send(task: Task, turn: str, **given: Any) -> Any:
    return of(task).post(url(task, turn), {"_key": str(uuid4()), **given})


def deep() -> tuple[Case, Task]:
    case = applied(variant(step("base", within="2wd"), step("deep", "base", within="2wd")))
    do(case, "base")
    return case, open_task(case, "deep")


def test_the_task_page_offers_what_may_be_done() -> None:
    _, task = deep()
    page = of(task).get(url(task))
    words = text_of(page)
    for title in ("退回前面的环节", "加请别的部门审查", "征求别的部门意见", "移交别的部门"):
        assert title in words
    for title in ("报请延长办理期限", "启动特别程序", "告知听证权利"):
        assert title in words
    for title in ("结束特别程序", "通知听证时间", "登记听证笔录", "强制办结"):
        assert title not in words
    assert not dead_links(page)


def test_a_supervisor_sees_no_ways_to_handle_a_task_that_is_in_time() -> None:
    _, task = deep()
    words = text_of(browser("supervisor").get(url(task)))
    assert "其他办法" not in words
    denied = browser("supervisor").post(url(task, "return"), {"to": "base", "reason": "重新来过吧"})
    assert denied.status_code == 403
    assert browser("health-reviewer").get(url(task, "return")).status_code == 404
    assert of(task).get(url(task, "nonsense")).status_code == 404


def test_a_return_with_check_boxes() -> None:
    case, task = deep()
    form = of(task).get(url(task, "return"))
    assert 'name="to"' in form.content.decode()
    wrong = send(task, "return", reason="照片看不清楚")
    assert wrong.status_code == 422
    assert "请选择要退回的环节" in text_of(wrong)
    assert "照片看不清楚" in wrong.content.decode()
    done = send(task, "return", to=["base"], reason="照片看不清楚")
    assert done.headers["Location"] == "/desk"
    assert states(case) == {"base": ["done", "open"], "deep": ["returned"]}
    assert "重办之后会再到这里" in text_of(of(task).get(url(task)))


def test_requests_are_shown_and_can_be_taken_back() -> None:
    case, task = deep()
    sent = send(task, "review", unit=HEALTH, question="请看消防通道", within="2")
    assert sent.headers["Location"] == url(task)
    asked = Task.objects.get(case=case, asked_by=task)
    assert asked.period == "2wd"
    words = text_of(of(task).get(url(task)))
    assert "请看消防通道" in words
    theirs = text_of(of(asked).get(url(asked)))
    assert "请您办理" in theirs
    assert "deep（加请审查）" in theirs
    assert "退回前面的环节" not in theirs
    wrong = send(task, "consult", unit="", question="", within="两")
    assert wrong.status_code == 422
    answer(asked, False, "通道只有一米宽")
    words = text_of(of(task).get(url(task)))
    assert "加请审查意见是不通过" in words
    refused = of(task).post(url(task), {"passed": "yes", "_key": str(uuid4())})
    assert refused.status_code == 409
    assert "不能通过" in text_of(refused)


def test_a_request_is_taken_back_by_form() -> None:
    case, task = deep()
    assert "撤销协办" not in text_of(of(task).get(url(task)))
    send(task, "consult", unit=HEALTH, question="请看消防通道", within="2")
    asked = Task.objects.get(case=case, asked_by=task)
    assert "撤销协办" in text_of(of(task).get(url(task)))
    assert send(task, "cancel", reason="已经核实").status_code == 422
    send(task, "cancel", request=str(asked.id), reason="现场已经核实")
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_a_transfer_by_form() -> None:
    _, task = deep()
    done = send(task, "transfer", unit=HALL, reason="街面归综合窗口管理")
    assert done.headers["Location"] == "/desk"
    task.refresh_from_db()
    assert task.state == "transferred"
    assert "已移交别的部门" in text_of(of(task).get(url(task)))


def test_procedures_by_form_and_the_light_of_a_stopped_task() -> None:
    with at(1):
        case, task = deep()
        wrong = send(task, "procedure", procedure="testing", expected="", reason="需要检测")
        assert wrong.status_code == 422
        send(task, "procedure", procedure="testing", expected="5", reason="需要检测板材")
    assert fresh(case).open_pauses == 1
    with at(20):
        page = of(task).get(url(task))
        assert "已停止计时" in text_of(page)
        assert "起停止计时" in text_of(page)
        assert "超期" not in text_of(page).split("同一申请的各事项")[0]
        send(task, "procedure-end", procedure="testing", result="检测合格了")
    assert Pause.objects.get(case=case).result == "检测合格了"


def test_an_extension_by_form_and_the_heads_answer() -> None:
    case, task = deep()
    send(task, "extension", reason="专家意见还没有收齐")
    asked = Task.objects.get(case=case, kind="extension")
    head = browser("market-head")
    assert "专家意见还没有收齐" in text_of(head.get(url(asked)))
    head.post(url(asked), {"passed": "yes", "opinion": "", "_key": str(uuid4())})
    assert fresh(case).clocks.get(kind="promised").period == "20wd"
    assert "报请延长办理期限" not in text_of(of(task).get(url(task)))


def test_a_hearing_by_forms_of_both_sides() -> None:
    with at(1):
        root = submitted()
        do_of_stall("market-reviewer", task_of(root, "stall-registration", "accept"))
        case = root.children.get(item__code="stall-registration")
        task = task_of(root, "stall-registration", "neighbours")
        desk = browser("market-reviewer")
        own = task_of(root, "stall-registration", "documents")
        assert desk.post(url(own, "hearing-offer"), {"_key": "a"}).status_code == 302
        mine = browser("applicant")
        assert "听证：已告知权利" in text_of(mine.get(f"/cases/{root.id}"))
        page = mine.get(f"/cases/{case.id}/hearing")
        assert "要求听证" in text_of(page)
        assert mine.post(f"/cases/{case.id}/hearing", {}).status_code == 422
        assert mine.post(f"/cases/{case.id}/hearing", {"verb": "ask"}).status_code == 302
        assert Hearing.objects.get(case=case).state == "requested"
        chair = str(Account.objects.get(login="market-head").id)
        day = {"at-year": "2027", "at-month": "3", "at-day": "15", "place": "听证室"}
        wrong = desk.post(url(own, "hearing-time"), {**day, "hour": "早上", "chair": chair})
        assert wrong.status_code == 422
        assert "2027" in wrong.content.decode()
        desk.post(url(own, "hearing-time"), {**day, "hour": "9:30", "chair": chair})
        assert "听证室" in text_of(mine.get(f"/cases/{case.id}/hearing"))
    with at(15, 12):
        desk.post(url(own, "hearing-record"), {"record": "各方没有异议。"})
    assert Hearing.objects.get(case=case).state == "held"
    assert task.unit_id == HALL
    assert browser("applicant-2").get(f"/cases/{case.id}/hearing").status_code == 404


def test_who_was_never_told_has_no_hearing_page() -> None:
    root = submitted()
    case = root.children.get(item__code="hygiene-card")
    assert browser("applicant").get(f"/cases/{case.id}/hearing").status_code == 404


def test_the_supervisor_forces_what_escalated() -> None:
    with at(1):
        case = applied()
        do(case, "accept")
        task = open_task(case, "power")
    with at(3, 21):
        ring(task)
        boss = browser("supervisor")
        overview = text_of(boss.get("/supervision"))
        assert "提请协调" in overview
        assert "供电答复" in overview
        assert "强制办结" in text_of(boss.get(url(task)))
        wrong = boss.post(url(task, "force"), {"reason": "经协调会研究同意"})
        assert wrong.status_code == 422
        boss.post(url(task, "force"), {"passed": "yes", "reason": "经协调会研究同意"})
    task.refresh_from_db()
    assert (task.state, task.passed) == ("done", True)


def test_what_happened_is_told_also_when_it_was_forced_against() -> None:
    with at(1):
        case = applied(variant(step("out", kind="external", unit=HALL), step("x", unit=HEALTH)))
        task = open_task(case, "out")
    with at(4):
        browser("supervisor").post(
            url(task, "force"), {"passed": "no", "reason": "线路容量确实不够"}
        )
        words = text_of(browser("supervisor").get(url(task)))
    assert "线路容量确实不够" in words
    assert fresh(case).state == "refused"


def test_hearings_settled_and_objections_are_not_offered_again() -> None:
    with at(1):
        case, task = deep()
        offer_hearing(actor("market-reviewer"), case.id)
        waive_hearing(actor("applicant"), case.id)
        start_procedure(actor("market-reviewer"), case.id, "testing", "5wd", "需要检测板材")
        add_review(actor("market-reviewer"), task.id, HEALTH, "请看消防通道")
        words = text_of(of(task).get(url(task)))
    assert "告知听证权利" not in words.split("其他办法")[1]
    assert "结束特别程序" in words
