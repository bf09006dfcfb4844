"""A program that speaks to the JSON API, for its tests."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


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
    told = answer.content and "json" in answer.get("Content-Type", "")
    answer.body = answer.json() if told else None
    assert answer.status_code != 204 or not answer.content
    return answer
