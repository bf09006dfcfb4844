"""Search in a real browser: suggestions while typing, results, and the desk's page."""

import pytest
from axe import OpenPage, assert_accessible, assert_fits
from playwright.sync_api import Page, expect
from test_browser_road import log_in


def search(page: Page, platform: str, words: str) -> None:
    page.goto(platform)
    page.get_by_label("搜索事项").fill(words)
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**/bundles?q=*")


def test_suggestions_come_while_typing_and_lead_on(open_page: OpenPage, platform: str) -> None:
    page = open_page()
    page.goto(platform)
    page.get_by_label("搜索事项").press_sequentially("招牌")
    suggested = page.locator("#suggestions").get_by_role("link", name="招牌备案")
    expect(suggested).to_be_visible()
    expect(page.locator("#suggestions mark").first).to_have_text("招牌")
    assert_accessible(page)
    assert_fits(page)
    suggested.click()
    expect(page).to_have_url(f"{platform}/items/sign-filing")


@pytest.mark.parametrize("width", [1280, 390])
def test_results_are_readable_at_every_width(
    open_page: OpenPage, platform: str, width: int
) -> None:
    page = open_page(width)
    search(page, platform, "我想摆地摊卖糖水")
    expect(page.get_by_text("最相关的在前")).to_be_visible()
    links = page.locator("main").get_by_role("link")
    names = [links.nth(n).inner_text() for n in range(links.count())]
    assert names.index("我要摆个摊") < names.index("摊位登记"), "bundles come first"
    assert_accessible(page)
    assert_fits(page)


def test_search_works_without_scripts(open_page: OpenPage, platform: str) -> None:
    page = open_page(scripts=False)
    search(page, platform, "招牌")
    expect(page.get_by_role("link", name="招牌备案")).to_be_visible()


def test_what_is_not_found_becomes_a_word_in_one_click(open_page: OpenPage, platform: str) -> None:
    visitor = open_page(390)
    search(visitor, platform, "大排档的招牌")
    visitor.get_by_label("查找事项").fill("造飞船")
    visitor.get_by_role("button", name="查找").click()
    expect(visitor.get_by_text("没有找到相关的事")).to_be_visible()
    assert_accessible(visitor)
    assert_fits(visitor)

    desk = open_page()
    log_in(desk, platform, "designer")
    desk.get_by_role("link", name="检索维护").click()
    expect(desk.get_by_role("row").filter(has_text="造飞船")).to_be_visible()
    assert_accessible(desk)
    assert_fits(desk)
    row = desk.get_by_role("row").filter(has_text="大排档的招牌")
    row.get_by_role("button", name="“大排档的招牌”就是 招牌备案").click()
    expect(desk.get_by_text("已添加检索词“大排档的招牌”")).to_be_visible()
    assert_accessible(desk)

    desk.get_by_label("群众的说法", exact=True).fill("飞船")
    desk.get_by_label("规范用语", exact=True).fill("没有的证")
    desk.get_by_role("button", name="添加", exact=True).click()
    expect(desk.get_by_role("alert")).to_contain_text("没有名称或别名里有“没有的证”的事项")
    assert_accessible(desk)
