"""统一社会信用代码: the one number of every organisation (GB 32100-2015).

18 characters: department 1, kind 1, area 6, body 9 (the organisation code), check 1. The letters
I, O, Z, S and V are not used. The check is 31 less the sum of value × 3^(place−1), modulo 31.
"""

import re
from dataclasses import dataclass

from yimen.kernel.codes.text import plain_without_hyphens
from yimen.kernel.problems import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FORBIDDEN = "IOZSV"
LENGTH = 18
_MODULUS = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_OFTEN_MEANT = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U 或 Y"}
_AREA = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class CreditCode:
    """统一社会信用代码: a code split into the parts of GB 32100; `str()` joins them again."""

    department: str
    kind: str
    area: str
    body: str
    check: str

    def __str__(self) -> str:
        return f"{self.department}{self.kind}{self.area}{self.body}{self.check}"


@dataclass(frozen=True)
class Verdict:
    """校验结论: a code that may be used; `warning` is empty, or says why to look twice."""

    code: CreditCode
    warning: str = ""

    @property
    def ok(self) -> bool:
        """无疑问: the code satisfies the standard in full."""
        return not self.warning


def check_character(first17: str) -> str:
    """校验位: the 18th character for the first 17. Raises Invalid on wrong length or letters."""
    if len(first17) != LENGTH - 1:
        raise Invalid(f"计算校验位需要前 17 位，现在是 {len(first17)} 位。")
    _refuse_foreign_characters(first17)
    return weighted_check(first17)


def weighted_check(body: str) -> str:
    """加权校验位: the check of GB 32100 over a body of up to 30 characters of `ALPHABET`.

    31 is prime and 3 generates its residues, so every single slip and every swap of two
    characters changes the check while the weights do not repeat, which is for 30 places.
    """
    total = sum(_VALUES[c] * pow(3, place, _MODULUS) for place, c in enumerate(body))
    return ALPHABET[-total % _MODULUS]


def parse(code: str) -> CreditCode:
    """拆分: the parts of a code that has the right form; the check character is not judged here.

    Takes lower case, full-width characters, blanks and hyphens. Raises Invalid naming the fault.
    """
    text = plain_without_hyphens(code)
    if len(text) != LENGTH:
        raise Invalid(
            f"统一社会信用代码应为 18 位，现在是 {len(text)} 位。请对照营业执照或登记证书重新填写。"
        )
    _refuse_foreign_characters(text)
    if not _AREA.fullmatch(text[2:8]):
        raise Invalid(
            f"统一社会信用代码第 3 至 8 位是登记机关行政区划码，应全部为数字，现在是“{text[2:8]}”。"
        )
    return CreditCode(text[0], text[1], text[2:8], text[8:17], text[17])


def verify(code: str, confirmed_by_register: bool = False) -> Verdict:
    """校验: a code with its right check character, or one that the register itself confirms.

    Some genuine codes of the first pilots fail the check. Such a code passes with a warning when
    `confirmed_by_register` says that the authoritative register holds it; else Invalid is raised
    with the expected character.
    """
    parts = parse(code)
    expected = weighted_check(str(parts)[:-1])
    if parts.check == expected:
        return Verdict(parts)
    if confirmed_by_register:
        return Verdict(
            parts,
            f"校验位是 {parts.check}，按 GB 32100 应为 {expected}；登记机关已确认此代码真实有效，"
            "属早期赋码，予以采用。",
        )
    raise Invalid(
        f"统一社会信用代码的校验位不对：最后一位是 {parts.check}，按前 17 位计算应为 {expected}。"
        "请逐位核对；若证照上确实如此，请到窗口由登记机关核实。"
    )


def make(department: str, kind: str, area: str, body: str) -> CreditCode:
    """赋码: a code from its parts, with the check computed. Raises Invalid on a part of wrong form.

    `body` is the nine-character organisation code with its own check (see `organisation_code`).
    """
    for title, part, length in (
        ("登记管理部门代码", department, 1),
        ("机构类别代码", kind, 1),
        ("行政区划码", area, 6),
        ("主体标识码", body, 9),
    ):
        if len(part) != length:
            raise Invalid(f"{title}应为 {length} 位，现在是“{part}”。")
    first17 = department + kind + area + body
    return parse(first17 + check_character(first17))


def _refuse_foreign_characters(text: str) -> None:
    for place, character in enumerate(text, start=1):
        if character in _VALUES:
            continue
        if character in _OFTEN_MEANT:
            raise Invalid(
                f"统一社会信用代码不使用字母 I、O、Z、S、V，第 {place} 位是 {character}，"
                f"可能应为 {_OFTEN_MEANT[character]}。请对照证照重新填写。"
            )
        raise Invalid(
            f"统一社会信用代码只含数字和大写字母，第 {place} 位“{character}”不能使用。请重新填写。"
        )
