"""What a database may look at of a condition: never more than the condition itself asks."""

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.prefilter import Comparison, necessary, where
from yimen.vocabulary.api import ElementDefinition

CHOICES = [{"value": "lamp", "name": "灯"}, {"value": "oil", "name": "油"}]
ELEMENTS = {
    one["code"]: ElementDefinition.model_validate({"name": "名", **one})
    for one in (
        {"code": "shop.open", "type": "boolean"},
        {"code": "shop.area", "type": "integer"},
        {"code": "shop.capital", "type": "money"},
        {"code": "shop.since", "type": "date"},
        {"code": "shop.kind", "type": "choice", "choices": CHOICES},
        {"code": "shop.name"},
        {"code": "shop.goods", "type": "choices", "choices": CHOICES},
    )
}
CONDITIONS = Conditions.of([], ELEMENTS)
AREA = Comparison("form.shop.area", ">", 50)
NAME = Comparison("form.shop.name", "==", "a && b")


@pytest.mark.parametrize(
    ("when", "comparisons"),
    [
        ("form.shop.area > 50", (AREA,)),
        ("50 < form.shop.area", (AREA,)),
        ("((form.shop.area > 50) && ('a && b' == form.shop.name))", (AREA, NAME)),
        ("form.shop.area > 50 && (form.shop.open || form.shop.kind == 'oil')", (AREA,)),
        ("form.shop.area > 50 || form.shop.open == true", ()),
        ("form.shop.open ? form.shop.area > 50 : true", ()),
        ("!(form.shop.area > 50) && form.shop.area > 50", (AREA,)),
        ("form.shop.open == true && 'oil' in form.shop.goods",
         (Comparison("form.shop.open", "==", True),)),
        ("form.shop.area + 1 > 50", ()),
        ("form.shop.area > 50 // && form.shop.name == 'x'", ()),
        ("form.shop.area > 50 && form.shop.name == r'x'", ()),
        # Parentheses that only look as if they belonged together.
        ("(form.shop.area > 50 && form.shop.name == '(') == (form.shop.name == ')' && true)", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_what_is_read_of_a_condition(when: str, comparisons: tuple[Comparison, ...]):
    assert necessary(when) == comparisons
    if when:
        CONDITIONS.compile(when)


PARTS = st.sampled_from(
    [
        "form.shop.open == true", "form.shop.open != true", "form.shop.area > 50",
        "50 >= form.shop.area", "form.shop.capital >= 100050", "form.shop.since < '2024-05-01'",
        "form.shop.kind == 'oil'", "form.shop.name >= '乙'", "'oil' in form.shop.goods",
        "form.shop.open", "size(form.shop.goods) > 1",
    ]
)  # fmt: skip
JOINED = st.recursive(
    PARTS,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["&&", "||"]), inner),
    max_leaves=6,
)
FORMS = st.fixed_dictionaries(
    {},
    optional={
        "shop.open": st.booleans(),
        "shop.area": st.integers(48, 52) | st.just("many"),
        "shop.capital": st.sampled_from(["1000.49", "1000.50", "1000.5", "9.00", ""]),
        "shop.since": st.sampled_from(["2024-04-30", "2024-05-01"]),
        "shop.kind": st.sampled_from(["lamp", "oil"]),
        "shop.name": st.sampled_from(["甲", "乙", "丙", "Z"]),
        "shop.goods": st.lists(st.sampled_from(["lamp", "oil"])),
    },
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(JOINED, FORMS), min_size=5, max_size=10))
def test_whom_a_condition_holds_for_passes_the_database(cases: list[tuple[str, dict[str, Any]]]):
    for when, form in cases:
        if CONDITIONS.applies(when, {}, form) is True:
            assert passes(when, form), (when, form)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(PARTS, FORMS)
def test_a_single_comparison_is_decided_alike(when: str, form: dict[str, Any]):
    if necessary(when) and form.get("shop.area") != "many":
        assert passes(when, form) == (CONDITIONS.applies(when, {}, form) is True)


def passes(when: str, form: dict[str, Any]) -> bool:
    condition, values = where(necessary(when), ELEMENTS, "given.form")
    with connection.cursor() as cursor:
        cursor.execute(
            f"select coalesce({condition}, false) from (select %s::jsonb as form) given",
            [*values, json.dumps(form)],
        )
        return bool(cursor.fetchone()[0])
