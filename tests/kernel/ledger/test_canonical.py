"""Canonical JSON: the vectors of RFC 8785, exact numbers, and what PostgreSQL makes of a value."""

import json
import struct
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.kernel.ledger.canonical import NotJson, encode, number, parse

# RFC 8785 appendix B: the bits of a double, and its text.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_those_of_the_rfc(bits: str, text: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert number(value) == text


def test_the_example_of_the_rfc() -> None:
    given_text = (
        r'{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r' "string": "\u20ac$\u000F\u000aA'
        r"'"
        r'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}'
    )
    # Of its numbers the first is not what a double holds; ours keeps its digits.
    assert encode(parse(given_text)).decode() == (
        '{"literals":[null,true,false],"numbers":[33333333333333329e-8,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_ordered_by_utf16() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = list(json.loads(encode(dict.fromkeys(keys, 0))))
    assert ordered == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def json_values(numbers: st.SearchStrategy[Decimal], without: str = "") -> st.SearchStrategy[Any]:
    letters = st.characters(exclude_categories=["Cs"], exclude_characters=without)
    floats = st.floats(allow_nan=False, allow_infinity=False)
    plain = st.none() | st.booleans() | st.integers() | floats | numbers | st.text(letters)
    return st.recursive(
        plain,
        lambda inner: st.lists(inner) | st.dictionaries(st.text(letters), inner),
        max_leaves=20,
    )


ANY_NUMBER = st.decimals(allow_nan=False, allow_infinity=False)
JSON = json_values(ANY_NUMBER)
# PostgreSQL's text holds no NUL, its numeric no exponent beyond some thousands.
STORED = json_values(st.decimals(-(10**40), 10**40, places=35), without="\0")


@given(JSON)
def test_one_value_has_one_text_and_one_text_one_value(value: Any) -> None:
    text = encode(value)
    assert encode(parse(text)) == text
    assert exact(parse(text)) == exact(value)


def exact(value: Any) -> Any:
    """The value with every number as the rational that it is."""
    if isinstance(value, dict):
        return {key: exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [exact(one) for one in value]
    if isinstance(value, float):
        return ("number", Decimal(repr(value)))
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return ("number", Decimal(value))
    return value


@given(st.integers() | ANY_NUMBER, st.integers(0, 30))
def test_how_a_number_is_written_does_not_matter(value: int | Decimal, zeros: int) -> None:
    written = f"{Decimal(value):f}"
    longer = written + ("" if "." in written else ".") + "0" * (zeros + 1)
    assert encode(parse(written)) == encode(parse(longer))


def test_neighbours_that_no_double_tells_apart_stay_apart() -> None:
    large = 2**53
    assert len({number(large + one) for one in range(-3, 4)}) == 7
    assert number(Decimal("0.1")) == "0.1"
    assert number(Decimal("0.1000000000000000055511151231257827")) != "0.1"
    assert number(Decimal("1e400")) == "1e400"
    assert number(Decimal("-1e-400")) == "-1e-400"


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "nul", "NaN", "[Infinity]", '{"a":1,"a":1}', b"\xff", "[" * 100_000,
        "1e99999999999999999999999",
    ],
)  # fmt: skip
def test_what_is_not_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(NotJson):
        parse(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}, object()])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(NotJson):
        encode(value)


def test_very_long_integers_are_kept() -> None:
    digits = "1" + "0" * 4999 + "7"
    assert encode(parse(f"[{digits}]")).decode() == f"[{digits}]"


@pytest.mark.django_db
@given(STORED)
def test_a_round_through_jsonb_changes_nothing(value: Any) -> None:
    """PostgreSQL orders keys, drops blanks and rewrites numbers: none of it is seen.

    The row may be dumped and restored, and its text laid out by others, too.
    """
    from django.db import connection

    written = encode({"v": value}).decode()
    with connection.cursor() as cursor:
        cursor.execute("select (%s::jsonb)::text, jsonb_pretty(%s::jsonb)", [written, written])
        stored, pretty = cursor.fetchone()
        cursor.execute("select (%s::jsonb)::text", [pretty])
        (restored,) = cursor.fetchone()
    assert [encode(parse(text)).decode() for text in (stored, pretty, restored)] == [written] * 3
