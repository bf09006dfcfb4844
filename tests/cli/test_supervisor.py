"""The supervisor, with stand-ins for the processes it looks after."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from yimen.cli.supervisor import MARK, ChildEnded, Supervisor, interruptible, kill_strays
from yimen.kernel.postgres.processes import alive, wait_gone

# A server whose helper ignores the polite signal and then says its pid through the given pipe.
HELPER = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").write(str(os.getpid()))
time.sleep(600)
"""
SERVER = """
import subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[1:]])
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    one = Supervisor(tmp_path)
    yield one
    one.stop()


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_stopping_ends_leaders_and_what_they_left(supervisor: Supervisor, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [*python(SERVER), HELPER, str(pipe)]
    child = supervisor.start("网站", "web", command, os.environ)
    helper = int(pipe.read_text())
    supervisor.stop()
    assert not alive(child.process.pid)
    assert wait_gone(helper, 5)


def test_a_process_that_ends_at_every_start_ends_all(supervisor: Supervisor) -> None:
    supervisor.start("网站", "web", python("import time; time.sleep(600)"), os.environ)
    supervisor.start(
        "后台任务", "worker", python("print('磁盘满了'); raise SystemExit(9)"), os.environ
    )
    said: list[str] = []
    with pytest.raises(ChildEnded, match=r"(?s)后台任务已退出（返回码 9）.*磁盘满了") as caught:
        supervisor.wait(tell=said.append)
    assert caught.value.exit_code == 5
    assert len(said) == 4
    assert set(said) == {"后台任务已退出（返回码 9），正在重新启动。日志：logs/worker.log"}


def test_a_killed_process_is_started_again(
    supervisor: Supervisor, tmp_path: Path, own_signals: None
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pids: list[int] = []

    def kill_and_see_it_again() -> None:
        pids.append(int(pipe.read_text()))
        os.kill(pids[0], signal.SIGKILL)
        pids.append(int(pipe.read_text()))
        os.kill(os.getpid(), signal.SIGTERM)

    code = "import os, sys, time; sys.stdin.readline()\n"
    code += f"open({str(pipe)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    said: list[str] = []
    supervisor.start("网站", "web", python(code), os.environ, waits=True).go()
    killer = Thread(target=kill_and_see_it_again)
    killer.start()
    with pytest.raises(KeyboardInterrupt), interruptible():
        supervisor.wait(tell=said.append)
    killer.join()
    assert said == ["网站已退出（被信号 SIGKILL 结束），正在重新启动。日志：logs/web.log"]
    assert alive(pids[1])
    supervisor.stop()
    assert not alive(pids[1])


def test_what_a_killed_process_left_is_ended_before_it_starts_again(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    """A helper that lived on would hold the port."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    started = python(f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {HELPER!r},"
                     f" {str(pipe)!r}]); open({str(tmp_path / 'ended')!r}).read()")  # fmt: skip
    os.mkfifo(tmp_path / "ended")
    child = supervisor.start("网站", "web", started, os.environ)
    helper = int(pipe.read_text())
    os.kill(child.process.pid, signal.SIGKILL)

    child.again()
    assert wait_gone(helper, 5)
    second = int(pipe.read_text())
    supervisor.stop()
    assert wait_gone(second, 5)


def test_a_process_that_waits_goes_on_when_let_go(supervisor: Supervisor) -> None:
    code = python("import sys; print('收到', repr(sys.stdin.readline())); raise SystemExit(3)")
    child = supervisor.start("网站", "web", code, os.environ, waits=True)
    supervisor.check()
    child.go()
    with pytest.raises(ChildEnded, match=r"(?s)返回码 3.*收到 'go"):
        supervisor.wait()


def test_letting_go_of_an_ended_process_is_left_to_the_check(supervisor: Supervisor) -> None:
    child = supervisor.start("网站", "web", python("raise SystemExit(4)"), os.environ, waits=True)
    child.process.wait()
    child.go()
    with pytest.raises(ChildEnded, match="返回码 4"):
        supervisor.check()


def test_only_this_run_of_the_log_is_shown(supervisor: Supervisor, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "web.log").write_text("上一次的话\n")
    supervisor.start("网站", "web", python("raise SystemExit(1)"), os.environ)
    with pytest.raises(ChildEnded) as caught:
        supervisor.wait()
    assert "上一次的话" not in caught.value.detail


class Server:
    """A stand-in for the database server: ends at every start."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(python("raise SystemExit(1)"))
        self.starts = 1

    @property
    def pid(self) -> int:
        return self.process.pid

    def start(self) -> None:
        self.process.wait()
        self.__dict__.update(vars(Server()), starts=self.starts + 1)


def test_the_database_is_started_again_before_all_ends(supervisor: Supervisor) -> None:
    supervisor.start("网站", "web", python("import time; time.sleep(600)"), os.environ)
    server, said = Server(), list[str]()
    with pytest.raises(ChildEnded, match="数据库已退出"):
        supervisor.wait(database=server, tell=said.append)
    server.process.wait()
    assert server.starts == 5
    assert said == ["数据库已退出，正在重新启动。日志：logs/postgres.log"] * 4


@pytest.fixture
def own_signals() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_the_first_signal_interrupts_and_the_next_are_ignored(own_signals: None) -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        os.kill(os.getpid(), signal.SIGTERM)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), number)


def test_strays_of_this_home_and_no_others_are_ended(tmp_path: Path) -> None:
    sleep = python("import sys; sys.stdin.read()")
    mine, other = (
        subprocess.Popen(sleep, stdin=subprocess.PIPE, env={**os.environ, MARK: str(home)})
        for home in (tmp_path, tmp_path / "other")
    )
    try:
        assert kill_strays(tmp_path) == 1
        assert mine.wait() == -signal.SIGKILL
        assert other.poll() is None
        assert kill_strays(tmp_path) == 0
    finally:
        other.communicate()
        mine.communicate()
