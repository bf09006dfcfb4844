"""字符整理: what people type, brought to the plain capital form that codes are written in."""

import re

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]+")


def plain(typed: str) -> str:
    """整理: half-width capitals without blanks; nothing else is changed or guessed."""
    return _BLANKS.sub("", typed.translate(_FULL_WIDTH)).upper()


def plain_without_hyphens(typed: str) -> str:
    """整理去横线: as `plain`, also without the hyphens people set between groups."""
    return _HYPHENS.sub("", plain(typed))
