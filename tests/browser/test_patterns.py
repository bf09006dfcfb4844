"""Every component and layout in a real browser: accessible, reflowing, and alive."""

from collections.abc import Iterator

import pytest
from axe import OpenPage, assert_accessible, assert_fits
from patterns import HOSTILE, served
from playwright.sync_api import Page, expect

PAGES = ["/", "/desk", "/problem", "/403", "/403_csrf", "/404", "/500", "/503"]
MODES = ["", "?elder=1", "?lang=zh-hant", "?lang=en"]
HANDS = 60  # pixels: the least size of what an older hand should hit (large-type mode)


@pytest.fixture(scope="module")
def samples() -> Iterator[str]:
    """The address of the sample pages."""
    with served() as address:
        yield address


@pytest.fixture
def page(open_page: OpenPage, samples: str) -> Page:
    """The samples in the portal's layout."""
    page = open_page()
    page.goto(samples)
    return page


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_reflows(
    open_page: OpenPage, samples: str, path: str, width: int
) -> None:
    page = open_page(width)
    page.goto(samples + path)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("mode", MODES[1:])
def test_modes_and_languages_are_accessible(
    open_page: OpenPage, samples: str, mode: str, width: int
) -> None:
    page = open_page(width)
    page.goto(samples + "/" + mode)
    assert_accessible(page)
    assert_fits(page)


def test_reflows_at_four_hundred_percent(open_page: OpenPage, samples: str) -> None:
    page = open_page(320)
    page.goto(samples)
    assert_fits(page)


def test_error_summary_takes_focus_and_its_links_land_on_fields(page: Page) -> None:
    links = page.locator(".govuk-error-summary a")
    assert links.count() == 3
    for number in range(3):
        target = links.nth(number).get_attribute("href")
        links.nth(number).click()
        assert page.evaluate("'#' + document.activeElement.id") == target
        assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_a_radio_shows_what_it_asks_further(page: Page) -> None:
    more = page.get_by_label("请写明类型")
    expect(more).to_be_hidden()
    page.get_by_label("个人独资企业").first.check()
    expect(more).to_be_visible()
    page.get_by_label("有限责任公司").first.check()
    expect(more).to_be_hidden()


def test_charts_are_drawn_from_their_tables(page: Page) -> None:
    figures = page.locator("figure[data-chart]")
    expect(figures.locator("svg")).to_have_count(4)
    bar = figures.first
    drawn = bar.locator("svg")
    expect(drawn).to_contain_text("1.2")
    expect(drawn).to_contain_text("目标 ≤ 2")
    expect(bar.locator("table")).to_be_hidden()
    bar.locator("summary").click()
    expect(bar.locator("table")).to_be_visible()


def test_everything_is_there_without_scripts(open_page: OpenPage, samples: str) -> None:
    page = open_page(scripts=False)
    page.goto(samples)
    expect(page.get_by_label("请写明类型")).to_be_visible()
    expect(page.locator("figure table").first).to_be_visible()
    expect(page.locator(".y-figure__canvas").first).to_be_hidden()
    expect(page.locator("input[type=file]")).to_be_visible()


def test_labels_and_values_are_shown_not_obeyed(page: Page) -> None:
    expect(page.get_by_label(HOSTILE)).to_have_value(HOSTILE)
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "1"


def test_no_inline_style_or_script_is_sent(open_page: OpenPage, samples: str) -> None:
    page = open_page(scripts=False)
    page.goto(samples)
    assert page.locator("[style], style, script:not([src])").count() == 0
    handlers = page.content().count(" onclick=")
    assert handlers == 0


def test_large_type_gives_large_text_and_targets(open_page: OpenPage, samples: str) -> None:
    page = open_page(390)
    page.goto(samples + "/?elder=1")
    sizes = page.evaluate(
        "[...document.querySelectorAll('main .govuk-label, main li, main p')]"
        ".filter(e => e.checkVisibility()).map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 22
    targets = page.locator(
        ".govuk-button, .govuk-input:not(.govuk-date-input__input), .govuk-select, "
        ".govuk-radios__input, .govuk-checkboxes__input, .y-tabbar a, .y-top__choice"
    )
    for target in targets.all():
        if target.is_visible():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= HANDS, target.evaluate("e => e.outerHTML")


def test_phone_has_a_tab_bar_in_place_of_the_header_s_navigation(
    open_page: OpenPage, samples: str
) -> None:
    phone, desktop = open_page(390), open_page()
    for page, bar, header in [(phone, True, False), (desktop, False, True)]:
        page.goto(samples)
        expect(page.get_by_role("navigation", name="底部导航")).to_be_visible(visible=bar)
        expect(page.get_by_role("navigation", name="主导航")).to_be_visible(visible=header)


def test_account_menu_closes_on_escape(page: Page) -> None:
    menu = page.locator("details.y-menu")
    menu.locator("summary").click()
    expect(menu.get_by_role("button", name="退出登录")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="退出登录")).to_be_hidden()
    assert menu.locator("summary").evaluate("e => e === document.activeElement")


def test_desk_is_walked_by_keys_that_can_be_turned_off(open_page: OpenPage, samples: str) -> None:
    page = open_page()
    page.goto(samples + "/desk")
    focused = "document.activeElement.textContent"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "SL202611230001"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "SL202611230002"
    page.keyboard.press("k")
    assert page.evaluate(focused) == "SL202611230001"
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="查找办件")
    expect(search).to_be_focused()
    page.keyboard.type("jk/")
    expect(search).to_have_value("jk/")
    page.keyboard.press("Escape")
    page.locator("details.y-menu summary").click()
    page.get_by_role("button", name="单键快捷键").click()
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate(focused) != "SL202611230001"
