"""`yimen up` as its users meet it: a first start, a second, every way to end, every obstacle."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from yimen.cli.supervisor import MARK
from yimen.kernel.postgres.processes import processes_of, send, wait_gone

_SECONDS = 120  # a start on a busy machine


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


class Platform:
    """One home folder and the `yimen up` that works on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def environment(self) -> dict[str, str]:
        unwanted = ("DATABASE_URL", "YIMEN_TEST_DATABASE_URL", "YIMEN_PUBLIC_URL", "YIMEN_HOSTS")
        kept = {key: value for key, value in os.environ.items() if key not in unwanted}
        path = os.pathsep.join(entry for entry in sys.path if entry)
        return {**kept, "YIMEN_HOME": str(self.home), "YIMEN_PACK": "demo", "PYTHONPATH": path}

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A start that is expected to fail by itself."""
        return subprocess.run(
            [sys.executable, "-m", "yimen.cli", "up", *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            env={**self.environment(), **environment},
            timeout=_SECONDS,
            check=False,
        )

    def start(self) -> str:
        """Starts and reads until the box is complete; gives what was printed."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "yimen.cli", "up", "--port", str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env=self.environment(),
            start_new_session=True,
        )
        assert self.process.stdout is not None
        said: list[str] = []
        for line in self.process.stdout:
            said.append(line)
            if "Ctrl-C" in line:
                return "".join(said)
        raise AssertionError("".join(said))

    def end(self, by: signal.Signals) -> tuple[int, str]:
        """Sends a signal; gives the exit code and the last words."""
        assert self.process is not None
        self.process.send_signal(by)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said

    def healthz(self) -> int:
        address = f"http://127.0.0.1:{self.port}/healthz"
        with urllib.request.urlopen(address, timeout=10) as answer:
            status: int = answer.status
        return status

    def healthy(self) -> bool:
        """Asks until the site answers again after its restart."""
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(OSError):  # nobody listens yet
                return self.healthz() == 200
        return False

    def said(self) -> str:
        """The next thing that it tells of its parts."""
        assert self.process is not None
        assert self.process.stdout is not None
        return next(line for line in self.process.stdout if line.startswith("!"))

    def processes(self) -> dict[int, str]:
        """Everything that still lives for this home: pid and command."""
        mark = os.fsencode(f"{MARK}={self.home}")
        found = dict.fromkeys(processes_of(self.home / "postgres"), "postgres")
        for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
            with contextlib.suppress(OSError):
                if mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                    command = Path(f"/proc/{pid}/cmdline").read_bytes()
                    found[pid] = command.replace(b"\0", b" ").decode()
        return found

    def one(self, words: str) -> int:
        """The pid of the first process whose command has these words."""
        return min(pid for pid, command in self.processes().items() if words in command)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    one = Platform(tmp_path_factory.mktemp("up") / "home with space")
    yield one
    if one.process is not None and one.process.poll() is None:
        one.end(signal.SIGTERM)


def test_a_start_serves_tells_its_address_and_ends_by_ctrl_c(platform: Platform) -> None:
    said = platform.start()
    assert f"http://127.0.0.1:{platform.port}" in said
    assert "演示登录" in said
    assert platform.healthz() == 200
    code, said = platform.end(signal.SIGINT)
    assert (code, platform.processes()) == (0, {})
    assert "已全部停止" in said


def test_a_second_start_is_quick_and_sigterm_ends_all(platform: Platform) -> None:
    began = time.monotonic()
    platform.start()
    assert time.monotonic() - began < 20  # a first start takes longer; the suite works beside it
    code, _ = platform.end(signal.SIGTERM)
    assert (code, platform.processes()) == (0, {})


def test_a_killed_run_takes_all_with_it_and_starts_again(platform: Platform) -> None:
    platform.start()
    left = platform.processes()
    assert len(left) > 5
    platform.end(signal.SIGKILL)
    for pid in left:
        assert wait_gone(pid, 20), left[pid]
    platform.start()
    assert platform.healthz() == 200
    assert platform.end(signal.SIGTERM)[0] == 0


def test_killed_leaders_and_their_orphans_are_no_obstacle(platform: Platform) -> None:
    """The worst: supervisor and web server's master killed together; a worker keeps the port."""
    platform.start()
    master = platform.one("yimen.cli.web")
    assert platform.process is not None
    for pid in (platform.process.pid, master):
        send(pid, signal.SIGKILL)
    platform.process.communicate()
    platform.start()
    assert platform.healthz() == 200
    assert platform.end(signal.SIGTERM)[0] == 0
    assert platform.processes() == {}


def test_whatever_is_killed_is_started_again(platform: Platform) -> None:
    platform.start()
    send(platform.one("yimen.cli.worker"), signal.SIGKILL)
    assert "后台任务已退出（被信号 SIGKILL 结束），正在重新启动" in platform.said()
    send(platform.one("yimen.cli.web"), signal.SIGKILL)
    assert "网站已退出（被信号 SIGKILL 结束），正在重新启动" in platform.said()
    send(platform.one("postgres"), signal.SIGKILL)
    assert "数据库已退出，正在重新启动" in platform.said()
    assert platform.healthy()
    code, _ = platform.end(signal.SIGTERM)
    assert (code, platform.processes()) == (0, {})


def test_a_second_supervisor_is_sent_to_the_first(platform: Platform) -> None:
    platform.start()
    result = platform.run("--port", str(free_port()))
    assert result.returncode == 3
    assert f"http://127.0.0.1:{platform.port}" in result.stderr
    assert platform.healthz() == 200
    platform.end(signal.SIGTERM)


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = Platform(tmp_path / "home").run(PORT=str(port))
    assert result.returncode == 3
    assert f"端口 {port} 已被占用" in result.stderr
    assert not (tmp_path / "home" / "postgres").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://li:hunter2@127.0.0.1:1/city", "连不上数据库"),
        ("postgresql://li:hunter2@h:port/city", "DATABASE_URL 有误"),
        ("mysql://li:hunter2@h/city", "只支持 PostgreSQL"),
    ],
)
def test_a_broken_database_url_is_told(tmp_path: Path, url: str, words: str) -> None:
    home = tmp_path / "home"
    result = Platform(home).run("--port", str(free_port()), DATABASE_URL=url)
    assert result.returncode == 4
    assert words in result.stderr
    assert "hunter2" not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert not (home / "postgres").exists()


def test_demo_people_are_not_shown_to_the_world(tmp_path: Path) -> None:
    result = Platform(tmp_path / "home").run("--host", "0.0.0.0")
    assert result.returncode == 2
    assert "--no-demo" in result.stderr


@pytest.mark.parametrize("port", ["0", "65536", "many"])
def test_an_impossible_port_is_wrong_use(tmp_path: Path, port: str) -> None:
    assert Platform(tmp_path / "home").run("--port", port).returncode == 2
