"""Numbers in characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.oversight.rules.numerals import numeral

DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """The usual form of 1 to 199, place by place."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


@given(st.integers(1, 199))
def test_back_from_characters(number: int) -> None:
    assert numeral(written(number)) == number


@pytest.mark.parametrize("text", ["一二", "十a", "十五六", "百百", "零"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        numeral(text)


def test_nothing_is_no_number() -> None:
    with pytest.raises(ValueError, match=r"^$"):
        numeral("")
