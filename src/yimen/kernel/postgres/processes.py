"""进程: what /proc says of the server's processes, and how to end them (Linux)."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

_PAUSE = 0.02  # seconds between two looks


def alive(pid: int) -> bool:
    """存活: whether the process runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] not in {"Z", "X"}


def is_postgres_of(pid: int, data: Path) -> bool:
    """归属: whether the process is a PostgreSQL process that works on this data folder.

    PostgreSQL makes the data folder its working directory; the name of the program is asked too,
    since somebody's shell may stand in the folder.
    """
    try:
        program = os.readlink(f"/proc/{pid}/exe")
        folder = os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return False
    return Path(program).name.split()[0] == "postgres" and folder == str(data) and alive(pid)


def processes_of(data: Path) -> Iterator[int]:
    """遗留进程: every PostgreSQL process, the postmaster or its children, on this data folder."""
    for entry in os.listdir("/proc"):
        if entry.isdigit() and is_postgres_of(int(entry), data):
            yield int(entry)


def wait_gone(pid: int, seconds: float) -> bool:
    """等待结束: True as soon as the process has ended, False after `seconds`."""
    until = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)
    return True


def send(pid: int, by: signal.Signals) -> None:
    """发信号: sends a signal; a process that has already ended is fine."""
    try:
        os.kill(pid, by)
    except ProcessLookupError:
        return
