"""办理条件: the typed environment of answers and form values, and choices that do not exist."""

from typing import Any

import pytest

from yimen.catalogue.rules import ScenarioQuestion
from yimen.catalogue.rules.conditions import Conditions, all_of, any_of, both, either, fen
from yimen.kernel.expressions import BadExpression, CelType
from yimen.vocabulary.api import ElementDefinition

QUESTIONS = [
    ScenarioQuestion.model_validate(one)
    for one in (
        {"code": "sells_food", "question": "卖吃的吗"},
        {
            "code": "kind",
            "question": "哪种",
            "type": "choice",
            "options": [{"value": "one", "name": "一"}, {"value": "two", "name": "二"}],
        },
    )
]
CHOICES = [{"value": "owned", "name": "自有"}, {"value": "rented", "name": "租用"}]
ELEMENTS = {
    one["code"]: ElementDefinition.model_validate({"name": "名", **one})
    for one in (
        {"code": "premises.ownership", "type": "choice", "choices": CHOICES},
        {"code": "premises.uses", "type": "choices", "choices": CHOICES},
        {"code": "shop.open-flame", "type": "boolean"},
        {"code": "shop.area", "type": "integer"},
        {"code": "shop.capital", "type": "money"},
        {"code": "shop.opens_on", "type": "date"},
        {"code": "shop.name", "type": "text"},
        {"code": "owner.number", "type": "id_number"},
        {"code": "partners", "type": "table", "columns": ["partner.name", "partner.share"]},
        {"code": "partner.name"},
        {"code": "partner.share", "type": "money"},
        {"code": "shop.2nd"},
    )
}
CONDITIONS = Conditions.of(QUESTIONS, ELEMENTS)


def test_every_type_has_its_place() -> None:
    assert CONDITIONS.variables == {
        "scenario.sells_food": CelType.BOOL,
        "scenario.kind": CelType.STRING,
        "form.premises.ownership": CelType.STRING,
        "form.premises.uses": CelType.STRINGS,
        "form.shop.open_flame": CelType.BOOL,
        "form.shop.area": CelType.INT,
        "form.shop.capital": CelType.INT,
        "form.shop.opens_on": CelType.STRING,
        "form.shop.name": CelType.STRING,
        "form.owner.number": CelType.STRING,
        "form.partners": CelType.ROWS,
        "form.partner.name": CelType.STRING,
        "form.partner.share": CelType.INT,
    }


@pytest.mark.parametrize(
    ("when", "scenario", "form", "expected"),
    [
        ("", {}, {}, True),
        ("  ", {}, {}, True),
        ("scenario.sells_food", {"sells_food": True}, {}, True),
        ("scenario.sells_food", {}, {}, None),
        ("scenario.sells_food", {"sells_food": "yes"}, {}, None),
        ("scenario.kind == 'one'", {"kind": "two"}, {}, False),
        ("form.premises.ownership == 'rented'", {}, {"premises.ownership": "rented"}, True),
        ("'rented' in form.premises.uses", {}, {"premises.uses": ["rented"]}, True),
        ("size(form.premises.uses) == 0", {}, {"premises.uses": []}, True),
        ("form.shop.open_flame", {}, {"shop.open-flame": False}, False),
        ("form.shop.area > 300", {}, {"shop.area": 301}, True),
        ("form.shop.capital >= 100050", {}, {"shop.capital": "1000.50"}, True),
        ("form.shop.capital >= 100051", {}, {"shop.capital": "1000.50"}, False),
        ("form.shop.capital > 0", {}, {"shop.capital": "much"}, None),
        ("form.shop.opens_on < '2020-05-19'", {}, {"shop.opens_on": "2020-05-18"}, True),
        ("form.shop.name == 'x'", {}, {"shop.name": ""}, None),
        ("form.shop.name == 'x'", {}, {"shop.name": None}, None),
        ("form.shop.name != 'x'", {}, {"unknown.element": "x"}, None),
    ],
)
def test_conditions_see_stored_values(
    when: str, scenario: dict[str, Any], form: dict[str, Any], expected: bool | None
) -> None:
    assert CONDITIONS.applies(when, scenario, form) is expected


def test_cells_of_a_table_are_converted_like_values() -> None:
    rows = [{"partner.name": "甲", "partner.share": "60.00"}, {"partner.name": "乙"}]
    facts = CONDITIONS.given({}, {"partners": rows})
    assert facts.applies("form.partners.exists(p, p['partner.share'] == 6000)") is True
    assert facts.applies("form.partners.all(p, p['partner.share'] == 6000)") is None
    assert facts.applies("form.partners.all(p, p['partner.name'] != '丙')") is True


