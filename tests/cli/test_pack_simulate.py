"""模拟命令: what `yimen pack simulate` prints, as text and JSON, and what it says of bad input."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from busking import applied, do
from yimen.cli import main
from yimen.config import paths
from yimen.kernel import clock

MORNING = datetime(2027, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DEMO = str(paths.packs() / "demo")
SMALL = ("--days", "20", "--replications", "3", "--start", "2026-03-02")


def simulate(*arguments: str, pack: str = DEMO) -> Result:
    return CliRunner().invoke(main, ["pack", "simulate", pack, *arguments])


@pytest.fixture
def draft(tmp_path: Path) -> str:
    """The demo city with a flow drafted anew: the consultation waits for the check of papers."""
    pack = tmp_path / "demo-draft"
    shutil.copytree(paths.packs() / "demo", pack)
    file = pack / "items" / "stall" / "stall-registration.yaml"
    text = file.read_text("utf-8")
    serial = text.replace(
        "    after: [accept]\n    within: 1wd", "    after: [documents]\n    within: 1wd"
    )
    first = serial.replace("after: [documents]", "after: [accept]", 1)  # the check of papers itself
    assert first != text
    file.write_text(first, "utf-8")
    return str(pack)


def test_it_tells_times_queues_and_assumptions() -> None:
    result = simulate("stall-registration", "--arrivals", "12/wd", *SMALL)
    assert result.exit_code == 0, result.output
    assert "今天的版本：平均" in result.output
    assert "在承诺的 3 个工作日内" in result.output
    assert "市市场监管局审查岗" in result.output
    assert "（假设）" in result.output
    assert "form.stall.open_flame" in result.output


def test_a_draft_is_simulated_beside_it(draft: str) -> None:
    result = simulate("stall-registration", "--draft", draft, "--arrivals", "12/wd", *SMALL)
    assert result.exit_code == 0, result.output
    assert "草稿比今天平均慢" in result.output
    assert "草稿 − 今天" in result.output


def test_json_has_both_versions_and_the_difference(draft: str) -> None:
    luck = ("--arrivals", "5", "--seed", "4", *SMALL, "--replications", "8")
    arguments = ("open-a-stall", "--draft", draft, *luck, "--json")
    first, again = simulate(*arguments), simulate(*arguments)
    assert first.exit_code == 0, first.output
    answer = json.loads(first.output)
    assert set(answer) == {
        *("code", "arrivals", "days", "warm_up", "replications", "seed", "start", "today", "draft"),
        *("difference", "sentences", "assumptions"),
    }
    assert answer["difference"]["mean"]["low"] > 0
    assert {one["item"] for one in answer["today"]["items"]} == {
        *("stall-registration", "sign-filing", "hygiene-card"),
    }
    assert again.output == first.output


def test_a_file_says_everything_and_options_stand_above_it(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(
        "arrivals: 6/wd\ndays: 20\nreplications: 2\n"
        "situations:\n"
        "  - {share: 2, scenario: {sells_food: false, has_sign: false, has_helpers: false},"
        " form: {stall.open_flame: false}}\n"
        "staff:\n  market-regulation:reviewer: {people: 4, share: 0.5}\n"
        "service:\n  steps:\n    documents: {mean: 1wh, cv: 0}\n",
        "utf-8",
    )
    staff = ("--staff", "market-regulation:reviewer=3")
    result = simulate("open-a-stall", "--plan", str(file), *staff, "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    people = {f"{s['unit']}:{s['role']}": s for s in answer["today"]["stations"]}
    assert people["market-regulation:reviewer"]["people"] == 3
    assert people["market-regulation:reviewer"]["share"] == 0.5
    assert [one["item"] for one in answer["today"]["items"]] == ["stall-registration"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stall-registration",), "arrivals：没有给到件量"),
        (("stall-registration", "--arrivals", "often"), "例如 12/wd"),
        (("stall-registration", "--arrivals", "3", "--staff", "clerk"), "写成 部门:岗位=人数"),
        (
            ("stall-registration", "--arrivals", "3", "--staff", "moon:head=1"),
            "没有岗位“moon:head”",
        ),
        (("stall-registration", "--arrivals", "3", "--days", "0"), "days：是 0，不能小于 1"),
        (("stall-registation", "--arrivals", "3"), "是不是“stall-registration”"),
    ],
)
def test_bad_input_is_told_by_its_key(arguments: tuple[str, ...], words: str) -> None:
    result = simulate(*arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_a_file_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("arrivals: 6/wd\nstaf:\n  a:b: {people: 1}\n", "utf-8")
    result = simulate("stall-registration", "--plan", str(file))
    assert result.exit_code == 2
    assert "staf：没有这个键" in result.output
    assert "第 2 行" in result.output


def test_neither_settings_nor_database_are_needed() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "yimen.cli", "pack", "simulate", DEMO, "sign-filing"),
            *("--arrivals", "4/wd", *SMALL),
        ],
        env={
            **os.environ,
            "DATABASE_URL": "postgresql://127.0.0.1:1/none",
            "YIMEN_HOME": "/nowhere",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "今天的版本" in done.stdout


@pytest.fixture
def in_the_test_database(demo_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command's own database is the test's; its connections are left open."""
    from yimen.cli import runtime

    @contextmanager
    def answered() -> Iterator[None]:
        yield

    monkeypatch.setattr(runtime, "database", answered)
    monkeypatch.setattr(runtime, "close_connections", lambda: None)


@pytest.mark.usefixtures("in_the_test_database")
def test_past_cases_say_what_to_expect() -> None:
    with clock.at(MORNING):
        case = applied()
    with clock.at(MORNING + timedelta(hours=1)):
        do(case, "accept")
    with clock.at(MORNING + timedelta(hours=3)):
        result = simulate("busking-place", "--from-cases", *SMALL, "--json")
        given = simulate("busking-place", "--from-cases", "--arrivals", "3", *SMALL, "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert answer["arrivals"] == 1
    (accept,) = (one for one in answer["today"]["steps"] if one["key"] == "busking-place/accept")
    assert accept["works"] == pytest.approx(1)
    assert json.loads(given.output)["arrivals"] == 3


@pytest.mark.usefixtures("in_the_test_database")
def test_without_past_cases_it_is_told() -> None:
    result = simulate("busking-place", "--from-cases")
    assert result.exit_code == 2
    assert "没有办过“busking-place”" in result.output
