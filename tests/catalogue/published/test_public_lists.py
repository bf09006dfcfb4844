"""Lists, powers and unverified citations for anyone, as they stand on a day."""

from datetime import timedelta

import pytest
from django.test import Client

from city import actor
from pages import browser, dead_links, text_of
from rich_items import SINCE, publish_alone, publish_rich
from yimen.catalogue.actions import open_change, publish_change, review_change, save_part
from yimen.catalogue.actions.changes import submit_change
from yimen.catalogue.api import permit_coverage
from yimen.catalogue.queries.published import citations
from yimen.config import paths
from yimen.vocabulary.api import today

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def anyone() -> Client:
    return browser()


def test_without_lists_the_page_says_where_they_come_from(anyone: Client) -> None:
    words = text_of(anyone.get("/lists/"))
    assert "还没有公布的清单" in words
    assert "清单 0 份" in words


def test_lists_stand_by_kind_with_their_counts(anyone: Client) -> None:
    publish_rich()
    page = anyone.get("/lists/")
    words = text_of(page)
    for part in (
        "清单 2 份",
        "条目 2 条",
        "涉及事项 2 项",
        "豁免清单",
        "招牌豁免清单",
        "容缺材料清单",
    ):
        assert part in words, part
    assert not dead_links(page)


def test_a_list_names_items_papers_and_what_it_does(anyone: Client) -> None:
    publish_rich()
    page = anyone.get("/lists/papers-later")
    words = text_of(page)
    for part in (
        *("容缺材料清单", "可以先受理、后补交", "食品卫生卡", "健康检查证明", "条目的说明"),
        *("2026年3月1日", "示范市虚构规定第一条", "版本历史", "市卫生健康局"),
    ):
        assert part in words, part
    assert 'href="/items/hygiene-card"' in page.content.decode()
    assert "按情形" in text_of(anyone.get("/lists/no-sign-needed"))


def test_lists_of_another_day(anyone: Client) -> None:
    publish_rich()
    before = SINCE - timedelta(days=1)
    assert "还没有公布的清单" in text_of(anyone.get(f"/lists/?on={before}"))
    assert anyone.get(f"/lists/papers-later?on={before}").status_code == 404
    assert anyone.get("/lists/no-such").status_code == 404
    assert anyone.get("/lists/?on=soon").status_code == 422


def test_powers_are_counted_by_unit_and_filtered(anyone: Client) -> None:
    page = anyone.get("/powers/")
    words = text_of(page)
    assert "权责事项 6 项" in words
    assert "委托下放 0 项" in words
    assert not dead_links(page)
    health = text_of(anyone.get("/powers/?unit=health"))
    assert "食品卫生卡" in health.split("改革方式")[1]
    licences = anyone.get("/powers/?kind=filing").content.decode().split("<tbody")[1]
    assert "招牌备案" in licences
    assert "食品卫生卡" not in licences.split("</tbody>")[0]
    assert "没有符合条件的权责" in text_of(anyone.get("/powers/?mode=filing"))
    assert anyone.get("/powers/?kind=nonsense&mode=x&page=x").status_code == 200


def test_towns_hold_what_is_delegated_to_them(anyone: Client) -> None:
    assert "没有委托下放给镇街的事项" in text_of(anyone.get("/powers/?by=town"))
    publish_rich()
    rows = anyone.get("/powers/?by=town").content.decode().split("<tbody")[1]
    for part in ("食品卫生卡", "青山街道", "市卫生健康局", "委托 · 全部环节"):
        assert part in rows, part
    assert "1 个镇街" in text_of(anyone.get("/powers/"))
    before = SINCE - timedelta(days=1)
    assert "没有委托下放" in text_of(anyone.get(f"/powers/?by=town&on={before}"))


def test_the_reform_of_permits_is_counted(anyone: Client) -> None:
    assert "还没有标明的涉企经营许可" in text_of(anyone.get("/powers/"))
    publish_rich()
    coverage = permit_coverage()
    assert (coverage.total, coverage.covered, str(coverage.percent)) == (1, 1, "100.0")
    assert "覆盖率 100.0 %" in text_of(anyone.get("/powers/"))
    publish_alone(today(), reform=None)
    assert permit_coverage().percent == 0
    assert permit_coverage(today() - timedelta(days=1)).covered == 1
    assert "覆盖率 0.0 %" in text_of(anyone.get("/powers/"))


def test_changes_of_the_year_are_told_in_words(anyone: Client) -> None:
    assert "一年来没有变动" in text_of(anyone.get("/powers/"))
    card = (paths.packs() / "demo/items/stall/hygiene-card.yaml").read_text("utf-8")
    card = card.replace('effective_from: "2025-01-01"', f'effective_from: "{today()}"')
    card = card.replace("unit: health\ncontext", "unit: market-regulation\ncontext")
    change = open_change(actor("designer"), "卫生卡归口", "一件事由一个部门管")
    save_part(actor("designer"), change.id, "item", "hygiene-card", card)
    submit_change(actor("designer"), change.id)
    review_change(actor("law-officer"), change.id, "legal", True)
    review_change(actor("staffing-officer"), change.id, "staffing", True)
    publish_change(actor("designer"), change.id)
    changes = text_of(anyone.get("/powers/")).split("一年来的变动")[1]
    for part in ("食品卫生卡", "委托下放", "卫生卡归口"):
        assert part in changes, part
    guide = text_of(anyone.get("/items/hygiene-card")).split("版本历史")[1]
    assert "卫生卡归口" in guide
    assert "一件事由一个部门管" in guide


def test_unverified_citations_are_listed_with_where_they_stand(anyone: Client) -> None:
    before = citations()
    publish_rich()
    found = citations()
    assert len(found.listed) == len(before.listed) + 1
    assert found.verified + len(found.listed) == found.total
    page = anyone.get("/catalogue/unverified")
    words = text_of(page)
    assert "示范市虚构规定第二条" in words
    assert f"未核实 {len(found.listed)} 处" in words
    assert 'href="/items/hygiene-card"' in page.content.decode()
