"""How far the permit reform has gone, as an indicator of a plan's item."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pages import browser, text_of
from yimen.catalogue.api import ItemDefinition, publish_item
from yimen.catalogue.rules.open_data.powers import MODES, coverage_of
from yimen.config import paths
from yimen.kernel import actors
from yimen.oversight.models import PlanItem
from yimen.oversight.queries import plan_item_view
from yimen.oversight.rules.measures import summarise
from yimen.vocabulary.api import today

CARD = yaml.safe_load((paths.packs() / "demo/items/stall/hygiene-card.yaml").read_text("utf-8"))
REFORM = {"basis": {"note": "示范市虚构规定"}, "note": "少交一份材料"}


def permit(code: str, mode: str | None, **changed: object) -> ItemDefinition:
    """An enterprise permit; it is not checked against what its mode asks of it."""
    said = {"code": code, "enterprise_permit": True, **changed}
    reform = {"reform": {**REFORM, "mode": mode}} if mode else {}
    return ItemDefinition.model_validate(CARD | said | reform)


@pytest.fixture
def measured(demo_city: None) -> None:
    item = PlanItem.objects.get(number=2)
    item.content |= {
        "delivers": {"code": ["yimen.catalogue"]},
        "indicators": [
            {
                "code": "coverage",
                "name": {"zh_hans": "四种方式覆盖率"},
                "measure": "enterprise_permit_coverage",
                "statistic": "share",
                "target": {"comparator": ">=", "value": "100", "unit": "percent"},
            }
        ],
    }
    item.save()


def publish(*items: ItemDefinition) -> None:
    for item in items:
        publish_item(actors.clock("test"), item)


@pytest.mark.usefixtures("measured")
def test_without_permits_nothing_is_claimed() -> None:
    [indicator] = plan_item_view(2).indicators
    assert (indicator.value, indicator.status) == (None, "no_data")
    assert "还没有标明的涉企经营许可" in text_of(browser().get("/plan/2"))


@pytest.mark.usefixtures("measured")
def test_the_share_is_counted_from_what_is_in_force() -> None:
    publish(permit("tea-permit", "commitment"), permit("tofu-permit", None))
    [indicator] = plan_item_view(2).indicators
    assert (indicator.value, indicator.count, indicator.status) == (Decimal(50), 2, "missed")
    assert {part.code: part.count for part in indicator.parts} == {
        "cancelled": 0, "filing": 0, "commitment": 1, "optimised": 0,
    }  # fmt: skip
    words = text_of(browser().get("/plan/2"))
    for part in (
        "50 %",
        "≥ 100 %",
        "未达标",
        "涉企经营许可 2",
        "实行告知承诺",
        "四种方式之一的占多少",
    ):
        assert part in words, part


@pytest.mark.usefixtures("measured")
def test_a_permit_counts_from_its_own_day() -> None:
    later = today() + timedelta(days=1)
    publish(permit("tea-permit", "filing"), permit("tofu-permit", None, effective_from=later))
    [indicator] = plan_item_view(2).indicators
    assert (indicator.value, indicator.status) == (Decimal(100), "kept")


@pytest.mark.usefixtures("measured")
def test_the_api_names_the_modes() -> None:
    publish(permit("tea-permit", "optimised"))
    told = json.loads(browser().get("/api/v1/plan/items/2").content)
    [indicator] = told["indicators"]
    assert indicator["value"] == "100.0000"
    assert "优化审批服务" in [part["name"] for part in indicator["parts"]]


def test_permits_that_ended_without_the_reform_do_not_count() -> None:
    ended = {"status": "cancelled", "status_note": "不再办"}
    items = [
        permit("a", None, **ended),
        permit("b", "cancelled", **ended),
        permit("c", None, status="suspended", status_note="检修"),
        permit("d", None, enterprise_permit=False),
    ]
    coverage = coverage_of(items)
    assert (coverage.total, coverage.covered, coverage.percent) == (2, 1, Decimal("50.0"))


@settings(deadline=None)
@given(st.lists(st.sampled_from([*MODES, None]), max_size=30))
def test_every_permit_is_counted_once(modes: list[str | None]) -> None:
    status = {"status_note": "见说明"}
    items = [
        permit(f"p{n}", mode, **(status | {"status": "cancelled"} if mode == "cancelled" else {}))
        for n, mode in enumerate(modes)
    ]
    coverage = coverage_of(items)
    assert coverage.total == len(modes)
    assert coverage.covered == len(modes) - modes.count(None)
    values = [Decimal(mode is not None) for mode in modes]
    share = summarise("share", values)
    assert (share is None) == (coverage.percent is None)
    if share is not None and coverage.percent is not None:
        assert abs(share - coverage.percent) < Decimal("0.1")
