import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from yimen.kernel.codes import credit_code, organisation_code
from yimen.kernel.problems import Invalid

# Codes of public bodies, as published.
PUBLISHED = ["11440232MB2D06811W", "12441500196720244T", "91110000600037341L"]
EARLY = "91350211M0000XUF46"  # genuine, of the first pilots: its check would be R

characters = st.sampled_from(credit_code.ALPHABET)
first17 = st.builds(
    lambda head, area, body: head + area + body,
    st.text(characters, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(characters, min_size=9, max_size=9),
)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_hold(code: str) -> None:
    verdict = credit_code.verify(code)
    assert verdict.ok
    assert str(verdict.code) == code
    assert organisation_code.verify(verdict.code.body) == code[8:17]


def test_the_parts_of_a_code() -> None:
    assert credit_code.parse("11440232MB2D06811W") == credit_code.CreditCode(
        department="1", kind="1", area="440232", body="MB2D06811", check="W"
    )


@given(first17)
def test_the_check_agrees_with_a_second_implementation(body: str) -> None:
    assert credit_code.check_character(body) == uscc.calc_check_digit(body)


@given(first17)
def test_made_codes_are_valid_everywhere(body: str) -> None:
    code = str(credit_code.make(body[0], body[1], body[2:8], body[8:]))
    assert credit_code.verify(code).ok
    if body[:2].isdigit():  # the second implementation knows no department letters, as in Y1…
        assert uscc.validate(code) == code


@given(first17, st.integers(8, 16), characters)
def test_every_single_slip_is_seen(body: str, place: int, other: str) -> None:
    code = body + credit_code.check_character(body)
    if code[place] == other:
        return
    wrong = code[:place] + other + code[place + 1 :]
    with pytest.raises(Invalid, match="校验位不对"):
        credit_code.verify(wrong)
    with pytest.raises(ValidationError):
        uscc.validate(wrong)


@given(first17, st.integers(8, 15))
def test_every_swap_of_neighbours_is_seen(body: str, place: int) -> None:
    code = body + credit_code.check_character(body)
    if code[place] == code[place + 1]:
        return
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    with pytest.raises(Invalid):
        credit_code.verify(swapped)


def test_what_people_type_is_read() -> None:
    assert str(credit_code.parse(" １１440232-mb2d0 6811w\n")) == "11440232MB2D06811W"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "现在是 0 位"),
        ("11440232MB2D06811", "现在是 17 位"),
        ("11440232MB2D06811WW", "现在是 19 位"),
        ("1144O232MB2D06811W", "第 5 位是 O，可能应为 0"),
        ("11440232MB2D0681IW", "第 17 位是 I，可能应为 1"),
        ("11440232MZ2D06811W", "可能应为 2"),
        ("11440232MS2D06811W", "可能应为 5"),
        ("11440232MV2D06811W", "可能应为 U 或 Y"),
        ("11440232MB2D0681%W", "“%”不能使用"),
        ("1144A232MB2D06811W", "第 3 至 8 位"),
        ("11440232MB2D06811X", "最后一位是 X，按前 17 位计算应为 W"),
    ],
)
def test_a_fault_is_named(code: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        credit_code.verify(code)
    assert says in caught.value.detail


def test_an_early_code_passes_with_a_warning_when_the_register_confirms_it() -> None:
    with pytest.raises(Invalid, match="应为 R"):
        credit_code.verify(EARLY)
    verdict = credit_code.verify(EARLY, confirmed_by_register=True)
    assert not verdict.ok
    assert "应为 R" in verdict.warning
    assert str(verdict.code) == EARLY


def test_a_register_cannot_confirm_a_malformed_code() -> None:
    with pytest.raises(Invalid):
        credit_code.verify("9135021M0000XUF46", confirmed_by_register=True)


@pytest.mark.parametrize("parts", [("91", "1", "110000", "600037341"), ("9", "1", "11", "6" * 9)])
def test_parts_of_wrong_length_are_refused(parts: tuple[str, str, str, str]) -> None:
    with pytest.raises(Invalid):
        credit_code.make(*parts)


def test_check_character_wants_seventeen() -> None:
    with pytest.raises(Invalid, match="前 17 位"):
        credit_code.check_character("123")


@pytest.mark.parametrize(
    ("code", "says"),
    [("60003734", "8 位数字"), ("600037342", "应为 1"), ("60003734Z", "校验位（数字或 X）")],
)
def test_a_wrong_organisation_code_is_named(code: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        organisation_code.verify(code)
    assert says in caught.value.detail


@given(st.text(organisation_code.ALPHABET, min_size=8, max_size=8), st.integers(0, 7))
def test_organisation_codes_follow_the_printed_rule(body: str, place: int) -> None:
    weighted = sum(
        (ord(c) - 48 if c.isdigit() else ord(c) - 55) * w
        for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    rest = 11 - weighted % 11
    assert organisation_code.make(body)[-1] == {10: "X", 11: "0"}.get(rest, str(rest))
    assert organisation_code.verify(organisation_code.make(body).lower())


def test_an_organisation_code_body_must_have_eight() -> None:
    with pytest.raises(Invalid, match="本体"):
        organisation_code.make("ABC")