def test_facts_tell_what_is_missing() -> None:
    facts = CONDITIONS.given({"kind": "one"}, {"shop.area": 3, "shop.name": ""})
    assert facts.known == {"shop.area"}
    when = "scenario.sells_food && scenario.kind == 'one' && form.shop.name == 'x'"
    assert facts.missing(when) == ("form.shop.name", "scenario.sells_food")
    assert facts.missing("") == ()


@pytest.mark.parametrize(
    ("when", "column"),
    [
        ("form.premises.ownership == 'rentd'", 28),
        ('form.premises.ownership != "rentd"', 28),
        ("'rentd' == form.premises.ownership", 1),
        ("form.premises.ownership in ['owned', 'rentd']", 38),
        ("'rentd' in form.premises.uses", 1),
        ("scenario.kind == 'one' || scenario.kind == 'rentd'", 44),
    ],
)
def test_an_option_that_does_not_exist_is_refused(when: str, column: int) -> None:
    with pytest.raises(BadExpression, match="没有选项“rentd”") as raised:
        CONDITIONS.compile(when)
    assert (raised.value.line, raised.value.column) == (1, column)


@pytest.mark.parametrize(
    ("when", "column"),
    [
        ("form.shop.opens_on >= '2020-5-1'", 23),
        ("'2020.05.01' < form.shop.opens_on", 1),
        ("form.shop.opens_on in ['2020-05-01', 'today']", 38),
    ],
)
def test_a_date_is_compared_with_a_date_as_it_is_stored(when: str, column: int) -> None:
    with pytest.raises(BadExpression, match="写成 '2020-05-19'") as raised:
        CONDITIONS.compile(when)
    assert raised.value.column == column
    assert CONDITIONS.compile("form.shop.opens_on >= '2020-05-01'")


def test_a_cell_is_of_a_column_that_the_table_has() -> None:
    with pytest.raises(BadExpression, match=r"表格没有列“partner\.shre”") as raised:
        CONDITIONS.compile("form.partners.exists(p, p['partner.shre'] > 100)")
    assert raised.value.column == 27
    assert "partner.share" in raised.value.reason
    shares = CONDITIONS.compile("form.partners.exists(p, p['partner.share'] > 100)")
    facts = {"partners": [{"partner.name": "甲", "partner.share": "1.01"}]}
    assert shares.evaluate(CONDITIONS.given({}, facts).values) is True
    # A list of one text is no cell.
    assert CONDITIONS.compile("size(form.partners) > 1 && form.shop.name in ['x']")


def test_text_that_is_no_choice_is_free() -> None:
    assert CONDITIONS.compile("form.shop.name == 'rentd' && 'x' in ['x']")


def test_a_code_that_cel_cannot_read_has_no_name() -> None:
    with pytest.raises(BadExpression, match=r"没有“form\.shop"):
        CONDITIONS.compile("form.shop.2nd == 'x'")


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [("1000.00", 100_000), ("0.01", 1), ("-3", -300), ("0.001", None), ("x", None), ("NaN", None)],
)
def test_money_is_counted_in_fen(yuan: str, expected: int | None) -> None:
    assert fen(yuan) == expected


def test_three_values_join() -> None:
    values = (True, False, None)
    assert [either(a, b) for a in values for b in values] == [
        True, True, True, True, False, None, True, None, None,
    ]  # fmt: skip
    assert [both(a, b) for a in values for b in values] == [
        True, False, None, False, False, False, None, False, None,
    ]  # fmt: skip


def test_conditions_join_as_texts() -> None:
    assert any_of(["a", " b ", "a"]) == "(a) || (b)"
    assert any_of(["a", ""]) == ""
    assert any_of([]) == ""
    assert any_of(["a", "a"]) == "a"
    assert all_of(["a", "", "b"]) == "(a) && (b)"
    assert all_of(["a || b"]) == "a || b"
    assert all_of(["", ""]) == ""


def test_one_condition_over_many_forms_is_what_each_would_say() -> None:
    when = "form.shop.capital > 100000 && (form.shop.area > 3 || form.shop.name == 'x')"
    forms = [
        {"shop.capital": "1000.01", "shop.area": 4},
        {"shop.capital": "1000.00", "shop.area": 4},
        {"shop.capital": "1000.01", "shop.area": "4"},
        {"shop.capital": "1000.01", "shop.name": "x", "shop.area": None},
        {"shop.capital": "", "shop.area": 4},
        {},
    ]
    assert list(CONDITIONS.over(when, forms)) == [True, False, None, True, None, None]
    one_by_one = [CONDITIONS.given({}, form).applies(when) for form in forms]
    assert list(CONDITIONS.over(when, forms)) == one_by_one


def test_a_condition_that_many_uses_share_is_decided_once() -> None:
    facts = CONDITIONS.given({}, {"shop.area": 3})
    assert [facts.applies(" form.shop.area > 2 ") for _ in range(3)] == [True] * 3
    assert facts == CONDITIONS.given({}, {"shop.area": 3})
