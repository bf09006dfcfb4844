"""检查发现: what a check of a pack finds, and the small tools with which checks say it."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import BaseModel

from yimen.kernel.packs import Loaded
from yimen.kernel.packs.yaml_marks import Path
from yimen.kernel.problems import PackFault

Level = Literal["error", "warning"]


@dataclass
class Finding(PackFault):
    """检查发现: a fault of a pack; an `error` keeps it from being loaded, a `warning` does not."""

    level: Level = "error"

    def as_json(self) -> dict[str, Any]:
        """可序列化: the finding as JSON values."""
        return {
            "level": self.level,
            "file": self.file,
            "line": self.line,
            "message": self.message,
            "remedy": self.remedy,
        }


def error(loaded: Loaded[Any], path: Path, message: str, remedy: str) -> Finding:
    """错误: at `path` of a file that was read."""
    return Finding(loaded.file, loaded.marks.line(path), message, remedy, "error")


def warning(loaded: Loaded[Any], path: Path, message: str, remedy: str) -> Finding:
    """警告: at `path` of a file that was read."""
    return Finding(loaded.file, loaded.marks.line(path), message, remedy, "warning")


def nearest(code: str, known: Collection[str]) -> str:
    """相近编码: `是不是“x”？` for the known code that is closest, "" if none is close."""
    close = get_close_matches(code, known, n=1, cutoff=0.6)
    return f"是不是“{close[0]}”？" if close else ""


def called(model: BaseModel) -> str:
    """称呼: how a message names a thing: its Chinese name."""
    name: str = getattr(model, "name").zh_hans  # noqa: B009  (any model with a name)
    return f"“{name}”"
