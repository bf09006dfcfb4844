"""方案登记: every variant by name, where its code is, and which environment runs it."""

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.kernel.workload import Variant

ROOT = Path(__file__).resolve().parents[2]
BAMBOO_PYTHON = ROOT / ".bench" / "bamboo" / "bin" / "python"


@dataclass(frozen=True)
class Entry:
    """登记项: `place` is "module:Class" inside this package; `python` runs its process."""

    place: str
    python: Path = Path(sys.executable)

    def is_present(self) -> bool:
        """已有: whether the module is there."""
        module = self.place.partition(":")[0]
        return Path(__file__).with_name(f"{module}.py").is_file()

    def make(self) -> Variant:
        """创建: the variant itself, in the process that runs it."""
        module, _, name = self.place.partition(":")
        variant: Variant = getattr(importlib.import_module(f"bench.kernel.{module}"), name)()
        return variant


VARIANTS = {
    "floor_a": Entry("floor_a:FloorA"),
    "floor_b": Entry("floor_b:FloorB"),
    "django_orm": Entry("django_orm:DjangoOrm"),
    "spiff": Entry("spiff:Spiff"),
    "spiff_cached": Entry("spiff:SpiffCached"),
    "bamboo": Entry("bamboo:Bamboo", BAMBOO_PYTHON),
    "yimen": Entry("yimen:Yimen"),
}


def present() -> dict[str, Entry]:
    """现有方案: the registered variants whose module is there, in the order of the table."""
    return {name: entry for name, entry in VARIANTS.items() if entry.is_present()}
