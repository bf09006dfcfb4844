"""工作要点正文: the structure of a reform plan as a city government publishes one.

A notice with its number, date and signature encloses the plan: parts (`一、…`), in them items
numbered through (`（一）…`), each a title up to its first full stop, a text, and at the end the
responsible units in brackets (`（责任单位：…）`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yimen.kernel.problems import FieldError, Invalid
from yimen.oversight.rules.figures import Figure, find_figures
from yimen.oversight.rules.numerals import NUMERAL, numeral
from yimen.oversight.rules.responsibility import read_responsibility
from yimen.oversight.rules.typography import Manuscript, manuscript

_ITEM = re.compile(rf"（({NUMERAL})）")
_PART = re.compile(rf"({NUMERAL})、([^。（）]{{2,60}})(?=（{NUMERAL}）)")
_CLAUSE = re.compile(r"（责任(?:单位|部门)：")
_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,12})[〔（[](\d{4})[〕）\]](\d+)号")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_TITLE = re.compile(r"现将《([^《》]+)》印发|《([^《》]+)》[^。《》]{0,60}现予?印发")
_SOURCE = re.compile(r"https?://[\x21-\x7e]+")


@dataclass(frozen=True)
class PlanPart:
    """部分: a chapter of the plan."""

    number: int
    title: str


@dataclass(frozen=True)
class PlanItemText:
    """工作要点条目: one promise as published.

    `text` is what follows the title, without the responsibility clause; `leads` and `assists`
    are names as written; `groups` are parties named only in general (各园区、镇街); `line` is
    where the item begins in the file.
    """

    number: int
    part: int
    title: str
    text: str
    leads: tuple[str, ...]
    assists: tuple[str, ...]
    groups: tuple[str, ...]
    figures: tuple[Figure, ...]
    line: int

    def as_json(self) -> dict[str, Any]:
        """JSON 形式: names as written."""
        return {
            "number": self.number,
            "part": self.part,
            "title": self.title,
            "text": self.text,
            "leads": list(self.leads),
            "assists": list(self.assists),
            "groups": list(self.groups),
            "figures": [figure.as_json() for figure in self.figures],
        }


@dataclass(frozen=True)
class PlanText:
    """工作要点: a plan as published. `tail` is what stands after the last item, if anything."""

    title: str
    number: str
    date: date
    issuer: str
    source: str | None
    parts: tuple[PlanPart, ...]
    items: tuple[PlanItemText, ...]
    tail: str

    def as_json(self) -> dict[str, Any]:
        """JSON 形式: the head, the parts, the items."""
        return {
            "title": self.title,
            "number": self.number,
            "date": self.date.isoformat(),
            "issuer": self.issuer,
            "source": self.source,
            "parts": [{"number": part.number, "title": part.title} for part in self.parts],
            "items": [item.as_json() for item in self.items],
        }


def parse_plan(text: str) -> PlanText:
    """读工作要点: the plan in `text`, whole or not at all.

    Raises `Invalid` naming every fault found with its line: no items, a number left out or
    twice, an item without responsible units, a head without number, date or title.
    """
    script = manuscript(text)
    if not script.text:
        raise Invalid("文件里没有文字。请选择含有工作要点全文的文本文件。")
    return _Reader(script).read()


@dataclass(frozen=True)
class _Heading:
    kind: str
    number: int
    written: str
    start: int
    end: int
    title: str = ""


class _Reader:
    """One reading of one manuscript; gathers faults so that they can all be shown at once."""

    def __init__(self, script: Manuscript) -> None:
        self.script = script
        self.faults: list[FieldError] = []
        self.parts: list[PlanPart] = []
        self.items: list[PlanItemText] = []
        self.tail = ""

    def read(self) -> PlanText:
        headings = sorted(_headings(self.script), key=lambda heading: heading.start)
        if not any(heading.kind == "item" for heading in headings):
            raise Invalid(
                "没有找到工作要点的条目。条目应以“（一）”这样的编号另起一行，"
                "并以“（责任单位：…）”结束；请核对文件是否选对、文字是否乱码。"
            )
        ends = [heading.start for heading in headings[1:]] + [len(self.script.text)]
        for heading, end in zip(headings, ends, strict=True):
            self._part(heading) if heading.kind == "part" else self._item(heading, end)
        plan = self._with_head(self.script.text[: headings[0].start])
        if self.faults or plan is None:
            places = "、".join(dict.fromkeys(fault.field for fault in self.faults))
            raise Invalid(f"{places}有误，改正后再导入；这次什么也没有导入。", errors=self.faults)
        return plan

    def _fault(self, index: int, message: str) -> None:
        self.faults.append(FieldError(f"第 {self.script.line(index)} 行", message))

    def _part(self, heading: _Heading) -> None:
        expected = self.parts[-1].number + 1 if self.parts else 1
        if heading.number != expected:
            self._wrong_number(heading, expected, "部分")
        self.parts.append(PlanPart(heading.number, heading.title))

    def _item(self, heading: _Heading, end: int) -> None:
        expected = self.items[-1].number + 1 if self.items else 1
        if heading.number != expected:
            self._wrong_number(heading, expected, "条目")
        if not self.parts:
            self.parts.append(PlanPart(0, ""))
            self._fault(heading.start, "条目之前没有“一、”这样的部分标题。请补上标题行。")
        self.items.append(self._read_item(heading, end))

    def _wrong_number(self, heading: _Heading, expected: int, what: str) -> None:
        known = {one.number for one in (self.parts if what == "部分" else self.items)}
        fault = "编号重复" if heading.number in known else "编号不连续"
        self._fault(
            heading.start,
            f"{what}“{heading.written}”{fault}，这里应是第 {expected} 个。"
            f"请补上缺少的{what}或改正编号；如果这是正文里的编号，请把它接到上一行末尾。",
        )

    def _read_item(self, heading: _Heading, end: int) -> PlanItemText:
        text = self.script.text
        clause = _CLAUSE.search(text, heading.end, end)
        close = _closing(text, clause.start(), end) if clause else None
        name = heading.written
        if clause is None:
            self._fault(
                heading.start,
                f"条目{name}没有责任单位。请在条目末尾补上“（责任单位：…牵头，…负责）”。",
            )
        elif close is None:
            self._fault(clause.start(), f"条目{name}的责任单位没有右括号。请补上“）”。")
        body = text[heading.end : clause.start() if clause else end]
        title, _, rest = body.partition("。")
        named = read_responsibility(text[clause.end() : close] if clause and close else "")
        if clause and close:
            if not (named.leads or named.assists or named.groups):
                self._fault(clause.start(), f"条目{name}的责任单位是空的。请写明牵头单位。")
            self._after_clause(name, close + 1, end)
        return PlanItemText(
            number=heading.number,
            part=self.parts[-1].number,
            title=title,
            text=rest,
            leads=named.leads,
            assists=named.assists,
            groups=named.groups,
            figures=find_figures(rest),
            line=self.script.line(heading.start),
        )

    def _after_clause(self, name: str, start: int, end: int) -> None:
        rest = self.script.text[start:end].strip("。；，")
        if rest and end < len(self.script.text):
            self._fault(
                start,
                f"条目{name}的责任单位之后还有文字“{rest[:20]}”。"
                "请把它移到责任单位之前，或检查下一条的编号是否另起一行。",
            )
        self.tail = rest

    def _with_head(self, head: str) -> PlanText | None:
        number, dated = self._line_of(_NUMBER, head), self._line_of(_DATE, head)
        title = _TITLE.search(head)
        source = _SOURCE.search(head)
        issued = self._date(dated) if dated else None
        for missing, what, form in (
            (number, "文号", "如“示府函〔2026〕1号”单独一行"),
            (dated, "成文日期", "如“2026年5月19日”单独一行"),
            (title, "文件标题", "如“现将《…工作要点》印发给你们”"),
        ):
            if missing is None:
                self._fault(0, f"文件开头没有{what}（{form}）。请连同印发通知一起导入。")
        if not (number and dated and issued and title):
            return None
        return PlanText(
            title=title.group(1) or title.group(2),
            number=f"{number.group(1)}〔{number.group(2)}〕{number.group(3)}号",
            date=issued,
            issuer=self._line_before(dated.start()),
            source=source.group() if source else None,
            parts=tuple(self.parts),
            items=tuple(self.items),
            tail=self.tail,
        )

    def _line_of(self, pattern: re.Pattern[str], head: str) -> re.Match[str] | None:
        """The first place of the head that `pattern` fills from a line's start to a line's end.

        What the notice cites of other documents stands inside a sentence, and is passed over.
        """
        starts = self.script.starts
        found = (pattern.match(head, start) for start in sorted(starts) if start < len(head))
        return next((one for one in found if one and one.end() in starts), None)

    def _date(self, found: re.Match[str]) -> date | None:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            self._fault(found.start(), f"“{found.group()}”不是一个真实的日期。请改正。")
            return None

    def _line_before(self, index: int) -> str:
        start = max((begin for begin in self.script.starts if begin < index), default=0)
        return self.script.text[start:index]


def _headings(script: Manuscript) -> Iterator[_Heading]:
    for kind, pattern in (("item", _ITEM), ("part", _PART)):
        for found in pattern.finditer(script.text):
            number = _number(found.group(1))
            if number is not None and found.start() in script.starts:
                written = f"（{found.group(1)}）" if kind == "item" else f"{found.group(1)}、"
                title = found.group(2) if kind == "part" else ""
                yield _Heading(kind, number, written, found.start(), found.end(), title)


def _number(written: str) -> int | None:
    try:
        return numeral(written)
    except ValueError:
        return None


def _closing(text: str, opening: int, end: int) -> int | None:
    """The index of the bracket that closes the one at `opening`, or None."""
    depth = 0
    for index in range(opening, end):
        depth += {"（": 1, "）": -1}.get(text[index], 0)
        if depth == 0:
            return index
    return None
