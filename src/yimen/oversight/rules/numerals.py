"""汉字数字: numbers written in Chinese characters, as headings and limits use them."""

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_FORM = re.compile(
    "(?:(?P<hundreds>[一二两三四五六七八九])百[零〇]?)?"
    "(?P<tens>[一二三四五六七八九]?十)?(?P<ones>[一二两三四五六七八九])?"
)
NUMERAL = "[零〇一二两三四五六七八九十百]+"


def numeral(text: str) -> int:
    """汉字数字的值: `五十三` is 53, `一百零二` is 102; from one to below one thousand.

    Raises `ValueError` for text that is not such a number.
    """
    found = _FORM.fullmatch(text)
    if not text or not found:
        raise ValueError(text)
    tens = found["tens"]
    return (
        100 * _DIGITS[found["hundreds"] or "零"]
        + 10 * ((_DIGITS[tens[0]] if len(tens) > 1 else 1) if tens else 0)
        + _DIGITS[found["ones"] or "零"]
    )
