"""A log of its own for a test: a database whose transactions commit, and a folder of keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from committed import Write, insert, open_link


@pytest.fixture
def log(committed_city: str, settings: Any, tmp_path: Path) -> None:
    """Nothing is sealed yet; rows are really committed."""
    settings.YIMEN_KEYS = tmp_path / "keys"
    settings.YIMEN_LEDGER_ORIGIN = "city.example/log"
    settings.YIMEN_LEDGER_HASH = "sha256"


@pytest.fixture
def write(log: None) -> Write:
    """Writes events and commits them; their ids."""

    def written(count: int = 1, subject: str = "s", **data: Any) -> list[int]:
        with open_link() as link:
            return insert(link, count, subject, **data)

    return written


@pytest.fixture
def behind(log: None) -> Iterator[psycopg.Connection[Any]]:
    """A superuser to whom the triggers do not apply: who tampers behind the platform's back."""
    with open_link() as link:
        link.autocommit = True
        link.execute("set session_replication_role = replica")
        yield link
