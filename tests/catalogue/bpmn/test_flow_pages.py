"""The pages of flows: for staff, of what is in force, with the file behind the picture."""

import pytest
from lxml import etree
from spiff_oracle import VALIDATOR

from pages import browser, text_of

pytestmark = pytest.mark.usefixtures("demo_city")


def test_the_list_leads_to_bundles_and_items() -> None:
    page = browser("market-reviewer").get("/desk/flows")
    words = text_of(page)
    assert "我要摆个摊" in words
    assert "摊位登记" in words
    for code in ("open-a-stall", "stall-registration"):
        assert f'href="/desk/flows/{code}"' in page.content.decode()


def test_a_bundle_is_told_member_by_member_in_its_order() -> None:
    page = browser("market-reviewer").get("/desk/flows/open-a-stall")
    names = [member["name"].zh_hans for member in page.context["members"]]
    assert names == ["摊位登记", "招牌备案", "食品卫生卡"]
    words = text_of(page)
    for part in (
        "明火核查",
        "按情形：form.stall.open_flame",
        "等统一社会信用代码",
        "资料审查、征求意见",
    ):
        assert part in words


def test_pages_speak_english() -> None:
    client = browser("market-reviewer")
    client.cookies["language"] = "en"
    words = text_of(client.get("/desk/flows/stall-registration"))
    for part in ("Flame inspection", "If form.stall.open_flame", "Download the BPMN 2.0 file"):
        assert part in words


@pytest.mark.parametrize("code", ["open-a-stall", "stall-registration"])
def test_the_file_is_valid_bpmn(code: str) -> None:
    answer = browser("market-reviewer").get(f"/desk/flows/{code}.bpmn")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{code}.bpmn"'
    root = etree.fromstring(answer.content)
    VALIDATOR.validate(root)
    assert root.get("id") == f"Definitions_{code}"


@pytest.mark.parametrize("path", ["/desk/flows/tea", "/desk/flows/tea.bpmn"])
def test_what_is_not_in_force_is_not_there(path: str) -> None:
    assert browser("market-reviewer").get(path).status_code == 404


@pytest.mark.parametrize("path", ["/desk/flows", "/desk/flows/open-a-stall"])
def test_the_pages_are_for_staff(path: str) -> None:
    assert browser("applicant").get(path).status_code == 403
    assert browser().get(path).status_code == 302
