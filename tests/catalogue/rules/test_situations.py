"""Situations of a pack: what they expect, what comes, and what is said where the two differ."""

import re
from pathlib import Path

import pytest
from small_pack import SmallPack, shown

from yimen.catalogue.api import read_pack
from yimen.catalogue.rules.situations.judging import Miss, SituationReport, judge, judged
from yimen.catalogue.rules.situations.model import SituationFile
from yimen.config import paths
from yimen.kernel.packs import Loaded, yaml_marks

FILE = "tests/new-shop.yaml"
GIVEN = """
    scenario: {big_shop: false, sells_oil: true}
    form: {shop.kind: lamp}"""


@pytest.fixture
def lantern(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "lantern")


def expecting(lantern: SmallPack, expect: str, given: str = GIVEN) -> SmallPack:
    lantern.files[FILE] = (
        f"bundle: new-shop\nsituations:\n  - name: 开店{given}\n    expect: {expect}\n"
    )
    return lantern


def alone(lantern: SmallPack, expect: str, given: str = "") -> SmallPack:
    lantern.change("items/open-shop.yaml", " || scenario.big_shop", "")
    lantern.files[FILE] = (
        f"item: open-shop\nsituations:\n  - name: 单办{given}\n    expect: {expect}\n"
    )
    return lantern


def report(lantern: SmallPack) -> SituationReport:
    return judge(lantern.read())


def misses(lantern: SmallPack) -> tuple[Miss, ...]:
    found = report(lantern)
    assert found.findings == ()
    (verdict,) = found.verdicts
    return verdict.misses


@pytest.mark.parametrize(
    "expect",
    [
        "{items: [store-oil, open-shop]}",
        "{papers: [plan], papers_supplied: [name-card, shop-licence]}",
        "{fields: [person.number, shop.kind, shop.capital, shop.note]}",
        "{fields_supplied: [person.name]}",
        "{steps: {includes: [store-oil/sign], excludes: [open-shop/inspect]}}",
        "{units: [town-hall, wick-office]}",
        "{results: [shop-licence, oil-permit], refusals: []}",
        '{days: "2.5", fees: "0", visits: 1}',
        "{undecided: []}",
    ],
)
def test_what_comes_of_a_situation(lantern: SmallPack, expect: str):
    assert misses(expecting(lantern, expect)) == ()


def test_a_miss_says_what_was_expected_what_came_and_why(lantern: SmallPack):
    (miss,) = misses(expecting(lantern, "{papers: []}"))
    assert (miss.what, miss.expected, miss.came) == ("要交的材料", "没有 plan", "有")
    assert miss.why == "条件“form.shop.kind == 'lamp' || scenario.big_shop”成立"
    (miss,) = misses(expecting(lantern, "{steps: {includes: [open-shop/inspect]}}"))
    assert (miss.expected, miss.came) == ("有 open-shop/inspect", "没有")
    assert miss.why == "条件“form.shop.kind == 'oil'”不成立"
    (miss,) = misses(expecting(lantern, "{papers: {includes: [name-card]}}"))
    assert miss.why == "它在“不用交的材料”里：由“people”提供"
    (miss,) = misses(expecting(lantern, "{visits: 2}"))
    assert (miss.what, miss.expected, miss.came) == ("跑动", "2 次", "1 次")


def test_what_is_not_answered_is_neither_there_nor_not(lantern: SmallPack):
    given = "\n    scenario: {sells_oil: false}\n    form: {shop.kind: oil}"
    (miss,) = misses(expecting(lantern, "{papers: []}", given))
    assert (miss.came, miss.why) == (
        "还不能判定",
        "条件“form.shop.kind == 'lamp' || scenario.big_shop”还不能判定：没有 scenario.big_shop",
    )
    (miss,) = misses(expecting(lantern, "{papers: {excludes: [plan]}}", given))
    assert miss.came == "还不能判定"
    assert misses(expecting(lantern, "{papers: [], undecided: [plan]}", given)) == ()


def test_due_days_are_of_the_packs_calendar(lantern: SmallPack):
    # The offices of the small city work on Mondays and Tuesdays only.
    given = GIVEN + "\n    submitted: 2026-03-04"
    due = "promised: 2026-03-17, open-shop/promised: 2026-03-16, open-shop/notice: 2026-03-24"
    assert misses(expecting(lantern, f"{{due: {{{due}}}}}", given)) == ()
    timed = "{due: {open-shop/promised: 2026-03-16T17:00}}"
    assert misses(expecting(lantern, timed, given)) == ()
    (miss,) = misses(expecting(lantern, "{due: {open-shop/statutory: 2026-03-31}}", given))
    assert (miss.what, miss.came) == ("到期日 open-shop/statutory", "2026-04-13")


def test_pauses_move_the_day(lantern: SmallPack):
    given = GIVEN + "\n    submitted: 2026-03-09"
    given += "\n    pauses: [{since: 2026-03-09, until: 2026-03-16, reason: 听证}]"
    assert misses(expecting(lantern, "{due: {open-shop/promised: 2026-03-23}}", given)) == ()


def test_a_limit_of_what_is_not_handled_is_a_miss(lantern: SmallPack):
    given = "\n    scenario: {big_shop: false, sells_oil: false}\n    form: {shop.kind: lamp}"
    given += "\n    submitted: 2026-03-09"
    (miss,) = misses(expecting(lantern, "{due: {store-oil/promised: 2026-03-10}}", given))
    assert miss.came == "没有"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ("applicant: organisation", "applicant"),
        ("channel: kiosk", "channel"),
        ("submitted: 2024-12-31", "not_in_force"),
        ("defers: [plan]", "'defer:plan'"),
        ("promises: [plan]", "'promise:plan'"),
        ("found_against: [store-oil/check]", "'step:store-oil/check'"),
    ],
)
def test_refusals_are_expected_or_missed(lantern: SmallPack, given: str, refusal: str):
    given = f"{GIVEN}\n    {given}"
    assert misses(expecting(lantern, f"{{refusals: [{refusal}]}}", given)) == ()
    (miss,) = misses(expecting(lantern, "{items: [open-shop, store-oil]}", given))
    assert miss.what == "不办的理由"
    assert miss.why


