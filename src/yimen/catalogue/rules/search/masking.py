"""检索词脱敏: what may be kept of a failed search, and what must not.

Kept are words of a subject matter. Numbers, addresses of mail, and whatever looks like somebody's
name are taken out; what is then left is dropped too if it says nothing.
"""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

from yimen.catalogue.rules.search.text import content, cutter, fold, is_loose

LONGEST = 40
"""The longest search that is kept, in characters: a longer one tells a story, not a subject."""
_MAIL = re.compile(r"\S+@\S+")
# Runs of digits, also in groups and full width, with what letters they contain: identity and
# telephone numbers, credit codes, number plates, house numbers.
_NUMBER = re.compile(r"[a-z]*\d[\da-z\- ]*|[零〇一二三四五六七八九]{4,}", re.IGNORECASE)
_CALLED = re.compile(
    "(?:我叫|姓名|名叫)[:： ]*[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,3}(?:先生|女士|小姐|太太|师傅)"
)
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹窦章苏潘葛范彭郎鲁韦马苗方俞"
    "任袁柳史唐费薛雷贺倪汤滕罗毕郝邬安常乐于傅齐康伍余顾孟黄穆萧尹姚邵汪毛狄贝戴宋庞熊纪舒屈项祝董梁杜"
    "阮蓝闵季贾江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫经房解应丁邓洪包左石崔吉龚程邢裴陆荣"
    "翁荀甄曲封储靳段富焦牧山谷车侯全班秋仲伊宫宁仇甘厉祖武符刘景詹龙叶司黎白蒲"
)
_COMPOUND = ("欧阳", "司徒", "上官", "诸葛", "司马", "东方", "皇甫", "尉迟", "公孙", "令狐")
_ALSO_WORDS = frozenset("钱金车于安成和时平方高白水花马牛石项明万段全班房谷费应解经何常")
"""Surnames that are everyday words as well: with one character behind them they are no name."""


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """What the dictionary knows as names of people."""
    with cutter().get_dict_file() as file:
        lines = (line.decode().split() for line in file)
        return frozenset(word for word, _, kind in lines if kind.startswith("nr"))


def warm() -> None:
    """预热: read what names are known now, rather than at the first failed search."""
    _names()


def keepable(words: str, known: Container[str]) -> str:
    """可保留的检索词: the words without what is private; "" where nothing may be kept.

    `known` are words of the catalogue: they are never taken for names.
    """
    said = unicodedata.normalize("NFKC", words).strip()
    if len(said) > LONGEST:
        return ""
    said = fold(_NUMBER.sub(" ", _CALLED.sub(" ", _MAIL.sub(" ", said))))
    kept = " ".join(" ".join(_without_names(part, known) for part in said.split()).split())
    return kept if any(len(part) > 1 for part in content(kept)) else ""


def _without_names(said: str, known: Container[str]) -> str:
    words: list[str] = list(cutter().cut(said, HMM=False))
    kept: list[str] = []
    at = 0
    while at < len(words):
        length = _name_at(words, at, known)
        kept.append(" " if length else words[at])
        at += length or 1
    return "".join(kept)


def _name_at(words: list[str], at: int, known: Container[str]) -> int:
    """How many words, from this one on, look like somebody's name; 0 where they do not.

    A name that the dictionary has; a surname before a name's second part; a surname before
    characters that the dictionary joins to nothing.
    """
    word = words[at]
    if word in known:
        return 0
    if 1 < len(word) < 5 and word in _names() and word.startswith((*_SURNAMES, *_COMPOUND)):
        return 1 + (len(word) == 2 and _loose(words, at + 1, known, most=1))
    if word not in _SURNAMES and word not in _COMPOUND:
        return 0
    second = "".join(words[at + 1 : at + 2])
    if len(second) > 1 and second in _names() and second not in known:
        return 2
    loose = _loose(words, at + 1, known, most=2)
    return 1 + loose if loose > (word in _ALSO_WORDS) else 0


def _loose(words: list[str], start: int, known: Container[str], most: int) -> int:
    """How many of the next words are loose characters, `most` at most."""
    found = 0
    for word in words[start : start + most]:
        if not is_loose(word) or word in known:
            break
        found += 1
    return found
