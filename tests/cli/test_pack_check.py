"""检查城市包命令: what it prints, as text and JSON, and with which exit code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from yimen.cli import main
from yimen.config import paths


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    pack = tmp_path / "demo"
    shutil.copytree(paths.packs() / "demo", pack)
    file = pack / "pack.yaml"
    file.write_text(file.read_text("utf-8").replace("lead_unit: ", "lead_unit: x-"), "utf-8")
    return pack


def test_a_sound_pack_may_be_loaded() -> None:
    result = CliRunner().invoke(main, ["pack", "check", str(paths.packs() / "demo")])
    assert result.exit_code == 0, result.output
    assert "0 个错误" in result.output
    assert "可以装载" in result.output


def test_an_error_is_printed_with_its_place_and_remedy(spoiled: Path) -> None:
    result = CliRunner().invoke(main, ["pack", "check", str(spoiled)])
    assert result.exit_code == 1
    assert "错误 pack.yaml:" in result.output
    assert "没有部门“x-" in result.output
    assert "→ 是不是“" in result.output
    assert "不能装载" in result.output


def test_json_has_findings_and_counts(spoiled: Path) -> None:
    result = CliRunner().invoke(main, ["pack", "check", str(spoiled), "--json"])
    assert result.exit_code == 1
    answer = json.loads(result.output)
    assert (answer["pack"], answer["ok"]) == ("demo", False)
    assert answer["findings"][0]["file"] == "pack.yaml"
    assert answer["counts"]["errors"] == 1
    assert set(answer["counts"]) == {
        *("items", "bundles", "units", "elements", "documents"),
        *("citations", "verified", "unverified", "errors", "warnings"),
    }


def test_a_folder_without_a_pack_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["pack", "check", str(tmp_path)])
    assert result.exit_code == 2
    assert "没有城市包" in result.output
    absent = CliRunner().invoke(main, ["pack", "check", str(tmp_path / "absent")])
    assert absent.exit_code == 2


def test_neither_database_nor_home_folder_is_needed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "DATABASE_URL": "mysql://nowhere",
        "YIMEN_HOME": str(home),
    }
    result = subprocess.run(
        [sys.executable, "-m", "yimen.cli", "pack", "check", str(paths.packs() / "demo")],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONUTF8": "1"},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert not home.exists()
