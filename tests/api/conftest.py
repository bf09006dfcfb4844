"""Clients of the JSON API that are logged in as the fictional city's people."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from city import PASSWORD
from django.core.cache import cache
from django.test import Client

from yimen.kernel.actors import clock
from yimen.parties.actions import issue_token
from yimen.parties.models import Account
from yimen.parties.queries import actor_of

Ask = Callable[..., Any]


class Caller:
    """A program that speaks to the API with somebody's token, or with nobody's."""

    def __init__(self, login: str = "", token: str = "") -> None:
        self._client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.login = login

    def ask(self, method: str, path: str, given: Any = None, **headers: str) -> Any:
        """The answer, its body read as `answer.body` where it is JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = b"" if given is None else json.dumps(given).encode()
        answer = self._client.generic(
            method,
            f"/api/v1/{path}",
            content,
            content_type="application/json",
            headers={**self.headers, **named},
        )
        answer.body = answer.json() if "json" in answer.get("Content-Type", "") else None
        return answer

    def upload(self, path: str, document: str, name: str, content: bytes, **headers: str) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._client.post(
            f"/api/v1/{path}",
            {"document": document, "file": SimpleUploadedFile(name, content)},
            headers={**self.headers, **named},
        )
        answer.body = answer.json() if answer.content else None
        return answer


@pytest.fixture
def caller(demo_city: None) -> Callable[[str], Caller]:
    """Gives the caller of a log-in; its token is made without the cost of its password."""

    def of(login: str = "") -> Caller:
        if not login:
            return Caller()
        account = Account.objects.get(login=login)
        token, _ = issue_token(actor_of(account), account)
        return Caller(login, token)

    return of
