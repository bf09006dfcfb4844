"""指标对象: what a figure of a plan measures, in the plan's own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BLANK = "\0"
"""Stands in for characters that are no part of a figure or of its subject (years, titles)."""

_STOPS = "，。；：！？（"
# Verbs of intention, adverbs and prepositions say how, not what.
_LEADING = re.compile(
    r"^(?:争取|力争|确保|逐步|基本|全面|积极|进一步|探索|研究|实现|推行|推进|提高|提升|设立(?!登记)"
    r"|建设(?!用地)|新增|包括|其中|原则上|最快|对|将|按|全市|年内|年底前)+"
)
_TRAILING = re.compile(
    r"(?:实现|平均|最快|原则上|每个?(?:年|季度|月|周|日|工作日)|均|可|应|须|将|在|争取|力争|的|设立"
    r"|建设|新增|从|由)+$"
)
_NOUN = re.compile(r"[^，。；：！？、（）/\d" + BLANK + "]+")


@dataclass(frozen=True)
class Span:
    """已知数字: where an earlier figure of the same text stands, and its subject."""

    start: int
    end: int
    subject: str | None


def find_subject(
    text: str,
    start: int,
    end: int,
    earlier: Sequence[Span],
    *,
    noun: Literal["first", "second", "never"],
) -> str | None:
    """找指标对象: the words that say what the figure at `text[start:end]` measures, or None.

    Looked for in the words before the figure in its clause; then, where `noun` allows, in the
    noun behind it; then in the clause before, or, if a figure stands there, with that figure.
    `noun`: `first` for things that are counted (`15家工作站`), `second`, or `never`.
    """
    if noun == "first" and (behind := _behind(text, end)):
        return behind
    stop, words = _before(text, start, earlier)
    if len(words) >= 2:
        return words
    if noun == "second" and (behind := _behind(text, end)):
        return behind
    neighbour = _ending_at(stop, earlier)
    return neighbour.subject if neighbour else _from_clause_before(text, stop, earlier)


def _from_clause_before(text: str, stop: int, earlier: Sequence[Span]) -> str | None:
    if stop == 0 or text[stop - 1] in "。！？":
        return None
    further, words = _before(text, stop - 1, ())
    for span in reversed(earlier):
        if further <= span.start < stop:
            return span.subject
    return words if len(words) >= 2 else None


def _ending_at(index: int, earlier: Sequence[Span]) -> Span | None:
    return next((span for span in earlier if span.end == index), None)


def _behind(text: str, end: int) -> str:
    found = _NOUN.match(text, end)
    words = found.group().removeprefix("的") if found else ""
    return words if len(words) >= 2 else ""


def _before(text: str, end: int, earlier: Sequence[Span]) -> tuple[int, str]:
    """Where the words that lead up to `end` begin, and they themselves without helpers.

    They begin after a stop or after an earlier figure; what stands in brackets is passed over.
    """
    at, kept = end, list[str]()
    while at > 0 and text[at - 1] not in _STOPS and not _ending_at(at, earlier):
        at -= 1
        if text[at] == "）":
            at = max(text.rfind("（", 0, at), 0)
        elif text[at] != BLANK:
            kept.append(text[at])
    words = "".join(reversed(kept)).strip("/、和及与")
    words = _TRAILING.sub("", _LEADING.sub("", words))
    last = words.rpartition("的")[2]
    return at, last if len(last) >= 2 else words
