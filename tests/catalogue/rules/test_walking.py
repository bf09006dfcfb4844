"""The walk through every situation: what it drives, and the ends that it does not find."""

from itertools import combinations, product
from pathlib import Path

import pytest
from small_pack import SmallPack

from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.situations import scenarios as module
from yimen.catalogue.rules.situations import subjects
from yimen.catalogue.rules.situations.running import Ending, run
from yimen.catalogue.rules.situations.scenarios import Answers, Scenarios, scenarios
from yimen.catalogue.rules.situations.walking import WalkReport, walk_pack

ITEM, OIL = "items/open-shop.yaml", "items/store-oil.yaml"
BUNDLE = "bundles/new-shop.yaml"


@pytest.fixture
def lantern(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "lantern")


def walk(lantern: SmallPack) -> WalkReport:
    pack = lantern.read()
    return walk_pack(pack)


def troubles(lantern: SmallPack) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in walk(lantern).troubles:
        found.setdefault(one.kind, []).append(f"{one.subject}：{one.message}")
    return found


def of_bundle(pack: PackContents) -> Scenarios:
    subject = subjects.of_bundle(pack, pack.bundles[0].value)
    assert subject is not None
    return scenarios(subject)


def test_every_combination_of_answers_is_walked_once(lantern: SmallPack):
    found = of_bundle(lantern.read())
    assert found.complete
    given = {(*one.scenario.values(), *one.form.values()) for one in found.all}
    assert given == set(product([True, False], [True, False], ["lamp", "oil"]))
    assert len(found.all) == 8


def test_what_is_not_asked_has_no_answer(lantern: SmallPack):
    question = "{code: barrels, question: {zh_hans: 几桶}, when: scenario.sells_oil}"
    lantern.change(BUNDLE, "members:", f"  - {question}\nmembers:")
    found = of_bundle(lantern.read())
    assert len(found.all) == 12
    assert all(one.scenario["sells_oil"] == ("barrels" in one.scenario) for one in found.all)


def test_numbers_are_tried_on_both_sides_of_a_limit(lantern: SmallPack):
    lantern.change(
        ITEM, "{element: shop.area, when: form.shop.kind == 'oil'}", "{element: shop.area}"
    )
    lantern.change(ITEM, "when: form.shop.kind == 'oil'", "when: form.shop.area > 50")
    lantern.change(
        OIL, "{document: shop-licence}", "{document: plan, when: form.shop.capital < 700}"
    )
    found = of_bundle(lantern.read())
    areas = {one.form["shop.area"] for one in found.all}
    assert areas >= {49, 50, 51}
    capitals = {one.form["shop.capital"] for one in found.all if "shop.capital" in one.form}
    assert capitals >= {"6.99", "7.00", "7.01"}


def test_a_field_that_may_stay_blank_is_left_blank_too(lantern: SmallPack):
    lantern.change(ITEM, "when: form.shop.kind == 'oil'\n", "when: form.shop.note == 'oil'\n")
    found = of_bundle(lantern.read())
    notes = {one.form.get("shop.note") for one in found.all}
    assert notes == {None, "oil", "样例"}


def test_beyond_the_limit_every_two_answers_meet(
    lantern: SmallPack, monkeypatch: pytest.MonkeyPatch
):
    more = "".join(f"  - {{code: q{n}, question: {{zh_hans: 问}}}}\n" for n in range(6))
    lantern.change(BUNDLE, "members:", f"{more}members:")
    pack = lantern.read()
    found = of_bundle(pack)
    assert not found.complete
    assert len(found.all) < 30
    for a, b in combinations([f"q{n}" for n in range(6)], 2):
        met = {(one.scenario[a], one.scenario[b]) for one in found.all}
        assert met == set(product([True, False], repeat=2))
    monkeypatch.setattr(module, "MOST", 10_000)
    assert len(of_bundle(pack).all) == 512


def test_answers_in_words():
    words = Answers({"big": True}, {"kinds": ["a", "b"], "rows": [{}, {}], "empty": []}).words
    assert words == "big=是，kinds=a、b，rows=2 行，empty=无"


# Troubles


