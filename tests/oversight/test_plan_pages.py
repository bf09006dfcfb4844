"""The plan for anyone, and the supervisors' overview: nothing is kept that data does not show."""

import pytest
from django.test import Client

from pages import browser, text_of
from stall import submitted, work_through
from yimen.cases.models import Task
from yimen.kernel import clock
from yimen.kernel.models import Event
from yimen.oversight.models import Plan, PlanItem
from yimen.oversight.queries import plan_summary

pytestmark = pytest.mark.usefixtures("demo_city")

CHILDREN = ["stall-registration", "sign-filing", "hygiene-card"]


@pytest.fixture
def anyone() -> Client:
    return browser()


def measured(number: int = 3, target: str = "2") -> PlanItem:
    """An item of the plan that the bundle delivers and its duration measures."""
    item = PlanItem.objects.get(number=number)
    item.content |= {
        "delivers": {"bundles": ["open-a-stall"], "items": CHILDREN, "code": ["yimen.cases"]},
        "indicators": [
            {
                "code": "stall-mean",
                "name": {"zh_hans": "摆摊全流程平均用时"},
                "measure": "bundle_duration",
                "params": {"bundle": "open-a-stall", "children": CHILDREN},
                "statistic": "mean",
                "target": {"comparator": "<=", "value": target, "unit": "working_day"},
            }
        ],
    }
    item.save()
    return item


def statuses(client: Client) -> dict[str, int]:
    return dict(client.get("/plan").context["view"].counts)


def test_every_item_stands_in_the_same_light(anyone: Client) -> None:
    page = anyone.get("/plan")
    words = text_of(page)
    for item in PlanItem.objects.all():
        assert item.title in words
    assert statuses(anyone)["not_delivered"] == PlanItem.objects.count()
    assert "尚未落实" in words
    assert "data-chart" in page.content.decode()


def test_an_item_is_measured_when_a_case_has_ended_and_not_before(anyone: Client) -> None:
    measured()
    before = text_of(anyone.get("/plan/3"))
    assert "尚无法测量" in before
    assert "还没有可以衡量的办件" in before
    assert statuses(anyone)["no_data"] == 1
    work_through(submitted())
    page = anyone.get("/plan/3")
    after = text_of(page)
    assert "已达标" in after
    assert "≤ 2 个工作日" in after
    assert "摊位登记（1 件）" in after
    assert "全部办结的办公时间" in after
    assert 'href="/bundles/open-a-stall"' in page.content.decode()
    assert statuses(anyone) | {"not_delivered": 0} == {
        "kept": 1,
        "missed": 0,
        "observed": 0,
        "no_data": 0,
        "not_delivered": 0,
    }


def test_a_case_that_took_too_long_is_missed() -> None:
    measured()
    root = submitted()
    late = Event.objects.get(type="cases.CaseSubmitted", subject_id=str(root.id))
    work_through(root)
    assert late.at < clock.now()
    item = measured(target="-1")  # no case is done in less than no time
    assert plan_summary().counts["missed"] == 1
    assert plan_summary().headlines[0][0] == item.number


def test_an_item_without_indicator_or_delivery_says_what_to_do(anyone: Client) -> None:
    words = text_of(anyone.get("/plan/1"))
    assert "还没有衡量它的指标" in words
    assert "平台上还没有落实它" in words
    assert "yimen plan import" in words
    PlanItem.objects.filter(number=1).update(text="一、统一指南。全市一个样。")
    assert "全市一个样" in text_of(anyone.get("/plan/1"))


def test_units_and_figures_are_shown(anyone: Client) -> None:
    words = text_of(anyone.get("/plan/3"))
    assert "企业开办全流程" in words
    assert "平均不超2个工作日" in words
    assert "等有关部门" in words
    assert "、等有关部门" not in words


def test_the_list_can_be_narrowed_to_one_state(anyone: Client) -> None:
    measured()
    narrowed = anyone.get("/plan", {"status": "no_data"})
    assert [one.item.number for _, items in narrowed.context["parts"] for one in items] == [3]
    assert "没有处在这一步的承诺" in text_of(anyone.get("/plan", {"status": "kept"}))
    assert anyone.get("/plan", {"status": "nonsense"}).status_code == 200


def test_an_item_that_the_plan_has_not_is_not_found(anyone: Client) -> None:
    page = anyone.get("/plan/999")
    assert page.status_code == 404
    assert "共有 11 项" in text_of(page)


def test_without_a_plan_the_pages_say_how_to_load_one(anyone: Client) -> None:
    PlanItem.objects.all().delete()
    Plan.objects.all().delete()
    assert "yimen plan import" in text_of(anyone.get("/plan"))
    assert anyone.get("/").status_code == 200
    assert "还没有装载工作要点" in text_of(browser("supervisor").get("/supervision"))


# --- the supervisors ---------------------------------------------------------------------------


def test_supervisors_see_units_lights_late_tasks_and_the_plan() -> None:
    empty = text_of(browser("supervisor").get("/supervision"))
    assert "没有超期任务" in empty
    assert "现在没有待办任务" in empty
    root = submitted()
    late = Task.objects.filter(case__parent=root, state="open").first()
    assert late is not None
    Task.objects.filter(pk=late.pk).update(due_at=root.received_at, warn_at=root.received_at)
    page = browser("supervisor").get("/supervision")
    words = text_of(page)
    found = page.context["running"]
    assert (found.bundles, found.items, found.finished, found.red) == (1, 3, 0, 1)
    assert found.green + found.yellow + found.red == Task.objects.filter(state="open").count()
    assert [row.task for row in found.late] == [late]
    assert late.unit.short in words
    assert "改革承诺" in words


@pytest.mark.parametrize(("login", "status"), [("market-reviewer", 403), ("applicant", 403)])
def test_the_overview_is_for_supervisors(login: str, status: int) -> None:
    assert browser(login).get("/supervision").status_code == status
    assert browser().get("/supervision").status_code == 302
