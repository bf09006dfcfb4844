"""Clients of the JSON API that are logged in as the fictional city's people."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yimen.parties.api import Account, actor_of, issue_token


class Caller:
    """A program that speaks to the API with somebody's token, or with nobody's."""

    def __init__(self, token: str = "") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, given: Any = None, key: str = "") -> Any:
        """The answer, its body read as `answer.body` where it is JSON."""
        content = given if isinstance(given, bytes) else json.dumps(given).encode()
        answer = self.client.generic(
            method,
            f"/api/v1/{path}",
            b"" if given is None else content,
            content_type="application/json",
            headers=self._headers(key),
        )
        return _read(answer)

    def upload(self, path: str, document: str, name: str, content: bytes, key: str = "") -> Any:
        answer = self.client.post(
            f"/api/v1/{path}",
            {"document": document, "file": SimpleUploadedFile(name, content, "")},
            headers=self._headers(key),
        )
        return _read(answer)

    def _headers(self, key: str) -> dict[str, str]:
        return {**self.headers, **({"Idempotency-Key": key} if key else {})}


def _read(answer: Any) -> Any:
    answer.body = answer.json() if "json" in answer.get("Content-Type", "") else None
    if answer.status_code == 204:
        assert answer.content == b""
        answer.body = None
    return answer


@pytest.fixture
def caller(demo_city: None) -> Callable[..., Caller]:
    """Gives the caller of a log-in; its token is made without the cost of its password."""

    def of(login: str = "") -> Caller:
        if not login:
            return Caller()
        account = Account.objects.get(login=login)
        return Caller(issue_token(actor_of(account), account)[0])

    return of
