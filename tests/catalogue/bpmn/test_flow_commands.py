"""`yimen flow export` and `yimen flow import`: files out of a pack, drafts out of files."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from lxml import etree
from spiff_oracle import VALIDATOR

from yimen.catalogue.api import read_pack
from yimen.cli import main

DEMO = Path(__file__).parents[3] / "packs" / "demo"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["flow", *map(str, words)])


@pytest.mark.parametrize("code", ["open-a-stall", "stall-registration"])
def test_items_and_bundles_are_exported(code: str) -> None:
    result = run("export", DEMO, code)
    assert result.exit_code == 0
    VALIDATOR.validate(etree.fromstring(result.stdout.encode()))


def test_what_was_exported_comes_back_whole(tmp_path: Path) -> None:
    file = tmp_path / "stall.bpmn"
    assert f"已写入 {file}" in run("export", DEMO, "stall-registration", "--out", file).stdout
    result = run("import", file)
    assert result.exit_code == 0
    assert "摊位登记（stall-registration）：全部导入" in result.stderr
    item = read_pack(DEMO).item_of["stall-registration"]
    steps = yaml.safe_load(result.stdout)["steps"]
    assert [type(item.steps[0]).model_validate(one) for one in steps] == item.steps


def test_what_is_not_taken_is_listed(tmp_path: Path) -> None:
    file = tmp_path / "drawn.bpmn"
    file.write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">'
        '<process id="p" name="画的"><laneSet><lane id="l" name="市市场监管局"><flowNodeRef>a'
        '</flowNodeRef></lane></laneSet><startEvent id="s"/><userTask id="a" name="看一看"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a"/></process></definitions>',
        "utf-8",
    )
    result = run("import", file, "--pack", DEMO)
    assert "unit: market-regulation" in result.stdout
    assert "画的（p）：2 处要看" in result.stderr
    assert "图上没有 within（时限）" in result.stderr
    told = json.loads(run("import", file, "--json").stdout)
    assert [one["element"] for one in told["drafts"][0]["untaken"]] == ["a", "a", "a"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["export", DEMO, "tea"], "没有事项或一件事“tea”"),
        (["export", DEMO, "sign-filing", "--out", "/nowhere/x"], "写不了文件"),
        (["import", "/nowhere/x.bpmn"], "读不到文件"),
        (["import", DEMO / "pack.yaml"], "不是完整的 XML"),
    ],
)
def test_wrong_use_ends_with_two(words: list[str | Path], reason: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert reason in result.stderr


def test_a_bundle_with_an_unreadable_member_is_not_drawn(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(DEMO, pack)
    (pack / "items/stall/sign-filing.yaml").write_text("code: [", "utf-8")
    result = run("export", pack, "open-a-stall")
    assert result.exit_code == 2
    assert "sign-filing" in result.stderr
