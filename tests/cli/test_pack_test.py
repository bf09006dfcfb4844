"""测试城市包命令: what it prints, and with which exit code."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yimen.cli import main
from yimen.config import paths


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    copy = tmp_path / "demo"
    shutil.copytree(paths.packs() / "demo", copy)
    return copy


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["pack", "test", *arguments])


def test_a_pack_whose_situations_come_true(pack: Path) -> None:
    result = run(str(pack), "--walk")
    assert result.exit_code == 0, result.output
    assert "✓ tests/open-a-stall.yaml:4 只卖百货，不挂招牌" in result.output
    assert "0 个不符合" in result.output
    assert "0 处问题" in result.output


def test_a_miss_is_told_with_its_reason(pack: Path) -> None:
    file = pack / "items" / "stall" / "stall-registration.yaml"
    text = file.read_text("utf-8").replace("  - document: goods-list\n", "", 1)
    file.write_text(text, "utf-8")
    result = run(str(pack))
    assert result.exit_code == 1
    assert "✗ tests/open-a-stall.yaml:4 只卖百货，不挂招牌" in result.output
    assert "要交的材料：应当有 goods-list，实际没有" in result.output
    assert "依据：示范市虚构规定" in result.output


def test_json_has_verdicts_counts_and_the_walk(pack: Path) -> None:
    result = run(str(pack), "--walk", "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert answer["ok"] is True
    assert answer["counts"]["failed"] == 0
    assert answer["counts"]["situations"] == len(answer["situations"])
    assert answer["walk"]["counts"]["stuck"] == 0
    assert answer["walk"]["counts"]["refused"] > 0
    assert answer["walk"]["troubles"] == []
    assert "stall-registration" in answer["walk"]["joined_only"]


def test_an_unsound_pack_is_not_tested(pack: Path) -> None:
    file = pack / "pack.yaml"
    file.write_text(file.read_text("utf-8").replace("lead_unit: ", "lead_unit: x-"), "utf-8")
    result = run(str(pack), "--walk")
    assert result.exit_code == 1
    assert "没有部门“x-" in result.output
    assert "请先改好" in result.output


def test_a_situation_nobody_can_read_is_told_with_its_line(pack: Path) -> None:
    file = pack / "tests" / "busking-place.yaml"
    file.write_text(file.read_text("utf-8").replace("channel: kiosk", "channel: boat"), "utf-8")
    result = run(str(pack))
    assert result.exit_code == 1
    assert "tests/busking-place.yaml" in result.output
