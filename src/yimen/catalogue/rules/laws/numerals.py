"""中文数字: the numbers and dates of texts of law, which write them in several ways."""

import re
import unicodedata
from datetime import date

_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMBER = "[零〇○一二三四五六七八九十百千两0-9０-９]+"
"""The characters of a number, for patterns."""
_DATE = re.compile(rf"(?P<y>{NUMBER})\s*年\s*(?P<m>{NUMBER})\s*月\s*(?P<d>{NUMBER})\s*日")


def number(text: str) -> int:
    """读数: `一百二十`, `二〇〇四`, `12` or `１２` as an integer; raises `ValueError`."""
    plain = unicodedata.normalize("NFKC", text.strip())
    if plain.isdigit():
        return int(plain)
    if not plain or any(one not in _DIGITS and one not in _UNITS for one in plain):
        raise ValueError(f"“{text}”不是数字")
    if not any(one in _UNITS for one in plain):
        return int("".join(str(_DIGITS[one]) for one in plain))
    total, digit = 0, 0
    for one in plain:
        if one in _UNITS:
            total += (digit or 1) * _UNITS[one]  # 十二 is 12, 一百零三 is 103
            digit = 0
        else:
            digit = _DIGITS[one]
    return total + digit


def written(value: int) -> str:
    """写数: an integer from 1 to 9999 as law writes it (`一百零三`, `十二`)."""
    found = ""
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            found += "零一二三四五六七八九"[digit] + word
        elif found and not found.endswith("零") and value % unit:
            found += "零"
    return found.removeprefix("一") if found.startswith("一十") else found


def dates(text: str) -> list[date]:
    """读日期: the days written in a text (`2004年7月1日`, `二〇〇四年七月一日`), in its order."""
    found = []
    for one in _DATE.finditer(text):
        try:
            found.append(date(number(one["y"]), number(one["m"]), number(one["d"])))
        except ValueError:
            continue  # no day of any calendar: a slip in the text
    return found


DATE = _DATE.pattern.replace("?P<y>", "?:").replace("?P<m>", "?:").replace("?P<d>", "?:")
"""A written day, for patterns."""
