"""一数一源与新设主体: a register holds nothing under a number that has yet to be given out."""

from pathlib import Path

import pytest
from small_pack import SmallPack

from yimen.catalogue.rules.bundles import derive
from yimen.catalogue.rules.views import BundleView

OPEN, OIL, BUNDLE = "items/open-shop.yaml", "items/store-oil.yaml", "bundles/new-shop.yaml"


@pytest.fixture
def small(tmp_path: Path) -> SmallPack:
    """Shops stand in a register, under their number, with their capital."""
    pack = SmallPack(tmp_path)
    pack.change(
        "resources.yaml",
        "    documents: [name-card]\n",
        "    documents: [name-card]\n"
        "  - code: shops\n    name: {zh_hans: 店册, en: Shops}\n    provider: town-hall\n"
        "    sharing: unconditional\n    key: shop.number\n    elements: [shop.capital]\n"
        "    documents: [plan]\n",
    )
    held = "source: {resource: shops, key: shop.number}}"
    pack.change(
        "elements.yaml",
        "name: {zh_hans: 本钱, en: Capital}, type: money}",
        f"name: {{zh_hans: 本钱, en: Capital}}, type: money, {held}",
    )
    pack.change("documents.yaml", "elements: [shop.area]}", f"elements: [shop.area], {held}")
    pack.change(
        OIL, "- {element: shop.capital}", "- {element: shop.capital}\n  - {element: shop.number}"
    )
    return pack


def view_of(small: SmallPack, scenario: dict[str, bool]) -> BundleView:
    pack = small.read()
    return derive(
        pack.bundles[0].value,
        pack.item_of,
        pack.element_of,
        pack.document_of,
        scenario=scenario,
        form={},
        day_hours=pack.day_hours,
    )


def dispositions(view: BundleView) -> dict[str, str]:
    found: dict[str, str] = {field.element: field.disposition for field in view.fields}
    return found | {paper.document: paper.disposition for paper in view.papers}


def test_the_founder_of_a_shop_is_asked_what_no_register_holds_yet(small: SmallPack) -> None:
    found = dispositions(view_of(small, {"big_shop": True, "sells_oil": True}))
    assert (found["shop.capital"], found["plan"]) == ("asked", "asked")
    assert found["person.name"] == "from_source"


def test_the_keeper_of_a_shop_that_stands_is_not(small: SmallPack) -> None:
    small.change(BUNDLE, "{item: open-shop}", "{item: open-shop, when: '!scenario.big_shop'}")
    small.change(OIL, "- {document: name-card}", "- {document: name-card}\n  - {document: plan}")
    found = dispositions(view_of(small, {"big_shop": True, "sells_oil": True}))
    assert (found["shop.capital"], found["plan"]) == ("from_source", "from_source")


def test_what_a_member_that_is_not_decided_produces_needs_no_section(small: SmallPack) -> None:
    small.change(BUNDLE, "{item: open-shop}", "{item: open-shop, when: scenario.big_shop}")
    assert view_of(small, {"sells_oil": True}).conflicts == ()
    ruled_out = view_of(small, {"big_shop": False, "sells_oil": True}).conflicts
    assert [(one.kind, one.subject) for one in ruled_out] == [("unplaced", "shop.number")]
