"""指标数字: the measurable figures of a plan's sentence, so that a promise can be checked.

A figure is a number with a unit that the sentence promises or bounds: `不超2个工作日`,
`从300平方米扩大到500平方米`, `15家以上维权援助工作站`. Years, dates, document numbers, titles in
《》 and numbers that are part of a name (`12345热线`, `三级代办网络`) are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from yimen.oversight.rules.numerals import NUMERAL, numeral
from yimen.oversight.rules.subjects import BLANK, Span, find_subject

Comparator = Literal["<=", ">=", "=", "between", "from_to"]


@dataclass(frozen=True)
class Figure:
    """指标数字: one number of a promise.

    `text` is the phrase as written; `value` a decimal number as text, in `unit`; `to` is the
    upper end of `between` and the new value of `from_to`; `subject` is what is measured, in the
    plan's words where they can be told; `per` the period (`year`…) of a rate.
    Units: working_day, day, month, year, hour, minute, second, item, step, station, level,
    square_metre, square_kilometre, kilometre, kilovolt, volt, percent, percentage_point, yuan,
    count.
    """

    text: str
    comparator: Comparator
    value: str
    unit: str
    subject: str | None = None
    to: str | None = None
    per: str | None = None

    def as_json(self) -> dict[str, str]:
        """JSON 形式: the fields that are set, in reading order."""
        fields = ("text", "subject", "comparator", "value", "to", "unit", "per")
        return {name: str(v) for name in fields if (v := getattr(self, name)) is not None}


_UNITS = {
    "工作日": "working_day",
    "自然日": "day",
    "日历日": "day",
    "天": "day",
    "日": "day",
    "月": "month",
    "年": "year",
    "小时": "hour",
    "分钟": "minute",
    "秒": "second",
    "百分点": "percentage_point",
    "%": "percent",
    "平方公里": "square_kilometre",
    "平方千米": "square_kilometre",
    "平方米": "square_metre",
    "㎡": "square_metre",
    "m²": "square_metre",
    "公里": "kilometre",
    "千米": "kilometre",
    "km": "kilometre",
    "千伏": "kilovolt",
    "kV": "kilovolt",
    "伏": "volt",
    "V": "volt",
    "元": "yuan",
    "环节": "step",
    "项": "item",
}
# Measure words of things: what is counted is said by the noun behind them.
_THINGS = "家个台座所条份批人次户件套辆种"
_NOUN_UNITS = {"站": "station", "环节": "step", "步骤": "step", "事项": "item"}
# Numbers in characters are measures only with these; 一件事, 三级网络, 一项 are names.
_IN_CHARACTERS = frozenset({"working_day", "day", "month", "hour", "minute", "step"})
_PERIODS = {
    "年": "year",
    "季度": "quarter",
    "季": "quarter",
    "月": "month",
    "周": "week",
    "工作日": "working_day",
    "日": "day",
    "天": "day",
}

_N = rf"(?:半|(?:\d+(?:,\d{{3}})*(?:\.\d+)?|{NUMERAL})[万亿]?)"
_U = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True)) + f"|[{_THINGS}]"
_EDGE = r"(?<![\d.,A-Za-z第〇零一二两三四五六七八九十百])"
_AFTER_UNIT = r"(?![A-Za-z常期报前目])"
_CHANGE = re.compile(
    rf"(?:由|从)[^，。；\d]{{0,6}}?(?P<n>{_N})个?(?P<u>{_U})?[^，。；\d]{{0,6}}?"
    r"(?:扩大|缩短|压缩|压减|缩减|精简|提高|提升|增加|减少|降低|延长|放宽|扩|缩|提|增|减|降|升)"
    rf"(?:到|至|为)(?P<n2>{_N})个?(?P<u2>{_U}){_AFTER_UNIT}"
)
_RANGE = re.compile(
    rf"{_EDGE}(?P<n>{_N})个?(?P<u>{_U})?(?:至|到|[-—–~～])(?P<n2>{_N})个?(?P<u2>{_U}){_AFTER_UNIT}"
)
_SINGLE = re.compile(rf"{_EDGE}(?P<n>{_N})(?P<half>个半)?个?(?P<u>{_U}){_AFTER_UNIT}")
_LEVELS = re.compile(r"(?P<n>[二三四五六])级(?=[^，。；]*全覆盖)")
_NOT_FIGURES = re.compile(
    rf"《[^》]*》|〔\d{{4}}〕\d+号|\d{{4}}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?"
    rf"|\d{{1,2}}月\d{{1,2}}日|{NUMERAL}月{NUMERAL}日"
)

_AT_MOST = re.compile(
    r"(?:不得?(?:超过|超出|超|多于|高于|大于)|控制在|(?:压缩|压减|缩短|缩减|减少|降低|精简)(?:至|到|为)"
    r"|[减降]至|最多|最长|至多)$"
)
_AT_LEAST = re.compile(
    r"(?:不得?(?:少于|低于|小于)|至少|最少|超过|达到|达|突破|(?:增加|提高|提升|扩大)(?:至|到|为))$"
)
_MANNER = re.compile(r"(?:平均|最快)$")
_WITHIN = re.compile(
    r"(?:及?以下|以内|之内|内)?(?:办结|办完|完成)|及?以下|以内|之内|内(?![容部资外地涵设])"
)
_OR_MORE = re.compile(r"及?以上")
_TIMES = frozenset({"working_day", "day", "month", "year", "hour", "minute", "second"})
_PER = re.compile(rf"每个?({'|'.join(sorted(_PERIODS, key=len, reverse=True))})[^，。；]{{0,12}}$")


@dataclass(frozen=True)
class _Found:
    """A figure with the span of its phrase; `thing` if a measure word counts what follows."""

    start: int
    end: int
    comparator: Comparator
    value: str
    unit: str
    to: str | None = None
    thing: bool = False


def find_figures(text: str) -> tuple[Figure, ...]:
    """找指标数字: every measurable figure of `text` (clean, Simplified), in reading order."""
    masked = _NOT_FIGURES.sub(_blank, text)
    figures: list[Figure] = []
    spans: list[Span] = []
    for found in sorted(_all_found(masked), key=lambda one: one.start):
        subject = find_subject(masked, found.start, found.end, spans, noun=_noun(found))
        spans.append(Span(found.start, found.end, subject))
        figures.append(
            Figure(
                text=text[found.start : found.end],
                comparator=found.comparator,
                value=found.value,
                unit=found.unit,
                subject=subject,
                to=found.to,
                per=_per(masked, found.start),
            )
        )
    return tuple(figures)


def _noun(found: _Found) -> Literal["first", "second", "never"]:
    """Whether the noun behind the figure may be its subject (see `find_subject`)."""
    if found.thing or found.comparator == "=":
        return "first"
    return "never" if found.unit in _TIMES else "second"


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found.group())


def _all_found(text: str) -> Iterator[_Found]:
    """Changes first, then ranges, then single numbers: each hides its digits from the next."""
    pairs: tuple[tuple[re.Pattern[str], Comparator], ...] = (
        (_CHANGE, "from_to"),
        (_RANGE, "between"),
    )
    for pattern, comparator in pairs:
        found = [one for match in pattern.finditer(text) if (one := _pair(match, comparator))]
        yield from found
        for one in found:
            text = text[: one.start] + BLANK * (one.end - one.start) + text[one.end :]
    for match in _LEVELS.finditer(text):
        yield _Found(match.start(), match.end(), "=", str(numeral(match["n"])), "level")
    for match in _SINGLE.finditer(text):
        if single := _single(text, match):
            yield single


def _pair(match: re.Match[str], comparator: Comparator) -> _Found | None:
    """Two numbers in the unit of the second; a range is widened by what bounds it."""
    unit = _unit(match, match["u2"], match["n2"])
    value, to = _value(match["n"]), _value(match["n2"])
    mixed = match["u"] and _UNITS.get(match["u"]) != _UNITS.get(match["u2"])
    if mixed or unit is None or value is None or to is None:
        return None
    within = _WITHIN.match(match.string, match.end()) if comparator == "between" else None
    end = within.end() if within else match.end()
    thing = match["u2"] in _THINGS
    return _Found(match.start(), end, comparator, value, unit, to=to, thing=thing)


def _single(text: str, match: re.Match[str]) -> _Found | None:
    unit = _unit(match, match["u"], match["n"])
    value = _value(match["n"], add_half=bool(match["half"]))
    if unit is None or value is None:
        return None
    start, end, comparator = _bounds(text, match.start(), match.end())
    thing = match["u"] in _THINGS
    if thing:
        noun = re.match(r"[^，。；：！？、（）]*", text[end:])
        named = noun.group() if noun else ""
        unit = next((u for word, u in _NOUN_UNITS.items() if named.endswith(word)), "count")
    return _Found(start, end, comparator, value, unit, thing=thing)


def _unit(match: re.Match[str], written: str, number: str) -> str | None:
    """The unit's name, or None if the number with this word is a name or a date."""
    unit = _UNITS.get(written, "count")
    if unit == "month" and "个月" not in match.group() and "个半月" not in match.group():
        return None
    if unit == "year" and not number.isdecimal():
        return None
    in_characters = number[0] not in "0123456789"
    return None if in_characters and unit not in _IN_CHARACTERS else unit


