"""比较城市包命令: what it prints, as text, JSON and Markdown."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from yimen.cli import main
from yimen.config import paths

DEMO = str(paths.packs() / "demo")


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    pack = tmp_path / "draft"
    shutil.copytree(DEMO, pack)
    file = pack / "items" / "stall" / "stall-registration.yaml"
    text = file.read_text("utf-8").replace("promised: 3wd", "promised: 2.5wd")
    text = text.replace("  - document: goods-list\n", "", 1)
    file.write_text(text, "utf-8")
    return pack


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["pack", "diff", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_text_is_grouped_by_item_and_says_what_it_means(draft: Path) -> None:
    output = run(DEMO, str(draft))
    assert "事项“摊位登记”（stall-registration）" in output
    assert "减轻 承诺时限从“3 个工作日”改为“2.5 个工作日”" in output
    assert "→ 申请人等得更短" in output
    assert "减轻 去掉材料“货品清单”" in output
    assert "2 处不同：加重 0，减轻 2，依据 0，其他 0" in output


def test_nothing_differs_from_itself() -> None:
    assert "0 处不同" in run(DEMO, DEMO)
    assert run(DEMO, DEMO, "--markdown") == "没有不同。\n"


def test_json_has_every_difference(draft: Path) -> None:
    answer = json.loads(run(DEMO, str(draft), "--json"))
    assert answer["counts"] == {
        "differences": 2, "burdens": 0, "eases": 2, "legal_basis": 0, "neutral": 0,
    }  # fmt: skip
    first = answer["differences"][0]
    assert (first["kind"], first["code"], first["key"]) == (
        "item", "stall-registration", "limits.promised",
    )  # fmt: skip


def test_markdown_is_a_table(draft: Path) -> None:
    lines = run(DEMO, str(draft), "--markdown").splitlines()
    assert lines[0] == "## 事项“摊位登记”（stall-registration）"
    assert "| 减轻 | 承诺时限 | 3 个工作日 | 2.5 个工作日 | 申请人等得更短 |" in lines


def test_a_pack_that_cannot_be_read_is_not_compared(draft: Path) -> None:
    (draft / "units.yaml").write_text("units: 5\n", "utf-8")
    result = CliRunner().invoke(main, ["pack", "diff", DEMO, str(draft)])
    assert result.exit_code == 2
    assert "units.yaml" in result.output
