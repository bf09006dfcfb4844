"""Filling in an application in the browser: scenario questions, task list, sections."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from pages import browser, dead_links, hidden, text_of
from stall import PLACE, SCENARIO, open_draft
from yimen.cases.models import Draft
from yimen.cases.queries import draft_form
from yimen.parties.api import Account

pytestmark = pytest.mark.usefixtures("demo_city")

START = "/bundles/open-a-stall/start"
STALL = {
    "enterprise.name": "示范市清风凉茶摊",
    "stall.pitch_number": "P-07",
    "stall.kind": "food",
    "stall.goods": "糖水、凉茶",
    "stall.days": ["saturday", "sunday"],
    "stall.width": "120",
    "stall.capital": "2,000.5",
    "stall.opening_day-year": "2026",
    "stall.opening_day-month": "12",
    "stall.opening_day-day": "5",
    "stall.open_flame": "false",
    "stall.landlord_code": "",
}


@pytest.fixture
def me() -> Client:
    return browser("applicant")


def section(draft: Draft, code: str) -> str:
    return f"/drafts/{draft.id}/sections/{code}"


def asked(questions: Any, **answers: str) -> dict[str, Any]:
    return {"_shown": questions, **answers}


FIRST = ("sells_food", "has_sign", "has_helpers")


# --- scenario --------------------------------------------------------------------------------


def test_a_question_that_depends_on_another_comes_with_its_answer(me: Client) -> None:
    assert "在哪里做" not in text_of(me.get(START))
    answers = {"sells_food": "true", "has_sign": "true", "has_helpers": "false"}
    more = me.post(START, asked(FIRST, **answers))
    assert more.status_code == 302
    assert not Draft.objects.exists()
    page = me.get(more.url)
    assert "在哪里做" in text_of(page)
    assert page.content.decode().count(" checked") == 3
    done = me.post(START, asked([*FIRST, "kitchen"], **answers, kitchen="brought"))
    draft = Draft.objects.get()
    assert done.url == f"/drafts/{draft.id}"
    assert draft.scenario == {
        "sells_food": True,
        "has_sign": True,
        "has_helpers": False,
        "kitchen": "brought",
    }


def test_questions_without_answer_are_named_and_the_answers_kept(me: Client) -> None:
    page = me.post(START, asked(FIRST, sells_food="true"))
    assert page.status_code == 422
    assert "请回答：挂招牌吗？" in text_of(page)
    assert "请回答：在哪里做" not in text_of(page)  # it has not been asked yet
    assert 'value="true" checked' in page.content.decode()
    assert dead_links(page) == set()
    assert page.content.decode().startswith("<!doctype html>")
    assert "<title>错误" in page.content.decode()


def test_two_presses_of_start_are_one_draft(me: Client) -> None:
    key = hidden(me.get(START), "_key")
    sent = {"_shown": [*FIRST, "kitchen"], **SCENARIO, "_key": key}
    assert me.post(START, sent).url == me.post(START, sent).url
    assert Draft.objects.count() == 1
    me.post(START, {**sent, "has_sign": "false"})  # gone back and changed: something new
    assert Draft.objects.count() == 2


def test_an_unfinished_draft_is_offered_again(me: Client) -> None:
    draft = open_draft()
    assert f"/drafts/{draft.id}" in me.get(START).content.decode()
    assert str(draft.id) not in browser("applicant-2").get(START).content.decode()


def test_the_scenario_can_be_changed_and_what_was_typed_stays(me: Client) -> None:
    draft = open_draft()
    me.post(section(draft, "person"), {"person.phone": "15400010001"})
    url = f"/drafts/{draft.id}/scenario"
    assert me.get(url).content.decode().count(" checked") == 4
    wrong = me.post(url, asked(FIRST, sells_food="false"))
    assert wrong.status_code == 422
    done = me.post(url, asked(FIRST, sells_food="false", has_sign="false", has_helpers="true"))
    assert done.url == f"/drafts/{draft.id}"
    draft.refresh_from_db()
    assert draft.scenario["has_helpers"] is True
    assert draft.form["person.phone"] == "15400010001"


def test_a_bundle_that_is_not_there(me: Client) -> None:
    assert me.get("/bundles/no-such/start").status_code == 404


# --- who may -----------------------------------------------------------------------------------


def urls_of(draft: Draft) -> list[str]:
    base = f"/drafts/{draft.id}"
    return [
        base,
        f"{base}/scenario",
        f"{base}/sections/person",
        f"{base}/papers",
        f"{base}/check",
        f"{base}/discard",
    ]


def test_somebody_else_s_draft_does_not_exist() -> None:
    draft = open_draft()
    other = browser("applicant-2")
    for url in urls_of(draft):
        assert other.get(url).status_code == 404, url
    posts = [*urls_of(draft)[1:4], f"/drafts/{draft.id}/submission", f"/drafts/{draft.id}/discard"]
    for url in [*posts, f"/drafts/{draft.id}/papers/{uuid4()}/removal"]:
        assert other.post(url, {"declaration": "yes"}).status_code == 404, url
    draft.refresh_from_db()
    assert (draft.form, draft.ended_at) == ({}, None)


def test_strangers_log_in_first_and_staff_do_not_apply() -> None:
    draft = open_draft()
    for url in [START, *urls_of(draft)]:
        answer = browser().get(url)
        assert answer.status_code == 302, url
        assert answer.url.startswith("/login?next="), url
        assert browser("market-reviewer").get(url).status_code == 403, url


def test_an_agent_fills_in_for_whom_it_acts() -> None:
    draft = open_draft()
    agent = browser("agent")
    assert agent.get(f"/drafts/{draft.id}").status_code == 404
    session = agent.session
    session["acting_for"] = str(Account.objects.get(login="applicant").party_id)
    session.save()
    assert agent.get(f"/drafts/{draft.id}").status_code == 200
    saved = agent.post(section(draft, "person"), {"person.phone": "15400010001"})
    assert saved.status_code == 302


# --- sections ----------------------------------------------------------------------------------


def test_the_task_list_tells_what_is_left_and_what_is_saved(
    me: Client, django_assert_max_num_queries: Any
) -> None:
    draft = open_draft()
    with django_assert_max_num_queries(25):
        page = me.get(f"/drafts/{draft.id}")
    words = text_of(page)
    assert "已完成 0 项，共 4 项" in words
    assert "4 个工作日" in words
    assert "摊位牌工本费 5.00 元" in words
    assert "逐项办理" in words
    assert f'href="{section(draft, "person")}"' in page.content.decode()
    assert dead_links(page) == set()


def test_what_a_register_knows_is_shown_and_not_asked(me: Client) -> None:
    page = me.get(section(open_draft(), "person"))
    assert "甲小明" in text_of(page)
    assert "来自示范市人口登记簿，不用再填" in text_of(page)
    assert 'name="person.name"' not in page.content.decode()
    assert "119999199001020114" not in text_of(page)  # supplied and sensitive: masked


def test_every_type_of_element_has_its_field(me: Client) -> None:
    page = me.get(section(open_draft(), "stall")).content.decode()
    for name in STALL:
        assert f'name="{name}"' in page, name
    assert 'type="checkbox" value="saturday"' in page
    assert 'type="radio" value="food"' in page
    assert "<textarea" in page
    assert 'name="stall.place"' not in page  # the pitch register will tell
    assert "保存时从示范市摊位登记簿自动带入" in page


def test_an_error_keeps_everything_that_was_typed_and_saves_nothing(me: Client) -> None:
    draft = open_draft()
    typed = {
        **STALL,
        "stall.width": "很宽",
        "stall.opening_day-month": "13",
        "stall.goods": "<b>糖水</b>",
    }
    page = me.post(section(draft, "stall"), typed)
    html = page.content.decode()
    assert page.status_code == 422
    assert "摊位宽度（厘米）要填数字" in text_of(page)
    assert "不是一个真实的日期" in text_of(page)
    assert dead_links(page) == set()
    for kept in ('value="很宽"', 'value="13"', 'value="2,000.5"', "&lt;b&gt;糖水&lt;/b&gt;"):
        assert kept in html, kept
    assert html.count(" checked") == 4
    draft.refresh_from_db()
    assert draft.form == {}


def test_a_missing_key_is_one_error_not_two(me: Client) -> None:
    page = me.post(section(open_draft(), "stall"), {**STALL, "stall.pitch_number": ""})
    assert "请填写摊位编号" in text_of(page)
    assert "请填写摊位地点" not in text_of(page)
    assert dead_links(page) == set()


def test_saving_fetches_what_the_source_knows_and_goes_on(me: Client) -> None:
    draft = open_draft()
    done = me.post(section(draft, "stall"), STALL)
    assert done.url == section(draft, "person")  # the first that is not complete
    assert "已从示范市摊位登记簿带入：摊位地点" in text_of(me.get(done.url))
    draft.refresh_from_db()
    assert draft_form(draft)["stall.place"] == PLACE
    assert draft.form["stall.capital"] == "2000.50"
    assert draft.form["stall.opening_day"] == "2026-12-05"
    assert draft.form["stall.open_flame"] is False


def test_what_the_source_does_not_know_is_asked_then(me: Client) -> None:
    draft = open_draft()
    done = me.post(section(draft, "stall"), {**STALL, "stall.pitch_number": "P-99"})
    assert done.url == section(draft, "stall")
    page = me.get(done.url)
    assert "示范市摊位登记簿没有查到，请自己填写：摊位地点" in text_of(page)
    assert 'name="stall.place"' in page.content.decode()
    sent = {**STALL, "stall.pitch_number": "P-99", "stall.place": "示范桥头"}
    assert me.post(section(draft, "stall"), sent).url == section(draft, "person")


def test_saving_to_come_back_takes_what_is_there(me: Client) -> None:
    draft = open_draft()
    sent = {"enterprise.name": "示范市清风凉茶摊", "_then": "later"}
    assert me.post(section(draft, "stall"), sent).url == f"/drafts/{draft.id}"
    assert "填写中" in text_of(me.get(f"/drafts/{draft.id}"))
    assert 'value="示范市清风凉茶摊"' in me.get(section(draft, "stall")).content.decode()
    wrong = me.post(section(draft, "stall"), {"stall.width": "很宽", "_then": "later"})
    assert wrong.status_code == 422


def test_rows_come_and_go_without_saving(me: Client) -> None:
    draft = open_draft(has_helpers="true")
    url = section(draft, "person")
    typed = {"helpers/0/helper.name": "丁帮手", "helpers/0/helper.phone": "1540001"}
    two = me.post(url, {**typed, "_add": "helpers"})
    assert two.status_code == 200
    assert 'name="helpers/1/helper.name"' in two.content.decode()
    assert 'value="丁帮手"' in two.content.decode()
    one = me.post(url, {**typed, "helpers/1/helper.name": "戊帮手", "_remove": "helpers/0"})
    assert 'value="戊帮手"' in one.content.decode()
    assert "丁帮手" not in one.content.decode()
    draft.refresh_from_db()
    assert "helpers" not in draft.form
    blank_first = {
        "helpers/0/helper.name": "",
        "helpers/1/helper.name": "丁",
        "helpers/1/helper.phone": "1",
    }
    wrong = me.post(url, {"person.phone": "15400010001", **blank_first})
    assert wrong.status_code == 422
    assert dead_links(wrong) == set()
    assert 'id="helpers/0/helper.phone-error"' in wrong.content.decode()


def test_a_section_of_another_scenario_is_not_there(me: Client) -> None:
    draft = open_draft(has_sign="false")
    assert me.get(section(draft, "sign")).status_code == 404


def test_what_no_database_keeps_does_no_harm(me: Client) -> None:
    draft = open_draft()
    sent = {
        "person.phone": "154\x0000010001",
        "helpers/x/helper.name": "甲",
        "_remove": "helpers/x",
    }
    assert me.post(section(draft, "person"), sent).status_code == 302
