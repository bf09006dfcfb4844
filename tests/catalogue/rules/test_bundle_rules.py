"""一件事规则: what is joined, supplied and saved, counted by hand on a small pack."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_pack import SmallPack

from yimen.catalogue.rules.bundles import critical, derive, savings
from yimen.catalogue.rules.conditions import Conditions, both
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.views import BundleView, Savings

OPEN, OIL, BUNDLE = "items/open-shop.yaml", "items/store-oil.yaml", "bundles/new-shop.yaml"


@pytest.fixture
def small(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path)


def view_of(
    pack: PackContents, scenario: dict[str, Any] | None = None, form: dict[str, Any] | None = None
) -> BundleView:
    return derive(
        pack.bundles[0].value,
        pack.item_of,
        pack.element_of,
        pack.document_of,
        scenario=scenario or {},
        form=form or {},
        day_hours=pack.day_hours,
    )


def saving_of(pack: PackContents, view: BundleView) -> Savings:
    return savings(view, pack.bundles[0].value, pack.item_of, pack.day_hours)


ALL = {"big_shop": True, "sells_oil": True}
LAMPS = {"shop.kind": "lamp"}
OILS = {"shop.kind": "oil"}


def test_members_apply_by_their_condition(small: SmallPack) -> None:
    pack = small.read()
    assert [(m.item, m.applies) for m in view_of(pack).members] == [
        ("open-shop", True),
        ("store-oil", None),
    ]
    without = view_of(pack, {"sells_oil": False})
    assert [m.item for m in without.members] == ["open-shop"]
    assert without.left_out == ("store-oil",)


def test_each_element_stands_once_in_the_order_of_the_sections(small: SmallPack) -> None:
    view = view_of(small.read(), ALL, LAMPS)
    shown = [(section.code, [f.element for f in section.fields]) for section in view.sections]
    assert shown == [
        ("person", ["person.name", "person.number"]),
        ("shop", ["shop.kind", "shop.capital", "shop.note"]),
    ]
    name = view.fields[0]
    assert name.used_by == ("open-shop", "store-oil")
    assert (name.disposition, name.supplier) == ("from_source", "people")
    assert (name.required, name.applies, name.when) == (True, True, "")


def test_fields_apply_as_far_as_is_known(small: SmallPack) -> None:
    pack = small.read()

    def applying(scenario: dict[str, Any], form: dict[str, Any]) -> dict[str, bool | None]:
        return {f.element: f.applies for f in view_of(pack, scenario, form).fields}

    nothing = applying({}, {})
    assert (nothing["shop.area"], nothing["shop.capital"]) == (None, None)
    oil = applying({"sells_oil": False}, OILS)
    assert oil["shop.area"] is True
    assert "shop.capital" not in oil


def test_a_joined_condition_holds_for_the_whole_field(small: SmallPack) -> None:
    small.change(
        OIL, "- {element: shop.capital}", "- {element: shop.area, when: scenario.big_shop}"
    )
    small.change(BUNDLE, "shop.capital, ", "")
    pack = small.read()
    fields = {f.element: f for f in view_of(pack).fields}
    expected = "(form.shop.kind == 'oil') || ((scenario.sells_oil) && (scenario.big_shop))"
    assert fields["shop.area"].when == expected
    assert Conditions.of(pack.bundles[0].value.scenario, pack.element_of).compile(expected)


def test_a_field_is_required_if_one_use_requires_it(small: SmallPack) -> None:
    small.change(OIL, "- {element: shop.capital}", "- {element: shop.note}")
    pack = small.read()
    required = {f.element: f.required for f in view_of(pack, {"sells_oil": True}).fields}
    assert required["shop.note"] is True
    optional = {f.element: f.required for f in view_of(pack, {"sells_oil": False}).fields}
    assert optional["shop.note"] is False


def test_papers_join_by_type_and_say_where_they_come_from(small: SmallPack) -> None:
    papers = {p.document: p for p in view_of(small.read(), ALL, LAMPS).papers}
    found = {code: (p.disposition, p.supplier, p.used_by) for code, p in papers.items()}
    assert found == {
        "name-card": ("from_source", "people", ("open-shop", "store-oil")),
        "plan": ("asked", "", ("open-shop",)),
        "shop-licence": ("from_result", "open-shop", ("store-oil",)),
    }


def test_the_strictest_use_of_a_paper_counts(small: SmallPack) -> None:
    small.change(OIL, "- {document: name-card}", "- {document: plan, may_promise: true}")
    small.change(
        OPEN,
        "- {document: plan, when:",
        "- {document: plan, essential: false, may_defer: true, may_promise: true, when:",
    )
    pack = small.read()
    joined = {p.document: p for p in view_of(pack, ALL, LAMPS).papers}["plan"]
    assert (joined.essential, joined.may_defer, joined.may_promise) == (True, False, True)
    alone = {p.document: p for p in view_of(pack, {**ALL, "sells_oil": False}, LAMPS).papers}
    assert (alone["plan"].essential, alone["plan"].may_defer) == (False, True)


def test_a_result_of_an_item_that_is_not_a_member_is_asked(small: SmallPack) -> None:
    small.change(BUNDLE, "{item: open-shop}", "{item: open-shop, when: scenario.big_shop}")
    view = view_of(small.read(), {"big_shop": False, "sells_oil": True}, OILS)
    papers = {p.document: p.disposition for p in view.papers}
    assert papers["shop-licence"] == "asked"
    assert [(c.kind, c.subject) for c in view.conflicts] == [("waiting", "shop.number")]


def test_a_product_of_a_member_is_not_asked(small: SmallPack) -> None:
    small.change(OIL, "- {element: shop.capital}", "- {element: shop.number}")
    small.change(BUNDLE, "shop.capital, ", "shop.number, ")
    fields = {f.element: f for f in view_of(small.read(), ALL).fields}
    number = fields["shop.number"]
    assert (number.disposition, number.supplier) == ("from_result", "open-shop")


# Time


def test_the_critical_path_runs_through_what_a_sibling_produces(small: SmallPack) -> None:
    view = view_of(small.read(), ALL)
    assert view.critical is not None
    assert view.critical.days == Decimal("2.5")
    assert view.critical.steps == (
        ("open-shop", "accept"),
        ("open-shop", "review"),
        ("open-shop", "number"),
        ("store-oil", "sign"),
        ("store-oil", "issue"),
    )


def test_members_without_ties_run_beside_each_other(small: SmallPack) -> None:
    small.change(OIL, "    needs: [shop.number]\n", "")
    view = view_of(small.read(), ALL)
    assert view.critical is not None
    assert view.critical.days == 2


def test_an_item_without_an_automatic_step_produces_by_its_end(small: SmallPack) -> None:
    small.change(OPEN, "    kind: automatic\n    action: shop.number\n", "    kind: sign\n")
    pack = small.read()
    assert critical(list(pack.item_of.values()), pack.day_hours).days == Decimal("2.75")


def test_members_that_wait_for_each_other_are_a_conflict(small: SmallPack) -> None:
    small.change(OPEN, "kind: review, after", "kind: review, needs: [shop.capital], after")
    small.change(OIL, "visits: 1", "visits: 1\nproduces: [shop.capital]")
    view = view_of(small.read(), ALL)
    assert view.critical is None
    assert [c.kind for c in view.conflicts] == ["deadlock"]


def test_calendar_time_is_a_conflict(small: SmallPack) -> None:
    view = view_of(small.change(OIL, "within: 1wd", "within: 1d").read(), ALL)
    assert view.critical is None
    assert [c.kind for c in view.conflicts] == ["limits"]


def test_other_conflicts_are_named(small: SmallPack) -> None:
    small.change(BUNDLE, "shop.capital, ", "")
    small.change(OPEN, "- {element: person.name}", "- {element: person.name, name: 店主姓名}")
    small.change(OIL, "- {element: person.name}", "- {element: person.name, name: 油主姓名}")
    view = view_of(small.read(), ALL)
    assert [(c.kind, c.subject, c.items) for c in view.conflicts] == [
        ("naming", "person.name", ("open-shop", "store-oil")),
        ("unplaced", "shop.capital", ("store-oil",)),
    ]


# Savings


def test_savings_of_all_members_counted_by_hand(small: SmallPack) -> None:
    pack = small.read()
    found = saving_of(pack, view_of(pack, ALL, LAMPS))
    assert found == Savings(
        fields_separately=4 + 3,  # name, number, kind, note; name, number, capital
        fields_once=5,
        fields_supplied=1,  # the name, from the register
        papers_separately=2 + 2,  # name card, plan; name card, licence
        papers_asked=1,  # the plan
        visits_separately=2 + 1,
        visits=1,
        days_separately=Decimal(4),
        days=Decimal("2.5"),
    )


def test_only_what_is_certain_is_counted(small: SmallPack) -> None:
    pack = small.read()
    found = saving_of(pack, view_of(pack))
    assert (found.fields_separately, found.fields_once, found.papers_separately) == (4, 4, 1)
    assert (found.visits_separately, found.days_separately, found.days) == (2, 2, 2)


def test_visits_within_the_bundle_are_added(small: SmallPack) -> None:
    pack = small.change(OPEN, "visits: 2", "visits: 2\nvisits_in_bundle: 1").read()
    assert saving_of(pack, view_of(pack, ALL)).visits == 2


def test_views_are_json(small: SmallPack) -> None:
    pack = small.read()
    view = view_of(pack, ALL, LAMPS)
    content = json.loads(json.dumps(view.as_json()))
    assert content["critical"]["days"] == 2.5
    assert content["sections"][0]["fields"][0]["name"]["zh_hans"] == "姓名"
    assert content["papers"][1]["disposition"] == "asked"
    assert json.loads(json.dumps(saving_of(pack, view).as_json()))["days_separately"] == 4


# Always true


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> PackContents:
    return SmallPack(tmp_path_factory.mktemp("sound")).read()


scenarios = st.fixed_dictionaries(
    {}, optional={"big_shop": st.booleans(), "sells_oil": st.booleans()}
)
forms = st.fixed_dictionaries({}, optional={"shop.kind": st.sampled_from(["lamp", "oil"])})


@settings(max_examples=60, deadline=None)
@given(scenario=scenarios, form=forms)
def test_the_joined_form_is_the_union_of_the_members_forms(
    sound: PackContents, scenario: dict[str, Any], form: dict[str, Any]
) -> None:
    bundle = sound.bundles[0].value
    facts = Conditions.of(bundle.scenario, sound.element_of).given(scenario, form)
    wanted: dict[str, list[bool | None]] = {}
    for member in bundle.members:
        for use in sound.item_of[member.item].fields:
            applies = both(facts.applies(member.when), facts.applies(use.when))
            wanted.setdefault(use.element, []).append(applies)
    view = view_of(sound, scenario, form)
    certain = {f.element for f in view.fields if f.applies}
    possible = {f.element for f in view.fields}
    assert certain == {code for code, answers in wanted.items() if True in answers}
    assert possible == {code for code, answers in wanted.items() if set(answers) != {False}}
    assert len(view.fields) == len(possible)


@settings(max_examples=60, deadline=None)
@given(scenario=scenarios, form=forms)
def test_a_bundle_never_costs_more_than_its_parts(
    sound: PackContents, scenario: dict[str, Any], form: dict[str, Any]
) -> None:
    found = saving_of(sound, view_of(sound, scenario, form))
    assert found.fields_supplied <= found.fields_once <= found.fields_separately
    assert found.papers_asked <= found.papers_separately
    assert found.days <= found.days_separately
