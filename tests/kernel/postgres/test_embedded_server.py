"""The embedded server's life, and its deaths."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from yimen.kernel.postgres import EmbeddedServer, account, binaries, socket_folder, tied
from yimen.kernel.postgres.processes import alive, processes_of, wait_gone
from yimen.kernel.problems import Unavailable

IS_ROOT = os.geteuid() == 0
NOBODY = 65534


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """One cluster for the tests that leave it as they find it: stopped."""
    server = EmbeddedServer(tmp_path_factory.mktemp("pg") / "data", durable=False)
    server.start()
    server.stop()
    yield server
    server.stop()


def again(server: EmbeddedServer, *, is_tied: bool = False) -> EmbeddedServer:
    return EmbeddedServer(server.data, durable=False, is_tied=is_tied)


def answer(server: EmbeddedServer, question: str = "SELECT 1") -> object:
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def start_elsewhere(
    server: EmbeddedServer, *, is_tied: bool, prefix: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    """Another process that starts the same server, says its pid, and stops it at end of input."""
    code = (
        "import sys; from pathlib import Path; from yimen.kernel.postgres import EmbeddedServer\n"
        f"server = EmbeddedServer(Path({str(server.data)!r}), durable=False, is_tied={is_tied})\n"
        "server.start(); print(server.pid, flush=True); sys.stdin.read(); server.stop()"
    )
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert wait_gone(pid, 10)


def test_it_starts_answers_and_stops_leaving_nothing(made: EmbeddedServer) -> None:
    with again(made) as server:
        assert answer(server, "SHOW server_encoding") == "UTF8"
        assert answer(server, "SHOW listen_addresses") == ""
        assert made.is_running()
        assert server.socket.stat().st_mode & 0o777 == 0o700
    assert not made.is_running()
    assert not list(processes_of(made.data))
    assert not made.socket.exists()


def test_trigrams_see_chinese(made: EmbeddedServer) -> None:
    with again(made) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT cardinality(show_trgm('企业开办'))").fetchone()
    assert row == (5,)


def test_data_survive_a_restart(made: EmbeddedServer) -> None:
    with again(made) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    with again(made) as server:
        assert answer(server, "SELECT n FROM kept") == 7


def test_a_second_user_keeps_the_server_of_the_first(made: EmbeddedServer) -> None:
    first, second = again(made), again(made)
    first.start()
    second.start()
    assert second.pid is None  # it only joined
    first.stop()
    assert answer(second) == 1
    second.stop()
    assert not made.is_running()


def test_two_starters_at_once_get_one_server(made: EmbeddedServer) -> None:
    both = [start_elsewhere(made, is_tied=False) for _ in range(2)]
    pids = [said(process) for process in both]
    assert sorted(pid == "None" for pid in pids) == [False, True]
    assert answer(made) == 1
    for process in both:
        process.communicate()
    assert not made.is_running()


def test_a_killed_user_does_not_keep_the_server_up(made: EmbeddedServer) -> None:
    other = start_elsewhere(made, is_tied=False)
    pid = int(said(other))
    kill(other.pid)
    other.communicate()
    assert alive(pid)  # nobody was left to stop it
    server = again(made)
    server.start()
    assert server.pid is None  # taken over, not started anew
    server.stop()
    assert not alive(pid)


def test_a_tied_server_ends_with_its_killed_starter(made: EmbeddedServer) -> None:
    other = start_elsewhere(made, is_tied=True)
    pid = int(said(other))
    kill(other.pid)
    other.communicate()
    assert wait_gone(pid, 20)
    with again(made) as server:
        assert answer(server) == 1


def test_a_start_right_after_the_starter_was_killed(made: EmbeddedServer) -> None:
    other = start_elsewhere(made, is_tied=True)
    said(other)
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    with again(made) as server:
        assert answer(server) == 1


def test_a_killed_postmaster_is_replaced(made: EmbeddedServer) -> None:
    server = again(made)
    server.start()
    assert server.pid is not None
    kill(server.pid)
    server.start()
    assert answer(server) == 1
    server.stop()


@pytest.mark.parametrize("content", ["", "12", "not a number\n", None])
def test_a_broken_pid_file_is_no_obstacle(made: EmbeddedServer, content: str | None) -> None:
    """Cut off, unreadable, or naming a living process that is not the server (this one)."""
    file = made.data / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n{made.data}\n" if content is None else content)
    file.chmod(0o600)
    with again(made) as server:
        assert answer(server) == 1


def test_remains_in_the_socket_folder_are_no_obstacle(made: EmbeddedServer) -> None:
    made.socket.mkdir(mode=0o700)
    (made.socket / ".s.PGSQL.5432.lock").touch()
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(made.socket / ".s.PGSQL.5432"))
    with again(made) as server:
        assert answer(server) == 1


def test_an_interrupted_initdb_leaves_nothing_that_looks_usable(own_folder: Path) -> None:
    half = own_folder / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedServer(own_folder / "data", durable=False) as server:
        assert answer(server) == 1
    assert not half.exists()


def test_another_major_version_is_refused_untouched(own_folder: Path) -> None:
    data = own_folder / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(Unavailable, match=r"PostgreSQL 16 .*pg_dump"):
        EmbeddedServer(data).start()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_with_other_files_is_refused_untouched(own_folder: Path) -> None:
    (own_folder / "data").mkdir()
    (own_folder / "data" / "letter.txt").write_text("mine")
    with pytest.raises(Unavailable, match="不是数据库目录"):
        EmbeddedServer(own_folder / "data").start()
    assert (own_folder / "data" / "letter.txt").read_text() == "mine"


def test_a_failed_start_shows_the_log_and_holds_nothing(made: EmbeddedServer) -> None:
    settings = made.data / "postgresql.auto.conf"
    settings.write_text("shared_buffers = 'much'\n")
    server = again(made)
    try:
        with pytest.raises(Unavailable, match=r"(?s)shared_buffers.*DATABASE_URL"):
            server.start()
    finally:
        settings.write_text("")
    assert server.pid is None
    with again(made):
        pass
    assert not made.is_running()


def test_a_home_that_cannot_be_made_is_told(own_folder: Path) -> None:
    (own_folder / "file").touch()
    with pytest.raises(Unavailable, match="不能使用数据库目录"):
        EmbeddedServer(own_folder / "file" / "data").start()


def test_a_missing_wheel_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_WHEEL", "no_such_wheel")
    with pytest.raises(Unavailable, match="DATABASE_URL"):
        binaries.binary("postgres")


def test_a_socket_path_is_short_and_follows_the_data() -> None:
    deep = Path("/srv") / ("very-long-name/" * 20) / "data"
    assert len(str(socket_folder(deep) / ".s.PGSQL.5432.lock")) < 100
    assert socket_folder(deep) != socket_folder(deep.parent)


def test_an_ordinary_user_runs_it_directly(own_folder: Path) -> None:
    """As root the test becomes "nobody", keeping only the power to read a closed Python."""
    prefix: tuple[str, ...] = ()
    if IS_ROOT:
        os.chown(own_folder, NOBODY, NOBODY)
        prefix = account._setpriv(NOBODY, NOBODY)
    server = EmbeddedServer(own_folder / "data", durable=False)
    other = start_elsewhere(server, is_tied=True, prefix=prefix)
    pid = int(said(other))
    owner = NOBODY if IS_ROOT else os.geteuid()
    assert Path(f"/proc/{pid}").stat().st_uid == owner
    assert server.data.stat().st_uid == owner
    assert answer(server) == 1
    other.communicate()
    assert not server.is_running()
    with EmbeddedServer(server.data, durable=False) as mine:  # root next, on the user's data
        assert answer(mine) == 1
    assert {path.stat().st_uid for path in server.data.rglob("*")} == {owner}


def test_where_namespaces_are_forbidden(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Root falls back to `setpriv`, also for data made inside a namespace before."""
    with EmbeddedServer(own_folder / "data", durable=False):
        pass
    monkeypatch.setattr(account, "_NAMESPACE", ("no-such-program",))
    with EmbeddedServer(own_folder / "data", durable=False) as server:
        assert answer(server) == 1
        assert server.data.stat().st_uid == (NOBODY if IS_ROOT else os.geteuid())


def test_a_tied_command_ends_with_its_parent() -> None:
    code = (
        "import subprocess, sys; from yimen.kernel.postgres import tied\n"
        "child = subprocess.Popen(tied(['sleep', '600'])); print(child.pid, flush=True)\n"
        "sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    child = int(said(parent))
    kill(parent.pid)
    parent.communicate()
    assert wait_gone(child, 10)


def test_a_tied_command_is_the_command_itself() -> None:
    done = subprocess.run(tied(["echo", "一门"]), capture_output=True, text=True, check=True)
    assert done.stdout == "一门\n"
