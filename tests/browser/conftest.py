"""A real Chromium for the tests of pages; what the page complains about fails the test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import OpenPage
from django.db import connections
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

# Playwright's loop runs in this thread, so Django would take every query for one of async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

_HERE = Path(__file__).resolve().parent
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_QUIET = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder as one that drives a browser."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _chromium() -> str:
    named = os.environ.get("YIMEN_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not named:
        pytest.fail(
            "Chromium not found: install it (`apt-get install chromium`) "
            "or name its program in YIMEN_CHROMIUM."
        )
    return named


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each page has a profile of its own."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    for one in connections.all(initialized_only=True):
        one.close()  # once the loop runs, this thread does not find it again
        one.close_pool()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=_chromium(), args=[*_QUIET, *sandbox])
        yield chromium
        chromium.close()


def _complaint(page: Page, told: ConsoleMessage) -> list[str]:
    """What an error in the console says; that the page itself is a 404 or 422 is no complaint."""
    if told.type != "error" or told.location["url"] == page.url:
        return []
    return [f"{page.url}: {told.text}"]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens an empty page of some size: `open_page(390)` is a phone, `scripts=False` has none.

    At the end of the test every error in a page's console (a refused style or script, too)
    fails it.
    """
    contexts = []
    complaints: list[str] = []

    def open_one(width: int = 1280, height: int = 900, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="zh-CN",
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda told: complaints.extend(_complaint(page, told)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
