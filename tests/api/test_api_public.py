"""What anyone may read: bundles, items, the plan, whether a certificate is genuine."""

from collections.abc import Callable
from typing import Any

import pytest
from api_caller import Caller

from stall import BUNDLE, submitted, work_through
from yimen.documents.models import Certificate

Of = Callable[..., Caller]
Most = Callable[[int], Any]


def test_log_in_gives_a_token_that_works(caller: Of) -> None:
    given = {"login": "applicant", "password": "yimen-demo"}
    answer = caller().ask("POST", "tokens", given)
    assert answer.status_code == 201
    assert (answer.body["scheme"], answer.body["name"]) == ("Bearer", "甲小明")
    assert Caller(answer.body["token"]).ask("GET", "cases").status_code == 200


def test_bundles(caller: Of, django_assert_max_num_queries: Most) -> None:
    with django_assert_max_num_queries(4):
        page = caller().ask("GET", "bundles").body
    assert (page["page"], page["pages"], page["total"]) == (1, 1, 1)
    assert page["items"][0]["code"] == BUNDLE
    assert page["items"][0]["promised"]["words"] == "4 个工作日"


def test_a_bundle_with_the_preview_of_a_scenario(
    caller: Of, django_assert_max_num_queries: Most
) -> None:
    open_answers = caller().ask("GET", f"bundles/{BUNDLE}").body
    assert open_answers["scenario"][0]["code"] == "sells_food"
    applies = {m["item"]: m["applies"] for m in open_answers["preview"]["members"]}
    assert applies == {"stall-registration": True, "sign-filing": None, "hygiene-card": None}
    path = f"bundles/{BUNDLE}?sells_food=true&has_sign=false&kitchen=brought"
    with django_assert_max_num_queries(12):
        told = caller().ask("GET", path).body
    applies = {m["item"]: m["applies"] for m in told["preview"]["members"]}
    assert applies == {"stall-registration": True, "hygiene-card": True}
    savings = told["preview"]["savings"]
    assert savings["fields_once"] < savings["fields_separately"]
    assert savings["papers_asked"] < savings["papers_separately"]
    assert savings["visits"] < savings["visits_separately"]


def test_an_item(caller: Of, django_assert_max_num_queries: Most) -> None:
    with django_assert_max_num_queries(8):
        item = caller().ask("GET", "items/hygiene-card").body
    assert item["promised"]["words"] == "2 个工作日"
    assert item["statutory"]["period"] == "20wd"
    assert [step["unit_name"] for step in item["steps"]] == ["市卫生健康局"] * 3
    assert {f["element"]: f["source"] for f in item["fields"]}["person.name"] == (
        "population-register"
    )
    assert item["papers"][3]["may_defer"] is True


@pytest.mark.parametrize("path", ["bundles/nothing", "items/nothing", "plan?code=1900"])
def test_what_there_is_not(caller: Of, path: str) -> None:
    assert caller().ask("GET", path).status_code == 404


def test_the_plan(caller: Of, django_assert_max_num_queries: Most) -> None:
    with django_assert_max_num_queries(12):
        plan = caller().ask("GET", "plan").body
    assert sum(plan["counts"].values()) == sum(len(part["items"]) for part in plan["parts"])
    third = caller().ask("GET", "plan/items/3").body
    assert third in plan["parts"][0]["items"]
    assert third["leads"] == ["市市场监管局"]
    assert caller().ask("GET", "plan/items/99").status_code == 404


def test_a_certificate_is_verified_by_anyone(
    caller: Of, django_assert_max_num_queries: Most
) -> None:
    root = work_through(submitted())
    mark = Certificate.objects.filter(case__in=root.children.values("id")).first().identifier
    with django_assert_max_num_queries(3):
        told = caller().ask("GET", f"verifications/{mark}").body
    assert told["genuine"] is True
    assert told["identifier"] == mark
    assert (told["signature"]["intact"], told["signature"]["trusted"]) == (True, True)


def test_a_certificate_that_is_none(caller: Of) -> None:
    assert caller().ask("GET", "verifications/abc").status_code == 422
