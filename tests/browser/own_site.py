"""The fictional city's pages, served in this process at a moment that the test chooses.

What happens between the pages (time, other people, jobs) is done by the test itself, on the same
database and with the same keys and files; in a thread of its own, because the browser's event
loop runs in that of the tests, and connections to the database do not go with it.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, TypeVar

from axe import assert_accessible, assert_fits
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client
from playwright.sync_api import Page, ViewportSize, expect

from city import cloned_database
from yimen.kernel import clock
from yimen.parties.api import Account

PHONE, DESK = ViewportSize(width=390, height=900), ViewportSize(width=1280, height=900)
T = TypeVar("T")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing of requests."""


class Site:
    """A running server; its pages and what the test does in `do` believe that it is `moment`."""

    def __init__(self, worker: ThreadPoolExecutor, moment: datetime) -> None:
        self.worker, self.moment = worker, moment
        self.address = ""

    def do(self, deed: Callable[..., T], *given: Any) -> T:
        """Does something at the platform's moment, where the database can be reached."""

        def now() -> T:
            with clock.at(self.moment):
                return deed(*given)

        return self.worker.submit(now).result()

    def log_in(self, page: Page, login: str) -> Page:
        """Gives the page a session of a demo person."""
        session = {"name": "sessionid", "value": self.do(_session, login), "url": self.address}
        page.context.add_cookies([session])  # type: ignore[list-item]  # a cookie's fields
        return page

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Within the block it is this moment."""
        before, self.moment = self.moment, moment
        yield
        self.moment = before

    def application(self) -> Callable[..., Any]:
        """The product's own, at this site's moment."""
        from yimen.config.wsgi import application

        def answer(environ: Any, start: Any) -> Any:
            with clock.at(self.moment):
                return application(environ, start)

        return answer


def _session(login: str) -> str:
    client = Client()
    client.force_login(Account.objects.get(login=login))
    return str(client.cookies["sessionid"].value)


@contextmanager
def served(blocker: Any, moment: datetime) -> Iterator[Site]:
    """The site on a database of its own, in which rows are really committed."""
    with ThreadPoolExecutor(1) as worker, ExitStack() as stack:
        copy = cloned_database(blocker)
        worker.submit(copy.__enter__).result()
        stack.callback(lambda: worker.submit(copy.__exit__, None, None, None).result())
        stack.enter_context(blocker.unblock())
        site = Site(worker, moment)
        server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
        server.set_app(site.application())
        site.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        stack.callback(server.server_close)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield site


def looks_right(page: Page) -> None:
    """Fits a phone and a desk, and axe has nothing to say."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert_fits(page)
    assert_accessible(page)


def says_what_is_wrong(page: Page) -> None:
    """Each link of the summary of errors leads to a field, also on a phone."""
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_visible()
    links = summary.locator("a")
    assert links.count()
    for link in links.all():
        target = str(link.get_attribute("href")).removeprefix("#")
        assert page.locator(f'[id="{target}"]').count() == 1, target
    page.set_viewport_size(PHONE)
    assert_fits(page)
    assert_accessible(page)
    links.first.click()
    first = str(links.first.get_attribute("href")).removeprefix("#")
    is_there = "id => !!document.activeElement.closest(`[id='${id}']`)"
    within = "id => !!document.getElementById(id).closest('.govuk-form-group')"
    assert page.evaluate(is_there, first) or page.evaluate(within, first), first
    page.set_viewport_size(DESK)
