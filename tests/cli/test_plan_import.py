"""`yimen plan import --dry-run`: no database, units by name, clear refusals."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from yimen.cli import main

_DEMO = Path(__file__).parents[2] / "packs" / "demo"
_PUBLISHED = _DEMO / "plan" / "published.txt"


def run(*arguments: str | Path, pack: str = "demo") -> Result:
    command = ["plan", "import", *map(str, arguments), "--pack", pack]
    return CliRunner().invoke(main, command, env={"COLUMNS": "160"})


def test_json_has_units_by_short_name_and_code() -> None:
    result = run(_PUBLISHED, "--dry-run", "--json")
    assert result.exit_code == 0, result.stderr
    plan: dict[str, Any] = json.loads(result.stdout)
    assert plan["number"] == "示府函〔2026〕8号"
    assert [item["number"] for item in plan["items"]] == list(range(1, 12))
    assert plan["items"][6] == {
        "number": 7,
        "part": 2,
        "title": "加强知识产权保护",
        "text": "2026年设立12家以上维权服务站，对跨境货物提供24小时通关服务。",
        "leads": ["示范海关"],
        "lead_codes": ["customs"],
        "assists": ["市市场监管局", "市中级人民法院"],
        "assist_codes": ["market-regulation", "intermediate-court"],
        "groups": ["等部门"],
        "figures": [
            {
                "text": "12家以上",
                "subject": "维权服务站",
                "comparator": ">=",
                "value": "12",
                "unit": "station",
            },
            {
                "text": "24小时",
                "subject": "通关服务",
                "comparator": "=",
                "value": "24",
                "unit": "hour",
            },
        ],
    }


def test_names_written_in_full_are_shown_short(tmp_path: Path) -> None:
    text = _PUBLISHED.read_text("utf-8").replace("示范海关牵头", "国家税务总局示范市税务局牵头")
    file = tmp_path / "plan.txt"
    file.write_bytes(text.encode("gb18030"))
    plan = json.loads(run(file, "--dry-run", "--json").stdout)
    assert plan["items"][6]["leads"] == ["示范市税务局"]
    assert plan["items"][6]["lead_codes"] == ["tax"]


def test_a_table_for_people() -> None:
    result = run(_PUBLISHED, "--dry-run")
    assert result.exit_code == 0
    assert "3 个部分，11 项" in result.stdout
    assert "核对无误，没有写入" in result.stdout
    assert "从120平方米扩大到200平方米" in result.stdout


def test_yaml_is_the_pack_file() -> None:
    result = run(_PUBLISHED, "--yaml")
    assert result.stdout == (_DEMO / "plan" / "2026.yaml").read_text("utf-8")


def test_a_missing_file(tmp_path: Path) -> None:
    result = run(tmp_path / "none.txt", "--dry-run")
    assert result.exit_code == 2
    assert "读不到文件" in result.stderr
    assert result.stdout == ""


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert run(tmp_path, "--dry-run").exit_code == 2


def test_faults_name_line_and_remedy(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(_PUBLISHED.read_text("utf-8").replace("（四）", "（五）", 1), "utf-8")
    result = run(file, "--dry-run", "--json")
    assert result.exit_code == 2
    assert "第 36 行：条目“（五）”编号不连续，这里应是第 4 个。请补上" in result.stderr
    assert result.stdout == ""


def test_an_unknown_unit_is_a_clear_fault(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(_PUBLISHED.read_text("utf-8").replace("示范日报社", "示范晚报社"), "utf-8")
    result = run(file, "--dry-run")
    assert result.exit_code == 2
    assert "示范晚报社（第 11 项）" in result.stderr
    assert "最接近的是“示范日报社”" in result.stderr


def test_an_unknown_pack() -> None:
    result = run(_PUBLISHED, "--dry-run", pack="nowhere")
    assert result.exit_code == 2
    assert "城市包“nowhere”没有 units.yaml" in result.stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [("units: [", "不能读取"), ("units: [{code: a}]", "缺少"), ("a: 1", "缺少")],
)
def test_a_broken_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, says: str
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "units.yaml").write_text(content, "utf-8")
    monkeypatch.setenv("YIMEN_PACKS", str(tmp_path))
    result = run(_PUBLISHED, "--dry-run", pack="broken")
    assert result.exit_code == 2
    assert says in result.stderr
