"""`yimen demo startup` against the platform as its users start it: the whole road, over HTTP."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from test_up import Platform, free_port

from yimen.cli.demo_road import read_road
from yimen.config import paths
from yimen.kernel.codes import credit_code, receipt_number
from yimen.kernel.problems import Invalid, PackFaults

BUNDLE = "open-a-stall"
PACKS = sorted(file.parent.name for file in paths.packs().glob("*/demo-road.yaml"))


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    one = Platform(tmp_path_factory.mktemp("demo") / "home")
    one.start()
    yield one
    one.end(signal.SIGTERM)


def demo(url: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "yimen.cli", "demo", "startup", "--url", url]
    return subprocess.run(
        [*command, "--pack", "demo", "--bundle", BUNDLE, *options],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


def address(platform: Platform) -> str:
    return f"http://127.0.0.1:{platform.port}"


def test_cases_as_json_lines(platform: Platform) -> None:
    result = demo(address(platform), "--count", "2", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    cases = [json.loads(line) for line in result.stdout.splitlines()]
    assert [case["ok"] for case in cases] == [True, True]
    assert cases[0]["subject"] != cases[1]["subject"]
    for case in cases:
        assert receipt_number.verify(case["receipt"]) == case["receipt"]
        credit_code.verify(case["credit_code"])
        assert float(case["working_days"]) >= 0
        assert set(case["seconds"]) == {"fill", "submit", "work", "verify", "total"}
        assert {child["item"]: child["state"] for child in case["children"]} == {
            "stall-registration": "granted",
            "sign-filing": "granted",
            "hygiene-card": "granted",
        }
        assert [one["genuine"] for one in case["certificates"]] == [True] * 3
        for one in case["certificates"]:
            assert one["verify_url"] == f"{address(platform)}/verify/{one['identifier']}"


def test_one_case_is_shown_step_by_step(platform: Platform) -> None:
    result = demo(address(platform))
    assert result.returncode == 0, result.stdout + result.stderr
    for words in ("我要摆个摊", "✓ 填报", "✓ 提交", "✓ 办理", "✓ 核验", "回执号", "准予办结"):
        assert words in result.stdout
    assert f"{address(platform)}/verify/" in result.stdout


def test_many_cases_are_summed_up(platform: Platform) -> None:
    result = demo(address(platform), "--count", "2")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "2 件中办成 2 件，核验证照 6 份" in result.stdout


def test_a_case_that_fails_is_told_and_counts(platform: Platform, tmp_path: Path) -> None:
    shutil.copytree(paths.packs() / "demo", tmp_path / "demo")
    road = tmp_path / "demo" / "demo-road.yaml"
    content = yaml.safe_load(road.read_text("utf-8"))
    content["roads"][BUNDLE]["values"]["person.phone"] = "12"
    road.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    failed = demo(address(platform), "--json", YIMEN_PACKS=str(tmp_path))
    told = json.loads(failed.stdout)
    assert failed.returncode == 1
    assert told["ok"] is False
    assert "person.phone" in told["problem"]
    shown = demo(address(platform), YIMEN_PACKS=str(tmp_path))
    assert shown.returncode == 1
    assert "没有办成" in shown.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--password", "wrong"], "登录名或密码不对"),
        (["--bundle", "nothing"], "demo-road.yaml 里没有“nothing”"),
        (["--pack", "nowhere"], "没有 demo-road.yaml"),
    ],
)
def test_wrong_use_is_told(platform: Platform, options: list[str], words: str) -> None:
    result = demo(address(platform), *options)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_server_that_is_not_there() -> None:
    result = demo(f"http://127.0.0.1:{free_port()}")
    assert result.returncode == 4
    assert "yimen up" in result.stderr
    assert "Traceback" not in result.stderr


# -- the roads of the packs ------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_roads_name_what_the_pack_has(pack: str) -> None:
    def codes(file: str, key: str) -> set[str]:
        content = yaml.safe_load((paths.packs() / pack / file).read_text("utf-8"))
        return {entry[key] for entry in content[file.removesuffix(".yaml")]}

    roads = yaml.safe_load((paths.packs() / pack / "demo-road.yaml").read_text("utf-8"))["roads"]
    people = yaml.safe_load((paths.packs() / pack / "demo.yaml").read_text("utf-8"))
    assert roads
    for bundle in roads:
        road, staff = read_road(pack, bundle)
        assert (paths.packs() / pack / "bundles" / f"{bundle}.yaml").is_file()
        assert {*road.values, road.name.element} <= codes("elements.yaml", "code")
        logins = {account["login"] for account in people["accounts"]}
        assert {road.applicant, *staff.values()} <= logins


def test_a_road_draws_new_names_and_days_to_come() -> None:
    from datetime import date

    road, _ = read_road("demo", BUNDLE)
    first, second = (road.filled(date(2026, 12, 28)) for _ in range(2))
    assert first["enterprise.name"] != second["enterprise.name"]
    assert first["stall.opening_day"] == "2027-01-04"


def test_a_faulty_road_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(paths.packs() / "demo", tmp_path / "demo")
    road = tmp_path / "demo" / "demo-road.yaml"
    road.write_text(road.read_text("utf-8").replace("in_days: 7", "in_days: -7"), "utf-8")
    monkeypatch.setenv("YIMEN_PACKS", str(tmp_path))
    with pytest.raises(PackFaults) as faults:
        read_road("demo", BUNDLE)
    assert "demo-road.yaml:" in faults.value.detail
    with pytest.raises(Invalid):
        read_road("nowhere", BUNDLE)


def test_the_password_is_that_of_the_demo_accounts() -> None:
    from yimen.cli.demo_startup import command
    from yimen.parties.actions import DEMO_PASSWORD

    option = next(one for one in command.params if one.name == "password")
    assert option.default == DEMO_PASSWORD
