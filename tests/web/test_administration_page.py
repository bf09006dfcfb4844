"""What the administrator sees: the pack, versions, accounts, jobs and denials."""

import pytest

from city import actor
from pages import browser, text_of
from stall import submitted, task_of, work_through
from yimen.cases.actions import complete_task
from yimen.kernel.problems import Denied

pytestmark = pytest.mark.usefixtures("demo_city")


def test_the_administrator_sees_how_the_platform_is_doing() -> None:
    root = work_through(submitted())
    task = task_of(root, "stall-registration", "accept")
    with pytest.raises(Denied):
        complete_task(actor("health-reviewer"), task.id, True)
    page = browser("admin").get("/administration")
    words = text_of(page)
    for part in (
        "示范市",
        "我要摆个摊",
        "摊位登记",
        "申请人",
        "办理这个任务",
        "cases.complete_task",
    ):
        assert part in words, part
    assert page.context["jobs"]["succeeded"] > 0
    assert dict(page.context["accounts"])["系统管理员"] == 1
    assert len(page.context["denied"]) == 1


def test_a_quiet_week_says_so() -> None:
    assert "没有被拒绝的操作" in text_of(browser("admin").get("/administration"))


@pytest.mark.parametrize("login", ["supervisor", "market-reviewer", "applicant"])
def test_the_page_is_for_administrators(login: str) -> None:
    assert browser(login).get("/administration").status_code == 403
