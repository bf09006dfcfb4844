from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from yimen.kernel.codes import identity_number
from yimen.kernel.problems import Invalid

TODAY = date(2026, 3, 2)
# The example that GB 11643 itself prints.
PRINTED = "11010519491231002X"

numbers = st.builds(
    identity_number.make,
    st.sampled_from(["110105", "440301", "310101", "810000", "830000", "911156"]),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def test_the_example_of_the_standard() -> None:
    number = identity_number.parse(PRINTED, TODAY)
    assert (number.area, number.born, number.sex) == ("110105", date(1949, 12, 31), "女")
    assert str(number) == PRINTED
    assert ric.validate(PRINTED) == PRINTED


@given(numbers)
def test_made_numbers_are_read_back(number: identity_number.IdentityNumber) -> None:
    assert identity_number.parse(str(number).lower(), TODAY) == number
    assert str(number)[-1] == ric.calc_check_digit(str(number))


@given(numbers, st.integers(14, 16), st.integers(1, 9))
def test_a_slip_is_seen(number: identity_number.IdentityNumber, place: int, by: int) -> None:
    text = str(number)
    wrong = text[:place] + str((int(text[place]) + by) % 10) + text[place + 1 :]
    with pytest.raises(Invalid, match="校验位不对"):
        identity_number.parse(wrong, TODAY)


@given(numbers)
def test_masks_hide_the_birth_date(number: identity_number.IdentityNumber) -> None:
    masked = identity_number.mask(str(number))
    assert masked == str(number)[:4] + "*" * 10 + str(number)[-4:]
    assert f"{number.born:%m%d}" not in masked[4:14]


def test_a_malformed_number_is_masked_whole() -> None:
    assert identity_number.mask("1234567") == "*******"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("110105491231002", "15 位号码，已于 2013 年起停止使用"),
        ("1101051949123100", "现在是 16 位"),
        ("11010519491231O02X", "前 17 位应为数字"),
        ("11010519491231002A", "前 17 位应为数字"),
        ("99010519491231002X", "“99”不是"),
        ("11010519490230002X", "真实的出生日期"),
        ("110105194912310021", "校验位不对"),
        ("110105170012310021", "早于 150 年前"),
    ],
)
def test_a_fault_is_named_without_repeating_the_number(number: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        identity_number.parse(number, TODAY)
    assert says in caught.value.detail
    assert number not in caught.value.detail


def test_nobody_is_born_tomorrow() -> None:
    tomorrow = str(identity_number.make("110105", TODAY + timedelta(days=1), 1))
    with pytest.raises(Invalid, match="今天之后"):
        identity_number.parse(tomorrow, TODAY)
    assert identity_number.parse(tomorrow, TODAY + timedelta(days=1)).born > TODAY


def test_the_check_wants_seventeen_digits() -> None:
    with pytest.raises(Invalid):
        identity_number.check_character("1101")
