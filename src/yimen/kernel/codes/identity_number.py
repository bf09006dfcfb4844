"""公民身份号码: the eighteen-digit number of a person (GB 11643-1999).

Area 6, date of birth 8, sequence 3 (odd: male), check 1 by ISO/IEC 7064 MOD 11-2. Numbers of the
permanent-residence card for foreigners of 2023 have the same length and check and begin with 9.
"""

import re
from dataclasses import dataclass
from datetime import date

from yimen.kernel.codes.text import plain_without_hyphens
from yimen.kernel.problems import Invalid

LENGTH = 18
OLDEST_YEARS = 150
_FORM = re.compile(r"[0-9]{17}[0-9X]")
_OLD_FORM = re.compile(r"[0-9]{15}")
# The first two digits: provinces, Taiwan 71 and 83, Hong Kong 81, Macao 82 (GB/T 2260).
_PROVINCES = frozenset(
    str(code)
    for first, last in (
        *((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65)),
        *((71, 71), (81, 83)),
    )
    for code in range(first, last + 1)
)


@dataclass(frozen=True)
class IdentityNumber:
    """公民身份号码: a number split into its parts; `str()` joins them again."""

    area: str
    born: date
    sequence: str
    check: str

    def __str__(self) -> str:
        return f"{self.area}{self.born:%Y%m%d}{self.sequence}{self.check}"

    @property
    def sex(self) -> str:
        """性别: 男 or 女, from the parity of the sequence."""
        return "男" if int(self.sequence) % 2 else "女"


def check_character(first17: str) -> str:
    """校验位: the 18th character for 17 digits. Raises Invalid on anything else."""
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise Invalid("计算身份号码的校验位需要 17 位数字。")
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first17))
    return "10X98765432"[total % 11]


def parse(number: str, today: date) -> IdentityNumber:
    """校验并拆分: the parts of a right number; `today` is the day on which birth is judged.

    Raises Invalid: wrong length or characters, an area no province has, a day that does not
    exist or lies ahead, a wrong check. The message never repeats the number itself.
    """
    text = plain_without_hyphens(number)
    if _OLD_FORM.fullmatch(text):
        raise Invalid(
            "这是第一代身份证的 15 位号码，已于 2013 年起停止使用。"
            "请填写第二代身份证上的 18 位号码。"
        )
    if len(text) != LENGTH:
        raise Invalid(f"身份号码应为 18 位，现在是 {len(text)} 位。请对照身份证重新填写。")
    if not _FORM.fullmatch(text):
        raise Invalid("身份号码前 17 位应为数字，最后一位为数字或 X。请对照身份证重新填写。")
    if not _known_area(text):
        raise Invalid(f"身份号码开头的“{text[:2]}”不是任何省级地区的代码。请对照身份证重新填写。")
    born = _birth(text[6:14], today)
    if text[-1] != check_character(text[:-1]):
        raise Invalid("身份号码的校验位不对，可能有一位写错或两位颠倒。请对照身份证逐位核对。")
    return IdentityNumber(text[:6], born, text[14:17], text[17])


def make(area: str, born: date, sequence: int) -> IdentityNumber:
    """组号: a number from its parts, with the check computed (for test people and registers)."""
    first17 = f"{area}{born:%Y%m%d}{sequence:03d}"
    return IdentityNumber(area, born, f"{sequence:03d}", check_character(first17))


def mask(number: str) -> str:
    """掩码: the first and last four characters, the rest stars, so no birth date is shown.

    A text of another length is covered whole: its form is unknown, so any part might tell.
    """
    text = plain_without_hyphens(number)
    if len(text) != LENGTH:
        return "*" * len(text)
    return f"{text[:4]}{'*' * 10}{text[-4:]}"


def _known_area(text: str) -> bool:
    if text[0] == "9":  # a foreigner's card: 9, then the province that issued it
        return text[1:3] in _PROVINCES
    return text[:2] in _PROVINCES


def _birth(digits: str, today: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Invalid(
            "身份号码第 7 至 14 位应是真实的出生日期（年月日）。请对照身份证重新填写。"
        ) from None
    if born > today:
        raise Invalid("身份号码里的出生日期在今天之后。请对照身份证重新填写。")
    if today.year - born.year > OLDEST_YEARS:
        raise Invalid(
            f"身份号码里的出生日期早于 {OLDEST_YEARS} 年前，应是写错了。请对照身份证重新填写。"
        )
    return born
