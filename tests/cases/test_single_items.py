"""One item applied for by itself: the same road as a bundle, and one case without a parent."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from city import actor, run_jobs
from pages import browser, dead_links, text_of
from stall import BUNDLE, file_for, values
from workshop import APPROVER, FORM, ITEM, REVIEWER, applied, variant
from yimen.cases import queries
from yimen.cases.actions import (
    ask_supplement,
    attach_paper,
    change_scenario,
    complete_task,
    fill_section,
    promise_paper,
    start_again,
    start_draft,
    start_single,
    submit,
    withdraw,
)
from yimen.cases.models import Case, Clock, Draft, Task
from yimen.cases.rules.exemption import NotNeeded
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Invalid, Unknown

pytestmark = pytest.mark.usefixtures("demo_city")

CARD = "hygiene-card"
"""An item with a question of its own, and more usually part of a bundle."""
NOTE = {"note": "示范市虚构规定第九条"}


def filled(draft: Draft, **other: Any) -> Draft:
    """Every section and every paper that is asked."""
    by, given = actor("applicant"), {**values(), **FORM, **other}
    for section in queries.draft_view(draft).sections:
        asked = [f.element.code for f in section.fields if not f.supplied_by]
        draft = fill_section(by, draft.id, section.code, {code: given[code] for code in asked})
    for wanted in queries.draft_view(draft).papers:
        if wanted.status == "asked":
            attach_paper(by, draft.id, wanted.view.document, *file_for(wanted.view.document))
    return draft


def alone(item: str = ITEM, scenario: dict[str, Any] | None = None, **other: Any) -> Case:
    """An application to one item, made on the portal."""
    draft = start_single(actor("applicant"), item, scenario or {})
    return submit(actor("applicant"), filled(draft, **other).id)


def work(case: Case) -> Case:
    """Passes every task of the workshop permit."""
    for _ in range(6):
        run_jobs()
        for task in Task.objects.filter(case=case, state="open").exclude(role="system"):
            by = actor(APPROVER if task.role == "approver" else REVIEWER)
            checks = [c.zh_hans for c in queries.task_view(by, task.id).step.checks]
            complete_task(by, task.id, True, "", checks)
    case.refresh_from_db()
    return case


def test_it_becomes_one_case_without_a_parent_and_is_granted() -> None:
    case = alone()
    assert (case.parent_id, case.bundle_id) == (None, None)
    assert case.item is not None
    assert case.item.code == ITEM
    assert (case.subject, case.channel, case.form["stall.goods"]) == (
        "甲小明",
        "online",
        FORM["stall.goods"],
    )
    assert sorted(case.papers.values_list("document", flat=True)) == [
        "fire-photo",
        "goods-list",
        "health-check",
    ]
    kinds = Event.objects.filter(subject_id=str(case.id)).values_list("type", flat=True)
    assert "cases.CaseReceived" in kinds
    assert "cases.CaseSubmitted" not in kinds
    assert work(case).state == "granted"
    assert Clock.objects.filter(case=case, kind=Clock.Kind.PROMISED).exists()
    (certificate,) = queries.case_progress(actor("applicant"), case).children[0].certificates
    assert certificate.name == "小作坊许可证"


def test_sources_are_asked_for_it_first() -> None:
    draft = start_single(actor("applicant"), ITEM, {})
    (section,) = queries.draft_view(draft).sections
    assert (section.code, section.name.zh_hans) == ("application", "填写申请信息")
    supplied = {f.element.code: f.supplied_by for f in section.fields if f.supplied_by}
    assert supplied == {
        "person.name": "population-register",
        "person.id_number": "population-register",
    }


def test_its_own_questions_decide_what_is_asked() -> None:
    by = actor("applicant")
    with pytest.raises(Invalid) as told:
        start_single(by, CARD, {})
    assert [error.field for error in told.value.errors] == ["kitchen"]
    draft = start_single(by, CARD, {"kitchen": "on_site"})
    assert "health-check" in {p.view.document for p in queries.draft_view(draft).papers}
    draft = change_scenario(by, draft.id, {"kitchen": "brought"})
    view = queries.draft_view(draft)
    assert "health-check" not in {p.view.document for p in view.papers}
    assert view.savings.visits == view.offer.items[CARD][1].visits


def test_what_is_not_complete_is_not_submitted() -> None:
    by = actor("applicant")
    draft = start_single(by, ITEM, {})
    with pytest.raises(Invalid) as told:
        submit(by, draft.id)
    assert {error.field for error in told.value.errors} == {"application", "papers"}
    case = submit(by, filled(draft).id)
    with pytest.raises(Conflict, match="已经提交过"):
        submit(by, draft.id)
    assert Case.objects.filter(party_id=case.party_id).count() == 1


def test_a_paper_may_be_promised() -> None:
    by = actor("applicant")
    draft = start_single(by, ITEM, {})
    promise_paper(by, draft.id, "fire-photo")
    case = submit(by, filled(draft).id)
    (promise,) = case.promises.all()
    assert (promise.document, promise.kind) == ("fire-photo", "commitment")


def test_a_draft_is_of_a_bundle_or_of_an_item() -> None:
    draft = start_single(actor("applicant"), ITEM, {})
    bundle = start_draft(actor("applicant"), BUNDLE, dict.fromkeys(_QUESTIONS, "false")).bundle
    for change in ({"bundle": bundle}, {"item": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(**change)


_QUESTIONS = ("sells_food", "has_sign", "has_helpers")


def test_withdrawn_it_is_begun_again_with_what_was_typed() -> None:
    by = actor("applicant")
    case = alone()
    withdraw(by, case.id, "想好再来")
    draft = start_again(by, case.id)
    assert draft.item is not None
    assert draft.item.code == ITEM
    view = queries.draft_view(draft)
    assert view.complete
    assert submit(by, draft.id).number != case.number


def test_what_was_handed_in_at_a_counter_is_begun_again_online() -> None:
    case = applied()
    withdraw(actor("applicant"), case.id)
    assert start_again(actor("applicant"), case.id).form["stall.goods"] == FORM["stall.goods"]


# --- what is refused ---------------------------------------------------------------------------

STOPPED: list[tuple[dict[str, Any], str]] = [
    ({"status": "suspended", "status_note": {"zh_hans": "系统升级"}}, "暂停办理：系统升级"),
    ({"status": "cancelled", "status_note": {"zh_hans": "改由登记一并办"}}, "已经取消：改由"),
    (
        {
            "enterprise_permit": True,
            "reform": {"mode": "cancelled", "basis": NOTE, "note": {"zh_hans": "开业即可"}},
        },
        "已经取消审批，不用申请：开业即可",
    ),
]


@pytest.mark.parametrize(("changes", "reason"), STOPPED)
def test_what_is_stopped_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    item = variant(**changes)
    with pytest.raises(Conflict, match=reason):
        start_single(actor("applicant"), item, {})
    with pytest.raises(Conflict, match=reason):
        applied(item)
    page = browser("applicant").get(f"/items/{item}/start")
    assert page.status_code == 409
    assert reason in text_of(page)
    shown = browser("applicant").get(f"/items/{item}")
    assert f"/items/{item}/start" not in shown.content.decode()


def test_stopped_meanwhile_it_is_not_submitted() -> None:
    item = variant()
    draft = filled(start_single(actor("applicant"), item, {}))
    _republish(item, status="suspended", status_note={"zh_hans": "停办三天"})
    with pytest.raises(Conflict, match="停办三天"):
        submit(actor("applicant"), draft.id)


def _republish(item: str, **changes: Any) -> None:
    from yimen.catalogue.api import ItemDefinition, item_in_force, item_of, publish_item
    from yimen.kernel import actors

    known = item_of(item_in_force(item).id).model_dump(mode="json")
    publish_item(actors.clock("test"), ItemDefinition.model_validate({**known, **changes}))


def test_what_takes_no_applications_online_is_refused() -> None:
    with pytest.raises(Conflict, match="窗口"):
        start_single(actor("applicant"), "stage-permit", {})
    with pytest.raises(Unknown):
        start_single(actor("applicant"), "no-such-item", {})


def test_what_only_a_bundle_can_decide_is_refused_everywhere() -> None:
    with pytest.raises(Conflict, match="一件事"):
        start_single(actor("applicant"), "stall-registration", {})
    with pytest.raises(Conflict, match="一件事"):
        applied("stall-registration", form={}, papers={})
    page = browser().get("/items/stall-registration")
    assert "/items/stall-registration/start" not in page.content.decode()


@pytest.fixture
def exempt() -> str:
    return variant(
        exempt=[{"list": "small-kitchens", "when": 'form.stall.goods == "豆花"', "basis": NOTE}]
    )


def test_what_a_list_exempts_need_not_be_applied_for(exempt: str) -> None:
    by = actor("applicant")
    draft = filled(start_single(by, exempt, {}), **{"stall.goods": "豆花"})
    told = "不用办理，没有建立申请。依据：示范市虚构规定第九条"
    with pytest.raises(NotNeeded, match=told):
        submit(by, draft.id)
    with pytest.raises(NotNeeded, match=told):
        applied(exempt, form={"stall.goods": "豆花"})
    page = browser("applicant").get(f"/drafts/{draft.id}")
    assert told in text_of(page)
    assert not Case.objects.filter(item__code=exempt).exists()
    assert applied(exempt).state == "received"


def test_exempt_by_its_own_question_it_is_told_before_a_draft_is_made() -> None:
    question = {"code": "tiny", "question": "不到五平方米吗？"}
    item = variant(
        scenario=[question],
        exempt=[{"list": "small-kitchens", "when": "scenario.tiny", "basis": NOTE}],
    )
    page = browser("applicant").post(f"/items/{item}/start", {"tiny": "true", "_shown": "tiny"})
    assert page.status_code == 409
    assert "这个事项不用办" in text_of(page)
    assert "示范市虚构规定第九条" in text_of(page)
    assert not Draft.objects.filter(item__code=item).exists()


def test_where_a_key_list_names_it_no_promise_stands_for_a_proof() -> None:
    by = actor("applicant")
    item = variant(key=[{"list": "watched", "when": 'form.stall.goods == "河豚"', "basis": NOTE}])
    unknown = start_single(by, item, {})
    with pytest.raises(Invalid) as told:
        promise_paper(by, unknown.id, "fire-photo")
    assert "重点管理清单" in told.value.errors[0].message
    draft = fill_section(by, unknown.id, "application", {**_typed(), "stall.goods": "凉茶"})
    promise_paper(by, draft.id, "fire-photo")
    draft = fill_section(by, draft.id, "application", {**_typed(), "stall.goods": "河豚"})
    with pytest.raises(Invalid, match="承诺现在不能接受"):
        submit(by, filled(draft, **{"stall.goods": "河豚"}).id)
    with pytest.raises(Invalid, match="承诺代替"):
        applied(item, form={"stall.goods": "河豚"}, committed=["fire-photo"])
    assert applied(item, committed=["fire-photo"]).promises.count() == 1


def _typed() -> dict[str, str]:
    return {"person.phone": FORM["person.phone"]}


# --- pages and the API -------------------------------------------------------------------------


@pytest.fixture
def me() -> Client:
    return browser("applicant")


def test_from_the_guide_to_the_receipt(me: Client) -> None:
    guide = me.get(f"/items/{ITEM}")
    assert f'href="/items/{ITEM}/start"' in guide.content.decode()
    begin = me.get(f"/items/{ITEM}/start")
    assert f'href="/items/{ITEM}"' in begin.content.decode()
    assert not dead_links(begin)
    page = me.post(f"/items/{ITEM}/start", {"_key": str(uuid4())}, follow=True)
    assert "要填写的内容" in page.content.decode()
    assert "一次办好" not in text_of(page)
    assert "逐项办理" not in text_of(page)
    draft = Draft.objects.get(item__code=ITEM)
    assert "接着填写" in text_of(me.get(f"/items/{ITEM}/start"))
    filled(draft)
    assert "小作坊许可" in text_of(me.get("/cases"))
    check = me.get(f"/drafts/{draft.id}/check")
    assert "提交后就交给承办部门办理" in text_of(check)
    sent = {"declaration": "yes", "_key": str(uuid4())}
    receipt = me.post(f"/drafts/{draft.id}/submission", sent, follow=True)
    assert "申请已经交给市卫生健康局" in text_of(receipt)
    case = Case.objects.get(item__code=ITEM)
    for road in (f"/cases/{case.id}", "/cases"):
        assert case.number in text_of(me.get(road))


def test_progress_supplement_and_withdrawal(me: Client) -> None:
    case = alone()
    ask_supplement(actor(REVIEWER), case.id, {"goods-list": "第二页没有签名"})
    assert "第二页没有签名" in text_of(me.get(f"/cases/{case.id}"))
    done = me.post(f"/cases/{case.id}/withdrawal", {"_key": str(uuid4())}, follow=True)
    assert "已撤回“小作坊许可”的申请" in text_of(done)
    assert "重新申请" in text_of(done)
