"""运行环境: what both benches share: one run at a time, on disk, told in lines."""

import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yimen.kernel.postgres.locks import open_lock, try_lock

ROOT = Path(__file__).resolve().parents[1]


def machine() -> dict[str, Any]:
    """机器: what a figure was measured on."""
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.M)
    return {
        "cpu": found[1] if found else platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
    }


@contextmanager
def folder() -> Iterator[Path]:
    """运行目录: on the disk of the repository, since /tmp is memory on many machines; removed
    afterwards. Ends the program when another bench runs here."""
    home = ROOT / ".bench"
    home.mkdir(exist_ok=True)
    if not try_lock(open_lock(home / "lock")):
        sys.exit("另一次性能测试正在这里运行：两次同时跑，数字都没有意义。")
    for left in home.glob("run-*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=home, ignore_cleanup_errors=True) as name:
        yield Path(name)


def say(what: str) -> None:
    """进度: on standard error."""
    print(f"→ {what}", file=sys.stderr, flush=True)


def tell(line: dict[str, Any]) -> None:
    """结果行: one JSON line on standard output."""
    print(json.dumps(line, ensure_ascii=False), flush=True)
