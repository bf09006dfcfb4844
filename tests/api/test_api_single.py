"""One item applied for by itself over the API: from the draft to the list of cases."""

from collections.abc import Callable

import pytest
from api_caller import Caller

from stall import BUNDLE, file_for, submitted
from workshop import FORM, ITEM, variant

Of = Callable[..., Caller]


def apply(applicant: Caller) -> str:
    """From the draft to the receipt; its number."""
    answer = applicant.ask("POST", "drafts", {"item": ITEM, "scenario": {}})
    assert answer.status_code == 201, answer.content.decode()
    draft = answer.body
    assert (draft["item"], draft["bundle"], draft["total"]) == (ITEM, "", 2)
    given = {code: FORM[code] for code in ("person.phone", "stall.goods")}
    place = f"drafts/{draft['id']}"
    assert applicant.ask("PUT", f"{place}/sections/application", {"values": given}).body["done"]
    for one in draft["papers"]:
        name, content = file_for(one["document"])
        assert applicant.upload(f"{place}/papers", one["document"], name, content)
    receipt = applicant.ask("POST", f"{place}/submission")
    assert receipt.status_code == 201, receipt.content.decode()
    number: str = receipt.body["number"]
    return number


def test_the_road(caller: Of) -> None:
    number = apply(caller("applicant"))
    (row,) = caller("applicant").ask("GET", "cases").body["items"]
    assert (row["number"], row["item"], row["bundle"]) == (number, ITEM, "")
    assert (row["total"], row["done"]) == (1, 0)


@pytest.mark.parametrize("given", [{}, {"item": ITEM, "bundle": BUNDLE}])
def test_the_api_wants_one_of_both(given: dict[str, str], caller: Of) -> None:
    assert caller("applicant").ask("POST", "drafts", {**given, "scenario": {}}).status_code == 422


def test_bundles_and_items_stand_in_one_list(caller: Of) -> None:
    submitted()
    apply(caller("applicant"))
    rows = caller("applicant").ask("GET", "cases").body["items"]
    assert [(row["item"], row["total"]) for row in rows] == [(ITEM, 1), ("", 3)]


def test_what_is_stopped_is_refused_with_its_reason(caller: Of) -> None:
    item = variant(status="suspended", status_note={"zh_hans": "系统升级"})
    answer = caller("applicant").ask("POST", "drafts", {"item": item, "scenario": {}})
    assert (answer.status_code, "暂停办理：系统升级" in answer.body["detail"]) == (409, True)
