"""路径: where the platform finds its packs and keeps its data."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = PACKAGE.parent.parent


def checkout() -> Path | None:
    """源码目录: the folder of the source checkout, or None when installed from a wheel."""
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else None


def default_pack() -> str:
    """默认城市包: the pack named by `YIMEN_PACK`; else the platform's first city."""
    return os.environ.get("YIMEN_PACK") or "dongguan"


def packs() -> Path:
    """城市包目录: the folder that holds the packs (one folder a city)."""
    named = os.environ.get("YIMEN_PACKS")
    if named:
        return Path(named)
    root = checkout()
    return root / "packs" if root else PACKAGE / "_packs"


def home() -> Path:
    """数据目录: where database, files, keys and logs are kept.

    `YIMEN_HOME` decides; else `.yimen` in a source checkout; else the user's data folder.
    """
    named = os.environ.get("YIMEN_HOME")
    if named:
        return Path(named).expanduser().resolve()
    root = checkout()
    if root:
        return root / ".yimen"
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "yimen"
