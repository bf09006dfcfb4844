"""Values of every element type: what is taken, in which form, and what is told otherwise."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.vocabulary.rules import ElementDefinition, check_table, check_value

TODAY = date(2026, 11, 23)


def element(kind: str, **more: Any) -> ElementDefinition:
    return ElementDefinition.model_validate(
        {"code": "thing.value", "name": "东西", "type": kind, **more}
    )


def choices(*values: str) -> list[dict[str, str]]:
    return [{"value": value, "name": value} for value in values]


@pytest.mark.parametrize(
    ("kind", "more", "given_value", "stored"),
    [
        ("text", {}, "  甲 ", "甲"),
        ("integer", {}, "1,200", 1200),
        ("money", {}, "1,000,000", "1000000.00"),
        ("money", {}, "0.5", "0.50"),
        ("date", {}, "2026-02-28", "2026-02-28"),
        ("boolean", {}, "true", True),
        ("boolean", {}, False, False),
        ("choice", {"choices": choices("a", "b")}, "b", "b"),
        ("choices", {"choices": choices("a", "b")}, ["a", "b"], ["a", "b"]),
        ("choices", {"choices": choices("a", "b")}, "a", ["a"]),
        ("phone", {}, "13800138000", "13800138000"),
        ("id_number", {}, "119999199001020114", "119999199001020114"),
    ],
)
def test_what_is_taken(kind: str, more: dict[str, Any], given_value: Any, stored: Any) -> None:
    assert check_value(element(kind, **more), given_value, TODAY) == stored


@pytest.mark.parametrize(
    ("kind", "more", "given_value", "words"),
    [
        ("text", {"max_length": 2}, "三个字", "最多 2 个字，现在是 3 个"),
        ("text", {"min_length": 3}, "两字", "至少 3 个字"),
        ("text", {"pattern": "[a-z]+", "pattern_hint": "只填小写字母"}, "A", "只填小写字母"),
        ("text", {}, "甲\x00乙", "控制字符"),
        ("integer", {}, "1.5", "整数"),
        ("integer", {"minimum": 1}, "0", "不能小于 1"),
        ("money", {"maximum": 10}, "11", "不能大于 10"),
        ("money", {}, "1.005", "最多到分"),
        ("money", {}, "NaN", "要填数字"),
        ("money", {}, "一百", "要填数字"),
        ("date", {}, "2026-02-29", "不是一个真实的日期"),
        ("date", {}, "0026-01-05", "不是一个真实的日期"),
        ("boolean", {}, "maybe", "是"),
        ("choice", {"choices": choices("a")}, "z", "请选择"),
        ("choices", {"choices": choices("a")}, ["a", "z"], "请选择"),
        ("id_number", {}, "119999199001020113", "校验位"),
        ("id_number", {}, "119999209901020110", "身份"),
        ("credit_code", {}, "91350211M0000XUF46", "校验位"),
        ("phone", {}, "12345", "手机"),
    ],
)
def test_what_is_refused(kind: str, more: dict[str, Any], given_value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_value(element(kind, **more), given_value, TODAY)


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False))
def test_money_keeps_its_value_to_the_fen(amount: Decimal) -> None:
    stored = check_value(element("money"), str(amount), TODAY)
    assert Decimal(stored) == amount
    assert check_value(element("money"), stored, TODAY) == stored


@given(st.text(max_size=300))
def test_text_is_stored_whole_or_refused(text: str) -> None:
    try:
        stored = check_value(element("text"), text, TODAY)
    except ValueError:
        return
    assert stored == text.strip()
    assert "\x00" not in stored


def test_a_table_drops_empty_rows_and_names_what_is_wrong() -> None:
    table = element("table", columns=["thing.name", "thing.size"], max_rows=2)
    columns = [
        ElementDefinition.model_validate({"code": "thing.name", "name": "名"}),
        ElementDefinition.model_validate({"code": "thing.size", "name": "数", "type": "integer"}),
    ]
    rows = [
        {"thing.name": "甲", "thing.size": "3"},
        {"thing.name": " ", "thing.size": ""},
        {"thing.name": "", "thing.size": "x"},
    ]
    stored, errors = check_table(table, columns, rows, TODAY)
    assert stored[0] == {"thing.name": "甲", "thing.size": 3}
    assert [e.field for e in errors] == ["thing.value/1/thing.name", "thing.value/1/thing.size"]
    _, too_many = check_table(table, columns, [rows[0]] * 3, TODAY)
    assert "1 至 2 行" in too_many[0].message
