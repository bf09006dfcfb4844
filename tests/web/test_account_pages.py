"""Logging in and out, for whom one acts, one's own data, how pages look."""

from typing import Any

import pytest
from django.test import Client

from city import PASSWORD, actor
from pages import browser, dead_links, text_of
from stall import open_draft
from yimen.parties.api import Account
from yimen.parties.models import Mandate

pytestmark = pytest.mark.usefixtures("demo_city")


def log_in(login: str, password: str = PASSWORD, **more: str) -> Any:
    return Client().post("/login", {"login": login, "password": password, **more})


# --- logging in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("login", "start"),
    [
        ("applicant", "/cases"),
        ("agent", "/cases"),
        ("market-reviewer", "/desk"),
        ("clerk", "/desk"),
        ("supervisor", "/supervision"),
        ("admin", "/administration"),
    ],
)
def test_everyone_comes_to_where_their_work_is(login: str, start: str) -> None:
    assert log_in(login).headers["Location"] == start


def test_after_logging_in_one_is_back_where_one_wanted_to_go() -> None:
    assert log_in("applicant", next="/my-data").headers["Location"] == "/my-data"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_nobody_is_sent_to_another_site(elsewhere: str) -> None:
    assert log_in("applicant", next=elsewhere).headers["Location"] == "/cases"
    settings = Client().post("/settings", {"elder": "1", "next": elsewhere})
    assert settings.headers["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_are_told_alike() -> None:
    wrong, unknown = log_in("applicant", "wrong"), log_in("nobody")
    for answer in (wrong, unknown):
        assert answer.status_code == 422
        assert "登录名或密码不对" in text_of(answer)
        assert not dead_links(answer)
    assert 'value="applicant"' in wrong.content.decode()
    assert "wrong" not in wrong.content.decode()
    empty = text_of(log_in("", ""))
    assert "请填写登录名" in empty
    assert "请填写密码" in empty


def test_an_account_that_is_switched_off_cannot_log_in() -> None:
    Account.objects.filter(login="applicant").update(is_active=False)
    assert log_in("applicant").status_code == 422


def test_demo_log_ins_are_shown_in_the_demo_only(settings: Any) -> None:
    settings.YIMEN_DEMO = True
    assert "督查人员" in text_of(Client().get("/login"))
    settings.YIMEN_DEMO = False
    page = Client().get("/login")
    assert "演示账号" not in text_of(page)
    assert PASSWORD not in page.content.decode()


def test_who_is_logged_in_is_not_asked_again() -> None:
    assert browser("market-reviewer").get("/login").headers["Location"] == "/desk"


def test_logging_out_ends_the_session() -> None:
    client = browser("applicant")
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").headers["Location"] == "/"
    assert client.get("/my-data").status_code == 302


# --- for whom ----------------------------------------------------------------------------------


def test_an_agent_chooses_for_whom_and_comes_back_to_itself() -> None:
    agent, principal = browser("agent"), actor("applicant").party
    assert "代甲小明办事" in text_of(agent.get("/acting-for"))
    agent.post("/acting-for", {"party": principal})
    assert "（代甲小明）" in text_of(agent.get("/"))
    assert agent.session["acting_for"] == principal
    agent.post("/acting-for", {"party": ""})
    assert "acting_for" not in agent.session
    assert "（代" not in text_of(agent.get("/"))


def test_nobody_acts_for_whom_gave_no_mandate() -> None:
    agent, other = browser("agent"), actor("applicant-2").party
    assert agent.post("/acting-for", {"party": other}).status_code == 403
    assert agent.post("/acting-for", {"party": "x"}).status_code == 404
    assert "acting_for" not in agent.session
    principal = actor("applicant").party
    stranger = browser("applicant-2")
    assert stranger.post("/acting-for", {"party": principal}).status_code == 403


def test_when_the_mandate_ends_the_agent_is_itself_again() -> None:
    agent, principal = browser("agent"), actor("applicant").party
    agent.post("/acting-for", {"party": principal})
    held = Mandate.objects.get(principal_id=principal)
    held.ended_at = held.since
    held.save()
    assert "（代" not in text_of(agent.get("/"))
    assert "还没有人委托您代办" in text_of(agent.get("/acting-for"))


# --- one's own data ----------------------------------------------------------------------------


def test_one_sees_who_asked_for_what_about_oneself() -> None:
    me = browser("applicant")
    assert "还没有人查过您的数据" in text_of(me.get("/my-data"))
    open_draft()
    words = text_of(me.get("/my-data"))
    assert "人口" in words
    assert "我要摆个摊" in words
    assert "还没有人查过您的数据" in text_of(browser("applicant-2").get("/my-data"))


def test_the_record_is_for_oneself_only() -> None:
    open_draft()
    agent = browser("agent")
    agent.post("/acting-for", {"party": actor("applicant").party})
    words = text_of(agent.get("/my-data"))
    assert "查询记录只给本人看" in words
    assert "我要摆个摊" not in words
    assert browser().get("/my-data").status_code == 302
    assert browser("market-reviewer").get("/my-data").status_code == 403


# --- how pages look ----------------------------------------------------------------------------


def test_language_and_large_type_are_kept_in_cookies() -> None:
    client = Client()
    answer = client.post("/settings", {"language": "en", "next": "/verify"})
    assert answer.headers["Location"] == "/verify"
    client.post("/settings", {"elder": "1"})
    page = client.get("/").content.decode()
    assert 'lang="en"' in page
    assert "I want to open a stall" in page
    assert 'class="elder' in page
    client.post("/settings", {"language": "xx", "elder": "7"})
    assert client.cookies["language"].value == "en"
    assert client.get("/settings").status_code == 405
