"""Definitions with every element that a guide may tell, published in the fictional city."""

from collections.abc import Callable
from datetime import date

import yaml
from click.testing import Result

from yimen.catalogue.api import publish_definitions, publish_item
from yimen.catalogue.rules import ItemDefinition
from yimen.catalogue.rules.contents import Definitions
from yimen.catalogue.rules.lists import ListDefinition, with_lists
from yimen.config import paths
from yimen.kernel import actors

Run = Callable[..., Result]
"""The fixture `run`."""
STALL = paths.packs() / "demo/items/stall"
SINCE = date(2026, 3, 1)
RICH = """
aliases: [卫生证]
codes: [{scheme: gbt39046-24, code: 11999900MB2D068113100001}]
enterprise_permit: true
channels: [online, counter, kiosk, mail]
concerns: []
hearing: true
quota: {count: 40, per: year, basis: {note: 示范市虚构规定第七条}}
commitment: {check_within: 30wd, basis: {note: 示范市虚构规定第八条}}
delivery: [electronic, mail]
reform: {mode: commitment, basis: {note: 示范市虚构规定第九条}, note: 健康检查证明可以承诺代替}
delegation:
  to: [qingshan-street]
  by: stall.place
  kind: entrusted
  basis: {note: 示范市虚构规定第六条}
fees: [{name: 工本费, yuan: "5.00", basis: {note: 示范市虚构规定第五条}}]
guide:
  level: city
  body: authorised
  serves: [person]
  online_depth: 3
  reach: cross_city
  requirements: [卖的东西来路清楚, 摊位有水]
  in_person: 要看健康检查证明原件
  intermediaries: [{name: 健康检查, basis: {note: 示范市虚构规定第四条}}]
  booking: true
  online_payment: true
  places:
    - name: 卫生窗口
      address: 示范街 2 号
      hours: 周一至周五
      phone: "000-1234567"
      source: {note: 虚构}
  contacts: [{purpose: complain, name: 卫生监督, phone: "000-7654321", url: "https://health.example/"}]
  rights: [可以查询进度]
  remedies: [{kind: reconsideration, to: 示范市人民政府, basis: {note: 示范市虚构规定第三条}}]
"""
HEALTH_CHECK = {
    "originals": 1,
    "copies": 2,
    "made_by": "third_party",
    "in_person": True,
    "may_defer": False,
    "may_promise": True,
    "note": "一年内的",
    "standard": "结论为合格",
    "basis": [{"note": "示范市虚构规定第二条", "unverified": True}],
}
LISTS = (
    ("papers-later", "容缺材料清单", "defer_papers", [("hygiene-card", "health-check")]),
    ("no-sign-needed", "招牌豁免清单", "exempt", [("sign-filing", None)]),
)


def rich_item(since: date = SINCE, **changed: object) -> ItemDefinition:
    """The food hygiene card with everything said of it."""
    data = yaml.safe_load((STALL / "hygiene-card.yaml").read_text("utf-8"))
    data |= yaml.safe_load(RICH) | {"effective_from": since}
    for paper in data["papers"]:
        if paper["document"] == "health-check":
            paper.update(HEALTH_CHECK)
    return ItemDefinition.model_validate(data | changed)


def lists(since: date = SINCE) -> list[ListDefinition]:
    """A list of papers that may come later, and one that exempts from the sign's filing."""
    return [
        ListDefinition.model_validate(
            {
                "code": code,
                "name": name,
                "kind": kind,
                "summary": f"{name}的说明",
                "unit": "health",
                "effective_from": since,
                "basis": [{"note": "示范市虚构规定第一条"}],
                "entries": [
                    {
                        "item": item,
                        **({"document": paper} if paper else {}),
                        **({} if paper else {"when": "scenario.has_sign == false"}),
                        "note": "条目的说明",
                    }
                    for item, paper in entries
                ],
            }
        )
        for code, name, kind, entries in LISTS
    ]


def publish_alone(since: date = SINCE, **changed: object) -> None:
    """A version of the rich item that no bundle follows."""
    publish_item(actors.clock("test"), rich_item(since, **changed))


def publish_rich(since: date = SINCE, **changed: object) -> None:
    """The rich item and the lists become versions."""
    sign = yaml.safe_load((STALL / "sign-filing.yaml").read_text("utf-8"))
    every = lists(since)
    items = [rich_item(since, **changed), ItemDefinition.model_validate(sign)]
    listed = tuple(with_lists(item, every) for item in items)
    publish_definitions(actors.clock("test"), Definitions(items=listed, lists=tuple(every)))
