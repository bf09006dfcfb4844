"""看护: starts the platform's processes, starts again any that ends, and ends them all.

One that ends again and again soon after its start is broken: then all end, and it is said why.
Every process is a session of its own (Ctrl-C reaches the supervisor alone), is told by the kernel
when the supervisor dies (`tied`), and carries a mark in its environment by which the next start
finds what even that left behind.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from yimen.kernel.postgres import tied
from yimen.kernel.postgres.logs import open_log, tail
from yimen.kernel.postgres.processes import alive, send, wait_gone
from yimen.kernel.problems import Unavailable

MARK = "YIMEN_SUPERVISED"
_GRACE = 15.0  # seconds that processes have to end in peace, together
_LONG_LIFE = 10.0  # seconds after which an end is an accident, not a fault of the start
_MOST_SHORT_LIVES = 5


class ChildEnded(Unavailable):
    """进程意外结束: a supervised process ended although nobody asked it to."""

    exit_code = 5
    kind = "child-ended"
    title = "平台已停止：有进程意外结束"


class Lives:
    """寿命: how often in a row something ended soon after it was started."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._short = 0

    def ended(self) -> bool:
        """结束一次: counts the end of a life; whether another is worth a try, which begins now."""
        now = time.monotonic()
        self._short = self._short + 1 if now - self._begun < _LONG_LIFE else 0
        self._begun = now
        return self._short < _MOST_SHORT_LIVES


class Database(Protocol):
    """数据库: a database server that is our child; `start` starts it again when it has ended."""

    @property
    def pid(self) -> int | None:
        """进程号: of the server as it was started last."""
        ...

    def start(self) -> object:
        """启动: returns when it answers."""
        ...


@dataclass
class Child:
    """受看护的进程: its name for people, its log, and where in the log this run begins."""

    name: str
    log: Path
    launch: Callable[[], tuple[subprocess.Popen[bytes], int]]
    waits: bool
    process: subprocess.Popen[bytes] = field(init=False)
    since: int = field(init=False)
    lives: Lives = field(init=False)

    def __post_init__(self) -> None:
        self.lives = Lives()
        self.process, self.since = self.launch()

    def go(self) -> None:
        """放行: lets a process that waits go on; if it has ended, `check` will tell."""
        assert self.process.stdin is not None, "started without `waits`"
        with contextlib.suppress(BrokenPipeError), self.process.stdin as line:
            line.write(b"go\n")

    def end(self) -> None:
        """收尾: kills what is left of its group, and takes note of its end."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def again(self) -> None:
        """重新启动: in place of the run that has ended, whose helpers are ended first."""
        self.end()
        self.process, self.since = self.launch()
        if self.waits:
            self.go()

    def how(self) -> str:
        """结束方式: its exit code or the signal that ended it."""
        code = self.process.wait()
        return f"被信号 {signal.Signals(-code).name} 结束" if code < 0 else f"返回码 {code}"

    def ending(self) -> ChildEnded:
        """结束原因: how it ended, with the end of its log."""
        said = tail(self.log, since=self.since) or "（日志为空）"
        return ChildEnded(f"{self.name}已退出（{self.how()}）。日志 {self.log} 的末尾：\n{said}")


class Supervisor:
    """看护者: a group of processes that live and end together."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._children: list[Child] = []

    def start(
        self,
        name: str,
        slug: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        orphaned_by: signal.Signals = signal.SIGTERM,
        waits: bool = False,
    ) -> Child:
        """启动进程: starts the command; its output goes to `logs/SLUG.log`.

        `orphaned_by` is what it gets when the supervisor dies without stopping it. A command that
        `waits` reads its standard input, and goes on at the line that `Child.go` writes.
        """
        path = self._home / "logs" / f"{slug}.log"

        def launch() -> tuple[subprocess.Popen[bytes], int]:
            with open_log(path) as log:
                since = log.seek(0, os.SEEK_END)
                process = subprocess.Popen(
                    tied(command, by=orphaned_by),
                    stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env={**environment, MARK: str(self._home)},
                    start_new_session=True,
                )
            return process, since

        child = Child(name, path, launch, waits)
        self._children.append(child)
        return child

    def check(self) -> None:
        """检查: raises `ChildEnded` if a process has ended; for the time of the start."""
        for child in self._children:
            if not alive(child.process.pid):
                raise child.ending()

    def wait(
        self, *, database: Database | None = None, tell: Callable[[str], object] = print
    ) -> None:
        """等待: starts again whatever ends, and tells it; never returns.

        Raises `ChildEnded` when a process ends several times in a row within seconds of its
        start, or whatever a signal raises. `database` comes first: the others need it.
        """
        lives = Lives()
        while True:
            # Looks without reaping: the pid stays ours until its whole group has been ended.
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            if ended is None:
                continue
            if database is not None and ended.si_pid == database.pid:
                self._revive_database(database, lives, tell)
                continue
            for child in self._children:
                if child.process.pid == ended.si_pid:
                    _revive(child, tell)
                    break
            else:
                os.waitpid(ended.si_pid, 0)

    def _revive_database(
        self, database: Database, lives: Lives, tell: Callable[[str], object]
    ) -> None:
        if not lives.ended():
            raise ChildEnded(f"数据库已退出，日志在 {self._home / 'logs' / 'postgres.log'}。")
        tell("数据库已退出，正在重新启动。日志：logs/postgres.log")
        database.start()

    def stop(self) -> None:
        """全部停止: asks each leader to end, waits, then kills what is left of every group.

        Only leaders are asked: a web server whose worker gets the signal first loses track of it.
        """
        for child in self._children:
            send(child.process.pid, signal.SIGTERM)
        until = time.monotonic() + _GRACE
        for child in self._children:
            wait_gone(child.process.pid, max(0.0, until - time.monotonic()))
            child.end()
        self._children.clear()


def _revive(child: Child, tell: Callable[[str], object]) -> None:
    ending = child.ending()
    if not child.lives.ended():
        raise ending
    tell(f"{child.name}已退出（{child.how()}），正在重新启动。日志：logs/{child.log.name}")
    child.again()


def kill_strays(home: Path) -> int:
    """清理残留: ends processes that a killed supervisor of this home left; gives their number."""
    mark = os.fsencode(f"{MARK}={home}")
    strays = [pid for pid in _others() if mark in _environment(pid)]
    for pid in strays:
        send(pid, signal.SIGKILL)
    for pid in strays:
        wait_gone(pid, 5)
    return len(strays)


def _others() -> Iterator[int]:
    yield from (int(name) for name in os.listdir("/proc") if name.isdigit())


def _environment(pid: int) -> list[bytes]:
    if pid == os.getpid():
        return []
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """可中断: for the block SIGTERM and SIGHUP do what Ctrl-C does.

    From the first signal on, and after the block, all three are ignored: what follows is the
    stopping, and that must not be cut short.
    """
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def ignore_all() -> None:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        ignore_all()  # they come in pairs: from the terminal, and from a parent that got it too
        raise KeyboardInterrupt

    for number in signals:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        ignore_all()
