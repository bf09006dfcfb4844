"""While the database does not answer, people and machines are told so, and when to come back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from pages import browser, text_of


@pytest.fixture
def dead_database(committed_city: str, tmp_path: Path) -> Iterator[None]:
    """Nobody listens where the database is looked for."""
    wrapper = connections["default"]
    given, pool = wrapper.settings_dict, wrapper.settings_dict["OPTIONS"]["pool"]
    kept = given["HOST"], pool["timeout"]
    wrapper.close()
    wrapper.close_pool()
    given["HOST"], pool["timeout"] = str(tmp_path), 0.5
    try:
        yield
    finally:
        wrapper.close()
        wrapper.close_pool()
        given["HOST"], pool["timeout"] = kept


@pytest.mark.usefixtures("dead_database")
def test_an_outage_is_told_as_such_and_not_as_a_fault() -> None:
    anyone = browser()
    anyone.raise_request_exception = False
    page = anyone.get("/")
    assert page.status_code == 503
    assert page["Retry-After"] == "10"
    assert "已保存的内容不会丢失" in text_of(page)
    answer = anyone.get("/api/v1/bundles")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:yimen:problem:unavailable"
    health = anyone.get("/healthz")
    assert health.status_code == 503
