"""Commands in the test's own database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from rich_items import Run
from yimen.cli import main


@pytest.fixture
def run(demo_city: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `yimen …` on the test's database, whose connections are left open."""
    from yimen.cli import runtime

    @contextmanager
    def answered() -> Iterator[None]:
        yield

    monkeypatch.setattr(runtime, "database", answered)
    monkeypatch.setattr(runtime, "close_connections", lambda: None)
    return lambda *words: CliRunner(env={"COLUMNS": "120"}).invoke(main, list(words))
