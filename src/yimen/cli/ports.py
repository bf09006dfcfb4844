"""端口: whether the web server may listen, and if not, who stands in the way."""

import errno
import os
import socket
import time
from pathlib import Path
from typing import Any

from yimen.kernel.problems import Conflict, Invalid

_LISTENING = "0A"
_RELEASE_SECONDS = 3.0


class Taken(Conflict):
    """已被占用: the port or the data folder is in use by another process."""

    exit_code = 3
    kind = "taken"
    title = "端口或数据目录已被占用"


def check_port(host: str, port: int) -> None:
    """检查端口: raises `Taken` when nothing can listen there, `Invalid` for a bad address."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        _bind(family, kind, address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Taken(
                f"端口 {port} 已被占用{_described(port)}。"
                f"请先停掉占用的程序，或者换一个端口：yimen up --port {port + 1}"
                f"（make run 用 PORT={port + 1}）。"
            ) from None
        if error.errno == errno.EACCES:
            raise Taken(f"没有权限使用端口 {port}：请换一个 1024 以上的端口。") from None
        raise Invalid(f"不能在 {host} 上监听：{error.strerror}。请检查 --host。") from None


def _bind(family: int, kind: int, address: tuple[Any, ...]) -> None:
    """Binds once to see that it can be done.

    A process that was just killed may look gone while its last threads still hold the port: a
    port that no living process holds is worth a moment's wait.
    """
    until = time.monotonic() + _RELEASE_SECONDS
    while True:
        try:
            with socket.socket(family, kind) as probe:
                # Connections of the last run that linger for a minute are no obstacle.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                return
        except OSError as error:
            gone = error.errno == errno.EADDRINUSE and holder(int(address[1])) is None
            if not gone or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _described(port: int) -> str:
    pid = holder(port)
    if pid is None:
        return "（占用者属于其他用户，用 ss -ltnp 查看）"
    return f"，占用者是进程 {pid}（{_command(pid)}）"


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "已结束"
    return " ".join(word.decode("utf-8", "replace") for word in words if word)[:80]


def holder(port: int) -> int | None:
    """占用者: the pid of a process that listens on the TCP port, if we may see it."""
    wanted = {f"socket:[{inode}]" for inode in _inodes(port)}
    for entry in os.listdir("/proc") if wanted else ():
        if entry.isdigit() and wanted & _sockets(int(entry)):
            return int(entry)
    return None


def _inodes(port: int) -> set[str]:
    found: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(fields[9])
    return found


def _sockets(pid: int) -> set[str]:
    folder = f"/proc/{pid}/fd"
    found: set[str] = set()
    try:
        for name in os.listdir(folder):
            found.add(os.readlink(f"{folder}/{name}"))
    except OSError:
        return found
    return found