def _bounds(text: str, start: int, end: int) -> tuple[int, int, Comparator]:
    """The span of the phrase with the words that bound the number, and what they mean."""
    comparator: Comparator = "="
    before = text[max(start - 12, 0) : start]
    if bound := _AT_MOST.search(before):
        comparator, start = "<=", start - len(bound.group())
    elif bound := _AT_LEAST.search(before):
        comparator, start = ">=", start - len(bound.group())
    if bound := _WITHIN.match(text, end):
        comparator, end = "<=" if comparator == "=" else comparator, bound.end()
    elif bound := _OR_MORE.match(text, end):
        comparator, end = ">=" if comparator == "=" else comparator, bound.end()
    manner = _MANNER.search(text[max(start - 2, 0) : start])
    return start - len(manner.group()) if manner else start, end, comparator


def _per(text: str, start: int) -> str | None:
    found = _PER.search(text[:start])
    return _PERIODS[found.group(1)] if found else None


def _value(written: str, *, add_half: bool = False) -> str | None:
    """A decimal number as text: `1,200` is 1200, `半` is 0.5, `三` is 3, `2万` is 20000.

    None for characters that make no number (`三三`).
    """
    if written == "半":
        return "0.5"
    digits, factor = written, Decimal(1)
    if written[-1] in "万亿":
        digits, factor = written[:-1], Decimal(10_000 if written[-1] == "万" else 100_000_000)
    plain = digits.replace(",", "")
    try:
        number = Decimal(plain) if plain[0].isascii() else Decimal(numeral(plain))
    except ValueError:
        return None
    total = number * factor + (Decimal("0.5") if add_half else 0)
    return f"{total.normalize():f}"
