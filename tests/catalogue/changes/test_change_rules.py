"""What a change is called, who has to agree to it, and what lists do to items."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.catalogue.api import ItemDefinition, read_pack
from yimen.catalogue.rules.changes import (
    NATURES,
    POWERS,
    natures,
    offices,
    read_part,
    to_publish,
    too_early,
    with_parts,
)
from yimen.catalogue.rules.lists import ListDefinition, with_lists
from yimen.config import paths

PACK = read_pack(paths.packs() / "demo")
CARD = PACK.item_of["hygiene-card"]
SIGN = PACK.item_of["sign-filing"]
SOURCE = {"note": "示范市虚构规定"}


def changed(item: ItemDefinition, **keys: object) -> ItemDefinition:
    return ItemDefinition.model_validate({**item.model_dump(mode="json"), **keys})


DELEGATED = changed(
    CARD,
    delegation={"to": ["baihe-town"], "by": "stall.place", "kind": "entrusted", "basis": SOURCE},
)
STOPPED = changed(CARD, status="suspended", status_note="设备检修，八月恢复")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, CARD, {"new"}),
        (CARD, changed(CARD, visits=1), {"amend"}),
        (CARD, changed(CARD, unit="market-regulation"), {"delegate"}),
        (CARD, DELEGATED, {"delegate"}),
        (DELEGATED, CARD, {"take_back"}),
        (CARD, STOPPED, {"suspend"}),
        (STOPPED, CARD, {"resume"}),
        (CARD, changed(CARD, status="cancelled", status_note="不再办"), {"cancel"}),
        (None, changed(CARD, replaces=["sign-filing", "stall-registration"]), {"new", "merge"}),
        (None, changed(CARD, replaces=["sign-filing"]), {"new", "split"}),
        (
            CARD,
            changed(CARD, reform={"mode": "optimised", "basis": SOURCE, "note": "更快"}),
            {"mode"},
        ),
    ],
)
def test_each_change_has_its_name(
    before: ItemDefinition | None, after: ItemDefinition, expected: set[str]
) -> None:
    assert natures(before, after) == expected


@given(st.lists(st.frozensets(st.sampled_from(sorted(NATURES)), min_size=1), min_size=1))
def test_staffing_agrees_exactly_where_powers_move(of_parts: list[frozenset[str]]) -> None:
    moves = any(nature in POWERS for part in of_parts for nature in part)
    assert offices(of_parts) == (("legal", "staffing") if moves else ("legal",))


def a_list(kind: str, *entries: dict[str, str], since: str = "2030-01-01") -> ListDefinition:
    return ListDefinition.model_validate(
        {
            "code": f"{kind.replace('_', '-')}-list",
            "name": "示范清单",
            "kind": kind,
            "summary": "示范",
            "unit": "health",
            "effective_from": since,
            "basis": [SOURCE],
            "entries": list(entries),
        }
    )


GOODS = {"item": "hygiene-card", "document": "goods-list"}


def paper(item: ItemDefinition, document: str) -> tuple[bool, bool]:
    use = next(one for one in item.papers if one.document == document)
    return use.may_defer, use.may_promise


def test_a_list_of_papers_never_defers_an_essential_one() -> None:
    assert paper(with_lists(CARD, [a_list("defer_papers", GOODS)]), "goods-list") == (False, False)
    eased = changed(CARD, papers=[{"document": "goods-list", "essential": False}])
    listed = with_lists(eased, [a_list("defer_papers", GOODS)])
    assert paper(listed, "goods-list") == (True, False)
    assert listed.papers[0].defer_list == "defer-papers-list"
    assert listed.effective_from == date(2030, 1, 1)


def test_a_later_list_lets_a_promise_stand_for_the_paper() -> None:
    listed = with_lists(CARD, [a_list("later", GOODS)])
    assert paper(listed, "goods-list") == (False, True)


def test_an_exemption_rules_an_item_out_under_its_condition() -> None:
    entry = {"item": "hygiene-card", "when": 'form.stall.kind == "food"'}
    listed = with_lists(CARD, [a_list("exempt", entry)])
    assert listed.needed == '!(form.stall.kind == "food")'
    assert with_lists(CARD, [a_list("exempt", {"item": "hygiene-card"})]).needed == "!(true)"
    assert CARD.needed == ""


@given(st.lists(st.sampled_from(["later", "exempt", "key", "defer_items"]), unique=True))
def test_lists_leave_no_trace_when_they_let_go(kinds: list[str]) -> None:
    entry = {"item": "hygiene-card"}
    lists = [a_list(kind, GOODS if kind == "later" else entry) for kind in kinds]
    listed = with_lists(CARD, lists)
    assert with_lists(listed, lists) == listed
    since = {"effective_from": CARD.effective_from}
    assert with_lists(listed, []).model_copy(update=since) == CARD


def test_an_item_that_only_a_list_changed_is_published_with_the_list() -> None:
    text = (
        "code: card-key\nname: 重点清单\nkind: key\nsummary: 示范\nunit: health\n"
        'effective_from: "2031-05-01"\nbasis: [{note: 示范市虚构规定}]\n'
        "entries: [{item: hygiene-card}]\n"
    )
    loaded, faults = read_part("list", "card-key", text)
    assert loaded is not None
    assert not faults
    after = with_parts(PACK, [("list", loaded)])
    definitions = to_publish(PACK, after, {("list", "card-key"): text})
    assert [one.code for one in definitions.items] == ["hygiene-card"]
    assert definitions.items[0].effective_from == date(2031, 5, 1)
    assert [one.code for one in definitions.lists] == ["card-key"]
    assert not definitions.bundles
    assert not definitions.entries


def test_a_part_is_read_with_its_faults_and_under_its_own_code() -> None:
    loaded, faults = read_part("item", "hygiene-card", "code: hygiene-card\nvisits: many\n")
    assert loaded is None
    assert faults[0].file == "item/hygiene-card"
    good = (paths.packs() / "demo/items/stall/hygiene-card.yaml").read_text("utf-8")
    loaded, faults = read_part("item", "other-card", good)
    assert loaded is None
    assert "编码写成了" in faults[0].message
    loaded, faults = read_part("item", "hygiene-card", good + "\x00")
    assert loaded is None
    assert faults


def test_the_past_is_not_rewritten() -> None:
    good = (paths.packs() / "demo/items/stall/hygiene-card.yaml").read_text("utf-8")
    loaded, _ = read_part("item", "hygiene-card", good)
    assert loaded is not None
    found = too_early("item", loaded, date(2025, 1, 2))
    assert found is not None
    assert found.line == good.splitlines().index('effective_from: "2025-01-01"') + 1
    assert too_early("item", loaded, date(2025, 1, 1)) is None
