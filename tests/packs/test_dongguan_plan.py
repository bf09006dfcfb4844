"""Dongguan's plan of 2020, its units and areas; against the published text where it is at hand."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from yimen.oversight.rules import (
    PlanText,
    UnitNames,
    decode,
    parse_plan,
    plan_as_data,
    resolve_plan,
    to_pack_yaml,
)

_PACK = Path(__file__).parents[2] / "packs" / "dongguan"


def _read(name: str) -> Any:
    return yaml.safe_load((_PACK / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def units() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = _read("units.yaml")["units"]
    return entries


@pytest.fixture(scope="module")
def areas() -> dict[str, dict[str, Any]]:
    return {area["code"]: area for area in _read("areas.yaml")["areas"]}


@pytest.fixture(scope="module")
def published(shared_dir: Path) -> PlanText:
    return parse_plan(decode((shared_dir / "seed" / "dongguan-2020-work-plan.txt").read_bytes()))


def test_codes_are_unique(units: list[dict[str, Any]]) -> None:
    for key in ("code", "short"):
        assert len({unit[key] for unit in units}) == len(units)
    names = [n for u in map(UnitNames.of, units) for n in {u.short, *u.others}]
    assert len(names) == len(set(names))


def test_36_towns_streets_and_parks_each_with_a_unit(
    units: list[dict[str, Any]], areas: dict[str, dict[str, Any]]
) -> None:
    kinds = [area["kind"] for area in areas.values() if not area["own"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "city": 1,
        "street": 4,
        "town": 28,
        "park": 4,
    }
    official = {code for code, area in areas.items() if not area["own"] and area["kind"] != "city"}
    assert len(official) == 36
    assert {unit["area"] for unit in units if unit["level"] == "town"} == official
    assert all(re.fullmatch(r"441900\d{3}", code) for code in official)


def test_own_codes_cannot_be_taken_for_official_ones(areas: dict[str, dict[str, Any]]) -> None:
    own = [code for code, area in areas.items() if area["own"]]
    assert own == ["441900-SX"]


def test_the_plan_file_names_units_of_the_pack(units: list[dict[str, Any]]) -> None:
    plan = _read("plan/2020.yaml")
    codes = {unit["code"] for unit in units}
    named = {code for item in plan["items"] for code in (*item["leads"], *item["assists"])}
    assert named <= codes
    assert len(named) == 43
    assert [item["number"] for item in plan["items"]] == list(range(1, 54))
    assert [part["number"] for part in plan["parts"]] == [1, 2, 3, 4]


def test_items_2_and_3_are_delivered(units: list[dict[str, Any]]) -> None:
    items = _read("plan/2020.yaml")["items"]
    assert [item["number"] for item in items if item["delivers"]] == [2, 3]
    assert [item["number"] for item in items if item["indicators"]] == [2, 3]
    [coverage] = items[1]["indicators"]
    assert coverage["target"] == {"comparator": ">=", "value": "100", "unit": "percent"}
    mean, p90 = items[2]["indicators"]
    assert mean["target"] == {"comparator": "<=", "value": "2", "unit": "working_day"}
    assert "target" not in p90


@pytest.mark.published
def test_the_published_text_reproduces_the_plan_file(
    published: PlanText, units: list[dict[str, Any]]
) -> None:
    resolved = resolve_plan(published, [UnitNames.of(unit) for unit in units])
    kept = _read("plan/2020.yaml")
    assert plan_as_data(published, resolved, kept) == kept
    text = (_PACK / "plan" / "2020.yaml").read_text("utf-8")
    assert to_pack_yaml(published, resolved, kept) == text


@pytest.mark.published
def test_the_published_head(published: PlanText) -> None:
    assert published.title == "东莞市深化“放管服”改革优化营商环境2020年工作要点"
    assert published.number == "东府函〔2020〕52号"
    assert published.date.isoformat() == "2020-05-19"
    assert published.issuer == "东莞市人民政府"
    assert [(part.number, part.title) for part in published.parts] == [
        (1, "推动简政放权，持续放出活力"),
        (2, "加强公正监管，切实管出公平"),
        (3, "优化政府服务，努力服出便利"),
        (4, "完善工作保障，确保落到实处"),
    ]
    counts = [sum(item.part == part for item in published.items) for part in (1, 2, 3, 4)]
    assert counts == [16, 8, 24, 5]


FIGURES = {
    3: ["= 3 step", "<= 2 working_day", "<= 0.5 working_day"],
    10: ["from_to 300 500 square_metre"],
    14: ["<= 3 working_day"],
    15: ["<= 20 kilovolt", "<= 5 working_day", "= 220 volt", "= 380 volt"],
    21: [">= 15 station"],
    23: ["= 24 hour"],
    32: ["<= 1 hour", "<= 1 working_day", "<= 1 hour"],
    33: ["<= 1 working_day", "<= 1 working_day", "<= 1 hour"],
    38: ["= 24 hour"],
    42: [">= 200 item"],
    45: ["from_to 180 90 working_day"],
    48: ["= 3 level", "<= 15 kilometre"],
}


@pytest.mark.published
def test_every_published_figure_and_no_other(published: PlanText) -> None:
    found = {
        item.number: [
            " ".join(part for part in (f.comparator, f.value, f.to, f.unit) if part)
            for f in item.figures
        ]
        for item in published.items
        if item.figures
    }
    assert found == FIGURES


@pytest.mark.published
def test_titles_and_units_agree_with_the_reviewed_table(
    published: PlanText, shared_dir: Path
) -> None:
    """A table of the 53 items made by hand: number, title, …, leads, assistants."""
    table = (shared_dir / "seed" / "matrix.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if re.match(r"\| \d+ \|", line)
    ]
    assert len(rows) == len(published.items) == 53
    for row, item in zip(rows, published.items, strict=True):
        assert (int(row[0]), row[1]) == (item.number, item.title)
        assert _named(row[4]) == set(item.leads), item.number
        assert _named(row[5]) == set(item.assists), item.number


def _named(cell: str) -> set[str]:
    names = {re.sub(r"等$|（负责）| \(负责\)$", "", name) for name in re.split(r"[,;] ", cell)}
    return {name for name in names if not re.search(r"有关部门|镇街|^—$", name)}
