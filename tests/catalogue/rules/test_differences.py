"""What changed between two definitions or packs, found and told."""

from pathlib import Path

import pytest
from mutations import mutations, sample
from small_pack import SmallPack

from yimen.catalogue.api import read_pack
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.differences.comparing import (
    KINDS,
    Difference,
    bundle_differences,
    definition_differences,
    differences,
    item_differences,
)
from yimen.catalogue.rules.differences.meaning import RULES
from yimen.catalogue.rules.lists import ListDefinition
from yimen.config import paths
from yimen.kernel.packs import PackModel

DEMO = read_pack(paths.packs() / "demo")
ITEM = "items/open-shop.yaml"
BUNDLE = "bundles/new-shop.yaml"


def everything() -> list[tuple[str, PackModel]]:
    """One of each kind with its keys filled in, and all items and bundles of the demo city."""
    assert DEMO.units
    assert DEMO.areas
    assert DEMO.city
    found: list[tuple[str, PackModel]] = [("item", one.value) for one in DEMO.items]
    found += [("bundle", one.value) for one in DEMO.bundles]
    found += [("list", one.value) for one in DEMO.lists] or [("list", sample(ListDefinition))]
    found += [("element", one) for one in DEMO.element_of.values()]
    found += [("document", one) for one in DEMO.document_of.values()]
    found += [("resource", one) for one in DEMO.resource_of.values()]
    found += [("unit", one) for one in DEMO.units.value.units[:2]]
    found += [("area", one) for one in DEMO.areas.value.areas[:2]]
    found += [("entry", one) for one in DEMO.entry_of.values()][:2]
    return [*found, ("city", DEMO.city.value)]


@pytest.mark.parametrize(("kind", "model"), everything(), ids=lambda one: getattr(one, "code", one))
def test_every_change_of_a_single_key_is_found(kind: str, model: PackModel):
    compare = {"item": item_differences, "bundle": bundle_differences}.get(kind)
    touched = set()
    for mutation in mutations(model):
        touched.add(mutation.path[0])
        found = (
            compare(model, mutation.value)
            if compare
            else definition_differences(kind, model, mutation.value)
        )
        keys = {one.key.partition(".")[0].partition("[")[0] for one in found}
        assert mutation.path[0] in keys, mutation.path
        told = next(one for one in found if one.key.startswith(mutation.path[0]))
        assert told.what
        assert told.before != told.after or told.change != "changed"
        assert told.sentence
    assert touched == set(type(model).model_fields)


@pytest.mark.parametrize(("kind", "model"), everything(), ids=lambda one: getattr(one, "code", one))
def test_nothing_differs_from_itself(kind: str, model: PackModel):
    assert definition_differences(kind, model, model.model_copy(deep=True)) == []


def test_a_pack_does_not_differ_from_itself():
    assert differences(DEMO, read_pack(DEMO.root)) == []


def test_a_pack_differs_as_much_one_way_as_the_other(tmp_path: Path):
    other = SmallPack(tmp_path / "lantern").read()
    there, back = differences(DEMO, other), differences(other, DEMO)
    assert len(there) == len(back) > 50
    opposite = {"added": "removed", "removed": "added"}
    assert sorted(one.change for one in there) == sorted(
        opposite.get(one.change, one.change) for one in back
    )
    order = list(KINDS)
    assert [order.index(one.kind) for one in there] == sorted(
        order.index(one.kind) for one in there
    )


def test_a_key_without_meaning_is_told_by_its_name():
    class Old(PackModel):
        code: str = "lamp"
        brightness: int = 3

        @property
        def name(self):
            return DEMO.items[0].value.name

    (found,) = definition_differences("unit", Old(), Old(brightness=4))
    assert (found.what, found.before, found.after) == ("brightness", "3", "4")
    assert (found.consequence, found.severity) == ("", "neutral")


def test_meanings_are_of_keys_that_there_are():
    """A key that was renamed leaves no meaning behind."""
    names = set()
    for _, model in everything():
        names |= {name for mutation in mutations(model) for name in mutation.path}
    for pattern in RULES:
        assert {part for part in pattern.split(".") if part != "*"} <= names, pattern


# Words


@pytest.fixture
def before(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "before")


@pytest.fixture
def after(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "after")


