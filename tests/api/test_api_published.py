"""The published catalogue over the API: whole items on a day, lists, powers, citations."""

from collections.abc import Callable
from typing import Any

import pytest
from api_caller import Caller

from yimen.catalogue.queries.published import citations

Of = Callable[..., Caller]
Most = Callable[[int], Any]
pytestmark = pytest.mark.usefixtures("demo_city")


def test_items_are_listed_in_pages(caller: Of, django_assert_max_num_queries: Most) -> None:
    with django_assert_max_num_queries(4):
        page = caller().ask("GET", "items").body
    assert (page["total"], page["pages"]) == (6, 1)
    assert page["items"][0]["status"] == "open"
    of_health = caller().ask("GET", "items?unit=health").body
    assert [one["code"] for one in of_health["items"]] == ["hygiene-card", "workshop-permit"]


def test_an_item_says_everything_and_as_of_a_day(caller: Of) -> None:
    item = caller().ask("GET", "items/hygiene-card").body
    assert item["acceptance"]["within"]["words"] == "5 个工作日"
    assert item["guide"]["body"] == "statutory"
    assert item["bundles"] == ["open-a-stall"]
    assert item["steps"][0]["procedure"] == ""
    assert item["papers"][0]["made_by"] == "applicant"
    early = caller().ask("GET", "items/hygiene-card?on=2024-01-01")
    assert early.status_code == 404
    assert "从 2025-01-01 起施行" in early.body["detail"]
    assert caller().ask("GET", "items/hygiene-card?on=soon").status_code == 422


def test_versions_of_an_item(caller: Of) -> None:
    [version] = caller().ask("GET", "items/hygiene-card/versions").body
    assert (version["since"], version["until"]) == ("2025-01-01", None)
    assert version["nature_names"] == ["新增"]
    assert caller().ask("GET", "items/no-such/versions").status_code == 404


def test_lists_and_powers(caller: Of) -> None:
    assert caller().ask("GET", "lists").body == []
    assert caller().ask("GET", "lists/no-such").status_code == 404
    powers = caller().ask("GET", "powers?unit=health").body
    found = [(one["item"], one["owner"]) for one in powers["items"]]
    assert found == [("hygiene-card", ""), ("workshop-permit", "")]
    reform = caller().ask("GET", "permit-reform").body
    assert (reform["total"], reform["percent"]) == (0, None)


def test_citations_and_open_tables(caller: Of) -> None:
    told = caller().ask("GET", "citations").body
    assert told["total"] == citations().total
    assert told["total"] == told["verified"] + len(told["unverified"])
    tables = caller().ask("GET", "open-data").body
    assert tables["catalogue"].endswith("/open-data/catalogue.jsonld")
    assert {one["name"]: one["lines"] for one in tables["tables"]}["items"] == 6
