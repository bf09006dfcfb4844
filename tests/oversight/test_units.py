"""Which unit a written name means."""

import pytest

from yimen.kernel.problems import Invalid
from yimen.oversight.rules import UnitNames, parse_plan, resolve_plan, resolve_units

WATER = UnitNames.of(
    {"code": "water", "name": {"zh_hans": "某市水务局"}, "short": "市水务局", "aliases": ["水务局"]}
)
HEALTH = UnitNames.of({"code": "health", "name": "某市卫生局", "short": "市卫生局"})


@pytest.mark.parametrize("written", ["市水务局", "某市水务局", "水务局"])
def test_short_full_and_other_names(written: str) -> None:
    assert resolve_units([written], [WATER, HEALTH]) == {written: WATER}


def test_an_unknown_name_comes_with_the_nearest() -> None:
    with pytest.raises(Invalid, match="市水利局") as raised:
        resolve_units(["市水利局", "市卫生局"], [WATER, HEALTH])
    (error,) = raised.value.errors
    assert error.field == "市水利局"
    assert "最接近的是“市水务局”" in error.message
    assert "aliases" in error.message


def test_an_unknown_name_with_nothing_near() -> None:
    with pytest.raises(Invalid) as raised:
        resolve_units(["税"], [WATER])
    assert "最接近" not in raised.value.errors[0].message


def test_a_name_of_two_units_is_a_fault() -> None:
    double = UnitNames("reservoirs", "水库处", ("水务局",))
    with pytest.raises(Invalid) as raised:
        resolve_units(["水务局"], [WATER, double])
    assert "water、reservoirs" in raised.value.errors[0].message


def test_a_plan_says_in_which_items_a_name_stands(
    demo_text: str, demo_units: list[UnitNames]
) -> None:
    plan = parse_plan(demo_text.replace("市水务局", "市水利局"))
    with pytest.raises(Invalid) as raised:
        resolve_plan(plan, demo_units)
    (error,) = raised.value.errors
    assert error.field == "市水利局（第 2、5 项）"
