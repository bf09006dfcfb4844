"""无障碍检查: axe-core in the page that the browser shows, WCAG 2.2 A and AA."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SOURCE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

OpenPage = Callable[..., Page]  # the fixture `open_page`


@cache
def _axe() -> str:
    if not _SOURCE.is_file():
        raise FileNotFoundError(f"{_SOURCE}: run `npm ci --ignore-scripts` first")
    return _SOURCE.read_text("utf-8")


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core objects to on this page, each with the elements that break the rule."""
    page.evaluate(_axe())  # by the debugger's channel: the page's own policy allows no such script
    found: list[dict[str, Any]] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, "
        "resultTypes: ['violations']}).then(result => result.violations)",
        _STANDARD,
    )
    return found


def assert_accessible(page: Page) -> None:
    """Fails with rule, element and remedy for every violation on this page."""
    found = violations(page)
    told = [
        f"{one['id']} ({one['impact']}): {one['help']}\n    {node['target']}\n    {node['html']}\n"
        f"    {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(told)


def assert_fits(page: Page) -> None:
    """Fails where the page is wider than its window (WCAG 1.4.10, reflow)."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"
