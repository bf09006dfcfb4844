"""The guide of an item: every element, the day asked for, its history, its sample."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from pages import browser, dead_links, text_of
from rich_items import SINCE, publish_alone, publish_rich
from yimen.catalogue.api import items_in_force
from yimen.vocabulary.api import today

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def anyone() -> Client:
    return browser()


def linked(page: Any) -> dict[str, Any]:
    """The schema.org description in a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def test_a_guide_says_every_element(anyone: Client) -> None:
    publish_rich()
    page = anyone.get("/items/hygiene-card")
    words = text_of(page)
    for part in (
        *("卫生证", "11999900MB2D068113100001", "自助终端 可以办", "材料邮寄 可以寄"),
        *("每年 40 个", "按受理的先后顺序", "30 个工作日内核查", "实行告知承诺"),
        *("健康检查证明可以承诺代替", "工本费", "5 元", "市级", "授权组织", "网上申请"),
        *("跨市通办", "卖的东西来路清楚", "要看健康检查证明原件", "中介服务", "可以预约"),
        *("可以网上支付", "卫生窗口", "示范街 2 号", "000-1234567", "卫生监督", "可以查询进度"),
        *("行政复议", "示范市人民政府", "受委托", "青山街道", "原件 1 份，复印件 2 份"),
        *("第三方出具", "须本人到场", "一年内的", "结论为合格", "可承诺代替", "容缺材料清单"),
        *("示范市虚构规定第二条 待核实", "要求听证的权利", "电子送达、邮寄", "5 个工作日内告知"),
    ):
        assert part in words, part
    assert not dead_links(page)


def test_an_item_on_an_exemption_list_says_so(anyone: Client) -> None:
    publish_rich()
    words = text_of(anyone.get("/items/sign-filing"))
    assert "招牌豁免清单" in words
    assert "不用办这个事项" in words


def test_a_stopped_item_keeps_its_page_and_says_why(anyone: Client) -> None:
    publish_alone(status="suspended", status_note="系统检修，请到窗口办")
    page = anyone.get("/items/hygiene-card")
    assert page.status_code == 200
    assert "暂停办理：系统检修，请到窗口办" in text_of(page)
    assert "里办" not in text_of(page)


def test_another_day_shows_what_was_in_force_then(anyone: Client) -> None:
    publish_rich()
    before = SINCE - timedelta(days=1)
    words = text_of(anyone.get(f"/items/hygiene-card?on={before}"))
    assert "这不是今天的内容" in words
    assert "工本费" not in words.split("版本历史")[0]
    parts = {"on-year": before.year, "on-month": before.month, "on-day": before.day}
    assert "这不是今天的内容" in text_of(anyone.get("/items/hygiene-card", parts))


def test_a_version_to_come_is_announced(anyone: Client) -> None:
    later = today() + timedelta(days=30)
    publish_rich(later)
    words = text_of(anyone.get("/items/hygiene-card"))
    assert "即将更新" in words
    assert "工本费" not in words.split("版本历史")[0]
    assert "工本费" in text_of(anyone.get(f"/items/hygiene-card?on={later}"))


def test_versions_are_listed_with_their_days(anyone: Client) -> None:
    publish_rich()
    words = text_of(anyone.get("/items/hygiene-card"))
    history = words.split("版本历史")[1]
    assert "2026年3月1日 起" in history
    assert "2025年1月1日 至 2026年2月28日" in history
    assert "增加" in history
    assert "工本费" in history


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("on=2024-12-31", 404, "从 2025-01-01 起施行"),
        ("on=2026-02-30", 422, "没有这一天"),
        ("on-year=x&on-month=1&on-day=1", 422, "没有这一天"),
    ],
)
def test_a_day_without_a_version_is_told(
    anyone: Client, query: str, status: int, said: str
) -> None:
    page = anyone.get(f"/items/hygiene-card?{query}")
    assert page.status_code == status
    assert said in text_of(page)


def test_the_page_describes_the_service_for_search_engines(anyone: Client) -> None:
    publish_rich()
    told = linked(anyone.get("/items/hygiene-card"))
    assert told["@context"] == "https://schema.org"
    assert told["@type"] == "GovernmentService"
    assert {one["@language"] for one in told["name"]} == {"zh-Hans", "zh-Hant", "en"}
    assert told["url"].endswith("/items/hygiene-card")
    assert told["isRelatedTo"][0]["@id"].endswith("/bundles/open-a-stall")
    assert told["offers"] == [
        {"@type": "Offer", "name": "工本费", "price": "5.00", "priceCurrency": "CNY"}
    ]
    assert told["serviceOutput"]["validFor"] == "P3Y"
    bundle = linked(anyone.get("/bundles/open-a-stall"))
    assert len(bundle["isRelatedTo"]) == 3


def test_markup_in_a_definition_cannot_leave_the_description(anyone: Client) -> None:
    publish_rich(description="</script><script>alert(1)</script>")
    page = anyone.get("/items/hygiene-card")
    assert "<script>alert" not in page.content.decode()
    assert linked(page)["description"][0]["@value"].startswith("</script>")


def test_the_result_has_a_sample_with_invented_values(anyone: Client) -> None:
    page = anyone.get("/items/hygiene-card")
    assert 'src="/items/hygiene-card/sample.png"' in page.content.decode()
    picture = anyone.get("/items/hygiene-card/sample.png")
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    again = anyone.get("/items/hygiene-card/sample.png", headers={"if-none-match": picture["ETag"]})
    assert again.status_code == 304


def test_every_item_with_a_result_has_a_sample(anyone: Client) -> None:
    for _, item in items_in_force():
        status = anyone.get(f"/items/{item.code}/sample.png").status_code
        assert status == (200 if item.result else 404), item.code


def test_an_item_that_has_ended_leads_to_its_last_day(anyone: Client) -> None:
    last = today() - timedelta(days=3)
    publish_alone(effective_to=last)
    page = anyone.get("/items/hygiene-card")
    assert page.status_code == 404
    assert f"?on={last}" in text_of(page)
    assert anyone.get(f"/items/hygiene-card?on={last}").status_code == 200


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_the_guide_speaks_the_page_s_language(anyone: Client, language: str) -> None:
    anyone.cookies["language"] = language
    named = {"zh-hant": "食品衞生卡", "en": "Food hygiene card"}[language]
    assert named in text_of(anyone.get("/items/hygiene-card"))


def test_an_item_of_long_ago_outlives_its_words(anyone: Client) -> None:
    publish_rich(papers=[{"document": "gone-paper"}], fields=[{"element": "gone.element"}])
    words = text_of(anyone.get("/items/hygiene-card"))
    assert "gone-paper" in words
    assert "gone.element" in words
    told = json.loads(anyone.get("/api/v1/items/hygiene-card").content)
    assert told["papers"][0]["name"]["zh_hans"] == "gone-paper"
    assert told["fields"][0]["type"] == "text"
    assert date(2026, 3, 1) == SINCE
