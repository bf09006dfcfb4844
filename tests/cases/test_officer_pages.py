"""What staff see: the list of tasks, one task, what follows a verdict, and what was done."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from city import actor
from pages import browser, dead_links, hidden, text_of
from stall import do, submitted, task_of
from yimen.cases import queries
from yimen.cases.models import Case, Task
from yimen.kernel import clock
from yimen.kernel.models import Event

pytestmark = pytest.mark.usefixtures("demo_city")

REVIEWER = "market-reviewer"


@pytest.fixture
def me() -> Client:
    return browser(REVIEWER)


def first_task(root: Case) -> Task:
    return task_of(root, "stall-registration", "accept")


def verdict(task: Task, passed: str = "yes", **more: Any) -> dict[str, Any]:
    step = queries.task_view(actor(REVIEWER), task.id).step
    checks = [check.zh_hans for check in step.checks]
    return {"passed": passed, "checks": checks, "_key": str(uuid4()), **more}


# --- the list ----------------------------------------------------------------------------------


def test_the_list_shows_tasks_with_time_left_and_the_first_beside_it(
    me: Client, django_assert_max_num_queries: Any
) -> None:
    root = submitted()
    submitted("applicant-2")
    with django_assert_max_num_queries(40):
        page = me.get("/desk")
    words = text_of(page)
    assert page.status_code == 200
    assert f"{root.number}-01" in words
    assert root.subject in words
    assert "剩 " in words
    assert "个工作日" in words
    assert page.context["shown"].task == page.context["rows"][0].task
    assert not dead_links(page) - {"task"}


def test_the_list_is_filtered_by_item_light_and_words(me: Client) -> None:
    mine, other = submitted(), submitted("applicant-2")
    Task.objects.filter(case__parent=mine).update(due_at=clock.now(), warn_at=clock.now())
    red = me.get("/desk", {"light": "red"})
    assert {row.task.case.parent_id for row in red.context["rows"]} == {mine.id}
    assert "超期" in text_of(red)
    found = me.get("/desk", {"q": other.number})
    assert {row.task.case.parent_id for row in found.context["rows"]} == {other.id}
    assert {row.task.case.parent_id for row in me.get("/desk", {"q": mine.subject}).context["rows"]}
    none = text_of(me.get("/desk", {"item": "sign-filing"}))
    assert "没有符合条件的待办" in none


@pytest.mark.parametrize(
    "query", ["page=999", "page=x", "page=" + "9" * 6000, "q=%00", "light=pink"]
)
def test_a_strange_query_is_no_trouble(me: Client, query: str) -> None:
    submitted()
    assert me.get(f"/desk?{query}").status_code == 200


def test_an_empty_desk_says_what_will_come(me: Client) -> None:
    assert "待办都办完了" in text_of(me.get("/desk"))
    assert "看全市时限" in text_of(browser("supervisor").get("/desk"))
    assert "平台管理" in text_of(browser("admin").get("/desk"))


def test_the_desk_is_for_staff() -> None:
    assert browser().get("/desk").headers["Location"] == "/login?next=%2Fdesk"
    denied = browser("applicant").get("/desk")
    assert denied.status_code == 403
    assert "工作账号" in text_of(denied)


# --- one task ----------------------------------------------------------------------------------


def test_a_task_shows_data_papers_clocks_check_list_and_the_other_items(me: Client) -> None:
    task = first_task(submitted())
    page = me.get(f"/desk/tasks/{task.id}")
    words = text_of(page)
    for part in ("申请信息", "申请材料", "环节时限是怎样算出来的", "食品卫生卡", "申请已提交"):
        assert part in words, part
    assert "甲小明" in words
    assert "119999199001020114" in words, "who decides sees what is to be checked"
    assert 'name="checks"' in page.content.decode()
    do(REVIEWER, task)
    later = text_of(me.get(f"/desk/tasks/{task.id}"))
    assert "承诺时限是怎样算出来的" in later
    assert "已通过" in later


def test_whoever_may_not_decide_sees_no_personal_numbers() -> None:
    task = first_task(submitted())
    page = browser("supervisor").get(f"/desk/tasks/{task.id}")
    words = text_of(page)
    assert "您可以查看，不能办理" in words
    assert "119999199001020114" not in words
    assert "1199**********0114" in words
    assert "15400010001" not in words
    assert 'name="passed"' not in page.content.decode()


def test_a_task_of_another_unit_does_not_exist_for_me() -> None:
    task = first_task(submitted())
    stranger = browser("health-reviewer")
    assert stranger.get(f"/desk/tasks/{task.id}").status_code == 404
    refused = stranger.post(f"/desk/tasks/{task.id}", verdict(task))
    assert refused.status_code == 403
    assert Event.objects.filter(type="kernel.ActionDenied").count() == 1
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


# --- the verdict -------------------------------------------------------------------------------


def test_passing_goes_on_to_the_next_task_of_the_list(me: Client) -> None:
    first, second = first_task(submitted()), first_task(submitted("applicant-2"))
    page = me.get("/desk", {"task": str(first.id)})
    given = verdict(first, _key=hidden(page, "_key"), view=hidden(page, "view"))
    answer = me.post(f"/desk/tasks/{first.id}", given)
    assert answer.status_code == 302
    assert f"task={second.id}" in answer.headers["Location"]
    first.refresh_from_db()
    assert (first.state, first.passed) == (Task.State.DONE, True)
    assert "已通过" in text_of(me.get(answer.headers["Location"]))


def test_from_the_page_of_a_task_one_comes_to_the_page_of_the_next_with_the_filters(
    me: Client,
) -> None:
    first, second = first_task(submitted()), first_task(submitted("applicant-2"))
    page = me.get(f"/desk/tasks/{first.id}", {"item": "stall-registration"})
    given = verdict(first, view=hidden(page, "view"), back=hidden(page, "back"))
    answer = me.post(f"/desk/tasks/{first.id}", given)
    expected = f"/desk/tasks/{second.id}?item=stall-registration"
    assert answer.headers["Location"] == expected


def test_sent_twice_it_is_done_once(me: Client) -> None:
    task = first_task(submitted())
    given = verdict(task)
    assert me.post(f"/desk/tasks/{task.id}", given).status_code == 302
    assert me.post(f"/desk/tasks/{task.id}", given).status_code == 302
    assert Event.objects.filter(type="cases.TaskDone", data__task=str(task.id)).count() == 1
    other = me.post(f"/desk/tasks/{task.id}", {**given, "_key": str(uuid4())})
    assert other.status_code == 409


def test_what_is_missing_is_told_and_what_was_typed_stays(me: Client) -> None:
    task = first_task(submitted())
    unticked = me.post(
        f"/desk/tasks/{task.id}", {"passed": "yes", "opinion": "写到一半的意见", "_key": "1"}
    )
    assert unticked.status_code == 422
    assert "请核对" in text_of(unticked)
    assert "写到一半的意见" in text_of(unticked)
    assert not dead_links(unticked)
    short = me.post(f"/desk/tasks/{task.id}", verdict(task, "no", opinion="不行"))
    assert short.status_code == 422
    assert "写明理由" in text_of(short)
    assert short.content.decode().count(" checked") == len(verdict(task)["checks"])
    assert me.post(f"/desk/tasks/{task.id}", {"opinion": "没有选"}).status_code == 422


def test_finding_against_ends_the_case_and_shows_in_what_was_done(me: Client) -> None:
    root = submitted()
    task = first_task(root)
    me.post(f"/desk/tasks/{task.id}", verdict(task, "no", opinion="摊位不在允许的范围内"))
    words = text_of(me.get("/desk/done"))
    assert "不予通过" in words
    assert "摊位不在允许的范围内" in words
    page = text_of(me.get(f"/desk/tasks/{task.id}"))
    assert "摊位不在允许的范围内" in page


def test_what_was_done_is_found_by_words(me: Client) -> None:
    root = submitted()
    do(REVIEWER, first_task(root))
    assert root.subject in text_of(me.get("/desk/done", {"q": root.number}))
    assert "没有找到这样的已办任务" in text_of(me.get("/desk/done", {"q": "没有这家"}))
    assert "还没有办过任务" in text_of(browser("health-reviewer").get("/desk/done"))
