import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from yimen.kernel.codes import certificate_identifier, mod37, receipt_number
from yimen.kernel.codes.credit_code import ALPHABET
from yimen.kernel.problems import Invalid

VECTOR = "1.2.156.3005.2.11100000000013338W032.11441900TE5T00016U.0000001.001.W"

capitals = st.text(mod37.ALPHABET, min_size=1, max_size=40)


@given(capitals)
def test_mod37_agrees_with_a_second_implementation(body: str) -> None:
    check = mod37.check_character(body)
    assert check == mod_37_36.calc_check_digit(body)
    assert mod37.holds(body + check)


@given(capitals, st.data())
def test_mod37_sees_every_single_slip(body: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from(mod37.ALPHABET.replace(body[place], "")))
    check = mod37.check_character(body)
    assert not mod37.holds(body[:place] + other + body[place + 1 :] + check)


@pytest.mark.parametrize("body", ["", "abc", "12 3", "中"])
def test_mod37_refuses_what_it_has_no_value_for(body: str) -> None:
    with pytest.raises(Invalid):
        mod37.check_character(body)


def test_nothing_is_not_checked_by_anything() -> None:
    assert not mod37.holds("")
    assert not mod37.holds("A")


def test_the_known_certificate_identifier() -> None:
    found = certificate_identifier.verify(VECTOR.lower())
    assert found == certificate_identifier.CertificateIdentifier(
        "11100000000013338W032", "11441900TE5T00016U", "0000001", 1, "W"
    )
    assert str(found) == VECTOR


@given(
    st.text(mod37.ALPHABET, min_size=21, max_size=21),
    st.text(mod37.ALPHABET, min_size=18, max_size=18),
    st.text(mod37.ALPHABET, min_size=1, max_size=64),
    st.integers(0, 999),
)
def test_made_identifiers_are_read_back(kind: str, issuer: str, serial: str, version: int) -> None:
    made = certificate_identifier.make(kind, issuer, serial, version)
    assert certificate_identifier.verify(str(made)) == made


@pytest.mark.parametrize(
    ("identifier", "says"),
    [
        (VECTOR.replace("3005", "3006"), "应以 1.2.156.3005.2. 开头"),
        (VECTOR[:-2], "五段"),
        (VECTOR + "X", "五段"),
        (VECTOR.replace("W032", "W03"), "证照类型代码应为 21 位"),
        (VECTOR.replace("16U", "16"), "颁发机构代码应为 18 位"),
        (VECTOR.replace(".0000001.", ".0-1."), "流水号"),
        (VECTOR.replace(".001.", ".01A."), "版本号应为 3 位数字"),
        (VECTOR[:-1] + "X", "应为 W"),
        (VECTOR.replace(".0000001.", ".0000002."), "校验位不对"),
    ],
)
def test_a_fault_in_an_identifier_is_named(identifier: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        certificate_identifier.verify(identifier)
    assert says in caught.value.detail


def test_a_thousandth_version_has_no_number() -> None:
    with pytest.raises(Invalid, match="版本号"):
        certificate_identifier.make("A" * 21, "B" * 18, "1", 1000)


@given(st.binary(min_size=16, max_size=32))
def test_receipt_numbers_are_read_back_however_typed(entropy: bytes) -> None:
    number = receipt_number.make(entropy)
    assert receipt_number.verify(number.lower().replace("-", " ")) == number
    misread = number.replace("0", "O").replace("1", "I").replace("2", "Z").replace("5", "S")
    assert receipt_number.verify(misread) == number


@given(st.binary(min_size=16, max_size=16), st.integers(0, 14))
def test_a_swap_in_a_receipt_number_is_seen(entropy: bytes, place: int) -> None:
    plain = receipt_number.make(entropy).replace("-", "")
    if plain[place] == plain[place + 1]:
        return
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    with pytest.raises(Invalid, match="写错或两位颠倒"):
        receipt_number.verify(swapped)


def test_receipt_numbers_do_not_repeat_and_use_the_whole_alphabet() -> None:
    made = {receipt_number.make(secrets.token_bytes(16)) for _ in range(2000)}
    assert len(made) == 2000
    assert set("".join(made)) - {"-"} == set(ALPHABET)


@pytest.mark.parametrize(
    ("number", "says"), [("ABCD", "现在是 4 位"), ("VVVV-VVVV-VVVV-VVVV", "没有“V”")]
)
def test_a_fault_in_a_receipt_number_is_named(number: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        receipt_number.verify(number)
    assert says in caught.value.detail


def test_little_entropy_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        receipt_number.make(b"too short")