def only(before: SmallPack, after: SmallPack, key: str) -> Difference:
    found = [one for one in differences(before.read(), after.read()) if one.key == key]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "sentence", "consequence", "severity"),
    [
        (ITEM, "promised: 2wd", "promised: 3wd", "limits.promised",
         "承诺时限从“2 个工作日”改为“3 个工作日”", "申请人最多要等得更久", "burdens"),
        (ITEM, "statutory: 10wd", "statutory: 10d", "limits.statutory",
         "法定时限从“10 个工作日”改为“10 日”", "法律要求办得更快", "eases"),
        (ITEM, "visits: 2", "visits: 1", "visits", "跑动次数从“2”改为“1”", "少跑", "eases"),
        (ITEM, "  - {document: plan, when: form.shop.kind == 'lamp' || scenario.big_shop}\n", "",
         "papers[plan]", "去掉材料“平面图”：适用条件 form.shop.kind == 'lamp' || scenario.big_shop",
         "不再要这份材料", "eases"),
        (ITEM, "  - {document: plan, when: form.shop.kind == 'lamp' || scenario.big_shop}",
         "  - {document: plan}", "papers[plan].when",
         "去掉材料“平面图”的适用条件：form.shop.kind == 'lamp' || scenario.big_shop",
         "不论什么情形都交", "burdens"),
        (ITEM, "  - {document: name-card}\n", "", "papers[name-card]",
         "去掉材料“名牌”", "由数据资源提供，不向申请人收", "neutral"),
        (ITEM, "{element: shop.note, required: false}", "{element: shop.note}",
         "fields[shop.note].required", "填报项“备注”的必填从“否”改为“是”", "改为必填", "burdens"),
        (ITEM, "version: 2024-01-01, article: 第一条", "version: 2025-01-01, article: 第一条",
         "basis[灯镇店铺条例第一条]",
         "依据“灯镇店铺条例第一条”从“《灯镇店铺条例》（2024-01-01）第一条”"
         "改为“《灯镇店铺条例》（2025-01-01）第一条”",
         "所依据的规定变了，请对照原文", "legal_basis"),
        (ITEM, "channels: [online]", "channels: [online, counter]", "channels[counter]",
         "增加办理渠道“counter”：窗口", "多一个办理渠道", "eases"),
        (ITEM, "unit: wick-office", "unit: town-hall", "steps[inspect].unit",
         "环节“查看”的部门从“灯芯所”改为“镇公所”", "改由另一个部门办", "neutral"),
        (BUNDLE, "promised: 3wd", "promised: 2.5wd", "promised",
         "承诺时限从“3 个工作日”改为“2.5 个工作日”", "申请人等得更短", "eases"),
        (BUNDLE, ", when: scenario.sells_oil", "", "members[store-oil].when",
         "去掉联办事项“存油许可”的适用条件：scenario.sells_oil", "不论什么情形都办", "burdens"),
        ("elements.yaml", "    source: {resource: people, key: person.number}\n", "", "source",
         "去掉来源：数据资源 名册；查询键 号码", "数据资源不再提供，要向申请人要", "burdens"),
        ("units.yaml", "short: 灯芯所", "short: 芯所", "short",
         "简称从“灯芯所”改为“芯所”", "", "neutral"),
    ],
)  # fmt: skip
def test_changes_in_words(
    before: SmallPack,
    after: SmallPack,
    file: str,
    old: str,
    new: str,
    key: str,
    sentence: str,
    consequence: str,
    severity: str,
):
    after.change(file, old, new)
    found = only(before, after, key)
    assert (found.sentence, found.consequence, found.severity) == (sentence, consequence, severity)


def test_a_new_item_and_one_that_went(before: SmallPack, after: SmallPack):
    item = before.read().item_of["open-shop"]
    (new,) = item_differences(None, item)
    assert (new.sentence, new.consequence) == ("增加事项“开店登记”", "可以申请这个事项了")
    (gone,) = item_differences(item, None)
    assert gone.sentence == "去掉事项“开店登记”"
    assert item_differences(None, None) == []
    bundle = before.read().bundles[0].value
    assert bundle_differences(None, bundle)[0].consequence == "可以合在一起办了"


def test_what_follows_for_the_course_of_an_item(before: SmallPack, after: SmallPack):
    after.change(ITEM, "after: [accept], within: 1wd", "within: 1wd")
    after.change(ITEM, "    unit: wick-office\n", "")
    found = differences(before.read(), after.read())
    told = {one.what: (one.before, one.after, one.severity) for one in found}
    assert told["“受理”和“审查”"] == ("一先一后", "同时办", "eases")
    assert told["最慢的路"][2] == "eases"
    assert told["经手的部门"] == ("灯芯所、镇公所", "镇公所", "eases")
    back = differences(after.read(), before.read())
    severities = {one.what: one.severity for one in back}
    assert severities["“受理”和“审查”"] == "burdens"
    assert severities["最慢的路"] == "burdens"


def test_the_order_of_a_form_is_told(before: SmallPack, after: SmallPack):
    lines = "  - {element: person.name}\n  - {element: person.number}\n"
    swapped = "  - {element: person.number}\n  - {element: person.name}\n"
    after.change(ITEM, lines, swapped)
    found = only(before, after, "fields")
    assert found.change == "reordered"
    assert found.sentence.startswith("填报项的顺序改为")


def test_days_of_the_calendar_are_told(before: SmallPack, after: SmallPack):
    years = "years: {2026: {source: 镇规, holidays: [{date: 2026-02-17, name: 灯节}]}}\n"
    after.files["calendar.yaml"] += years
    after.change("calendar.yaml", 'tue: ["09:00-12:00"', 'tue: ["08:00-12:00"')
    found = [one for one in differences(before.read(), after.read()) if one.kind == "calendar"]
    assert [one.sentence for one in found] == [
        "增加2026-02-17：节假日（灯节）",
        "增加已公布放假安排的年份：2026",
        "周二的办公时间从“09:00-12:00、13:00-17:00”改为“08:00-12:00、13:00-17:00”",
    ]


def test_types_of_definitions_are_those_of_the_pack():
    assert {type(one) for kind, one in everything() if kind == "item"} == {ItemDefinition}
    assert {type(one) for kind, one in everything() if kind == "bundle"} == {BundleDefinition}
