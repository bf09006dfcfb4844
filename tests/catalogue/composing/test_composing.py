"""A bundle composed from items: what it asks, how long it takes, what stands in its way."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.catalogue.api import ItemDefinition, check_pack, read_pack
from yimen.catalogue.rules.changes import with_parts
from yimen.catalogue.rules.composing import Composition, compose
from yimen.config import paths
from yimen.kernel.packs import Loaded, Names
from yimen.kernel.packs.yaml_marks import Marked
from yimen.kernel.problems import Invalid

PACK = read_pack(paths.packs() / "demo")
STALL = ("stall-registration", "hygiene-card", "sign-filing")
NAME = Names(zh_hans="摆个摊", zh_hant="擺個攤", en="Open a stall")
SINCE = date(2026, 1, 1)
QUESTIONS = [one for bundle in PACK.bundles for one in bundle.value.scenario]


def composed(*items: ItemDefinition) -> Composition:
    return compose(
        "a-stall", NAME, items, PACK.element_of, PACK.document_of, known=QUESTIONS, since=SINCE,
        day_hours=PACK.day_hours,
    )  # fmt: skip


def items(*codes: str) -> list[ItemDefinition]:
    return [PACK.item_of[code] for code in codes]


def changed(item: ItemDefinition, **keys: object) -> ItemDefinition:
    return ItemDefinition.model_validate({**item.model_dump(mode="json"), **keys})


@given(st.lists(st.sampled_from(sorted(PACK.item_of)), min_size=2, unique=True))
def test_every_element_is_asked_once_and_nothing_else(codes: list[str]) -> None:
    chosen = items(*codes)
    found = composed(*chosen)
    placed = [code for section in found.bundle.sections for code in section.elements]
    made = {code for item in chosen for code in item.produces}
    assert sorted(placed) == sorted({u.element for i in chosen for u in i.fields} - made)
    assert sorted(code for group in found.order for code in group) == sorted(codes)
    assert found.bundle.effective_from == max(SINCE, *(i.effective_from for i in chosen))


def test_the_promise_is_the_longest_path_in_half_days() -> None:
    found = composed(*items(*STALL))
    assert found.view.critical is not None
    promised = Decimal(str(found.bundle.promised).removesuffix("wd"))
    assert promised >= found.view.critical.days > promised - Decimal("0.5")
    assert found.saving is not None
    assert found.saving.fields_once < found.saving.fields_separately
    assert found.saving.days < found.saving.days_separately


def test_a_composed_bundle_passes_the_checks_of_a_pack() -> None:
    found = composed(*items("busking-place", "workshop-permit"))
    assert [one.kind for one in found.conflicts] == ["naming"]
    loaded = Loaded("bundle/a-stall", found.bundle, Marked(None))
    report = check_pack(with_parts(PACK, [("bundle", loaded)]))
    assert [one for one in report.errors if one.file == "bundle/a-stall"] == []


def kinds(found: Composition) -> set[str]:
    return {one.kind for one in found.conflicts}


def test_what_stands_in_the_way_is_named() -> None:
    first, second = items("busking-place", "workshop-permit")
    assert "applicants" in kinds(
        composed(
            changed(first, applicants=["person"]), changed(second, applicants=["organisation"])
        )
    )
    asked = {"code": "big", "question": "大不大？"}
    other = {"code": "big", "question": "多不多？"}
    assert "question" in kinds(
        composed(changed(first, scenario=[asked]), changed(second, scenario=[other]))
    )
    same = composed(changed(first, scenario=[asked]), changed(second, scenario=[asked]))
    assert "question" not in kinds(same)
    assert len(same.bundle.scenario) == 1


def test_a_result_that_nobody_waits_for_is_named() -> None:
    registration, card = items("stall-registration", "hygiene-card")
    assert "result" not in kinds(composed(registration, card))
    steps = [{**step.model_dump(mode="json"), "needs": []} for step in card.steps]
    hasty = composed(registration, changed(card, steps=steps))
    assert "result" in kinds(hasty)


@pytest.mark.parametrize("order", permutations(STALL))
def test_the_order_of_choosing_changes_neither_path_nor_papers(order: tuple[str, ...]) -> None:
    found, other = composed(*items(*order)), composed(*items(*STALL))
    assert found.view.critical is not None
    assert other.view.critical is not None
    assert found.view.critical.days == other.view.critical.days
    assert {p.document for p in found.view.papers} == {p.document for p in other.view.papers}
    assert {frozenset(group) for group in found.order} == {frozenset(g) for g in other.order}


@pytest.mark.parametrize("codes", [(), ("hygiene-card",), ("hygiene-card", "hygiene-card")])
def test_fewer_than_two_items_are_no_bundle(codes: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        composed(*items(*codes))


def test_a_question_that_nobody_asks_is_told() -> None:
    with pytest.raises(Invalid, match="scenario"):
        compose("a-stall", NAME, items(*STALL), PACK.element_of, PACK.document_of, since=SINCE)
