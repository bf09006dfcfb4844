"""What the public sees of the catalogue in a real browser: accessible, reflowing, printable."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe import OpenPage, assert_accessible, assert_fits
from playwright.sync_api import Page, expect

from city import cloned_database
from rich_items import SINCE, publish_rich

PAGES = [
    "/items/hygiene-card",
    "/items/hygiene-card?on=2026-02-28",
    "/items/stage-permit",
    "/lists/",
    "/lists/papers-later",
    "/powers/",
    "/powers/?by=town",
    "/catalogue/unverified",
    "/open-data/",
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing: the tests speak."""


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of the fictional city with an item of every element and two lists."""
    from yimen.config.wsgi import application

    with cloned_database(django_db_blocker), django_db_blocker.unblock():
        publish_rich()
        server = make_server("127.0.0.1", 0, application, _Server, _Silent)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()


@pytest.fixture
def page(open_page: OpenPage, served: str) -> Page:
    """The guide of the item of every element."""
    page = open_page()
    page.goto(f"{served}/items/hygiene-card")
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_reflow(open_page: OpenPage, served: str, width: int) -> None:
    page = open_page(width)
    for path in PAGES:
        page.goto(served + path)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("cookies", [{"language": "zh-hant"}, {"language": "en"}, {"elder": "1"}])
def test_languages_and_large_type_are_accessible(
    open_page: OpenPage, served: str, cookies: dict[str, str]
) -> None:
    page = open_page(390)
    page.context.add_cookies([{"name": n, "value": v, "url": served} for n, v in cookies.items()])
    for path in ("/items/hygiene-card", "/lists/papers-later", "/powers/", "/open-data/"):
        page.goto(served + path)
        assert_accessible(page)
        assert_fits(page)


def test_the_guide_leads_to_another_day_and_back(page: Page) -> None:
    for label, value in (("年", "2026"), ("月", "1"), ("日", "15")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("这里显示的是 2026年1月15日 施行的内容")).to_be_visible()
    expect(page.get_by_text("工本费").first).to_be_hidden()
    page.get_by_role("link", name="看今天的").click()
    expect(page.get_by_role("heading", name="收费")).to_be_visible()


def test_the_history_opens_what_changed(page: Page) -> None:
    history = page.locator("#history")
    expect(history.locator("li[aria-current]")).to_contain_text(f"{SINCE.year}年3月1日")
    history.locator("summary").click()
    expect(history.get_by_text("工本费").first).to_be_visible()


def test_the_sample_is_a_picture_with_words_for_those_who_do_not_see_it(page: Page) -> None:
    picture = page.get_by_role("img", name="“食品卫生卡”的样本，内容是虚构的")
    expect(picture).to_be_visible()
    assert picture.evaluate("e => e.naturalWidth") > 600


def test_the_guide_prints_without_what_belongs_to_the_screen(page: Page) -> None:
    page.emulate_media(media="print")
    for gone in ("看某一天的内容", "主导航"):
        expect(page.get_by_text(gone)).to_be_hidden()
    expect(page.get_by_role("heading", name="食品卫生卡")).to_be_visible()


def test_powers_are_drawn_and_stand_in_tables_without_scripts(
    open_page: OpenPage, served: str
) -> None:
    drawn = open_page()
    drawn.goto(f"{served}/powers/")
    expect(drawn.locator("figure[data-chart] svg")).to_have_count(2)
    plain = open_page(scripts=False)
    plain.goto(f"{served}/powers/?unit=health")
    expect(plain.get_by_role("table", name="权责清单")).to_contain_text("食品卫生卡")
    expect(plain.get_by_role("table", name="各种改革方式的许可")).to_contain_text("实行告知承诺")


def test_a_table_can_be_downloaded(open_page: OpenPage, served: str) -> None:
    page = open_page()
    page.goto(f"{served}/powers/")
    with page.expect_download() as download:
        page.get_by_role("button", name="全部下载（CSV）").click()
    assert download.value.suggested_filename == "powers.csv"
    assert "青山街道" in download.value.path().read_text("utf-8-sig")
