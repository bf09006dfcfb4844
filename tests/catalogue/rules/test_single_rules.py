"""One item as a bundle of one: nothing is lost, nothing is asked twice, and it says why not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_pack import SmallPack

from yimen.catalogue.rules import ItemDefinition
from yimen.catalogue.rules.bundles import derive, savings
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.offering import why_stopped
from yimen.catalogue.rules.single import MOST_IN_ONE, as_bundle, obstacles
from yimen.vocabulary.api import ElementDefinition

OIL, OPEN = "store-oil", "open-shop"


@pytest.fixture
def pack(tmp_path: Path) -> PackContents:
    return SmallPack(tmp_path).read()


def element(code: str) -> ElementDefinition:
    name = {"zh_hans": f"名{code}", "en": f"name {code}"}
    return ElementDefinition.model_validate({"code": code, "name": name})


def with_fields(item: ItemDefinition, codes: list[str], produces: list[str]) -> ItemDefinition:
    content = item.model_dump(mode="json")
    content |= {"fields": [{"element": code} for code in codes], "produces": produces}
    content["steps"] = [{**step, "needs": [], "when": ""} for step in content["steps"]]
    content["papers"] = []
    return ItemDefinition.model_validate(content)


_PARTS = ["person", "shop", "stock"]
_CODES = st.lists(
    st.tuples(st.sampled_from(_PARTS), st.integers(0, 30)).map(
        lambda pair: f"{pair[0]}.x{pair[1]}"
    ),
    max_size=40,
    unique=True,
)


@pytest.fixture(scope="module")
def oil(tmp_path_factory: pytest.TempPathFactory) -> ItemDefinition:
    return SmallPack(tmp_path_factory.mktemp("pack")).read().item_of[OIL]


@settings(max_examples=60)
@given(codes=_CODES, produced=st.integers(0, 3))
def test_every_field_is_asked_once_in_sections_of_some_size(
    oil: ItemDefinition, codes: list[str], produced: int
) -> None:
    item = with_fields(oil, codes, codes[:produced])
    asked = codes[produced:]
    words = {code: element(code) for code in codes}
    bundle = as_bundle(item, words)
    placed = [code for section in bundle.sections for code in section.elements]
    assert placed == asked
    assert len({section.code for section in bundle.sections}) == len(bundle.sections)
    if len(asked) <= MOST_IN_ONE:
        assert len(bundle.sections) == bool(asked)
    for one, two in zip(bundle.sections, bundle.sections[1:], strict=False):
        assert min(len(one.elements), len(two.elements)) >= 3
    view = derive(bundle, {item.code: item}, words, {}, scenario={}, form={})
    assert [f.element for f in view.fields if f.disposition != "from_result"] == asked
    assert not [c for c in view.conflicts if c.kind == "unplaced"]
    saving = savings(view, bundle, {item.code: item})
    assert (saving.fields_once, saving.visits) == (saving.fields_separately, item.visits)


def test_a_long_form_s_sections_are_called_after_what_they_ask(oil: ItemDefinition) -> None:
    codes = [f"{part}.x{n}" for part in ("person", "shop") for n in range(8)]
    bundle = as_bundle(with_fields(oil, codes, []), {code: element(code) for code in codes})
    assert [section.name.zh_hans for section in bundle.sections] == [
        "名person.x0、名person.x1等 8 项",
        "名shop.x0、名shop.x1等 8 项",
    ]
    assert bundle.sections[0].name.en == "name person.x0, name person.x1 and 6 more"


def test_what_keeps_an_item_from_being_applied_for_by_itself(pack: PackContents) -> None:
    words = pack.element_of
    assert obstacles(pack.item_of[OIL], words) == ("shop.number",)
    (when,) = obstacles(pack.item_of[OPEN], words)
    assert "scenario.big_shop" in when
    asking = pack.item_of[OPEN].model_copy(
        update={"scenario": list(pack.bundles[0].value.scenario[:1])}
    )
    assert obstacles(asking, words) == ()


def test_its_own_earlier_result_is_a_paper_like_any_other(pack: PackContents) -> None:
    item = pack.item_of[OIL]
    papers = [item.papers[0].model_copy(update={"document": "oil-permit"})]
    renewed = item.model_copy(update={"papers": papers})
    view = derive(
        as_bundle(renewed, pack.element_of),
        {OIL: renewed},
        pack.element_of,
        pack.document_of,
        scenario={},
        form={},
    )
    assert [paper.disposition for paper in view.papers] == ["asked"]


def test_why_nothing_can_be_applied_for(pack: PackContents) -> None:
    item, bundle = pack.item_of[OIL], pack.bundles[0].value
    assert why_stopped(item) == why_stopped(bundle) == ""
    assert why_stopped(item.model_copy(update={"status": "suspended"})) == "“存油许可”暂停办理。"
    assert why_stopped(bundle.model_copy(update={"status": "cancelled"})) == "“我要开店”已经取消。"
