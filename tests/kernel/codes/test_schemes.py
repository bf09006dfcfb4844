import re
import secrets
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.kernel.codes import contact, schemes
from yimen.kernel.problems import Invalid, Unknown

# Two item codes that deployed terminals carry.
ITEMS = ["11440232MB2D06811W4000117051000", "12441500196720244T3442199806003"]


@pytest.mark.parametrize("code", ITEMS)
def test_deployed_item_codes_hold(code: str) -> None:
    scheme = schemes.scheme("guangdong-implementation-31")
    assert scheme.verify(code) == code
    assert scheme.make(unit=code[:18], level=int(code[18]), basic=code[19:]) == code


@given(st.dates(date(2015, 1, 1), date(2099, 12, 31)), st.integers(1, 9999))
def test_case_numbers_are_read_back(on: date, serial: int) -> None:
    scheme = schemes.scheme("guangdong-case-43")
    number = scheme.make(implementation=ITEMS[0], on=on, serial=serial)
    assert len(number) == 43
    assert scheme.verify(number) == number
    assert re.fullmatch(scheme.pattern, number)


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("guangdong-implementation-31", ITEMS[0][:-1], "应为 31 位"),
        ("guangdong-implementation-31", ITEMS[0][:18] + "8" + ITEMS[0][19:], "1 至 7"),
        ("guangdong-implementation-31", "11440232MB2D06811X" + ITEMS[0][18:], "校验位不对"),
        ("guangdong-case-43", ITEMS[0] + "202602300001", "应是日期"),
        ("guangdong-case-43", ITEMS[0], "应为 43 位"),
        ("gbt39046-24", "A" * 25, "1 至 24 位"),
        ("gbt39046-24", "", "1 至 24 位"),
        ("yimen-receipt", "ABCD-ABCD", "应为 16 位"),
    ],
)
def test_a_fault_is_named(name: str, code: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        schemes.scheme(name).verify(code)
    assert says in caught.value.detail


@pytest.mark.parametrize("serial", [0, 10_000])
def test_a_serial_that_does_not_fit_is_refused(serial: int) -> None:
    with pytest.raises(Invalid, match="1 至 9999"):
        schemes.scheme("guangdong-case-43").make(
            implementation=ITEMS[0], on=date(2026, 1, 5), serial=serial
        )


def test_every_scheme_reads_what_it_makes() -> None:
    parts = {
        "guangdong-implementation-31": {"unit": ITEMS[0][:18], "level": 4, "basic": "0" * 12},
        "guangdong-case-43": {"implementation": ITEMS[1], "on": date(2026, 1, 5), "serial": 7},
        "gbt39046-24": {"code": "ABC123"},
        "yimen-receipt": {"entropy": secrets.token_bytes(16)},
    }
    assert {scheme.name for scheme in schemes.schemes()} == set(parts)
    for scheme in schemes.schemes():
        made = scheme.make(**parts[scheme.name])
        assert scheme.verify(made) == made
        assert re.fullmatch(scheme.pattern, made)


def test_an_unknown_scheme_names_the_known_ones() -> None:
    with pytest.raises(Unknown, match="yimen-receipt"):
        schemes.scheme("none")


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="registered already"):
        schemes.register(schemes.YIMEN_RECEIPT)


@pytest.mark.parametrize("typed", ["13800138000", "+86 138-0013-8000", "００86 13800138000"])
def test_mobile_numbers_are_read(typed: str) -> None:
    assert contact.mobile_number(typed) == "13800138000"
    assert contact.mask_mobile(typed) == "138****8000"


@pytest.mark.parametrize("typed", ["", "12800138000", "1380013800", "076912345678", "1380013800a"])
def test_other_numbers_are_no_mobile_numbers(typed: str) -> None:
    with pytest.raises(Invalid, match="手机号码应为 11 位数字"):
        contact.mobile_number(typed)


def test_a_malformed_mobile_number_is_masked_whole() -> None:
    assert contact.mask_mobile("12345") == "*****"


def test_postal_codes() -> None:
    assert contact.postal_code("１00000 ") == "100000"
    for wrong in ("", "12345", "999999", "001234", "10000a"):
        with pytest.raises(Invalid, match="邮政编码应为 6 位数字"):
            contact.postal_code(wrong)