def test_an_item_that_waits_for_its_siblings_is_a_dead_end_alone(lantern: SmallPack):
    (found,) = walk(lantern).troubles
    assert str(found) == (
        "store-oil：走不到头：“store-oil”一直等 shop.number（1 种情形，例如：没有可选的情形）"
    )


def test_a_sound_pack_has_no_trouble(lantern: SmallPack):
    lantern.change(OIL, "  - {element: shop.capital}", "  - {element: shop.number}")
    report = walk(lantern)
    assert report.troubles == ()
    assert report.joined_only == ("open-shop",)
    assert report.counts["subjects"] == 2
    assert report.counts["dead_end"] == 0


def test_a_step_that_waits_for_what_nobody_must_fill_is_a_dead_end(lantern: SmallPack):
    lantern.change(OIL, "needs: [shop.number]", "needs: [shop.note]")
    lantern.change(OIL, "  - {element: shop.capital}", "  - {element: shop.note, required: false}")
    found = troubles(lantern)
    assert "new-shop：“store-oil”一直等 shop.note" in found["dead_end"]
    assert "store-oil：“store-oil”一直等 shop.note" in found["dead_end"]


def test_a_condition_that_cannot_be_decided_is_a_dead_end(lantern: SmallPack):
    lantern.change(ITEM, "when: form.shop.kind == 'oil'\n", "when: form.shop.note == 'oil'\n")
    assert any("一直等 inspect" in one for one in troubles(lantern)["dead_end"])


def test_what_no_situation_calls_for_is_told(lantern: SmallPack):
    lantern.change(OIL, "{document: shop-licence}", "{document: plan, when: form.shop.capital < 0}")
    lantern.change(
        BUNDLE, "when: scenario.sells_oil", "when: scenario.big_shop && !scenario.big_shop"
    )
    found = troubles(lantern)["never_used"]
    assert "new-shop：没有一种情形要办事项“store-oil”" in found
    assert any("store-oil：没有一种情形用到材料“plan”" in one for one in found)


def test_a_result_without_a_value_is_told(lantern: SmallPack):
    lantern.change(ITEM, "element: person.name}]", "element: shop.capital}]")
    assert "shop.capital" in troubles(lantern)["empty_row"][0]


def test_where_nothing_is_asked_somebody_is_to_look(lantern: SmallPack):
    lantern.change(BUNDLE, "{item: open-shop}", "{item: open-shop, when: scenario.big_shop}")
    report = walk(lantern)
    assert {one.kind for one in report.troubles} >= {"no_item"}
    (found,) = [one for one in report.troubles if one.kind == "no_item"]
    assert "big_shop=否" in found.example


# Runs


def endings(pack: PackContents, against: set[tuple[str, str]]) -> dict[str, Ending]:
    items = list(pack.item_of.values())
    conditions = Conditions.of(pack.bundles[0].value.scenario, pack.element_of)
    facts = conditions.given({"sells_oil": True, "big_shop": False}, {"shop.kind": "oil"})
    return run(items, known={"person.name"}, holds=facts.applies, against=against)


def test_a_run_grants_what_is_passed(lantern: SmallPack):
    found = endings(lantern.read(), set())
    assert found["open-shop"].steps == ("accept", "review", "inspect", "number", "issue")
    assert found["store-oil"].fate == "granted"


def test_a_run_ends_where_a_step_is_found_against(lantern: SmallPack):
    found = endings(lantern.read(), {("open-shop", "inspect")})
    assert (found["open-shop"].fate, found["open-shop"].at) == ("refused", "inspect")
    assert (found["store-oil"].fate, found["store-oil"].waits) == ("ended", ("shop.number",))


def test_one_vote_of_several_only_counts_against_the_quorum(lantern: SmallPack):
    quorum = "kind: sign\n    after: [check, second]\n    quorum: 1"
    lantern.change(OIL, "kind: sign\n    after: [check]", quorum)
    second = "  - {code: second, name: {zh_hans: 复验, en: Second}, kind: review, within: 1wd}\n"
    lantern.change(OIL, "  - code: sign", f"{second}  - code: sign")
    pack = lantern.read()
    assert endings(pack, {("store-oil", "check")})["store-oil"].fate == "granted"
    both = endings(pack, {("store-oil", "check"), ("store-oil", "second")})
    assert (both["store-oil"].fate, both["store-oil"].at) == ("refused", "sign")
