"""内置数据库服务: starts, shares and stops one embedded PostgreSQL cluster."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from yimen.kernel.postgres import cluster
from yimen.kernel.postgres.account import Account, account_for
from yimen.kernel.postgres.binaries import binary
from yimen.kernel.postgres.locks import exclusive, open_lock, try_lock
from yimen.kernel.postgres.logs import open_log, tail
from yimen.kernel.postgres.processes import alive, is_postgres_of, processes_of, send, wait_gone
from yimen.kernel.postgres.tied import tied
from yimen.kernel.problems import Unavailable

_LOCK_SECONDS = 180.0  # another process may be recovering a large cluster
_READY_SECONDS = 150.0
_STOP_SECONDS = 30.0


def socket_folder(data: Path) -> Path:
    """套接字目录: where the server of this cluster listens.

    A socket's path may have 107 bytes only, so the folder is a short one under /tmp, named by the
    cluster's path; its mode (700) is what keeps others out.
    """
    name = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    return Path("/tmp") / f"yimen-{name}"  # noqa: S108  (owner and mode are checked)


class EmbeddedServer:
    """内置数据库服务: one cluster folder and the server on it; no TCP, a private socket only.

    Several processes may `start()` the same cluster: the first starts it, every one holds a share,
    the last `stop()` stops it. Shares are kernel locks, so a killed process gives back its own; a
    server whose users were all killed runs on and is taken over by the next `start()`.
    With `is_tied` the server belongs to the process that starts it: it stops with that process's
    `stop()` or death, whoever else uses it. With `durable=False` nothing is synced to disk (tests).
    """

    def __init__(
        self,
        data: Path,
        *,
        socket: Path | None = None,
        log: Path | None = None,
        durable: bool = True,
        is_tied: bool = False,
    ) -> None:
        self.data = data.resolve()
        self.socket = socket or socket_folder(self.data)
        self.log = log or self.data.with_name(self.data.name + ".log")
        self._durable = durable
        self._is_tied = is_tied
        self._share: int | None = None
        self._log_start = 0  # where in the log the present start begins
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """连接地址: the URL of the application's database; complete without a password."""
        return f"postgresql://{cluster.USER}@/{cluster.DATABASE}?host={quote(str(self.socket))}"

    def start(self) -> str:
        """启动: makes the cluster if need be, starts the server unless it runs, gives the URL.

        Raises `Unavailable`, saying what failed, with the end of the log, and what to do.
        """
        with self._locked():
            self._hold_share()
            try:
                self._ensure_running()
            except BaseException:
                self._drop_share()
                raise
        return self.dsn

    def stop(self) -> None:
        """停止: gives back this process's share; the last user (or the tied owner) stops it.

        A server that nobody uses is stopped also without a `start()` before.
        """
        if not self.data.parent.is_dir():
            return
        with self._locked():
            self._drop_share()
            owned = self._is_tied and self._child is not None
            if owned or self._is_unused():
                self._shut_down()

    @property
    def pid(self) -> int | None:
        """进程号: of the server, if this object started it; None otherwise."""
        return self._child.pid if self._child else None

    def is_running(self) -> bool:
        """运行中: whether a server works on this cluster now."""
        return self._postmaster() is not None

    def __enter__(self) -> "EmbeddedServer":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # -- locks: one starter or stopper at a time; a share for every user -------------------------

    def _beside(self, suffix: str) -> Path:
        return self.data.with_name(f"{self.data.name}.{suffix}")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.data.parent.mkdir(parents=True, exist_ok=True)
            with exclusive(self._beside("lock"), _LOCK_SECONDS):
                yield
        except OSError as error:
            raise Unavailable(
                f"不能使用数据库目录 {self.data}：{error}。"
                "请检查目录的所有者和剩余空间，或用 YIMEN_HOME 另指定一个目录。"
            ) from error

    def _hold_share(self) -> None:
        if self._share is None:
            self._share = open_lock(self._beside("users"))
            fcntl.flock(self._share, fcntl.LOCK_SH)

    def _drop_share(self) -> None:
        if self._share is not None:
            os.close(self._share)
            self._share = None

    def _is_unused(self) -> bool:
        handle = open_lock(self._beside("users"))
        try:
            return try_lock(handle)
        finally:
            os.close(handle)

    # -- starting --------------------------------------------------------------------------------

    def _ensure_running(self) -> None:
        pid = self._postmaster()
        if pid is not None and self._wait_ready(pid):
            return
        self._clear_remains()
        account = account_for(self.data, binary("postgres"))
        cluster.ensure(self.data, account, durable=self._durable)
        self._prepare_socket(account)
        self._launch(account)

    def _postmaster(self) -> int | None:
        """The pid in postmaster.pid, if it is there, readable, alive and really ours."""
        try:
            pid = int((self.data / "postmaster.pid").read_text("utf-8").split("\n")[0])
        except (OSError, ValueError):
            return None
        return pid if is_postgres_of(pid, self.data) else None

    def _wait_ready(self, pid: int) -> bool:
        """True when the server answers, False when its process has ended."""
        probe = [str(binary("pg_isready")), "-q", "-t", "3", "-h", str(self.socket)]
        until = time.monotonic() + _READY_SECONDS
        while True:
            ready = subprocess.run(probe, env=cluster.environment(), check=False).returncode == 0
            if ready or not alive(pid):
                return ready
            if time.monotonic() > until:
                raise self._failure(f"{_READY_SECONDS:.0f} 秒内没有就绪")
            time.sleep(0.03)

    def _clear_remains(self) -> None:
        """After a kill: no process of the old server, no pid file that stops the new one.

        PostgreSQL refuses a pid file that is cut off or names a process of ours by chance. It may
        go only when no old backend lives: two servers on one cluster would destroy it.
        """
        for pid in list(processes_of(self.data)):
            if not wait_gone(pid, 5):
                send(pid, signal.SIGKILL)
                wait_gone(pid, 5)
        self._reap()
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _prepare_socket(self, account: Account) -> None:
        try:
            found = self.socket.lstat()
        except FileNotFoundError:
            pass
        else:
            if found.st_uid not in {os.geteuid(), account.uid} or not self.socket.is_dir():
                raise Unavailable(
                    f"套接字目录 {self.socket} 被其他用户占用（用户号 {found.st_uid}）。"
                    "请让管理员删除它，然后重试。"
                )
            shutil.rmtree(self.socket)
        self.socket.mkdir(mode=0o700)
        os.chown(self.socket, account.uid, account.gid, follow_symlinks=False)

    def _launch(self, account: Account) -> None:
        server = [str(binary("postgres")), "-D", str(self.data), "-k", str(self.socket)]
        server += cluster.flags(durable=self._durable)
        if self._is_tied:
            server = tied(server, by=signal.SIGINT)
        with open_log(self.log) as log:
            self._log_start = log.seek(0, os.SEEK_END)
            self._child = subprocess.Popen(
                [*account.prefix, *server],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=cluster.environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the supervisor, not for the database
            )
        try:
            is_ready = self._wait_ready(self._child.pid)
        except BaseException:
            self._end_child()
            raise
        if not is_ready:
            code = self._child.wait()
            self._child = None
            raise self._failure(f"程序已退出（返回码 {code}）")

    def _failure(self, what: str) -> Unavailable:
        said = tail(self.log, since=self._log_start) or "（日志为空）"
        return Unavailable(
            f"内置数据库没有启动：{what}。日志 {self.log} 的末尾：\n{said}\n"
            "请按日志处理后重试；也可以把 DATABASE_URL 设为已有的 PostgreSQL 服务器。"
        )

    # -- stopping --------------------------------------------------------------------------------

    def _shut_down(self) -> None:
        pid = self._postmaster()
        if pid is None and self._child is not None:
            self._end_child()
        elif pid is not None:
            # Fast shutdown: sessions are ended, a checkpoint is written; then less and less kind.
            for by in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                send(pid, by)
                if wait_gone(pid, _STOP_SECONDS):
                    break
        self._reap()
        shutil.rmtree(self.socket, ignore_errors=True)

    def _end_child(self) -> None:
        if self._child is not None:
            send(self._child.pid, signal.SIGQUIT)
            if not wait_gone(self._child.pid, _STOP_SECONDS):
                send(self._child.pid, signal.SIGKILL)
            self._reap()

    def _reap(self) -> None:
        if self._child is not None:
            self._child.wait()
            self._child = None
