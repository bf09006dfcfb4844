"""What tests of pages share: a browser that is logged in, and what a page's HTML says."""

import re
from html import unescape
from typing import Any

from django.test import Client

from yimen.parties.api import Account

_TAG = re.compile(r"<[^>]+>")


def browser(login: str = "") -> Client:
    """A client that is logged in as a demo person; a stranger without one."""
    client = Client()
    if login:
        client.force_login(Account.objects.get(login=login))
    return client


def text_of(response: Any) -> str:
    """The words of a page, without its markup."""
    return re.sub(r"\s+", " ", unescape(_TAG.sub(" ", response.content.decode())))


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no hidden field {name}"
    return unescape(found[1])


def dead_links(response: Any) -> set[str]:
    """Links within the page (`#…`) that land nowhere."""
    page = response.content.decode()
    wanted = {unescape(one) for one in re.findall(r'href="#([^"]+)"', page)}
    return wanted - {unescape(one) for one in re.findall(r'\bid="([^"]+)"', page)}
