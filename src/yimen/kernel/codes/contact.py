"""联系方式: mobile numbers and postal codes of the mainland."""

import re

from yimen.kernel.codes.text import plain_without_hyphens
from yimen.kernel.problems import Invalid

_COUNTRY = re.compile(r"^(\+86|0086)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_POSTAL = re.compile(r"(?!00)[0-8][0-9]{5}")


def mobile_number(typed: str) -> str:
    """手机号码: eleven digits without the country code. Raises Invalid on any other number."""
    text = _COUNTRY.sub("", plain_without_hyphens(typed))
    if not _MOBILE.fullmatch(text):
        raise Invalid("手机号码应为 11 位数字，以 13 至 19 开头。请填写能收到短信的大陆手机号码。")
    return text


def mask_mobile(number: str) -> str:
    """手机号码掩码: the first three and last four digits, stars between."""
    text = _COUNTRY.sub("", plain_without_hyphens(number))
    return f"{text[:3]}****{text[-4:]}" if len(text) == 11 else "*" * len(text)


def postal_code(typed: str) -> str:
    """邮政编码: six digits of the mainland's postal districts. Raises Invalid on anything else."""
    text = plain_without_hyphens(typed)
    if not _POSTAL.fullmatch(text):
        raise Invalid("邮政编码应为 6 位数字，例如 100000。请重新填写，不知道时可以留空。")
    return text