def test_what_waits_for_the_refused_is_ended_too(lantern: SmallPack):
    given = GIVEN + "\n    found_against: [open-shop/review]"
    expect = "{refusals: ['step:open-shop/review', 'ended:store-oil'], results: []}"
    assert misses(expecting(lantern, expect, given)) == ()


def test_an_item_by_itself_names_its_steps_plainly(lantern: SmallPack):
    given = "\n    form: {shop.kind: oil}"
    expect = "{steps: [accept, review, inspect, number, issue], visits: 2, results: [shop-licence]}"
    assert misses(alone(lantern, expect, given)) == ()


def test_an_answer_that_fills_an_element_is_not_asked_again(lantern: SmallPack):
    question = (
        "{code: kind, question: {zh_hans: 什么店}, type: choice, element: shop.kind, options: "
    )
    question += "[{value: lamp, name: 灯}, {value: oil, name: 油}]}"
    lantern.change("bundles/new-shop.yaml", "scenario:\n", f"scenario:\n  - {question}\n")
    given = "\n    scenario: {big_shop: false, sells_oil: false, kind: oil}"
    expect = "{fields_supplied: [person.name, shop.kind], steps: {includes: [open-shop/inspect]}}"
    assert misses(expecting(lantern, expect, given)) == ()


@pytest.mark.parametrize(
    ("old", "new", "message", "remedy"),
    [
        ("bundle: new-shop", "bundle: new-shp", "没有一件事“new-shp”", "new-shop"),
        ("sells_oil: true", "sells_oil: maybe", "“sells_oil”要回答是否", "true 或 false"),
        ("sells_oil: true", "sels_oil: true", "没有情形问题“sels_oil”", "sells_oil"),
        ("shop.kind: lamp", "shop.kind: soap", "店铺类型", "elements.yaml"),
        ("shop.kind: lamp", "shop.knd: lamp", "没有数据元“shop.knd”", "shop.kind"),
        ("shop.kind: lamp", "shop.capital: 5", "存下来是 '5.00'", "elements.yaml"),
        ("results: [shop-licence", "results: [shop-license", "这里没有结果", "shop-licence"),
        ("items: [open-shop", "items: [opn-shop", "这里没有事项", "open-shop"),
        ("    expect:", "    found_against: [check]\n    expect:", "没有环节", "store-oil/check"),
        ("    expect:", "    defers: [plam]\n    expect:", "这里没有材料", "plan"),
    ],
)  # fmt: skip
def test_situations_of_what_is_not_there_are_findings(
    lantern: SmallPack, old: str, new: str, message: str, remedy: str
):
    lantern.change(FILE, old, new)
    found = report(lantern)
    assert found.verdicts == ()
    assert not found.ok
    assert message in found.findings[0].message, shown(found.findings)
    assert remedy in found.findings[0].remedy
    assert found.findings[0].line == lantern.line_of(FILE, new.strip().split("\n")[0])
    assert [one.file for one in lantern.check().errors] == [FILE]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bundle: new-shop", "bundle: new-shop\nitem: open-shop", "之一"),
        ("results: [shop-licence, oil-permit]", "due: {promised: 2026-01-01}", "submitted"),
        ("results: [shop-licence, oil-permit]", "due: {promised: soon}", "不是日期"),
        ("results: [shop-licence, oil-permit]", "results: {}", "includes"),
        ("      items: [open-shop, store-oil]\n      results: [shop-licence, oil-permit]\n",
         "      {}\n", "至少写一样"),
        ("name: 卖油", "nome: 卖油", "nome"),
        # Braces in what somebody wrote are no places to be filled.
        ("results: [shop-licence, oil-permit]", "due: {promised: '{soon}'}", "“{soon}”不是日期"),
    ],
)  # fmt: skip
def test_faults_of_form_are_told_with_their_line(
    lantern: SmallPack, old: str, new: str, message: str
):
    lantern.change(FILE, old, new)
    faults = [one for one in lantern.check().errors if one.file == FILE]
    assert any(message in one.message for one in faults), shown(tuple(faults))


def test_definitions_without_a_situation_are_warned_of(lantern: SmallPack):
    lantern.change(FILE, "sells_oil: true", "sells_oil: false")
    lantern.change(FILE, "items: [open-shop, store-oil]", "items: [open-shop]")
    lantern.change(FILE, "results: [shop-licence, oil-permit]", "results: [shop-licence]")
    (warning,) = lantern.check().warnings
    assert (warning.file, warning.message) == ("items/store-oil.yaml", "“存油许可”没有情形测试")
    del lantern.files[FILE]
    (lantern.root / FILE).unlink()
    assert len(lantern.check().warnings) == 3


def test_the_example_of_the_guide_comes_true():
    guide = (Path(__file__).parents[3] / "docs" / "pack-guide.md").read_text("utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", guide, re.S)
    marks = yaml_marks.read(next(one for one in examples if "situations:" in one))
    loaded = Loaded("guide", SituationFile.model_validate(marks.value), marks)
    verdicts = list(judged(read_pack(paths.packs() / "demo"), loaded))
    assert [one.misses for one in verdicts] == [(), ()]
