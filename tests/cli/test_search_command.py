"""检索命令: against a pack's files and against the running platform's database."""

import json
import os
import subprocess
import sys

from click.testing import CliRunner

from yimen.cli import main
from yimen.config import paths

DEMO = str(paths.packs() / "demo")


def searched(*arguments: str) -> dict:
    result = CliRunner().invoke(main, ["search", *arguments, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_packs_files_are_searched_without_a_database() -> None:
    answer = searched("我想摆地摊", "--pack", DEMO)
    assert {one["code"] for one in answer["results"][:2]} == {"open-a-stall", "stall-registration"}
    assert answer["results"][0] == {
        "code": "open-a-stall",
        "title": "我要摆个摊",
        "kind": "bundle",
        "score": 1.0,
    }
    assert answer["semantic"] is True
    assert len(searched("摊", "--pack", DEMO, "--limit", "1")["results"]) == 1


def test_people_read_titles_and_codes() -> None:
    result = CliRunner().invoke(main, ["search", "卖唱", "--pack", DEMO])
    assert "事项  街头表演点位许可（busking-place）" in result.output
    nothing = CliRunner().invoke(main, ["search", "天气预报", "--pack", DEMO])
    assert nothing.exit_code == 0
    assert "没有找到" in nothing.output


def test_wrong_use_is_told(tmp_path: object) -> None:
    assert CliRunner().invoke(main, ["search", " "]).exit_code == 2
    assert CliRunner().invoke(main, ["search", "摊", "--pack", str(tmp_path)]).exit_code == 2


def test_a_running_platform_is_searched(platform: str, database_url: str) -> None:
    from running import _named

    home = {"DATABASE_URL": _named(database_url, f"platform_{os.getpid()}"), "YIMEN_PACK": "demo"}
    done = subprocess.run(
        [sys.executable, "-m", "yimen.cli", "search", "招牌", "--json"],
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["results"][0]["code"] == "sign-filing"
    assert answer["semantic"] is True
