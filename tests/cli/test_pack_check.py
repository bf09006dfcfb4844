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
        *("items", "bundles", "units", "kiosk_items", "lists", "elements", "documents"),
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


LAW = "第一条 摆摊要登记。\n\n第二条 本规定自2024年1月1日起施行。\n"


@pytest.fixture
def cited(tmp_path: Path) -> tuple[Path, Path]:
    """A pack that cites a law, and a folder with its text."""
    pack, laws = tmp_path / "demo", tmp_path / "laws"
    shutil.copytree(paths.packs() / "demo", pack)
    file = pack / "items" / "stall" / "sign-filing.yaml"
    citation = 'basis:\n  - {law: 摆摊规定, version: "2023-12-01", article: 第一条}\n'
    file.write_text(file.read_text("utf-8").replace("basis:\n", citation, 1), "utf-8")
    laws.mkdir()
    (laws / "摆摊规定(2023-12-01).md").write_text(LAW, "utf-8")
    return pack, laws


def test_laws_prove_citations_and_show_their_words(cited: tuple[Path, Path]) -> None:
    pack, laws = map(str, cited)
    result = CliRunner().invoke(main, ["pack", "check", pack, "--laws", laws, "--show"])
    assert result.exit_code == 0, result.output
    assert "✓ items/stall/sign-filing.yaml:" in result.output
    assert "《摆摊规定》2023-12-01 第一条" in result.output
    assert "第一条 摆摊要登记。" in result.output
    assert "1 处法规条款对照 1 个文本：1 处在当时施行的文本里，0 处不在" in result.output


def test_a_citation_that_is_not_in_force_is_an_error(cited: tuple[Path, Path]) -> None:
    pack, laws = cited
    (laws / "摆摊规定(2024-12-01).md").write_text(LAW, "utf-8")
    result = CliRunner().invoke(main, ["pack", "check", str(pack), "--laws", str(laws), "--json"])
    assert result.exit_code == 1
    answer = json.loads(result.output)
    assert answer["laws"]["not_in_force"] == answer["counts"]["errors"] == 1
    assert answer["laws"]["found"] == 0
    (detail,) = answer["laws"]["details"]
    assert (detail["status"], detail["in_force"]) == ("not_in_force", "2024-12-01")
    assert "words" not in detail
    assert "改成 version: 2024-12-01" in answer["findings"][0]["remedy"]


def test_showing_words_needs_the_laws() -> None:
    result = CliRunner().invoke(main, ["pack", "check", str(paths.packs() / "demo"), "--show"])
    assert result.exit_code == 2
    assert "--laws" in result.output
