"""The supervisor, with stand-ins for the processes it looks after."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


def test_a_process_that_ends_is_told_with_its_log(supervisor: Supervisor) -> None:
    supervisor.start("网站", "web", python("import time; time.sleep(600)"), os.environ)
    supervisor.start(
        "后台任务", "worker", python("print('磁盘满了'); raise SystemExit(9)"), os.environ
    )
    with pytest.raises(ChildEnded, match=r"(?s)后台任务已退出（返回码 9）.*磁盘满了") as caught:
        supervisor.wait()
    assert caught.value.exit_code == 5


def test_a_killed_process_is_told_by_its_signal(supervisor: Supervisor) -> None:
    child = supervisor.start("网站", "web", python("import time; time.sleep(600)"), os.environ)
    os.kill(child.process.pid, signal.SIGKILL)
    with pytest.raises(ChildEnded, match="SIGKILL"):
        supervisor.wait()


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


def test_the_end_of_the_database_is_noticed(supervisor: Supervisor) -> None:
    supervisor.start("网站", "web", python("import time; time.sleep(600)"), os.environ)
    database = subprocess.Popen(python("raise SystemExit(1)"))
    with pytest.raises(ChildEnded, match="数据库已退出"):
        supervisor.wait(database=database.pid)
    database.wait()


def test_the_first_signal_interrupts_and_the_next_are_ignored() -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    try:
        with pytest.raises(KeyboardInterrupt), interruptible():
            os.kill(os.getpid(), signal.SIGTERM)
        for number in numbers:
            os.kill(os.getpid(), number)
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


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
