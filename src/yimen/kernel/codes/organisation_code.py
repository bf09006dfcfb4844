"""组织机构代码: eight characters and a check (GB 11714-1997).

Today it lives on as places 9–17 of the unified social credit code.
"""

import re

from yimen.kernel.codes.text import plain_without_hyphens
from yimen.kernel.problems import Invalid

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 9
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODY = re.compile(r"[0-9A-Z]{8}")
_WHOLE = re.compile(r"[0-9A-Z]{8}[0-9X]")


def check_character(first8: str) -> str:
    """校验位: 11 less the weighted sum modulo 11; X stands for ten, 0 for eleven.

    Raises Invalid unless `first8` is eight digits or capital letters.
    """
    if not _BODY.fullmatch(first8):
        raise Invalid(f"组织机构代码的本体应为 8 位数字或大写字母，现在是“{first8}”。")
    total = sum(ALPHABET.index(c) * w for c, w in zip(first8, _WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def make(first8: str) -> str:
    """赋码: the nine-character code for an eight-character body."""
    return first8 + check_character(first8)


def verify(code: str) -> str:
    """校验: the plain nine-character code. Raises Invalid naming the fault."""
    text = plain_without_hyphens(code)
    if not _WHOLE.fullmatch(text):
        raise Invalid(
            "组织机构代码应为 8 位数字或大写字母加 1 位校验位（数字或 X），"
            f"现在是“{text}”。请对照证书重新填写。"
        )
    expected = check_character(text[:-1])
    if text[-1] != expected:
        raise Invalid(
            f"组织机构代码的校验位不对：最后一位是 {text[-1]}，应为 {expected}。请逐位核对。"
        )
    return text
