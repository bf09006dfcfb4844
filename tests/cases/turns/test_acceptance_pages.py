"""What applicants and clerks see between receipt and acceptance, and the promises of a draft."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from city import actor, run_jobs
from pages import browser, dead_links, text_of
from stall import BUNDLE, SCENARIO, fill, paper, submitted, task_of
from workshop import REVIEWER, applied, open_task
from yimen.cases.actions import ask_supplement, start_draft, submit, withdraw
from yimen.cases.models import Case, Draft, Promise, Task
from yimen.cases.queries import choices_of, draft_view
from yimen.catalogue.api import (
    ItemDefinition,
    bundle_in_force,
    bundle_of,
    item_in_force,
    item_of,
    publish_bundle,
    publish_item,
)
from yimen.kernel import actors
from yimen.kernel.models import Event
from yimen.vocabulary.api import calendar, today

pytestmark = pytest.mark.usefixtures("demo_city")

MISSING = {"goods-list": "第二页没有签名", "stall.goods": "写清每种食品"}


@pytest.fixture
def me() -> Client:
    return browser("applicant")


@pytest.fixture
def clerk() -> Client:
    return browser(REVIEWER)


def pdf(name: str = "补正.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, paper(), "application/pdf")


def sent(**more: Any) -> dict[str, Any]:
    return {"_key": str(uuid4()), **more}


def supplementing() -> Case:
    return ask_supplement(actor(REVIEWER), applied().id, MISSING)


# --- the applicant -----------------------------------------------------------------------------


def test_the_case_page_says_what_is_owed_and_the_answer_page_takes_it(me: Client) -> None:
    case = supplementing()
    page = me.get(f"/cases/{case.id}")
    assert page.status_code == 200
    assert "等您办理" in text_of(page)
    assert "第二页没有签名" in text_of(page)
    road = f"/cases/{case.id}/supplement"
    form = me.get(road)
    assert not dead_links(form)
    assert "写清每种食品" in text_of(form)
    gap = me.post(road, sent(**{"goods-list": pdf()}))
    assert gap.status_code == 422
    assert "还缺“卖什么”" in text_of(gap)
    assert not dead_links(gap)
    done = me.post(road, sent(**{"goods-list": pdf(), "stall.goods": "豆花、凉茶"}), follow=True)
    assert "补正材料已提交" in text_of(done)
    case.refresh_from_db()
    assert (case.state, open_task(case).kind) == ("received", "accept")
    assert "现在没有需要补正的内容" in text_of(me.get(road))


def test_a_strangers_case_is_no_page(me: Client) -> None:
    case = supplementing()
    stranger = browser("applicant-2")
    for road in ("supplement", "withdrawal"):
        assert stranger.get(f"/cases/{case.id}/{road}").status_code == 404
        assert stranger.post(f"/cases/{case.id}/{road}", sent()).status_code == 404
    assert stranger.post(f"/cases/{case.id}/again", sent()).status_code == 404
    assert browser().get(f"/cases/{case.id}/supplement").status_code == 302


def test_a_bundle_is_withdrawn_as_a_whole_and_begun_again(me: Client) -> None:
    root = submitted()
    assert "撤回申请" in text_of(me.get(f"/cases/{root.id}"))
    asked = me.get(f"/cases/{root.id}/withdrawal")
    assert "要撤回“我要摆个摊”的申请吗" in text_of(asked)
    done = me.post(f"/cases/{root.id}/withdrawal", sent(reason="不摆了"), follow=True)
    assert text_of(done).count("已撤回“") == 3
    run_jobs()
    root.refresh_from_db()
    assert (root.state, root.open_children) == ("withdrawn", 0)
    assert set(root.children.values_list("state", flat=True)) == {"withdrawn"}
    assert not Task.objects.filter(case__parent=root, state="open").exists()
    page = me.get(f"/cases/{root.id}")
    assert "重新申请" in text_of(page)
    again = me.post(f"/cases/{root.id}/again", sent(), follow=True)
    draft = Draft.objects.get(ended_at=None)
    assert str(draft.id) in again.request["PATH_INFO"]
    assert draft.form["stall.goods"] == root.form["stall.goods"]
    assert [p.status for p in draft_view(draft).papers].count("asked") == 0
    assert submit(actor("applicant"), draft.id).number != root.number


def test_a_single_application_is_withdrawn_too(me: Client) -> None:
    case = applied()
    assert "小作坊许可" in text_of(me.get("/cases"))
    me.post(f"/cases/{case.id}/withdrawal", sent())
    case.refresh_from_db()
    assert case.state == "withdrawn"
    late = me.post(f"/cases/{case.id}/withdrawal", sent())
    assert late.status_code == 404


def test_what_is_decided_stays_when_the_rest_is_withdrawn(me: Client) -> None:
    root = submitted()
    first = root.children.get(item__code="sign-filing")
    withdraw(actor("applicant"), first.id)
    root.refresh_from_db()
    assert (root.state, root.open_children) == ("received", 2)


# --- promises in a draft -----------------------------------------------------------------------


def _again(item: ItemDefinition, **changes: object) -> None:
    told = {**item.model_dump(mode="json"), **changes}
    publish_item(actors.clock("test"), ItemDefinition.model_validate(told))


def longer_card() -> Draft:
    """A draft of the bundle, whose hygiene card is promised in ten days and takes promises."""
    card = item_of(item_in_force("hygiene-card").id)
    papers = [
        {**use.model_dump(mode="json"), "may_promise": use.document == "health-check"}
        for use in card.papers
    ]
    limits = {**card.limits.model_dump(mode="json"), "promised": "10wd"}
    check = {"check_within": "2mo", "basis": {"note": "示范市虚构规定"}}
    _again(card, papers=papers, limits=limits, commitment=check)
    publish_bundle(actors.clock("test"), bundle_of(bundle_in_force(BUNDLE).id))
    return start_draft(actor("applicant"), BUNDLE, {**SCENARIO, "kitchen": "on_site"})


def filled_but(draft: Draft, document: str) -> Draft:
    draft = fill(draft)
    draft.papers.filter(document=document).delete()
    return draft


def test_a_paper_may_follow_by_a_day_that_the_page_offers(me: Client) -> None:
    draft = filled_but(longer_card(), "health-check")
    papers = f"/drafts/{draft.id}/papers"
    assert "手头没有这份材料" in text_of(me.get(papers))
    road = f"{papers}/health-check/promise"
    page = me.get(road)
    assert not dead_links(page)
    assert me.post(road, sent(how="defer", day="x")).status_code == 422
    far = me.post(road, sent(how="defer", day="2099-01-05"))
    assert (far.status_code, "不迟于" in text_of(far)) == (422, True)
    day = calendar().add_workdays(today(), 3)
    me.post(road, sent(how="defer", day=day.isoformat()))
    assert "前补交" in text_of(me.get(papers))
    assert "前补交" in text_of(me.get(f"/drafts/{draft.id}/check"))
    root = submit(actor("applicant"), draft.id)
    promise = Promise.objects.get()
    assert (promise.kind, promise.due_on, promise.case.item.code) == (  # type: ignore[union-attr]
        "deferral",
        day,
        "hygiene-card",
    )
    assert promise.case.holds == ["deferral"]
    assert "补交容缺材料" in text_of(me.get(f"/cases/{root.id}"))
    upload = f"/promises/{promise.id}"
    assert "健康检查证明" in text_of(me.get(upload))
    assert me.post(upload, sent()).status_code == 422
    assert browser("applicant-2").post(upload, sent(**{"health-check": pdf()})).status_code == 404
    done = me.post(upload, sent(**{"health-check": pdf()}), follow=True)
    assert "材料已补交" in text_of(done)
    promise.refresh_from_db()
    assert promise.state == "kept"
    assert "已经不用补交" in text_of(me.get(upload))


def test_a_promise_in_place_of_a_paper_shows_its_liability_and_can_be_taken_back(
    me: Client,
) -> None:
    draft = filled_but(longer_card(), "health-check")
    road = f"/drafts/{draft.id}/papers/health-check/promise"
    assert "依法撤销决定" in text_of(me.get(road))
    me.post(road, sent(how="commit"))
    assert "告知承诺" in text_of(me.get(f"/drafts/{draft.id}/papers"))
    me.post(road, sent(how="hand_in"))
    draft.refresh_from_db()
    assert draft.supplied["promised"] == {}
    me.post(road, sent(how="commit"))
    submit(actor("applicant"), draft.id)
    promise = Promise.objects.get()
    assert (promise.kind, promise.case.holds) == ("commitment", [])
    assert Event.objects.filter(type="cases.CommitmentMade").count() == 1


def test_what_must_come_now_cannot_be_promised(me: Client) -> None:
    draft = longer_card()
    road = f"/drafts/{draft.id}/papers/goods-list/promise"
    assert "要和申请一起交" in text_of(me.get(road))
    day = calendar().add_workdays(today(), 3).isoformat()
    assert me.post(road, sent(how="defer", day=day)).status_code == 422
    assert me.get(f"/drafts/{draft.id}/papers/no-such/promise").status_code == 404
    stranger = browser("applicant-2")
    assert stranger.get(road).status_code == 404


def test_a_short_limit_leaves_no_day_to_follow() -> None:
    draft = start_draft(actor("applicant"), BUNDLE, {**SCENARIO, "kitchen": "on_site"})
    choice = choices_of(draft)["health-check"]
    assert (choice.latest, choice.may_commit) == (None, False)
    assert choice.complaints(date(2099, 1, 5)) == ["承诺时限太短，没有容缺的时间，请现在交"]


# --- the desk ----------------------------------------------------------------------------------


def test_the_clerk_asks_for_everything_on_one_page(clerk: Client) -> None:
    case = applied()
    task = open_task(case)
    page = clerk.get(f"/desk/tasks/{task.id}")
    assert "材料不齐：要求补正" in text_of(page)
    road = f"/desk/tasks/{task.id}/supplement"
    assert not dead_links(clerk.get(road))
    empty = clerk.post(road, sent())
    assert empty.status_code == 422
    assert not dead_links(empty)
    assert "一次列出" in text_of(empty)
    short = clerk.post(road, sent(**{"why-goods-list": "缺"}))
    assert (short.status_code, "请写明缺什么" in text_of(short)) == (422, True)
    assert not dead_links(short)
    done = clerk.post(road, sent(**{"why-goods-list": "没有签名"}), follow=True)
    assert "已告知申请人" in text_of(done)
    case.refresh_from_db()
    assert case.state == "supplementing"
    denied = browser("health-approver").post(road, sent(**{"why-goods-list": "没有签名"}))
    assert denied.status_code in {403, 409}


def test_no_permit_needed_has_its_own_page(clerk: Client) -> None:
    case = applied()
    road = f"/desk/tasks/{open_task(case).id}/not-required"
    assert clerk.post(road, sent(reason="不用")).status_code == 422
    clerk.post(road, sent(reason="自家食用，依法不需要取得许可"))
    case.refresh_from_db()
    assert case.state == "not_required"
    assert browser("market-reviewer").get(road).status_code == 404


def test_many_are_accepted_at_once_and_each_tells_how_it_went(clerk: Client) -> None:
    cases = [applied(), applied(login="applicant-2"), applied()]
    tasks = [open_task(case) for case in cases]
    inbox = clerk.get("/desk")
    assert inbox.content.decode().count('name="tasks"') == 3
    chosen = [str(task.id) for task in tasks]
    page = clerk.get("/desk/acceptance", {"tasks": chosen})
    assert "受理这 3 件" in text_of(page)
    point = "材料齐全、属于本机关职权范围"
    bare = clerk.post("/desk/acceptance", sent(tasks=chosen))
    assert (bare.status_code, text_of(bare).count("请核对")) == (422, 3)
    withdraw(actor("applicant"), cases[2].id)
    mixed = clerk.post("/desk/acceptance", sent(tasks=chosen, checks=[point]))
    assert mixed.status_code == 422
    assert "已受理 2 件" in text_of(mixed)
    assert "已经办过" in text_of(mixed)
    for case in cases[:2]:
        case.refresh_from_db()
        assert case.state == "accepted"
    assert "没有选择" in text_of(clerk.get("/desk/acceptance"))
    foreign = task_of(submitted(), "stall-registration", "accept")
    assert clerk.post("/desk/acceptance", sent(tasks=[str(foreign.id)])).status_code == 404


def test_the_unit_checks_what_was_promised(clerk: Client) -> None:
    case = applied(committed=["fire-photo"])
    for login in (REVIEWER, REVIEWER, "health-approver"):
        step = next(s for s in item_of(case.item_id).steps if s.code == open_task(case).step)
        browser(login).post(
            f"/desk/tasks/{open_task(case).id}",
            sent(passed="yes", checks=[one.zh_hans for one in step.checks]),
        )
    run_jobs()
    promise = Promise.objects.get()
    listed = clerk.get("/desk/promises")
    assert case.number in text_of(listed)
    road = f"/desk/promises/{promise.id}"
    assert clerk.get(road).status_code == 200
    assert clerk.post(road, sent(kept="yes", reason="对")).status_code == 422
    assert clerk.post(road, sent(reason="现场看过炉具")).status_code == 422
    assert browser("market-reviewer").get(road).status_code == 404
    assert clerk.post(road, sent(kept="no", reason="现场用的是煤炉")).status_code == 403
    done = clerk.post(road, sent(kept="yes", reason="现场看过炉具"), follow=True)
    assert "已记下核查结果" in text_of(done)
    assert "没有待核查的承诺" in text_of(clerk.get("/desk/promises"))
