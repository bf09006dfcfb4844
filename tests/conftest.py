"""What every test may use: a throw-away database, a home folder, the published texts.

Nothing of the developer's own data is touched: the home folder is new, and the database is an
embedded cluster of its own in memory, started for the first test that needs it and gone with this
process, even if killed. `YIMEN_TEST_DATABASE_URL` names another server to use instead.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from yimen.kernel.postgres import EmbeddedServer
from yimen.kernel.postgres.locks import exclusive, open_lock, try_lock

pytest_plugins = ["city", "running"]

_ROOT = Path(__file__).resolve().parent.parent
_SHARED = _ROOT.parent / "shared"
_ROOM = 1024**3  # bytes that a run may need


def _fast_folder() -> Path:
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM:
        return memory
    return Path(tempfile.gettempdir())


def _server(run: Path) -> EmbeddedServer:
    return EmbeddedServer(run / "postgres", durable=False, is_tied=True)


def _remove_killed_runs(runs: Path) -> None:
    """A run holds its lock while it lives; what has no holder was left by a kill."""
    for run in runs.iterdir():
        handle = open_lock(run / "alive")
        if try_lock(handle):
            _server(run).stop()
            shutil.rmtree(run, ignore_errors=True)
        os.close(handle)


def _new_run() -> Path:
    runs = _fast_folder() / f"yimen-tests-{os.geteuid()}"
    runs.mkdir(mode=0o700, exist_ok=True)
    with exclusive(runs.with_suffix(".lock"), 60):  # or another run would remove the new one
        _remove_killed_runs(runs)
        run = Path(tempfile.mkdtemp(dir=runs))
        assert try_lock(open_lock(run / "alive"))  # kept open: held until this process ends
    (run / "home").mkdir()
    return run


_run = _new_run()
_cluster = _server(_run)
os.environ["YIMEN_HOME"] = str(_run / "home")
os.environ["DATABASE_URL"] = os.environ.get("YIMEN_TEST_DATABASE_URL") or _cluster.dsn


def pytest_configure() -> None:
    """Points settings that were read before this file at the throw-away home and database."""
    from django.conf import settings

    if not settings.configured:
        return  # they will be read later, and find the environment above
    from yimen.config.database import database_settings

    home = Path(os.environ["YIMEN_HOME"])
    settings.DATABASES["default"].update(database_settings())
    settings.HOME = home
    settings.YIMEN_FILES = home / "files"
    settings.YIMEN_KEYS = home / "keys"


def pytest_unconfigure() -> None:
    _cluster.stop()
    shutil.rmtree(_run, ignore_errors=True)


@pytest.fixture(scope="session")
def database_url() -> str:
    """The address of the session's database server, which runs from now on.

    For tests that start programs of their own; Django's tests get theirs by `django_db`.
    """
    if "YIMEN_TEST_DATABASE_URL" not in os.environ:
        _cluster.start()
    return os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_url: str, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Starts the server before pytest-django makes the test database on it."""


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with the published plan and the texts of law; for `published` tests only."""
    return _SHARED


_left_out: list[pytest.Item] = []


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts the browser last, and leaves out `published` tests where the texts are not beside us.

    The browser's event loop runs in this thread from its first test to the end of the session;
    code that runs a loop of its own, or keeps connections by context, must come before it.
    """
    items.sort(key=lambda item: "browser" in item.path.parts)
    if _SHARED.is_dir():
        return
    _left_out[:] = [item for item in items if item.get_closest_marker("published")]
    items[:] = [item for item in items if item not in _left_out]
    config.hook.pytest_deselected(items=_left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        terminalreporter.write_line(
            f"{len(_left_out)} tests of the published texts were left out: "
            "../shared is not beside the repository.",
            yellow=True,
        )


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """A new folder with a short path that any account may enter, in memory where possible."""
    folder = Path(tempfile.mkdtemp(dir=_fast_folder()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
