"""`yimen deadline`: without database or settings, in the demo city's odd hours."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yimen.cli import main

DEMO = ["--calendar", "demo"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["deadline", *arguments])


def test_text() -> None:
    result = run("2026-02-12", "--within", "3wd", *DEMO)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "起点：2026 年 2 月 12 日（星期四）00:00；期限：3 个工作日。",
        "按工作日计算：起点当日不计入，从次日起数；最后一日到下班为止。",
        "计入调休上班日：2026 年 2 月 15 日（灯节调休）。",
        "截止：2026 年 2 月 15 日（星期日）19:45。",
    ]


def test_json_and_pauses() -> None:
    result = run(
        "2026-02-12T15:00", "--within", "3wd", "--pause", "2026-02-13..2026-02-14",
        "--pause", "2026-02-14T10:00..2026-02-15", "--json", *DEMO,
    )  # fmt: skip
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["due"] == "2026-02-24T17:00:00+08:00"
    assert answer["calendar"] == "demo"
    assert answer["provisional"] is False
    assert len(answer["derivation"]) == 6


def test_a_zone_may_be_given() -> None:
    result = run("2026-02-12T07:00+00:00", "--within", "0.5wd", "--json", *DEMO)
    assert json.loads(result.stdout)["due"] == "2026-02-13T11:07:30+08:00"


def test_an_open_pause_is_counted_until_now() -> None:
    result = run("2026-02-12", "--within", "3wd", "--pause", "2026-02-13..", *DEMO)
    assert result.exit_code == 0
    assert result.stdout.endswith("期限现在停止计算，截止时间要等恢复后才能确定。\n")


def test_the_pack_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMEN_PACK", "demo")
    assert json.loads(run("2026-02-12", "--within", "1wd", "--json").stdout)["calendar"] == "demo"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["2026-02-30", "--within", "3wd"], "看不懂时间“2026-02-30”"),
        (["2026-02-12", "--within", "3 days"], "看不懂期限“3 days”。可用的写法"),
        (["2026-02-12", "--within", "3wd", "--pause", "2026-02-13"], "看不懂暂停"),
        (["2026-02-12", "--within", "3wd", "--pause", "x..y"], "看不懂时间“x”"),
        (["2026-02-12", "--within", "3wd", "--pause", "2026-02-13..2026-02-12"], "结束早于开始"),
        (["9999-12-30", "--within", "3wd"], "9999 年不在可计算的范围内"),
        (["2026-02-12", "--within", "3wd", "--calendar", "nowhere"], "现有：.*demo"),
        (["2026-02-12", "--within", "3wd", "--calendar", "../demo"], "没有城市包“../demo”"),
    ],
)
def test_refusals(arguments: list[str], reason: str) -> None:
    result = run(*arguments, *([] if "--calendar" in arguments else DEMO))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.search(reason, result.stderr)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"zone: [", "town/calendar.yaml 读不懂"),
        (b"\xff\xfe", "town/calendar.yaml 读不懂"),
        (b"zone: Asia/Shanghai\nbase: none\noffice_hours: {mon: [x]}", "office_hours/mon/0："),
    ],
)
def test_a_broken_calendar(
    content: bytes, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "calendar.yaml").write_bytes(content)
    monkeypatch.setenv("YIMEN_PACKS", str(tmp_path))
    result = run("2026-02-12", "--within", "3wd", "--calendar", "town")
    assert result.exit_code == 2
    assert reason in result.stderr


def test_neither_settings_nor_database_are_touched() -> None:
    script = (
        "import sys\n"
        "from yimen.cli import main\n"
        "main(['deadline', '2026-02-12', '--within', '3wd', '--calendar', 'demo'],"
        " standalone_mode=False)\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
