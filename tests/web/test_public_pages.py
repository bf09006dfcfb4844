"""The start page, what can be done, and the guides: every figure is counted, not written."""

import pytest
from django.test import Client

from pages import browser, dead_links, text_of
from yimen.catalogue.api import catalogue_figures, item_of, items_in_force, stages

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def anyone() -> Client:
    return browser()


def test_the_start_page_counts_what_there_is(anyone: Client) -> None:
    page = anyone.get("/")
    words = text_of(page)
    figures = catalogue_figures()
    assert (figures.items, figures.bundles) == (len(items_in_force()), 1)
    assert f"1 件“一件事”一次办 · {figures.items} 项事项，{figures.online} 项全程网办" in words
    assert "我要摆个摊" in words
    assert "示范市深化“放管服”改革" in words
    assert not dead_links(page)


def test_items_and_bundles_are_found_by_their_words(anyone: Client) -> None:
    found = text_of(anyone.get("/bundles", {"q": "招牌"})).replace(" ", "")  # words are marked
    assert "招牌备案" in found
    assert "我要摆个摊" in found, "a bundle is found by the items it joins"
    assert "食品卫生卡" not in found.split("事项和", 1)[-1].split("实施机关")[-1]
    none = text_of(anyone.get("/bundles", {"q": "<b>没有"}))
    assert "没有找到相关的事" in none
    everything = text_of(anyone.get("/bundles"))
    assert all(item.name.zh_hans in everything for _, item in items_in_force())


def test_a_search_shows_typed_markup_as_text(anyone: Client) -> None:
    page = anyone.get("/bundles", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_the_guide_of_a_bundle_says_what_it_asks_and_what_it_spares(anyone: Client) -> None:
    page = anyone.get("/bundles/open-a-stall")
    words = text_of(page)
    for part in (
        "开始办理",
        "4 个工作日",
        "货品清单",
        "免交的材料",
        "身份证",
        "少填少跑",
        "示范市虚构规定",
    ):
        assert part in words, part
    assert 'href="/bundles/open-a-stall/start"' in page.content.decode()
    assert "卖吃的吗？" in words
    assert not dead_links(page)


def test_items_that_wait_for_others_stand_after_them() -> None:
    items = {item.code: item for _, item in items_in_force()}
    joined = [items[code] for code in ("sign-filing", "hygiene-card", "stall-registration")]
    assert [[item.code for item in group] for group in stages(joined)] == [
        ["hygiene-card", "stall-registration"],
        ["sign-filing"],
    ]
    assert stages([]) == []
    assert [len(group) for group in stages([items["sign-filing"]])] == [1]


def test_the_guide_of_an_item_has_limits_papers_steps_and_basis(anyone: Client) -> None:
    page = anyone.get("/items/hygiene-card")
    words = text_of(page)
    for part in ("承诺时限 2 个工作日", "法定时限 20 个工作日", "可容缺", "卫生审查", "设定依据"):
        assert part in words, part
    assert "在“我要摆个摊”里办" in words


def test_every_item_has_a_guide(anyone: Client) -> None:
    for version, _ in items_in_force():
        code = item_of(version.id).code
        assert anyone.get(f"/items/{code}").status_code == 200


def test_what_does_not_exist_is_not_found(anyone: Client) -> None:
    assert anyone.get("/bundles/no-such").status_code == 404
    assert anyone.get("/items/no-such").status_code == 404
    assert anyone.get("/no-such").status_code == 404
