"""The wind tunnel in a real browser: chosen, run by a worker, drawn, readable without scripts."""

import pytest
from axe import OpenPage, assert_accessible, assert_fits
from playwright.sync_api import Page, expect
from test_browser_road import log_in


def ask(page: Page, platform: str) -> None:
    """A short simulation of the stall's registration, from the choice to its page."""
    page.goto(f"{platform}/desk/simulation/")
    page.get_by_label("事项或一件事").select_option("stall-registration")
    page.get_by_role("button", name="选好了").click()
    page.get_by_label("每个工作日多少件").fill("6")
    page.locator("summary", has_text="更多假设").click()
    page.get_by_label("统计多少个工作日").fill("20")
    page.get_by_label("模拟多少轮").fill("3")
    page.get_by_role("button", name="开始模拟").click()
    page.wait_for_url("**/desk/simulation/*-*")


@pytest.fixture
def desk(open_page: OpenPage, platform: str) -> Page:
    page = open_page()
    log_in(page, platform, "designer")
    return page


def test_the_page_shows_itself_anew_when_the_result_is_there(desk: Page, platform: str) -> None:
    ask(desk, platform)
    expect(desk.get_by_role("heading", name="结论")).to_be_visible(timeout=30_000)
    expect(desk.locator("figure svg").first).to_be_visible()
    expect(desk.get_by_role("table", name="主要数字")).to_contain_text("承诺时限内办结")
    assert_accessible(desk)
    assert_fits(desk)


def test_choosing_and_errors_are_accessible(desk: Page, platform: str) -> None:
    desk.goto(f"{platform}/desk/simulation/?code=open-a-stall")
    assert_accessible(desk)
    assert_fits(desk)
    desk.get_by_role("button", name="开始模拟").click()
    expect(desk.get_by_role("alert")).to_contain_text("没有给到件量")
    assert_accessible(desk)


def test_it_fits_a_phone(open_page: OpenPage, platform: str) -> None:
    page = open_page(390)
    log_in(page, platform, "designer")
    page.goto(f"{platform}/desk/simulation/?code=open-a-stall")
    assert_accessible(page)
    assert_fits(page)


def test_without_scripts_the_figures_stand_in_tables(open_page: OpenPage, platform: str) -> None:
    page = open_page(scripts=False)
    log_in(page, platform, "designer")
    page.goto(f"{platform}/desk/simulation/?code=sign-filing")
    page.get_by_label("每个工作日多少件").fill("6")
    page.get_by_role("button", name="开始模拟").click()
    heading = page.get_by_role("heading", name="结论")
    for _ in range(300):
        if heading.is_visible():
            break
        page.reload()  # as somebody would who waits
    expect(heading).to_be_visible()
    for name in ("主要数字", "从提交到办结", "各岗位的忙碌和排队", "各环节的等待和办理"):
        expect(page.get_by_role("table", name=name)).to_be_visible()
