"""The demo city's plan, as published and as its pack keeps it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from yimen.oversight.rules import UnitNames

_DEMO = Path(__file__).parents[2] / "packs" / "demo"


@pytest.fixture(scope="session")
def demo_bytes() -> bytes:
    return (_DEMO / "plan" / "published.txt").read_bytes()


@pytest.fixture(scope="session")
def demo_text(demo_bytes: bytes) -> str:
    return demo_bytes.decode()


@pytest.fixture(scope="session")
def demo_units() -> list[UnitNames]:
    content = yaml.safe_load((_DEMO / "units.yaml").read_text("utf-8"))
    return [UnitNames.of(entry) for entry in content["units"]]


@pytest.fixture(scope="session")
def demo_plan_file() -> Path:
    return _DEMO / "plan" / "2026.yaml"


@pytest.fixture(scope="session")
def demo_plan_data(demo_plan_file: Path) -> Any:
    return yaml.safe_load(demo_plan_file.read_text("utf-8"))
