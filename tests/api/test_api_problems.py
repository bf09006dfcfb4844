"""Whatever goes wrong is told as a problem detail (RFC 9457), in Chinese."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from api_caller import Caller

from stall import BUNDLE, SCENARIO
from yimen.cases import queries

Of = Callable[..., Caller]


def told(answer: Any, status: int) -> dict[str, Any]:
    """The problem detail, after checking that it is a whole one."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == status
    assert answer.body["type"].startswith("urn:yimen:problem:")
    for words in (answer.body["title"], answer.body["detail"]):
        assert re.search("[\u4e00-\u9fff]", words)
    problem: dict[str, Any] = answer.body
    return problem


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["message"] for error in told(answer, 422)["errors"]}


@pytest.mark.parametrize("path", ["nowhere", "drafts/not-an-id", "a/b/c", "docs", "bundles/"])
def test_an_unknown_address(caller: Of, path: str) -> None:
    told(caller().ask("GET", path), 404)


def test_an_address_with_a_character_that_no_database_takes(caller: Of) -> None:
    told(caller().ask("GET", "items/a%00b"), 404)
    told(caller("clerk").ask("GET", "desk/tasks?words=a%00b"), 422)


def test_a_method_that_the_address_does_not_take(caller: Of) -> None:
    answer = caller().ask("DELETE", "bundles")
    assert "GET" in told(answer, 405)["detail"]
    assert answer["Allow"] == "GET"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'"\\ud800"', b'{"bundle": "a\\u0000", "scenario": {}}']
)
def test_a_body_that_is_no_good_json(caller: Of, body: bytes) -> None:
    told(caller("applicant").ask("POST", "drafts", body), 400)


def test_a_body_of_the_wrong_shape_is_told_field_by_field(caller: Of) -> None:
    answer = caller("applicant").ask("POST", "drafts", {"bundle": 1, "more": 2})
    assert faults(answer) == {
        "bundle": "应是文字",
        "scenario": "缺少这一项",
        "more": "没有这一项，请删去",
    }


def test_query_parameters_are_checked(caller: Of) -> None:
    assert faults(caller("applicant").ask("GET", "cases?page=0")) == {"page": "太小"}
    assert faults(caller("clerk").ask("GET", "desk/tasks?light=blue")) == {"light": "不在可选范围"}
    wrong = caller().ask("GET", f"bundles/{BUNDLE}?kitchen=moon&sells_food=1&more=x")
    assert set(faults(wrong)) == {"kitchen", "sells_food", "more"}


@pytest.mark.parametrize("scheme", ["Bearer nonsense", "Bearer ", "Basic YTpi", "Token x"])
def test_a_token_that_is_not_good(caller: Of, scheme: str) -> None:
    stranger = caller()
    stranger.headers = {"Authorization": scheme}
    assert "令牌" in told(stranger.ask("GET", "cases"), 401)["detail"]


def test_a_wrong_password_and_an_unknown_name_are_told_alike(caller: Of) -> None:
    wrong = [
        told(caller().ask("POST", "tokens", {"login": login, "password": "wrong"}), 401)
        for login in ("applicant", "nobody")
    ]
    assert wrong[0] == wrong[1]


def test_an_error_that_nobody_foresaw_tells_nothing_of_itself(
    caller: Of, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(queries, "case_rows", fail)
    answer = caller("applicant").ask("GET", "cases")
    told(answer, 500)
    assert "secret" not in answer.content.decode()
    assert "secret of the house" in caplog.text


def test_a_key_that_is_too_long(caller: Of) -> None:
    given = {"bundle": BUNDLE, "scenario": SCENARIO}
    told(caller("applicant").ask("POST", "drafts", given, key="k" * 201), 422)


# -- the session of a browser ----------------------------------------------------------------------


def in_session(login: str) -> Caller:
    from django.test import Client

    from yimen.parties.api import Account

    one = Caller()
    one.client = Client(enforce_csrf_checks=True)
    one.client.force_login(Account.objects.get(login=login))
    return one


def test_a_session_reads(demo_city: None) -> None:
    assert in_session("applicant").ask("GET", "cases").status_code == 200


def test_a_session_writes_only_with_its_csrf_token(demo_city: None) -> None:
    browser = in_session("applicant")
    given = {"bundle": BUNDLE, "scenario": SCENARIO}
    assert "CSRF" in told(browser.ask("POST", "drafts", given), 403)["detail"]
    secret = uuid4().hex
    browser.client.cookies["csrftoken"] = secret
    browser.headers = {"X-CSRFToken": secret}
    assert browser.ask("POST", "drafts", given).status_code == 201


def test_a_token_needs_no_csrf_token(caller: Of) -> None:
    from django.test import Client

    program = caller("applicant")
    program.client = Client(enforce_csrf_checks=True)
    given = {"bundle": BUNDLE, "scenario": SCENARIO}
    assert program.ask("POST", "drafts", given).status_code == 201
