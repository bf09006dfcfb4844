"""日志: small helpers for the log files of supervised processes."""

from pathlib import Path
from typing import BinaryIO

_KEEP = 10 * 1024 * 1024  # bytes; a longer file is put aside at the next start


def open_log(path: Path) -> BinaryIO:
    """打开日志: opens a log for appending; a long one moves to `NAME.1` first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > _KEEP:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")


def tail(path: Path, lines: int = 15, since: int = 0) -> str:
    """日志末尾: the last lines of a log written after byte `since`; empty if there is none."""
    try:
        with path.open("rb") as log:
            size = log.seek(0, 2)
            log.seek(max(min(since, size), size - 64 * 1024))
            text = log.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
