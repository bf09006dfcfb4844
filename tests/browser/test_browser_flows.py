"""Pictures of flows in a real browser: drawn, readable, operable, and the same as a table."""

import pytest
from axe import OpenPage, assert_accessible, assert_fits
from playwright.sync_api import Page, expect
from test_browser_road import log_in


@pytest.fixture
def desk(open_page: OpenPage, platform: str) -> Page:
    """A reviewer's desk, at the list of flows."""
    page = open_page()
    log_in(page, platform, "market-reviewer")
    page.goto(f"{platform}/desk/flows")
    return page


def open_picture(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("[data-canvas] svg .djs-shape").first).to_be_visible()


def test_the_picture_of_a_bundle_opens(desk: Page) -> None:
    assert_accessible(desk)
    assert_fits(desk)
    open_picture(desk, "我要摆个摊")
    for call in ("call--stall-registration", "call--hygiene-card", "call--sign-filing"):
        expect(desk.locator(f'[data-element-id="Bundle--{call}"]')).to_be_visible()
    expect(desk.locator(".bjs-powered-by")).to_be_visible()
    expect(desk.locator("[data-trouble]")).to_be_hidden()
    assert_accessible(desk)
    assert_fits(desk)


def test_all_steps_of_a_bundle_are_a_second_picture(desk: Page) -> None:
    open_picture(desk, "我要摆个摊")
    steps = desk.get_by_role("button", name="全部环节")
    steps.click()
    expect(desk.locator('[data-element-id="stall-registration--accept"]')).to_be_visible()
    expect(steps).to_have_attribute("aria-pressed", "true")
    pools = desk.locator('[data-element-id^="Pool_"].djs-shape')
    expect(pools).to_have_count(3)
    messages = desk.locator('.djs-connection[data-element-id^="Message_"]')
    assert messages.count() > 0
    assert_accessible(desk)


def test_the_picture_grows_and_shrinks(desk: Page) -> None:
    open_picture(desk, "摊位登记")
    step = desk.locator('[data-element-id="accept"] .djs-visual rect')

    def width() -> float:
        box = step.bounding_box()
        assert box is not None
        return box["width"]

    before = width()
    desk.get_by_role("button", name="放大").click()
    assert width() > before
    desk.get_by_role("button", name="全图").click()
    desk.get_by_role("button", name="缩小").click()
    assert width() < before


def test_every_step_stands_in_the_table_without_scripts(open_page: OpenPage, platform: str) -> None:
    page = open_page(scripts=False)
    log_in(page, platform, "market-reviewer")
    page.goto(f"{platform}/desk/flows/open-a-stall")
    for member in ("摊位登记", "招牌备案", "食品卫生卡"):
        expect(page.get_by_role("table", name=member)).to_be_visible()
    row = page.get_by_role("row", name="明火核查").first
    expect(row).to_contain_text("按情形")
    expect(page.locator("[data-canvas]")).to_be_hidden()


def test_the_file_can_be_downloaded(desk: Page) -> None:
    open_picture(desk, "我要摆个摊")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="下载 BPMN 2.0 文件").click()
    assert download.value.suggested_filename == "open-a-stall.bpmn"
    assert "<bpmn:definitions" in download.value.path().read_text("utf-8")


def test_a_narrow_screen_keeps_the_page_in_its_width(open_page: OpenPage, platform: str) -> None:
    page = open_page(390)
    log_in(page, platform, "market-reviewer")
    page.goto(f"{platform}/desk/flows/open-a-stall")
    expect(page.locator("[data-canvas] svg .djs-shape").first).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
