"""文件锁: locks that the kernel gives back when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yimen.kernel.problems import Unavailable


def open_lock(path: Path) -> int:
    """打开锁文件: a descriptor of the lock file, made if absent.

    Read access is enough for a lock, so that a file made by root serves ordinary users too.
    """
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def try_lock(handle: int, kind: int = fcntl.LOCK_EX) -> bool:
    """试锁: takes the lock if nobody else holds it."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def exclusive(path: Path, seconds: float) -> Iterator[None]:
    """独占: holds the lock file for the block; `Unavailable` if others keep it for `seconds`."""
    handle = open_lock(path)
    try:
        until = time.monotonic() + seconds
        while not try_lock(handle):
            if time.monotonic() > until:
                raise Unavailable(
                    f"另一个进程正在启动或停止同一个数据库，已等待 {seconds:.0f} 秒。"
                    f"请稍后再试；占用的文件：{path}。"
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)
