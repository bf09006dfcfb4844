"""条款: how a citation names a part of a law, and the words that stand there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yimen.catalogue.rules.laws.numerals import NUMBER, number, written

_REFERENCE = re.compile(
    rf"(?:第(?P<article>{NUMBER})条(?:之(?P<inserted>{NUMBER}))?|第?(?P<point>{NUMBER})项?)"
    rf"(?:第(?P<paragraph>{NUMBER})款)?(?:第?[（(]?(?P<item>{NUMBER})[)）]?项)?"
)
_BETWEEN = re.compile(r"[、，,]|和|及|至")
_ITEM = re.compile(rf"\s*[（(](?P<number>{NUMBER})[)）]")
_SUBITEM = re.compile(r"\s*[0-9０-９]+[.．、]")

Label = tuple[int, int]
"""The number of an article and, for 之一, which of those inserted behind it (else 0)."""


@dataclass(frozen=True)
class Reference:
    """条款引用: one article, or the paragraph (款) or item (项) of it that is meant (else 0)."""

    article: int
    inserted: int = 0
    paragraph: int = 0
    item: int = 0

    @property
    def label(self) -> Label:
        """条号: of the article itself."""
        return self.article, self.inserted


@dataclass(frozen=True)
class Article:
    """条文: one article with its line in the file; `lines` are its paragraphs as they stand."""

    label: Label
    line: int
    lines: tuple[str, ...]

    @cached_property
    def paragraphs(self) -> tuple["Paragraph", ...]:
        """各款: a line that begins with （一） is an item of the paragraph before it."""
        found: list[Paragraph] = []
        last = 0
        for line in self.lines:
            item = _ITEM.match(line)
            if item and found:
                last = number(item["number"])
                found[-1].items[last] = line
            elif _SUBITEM.match(line) and found and found[-1].items:
                found[-1].items[last] += f"\n{line}"
            else:
                found.append(Paragraph(line))
        return tuple(found)

    def words(self, reference: Reference) -> str | None:
        """引用的文字: the article, paragraph or item that a reference means; None if it is not
        there. An item may be named without its paragraph where only one has items."""
        paragraphs = self.paragraphs
        if reference.paragraph:
            if reference.paragraph > len(paragraphs):
                return None
            paragraphs = paragraphs[reference.paragraph - 1 : reference.paragraph]
        if not reference.item:
            chosen = paragraphs if reference.paragraph else self.paragraphs
            return "\n".join(line for one in chosen for line in one.all)
        listed = [one for one in paragraphs if one.items]
        return listed[0].items.get(reference.item) if len(listed) == 1 else None


@dataclass(frozen=True)
class Paragraph:
    """款: a paragraph of an article with its items by number."""

    text: str
    items: dict[int, str] = field(default_factory=dict)

    @property
    def all(self) -> tuple[str, ...]:
        """全文: the paragraph and its items."""
        return (self.text, *self.items.values())


def parse(text: str) -> tuple[Reference, ...]:
    """读条款: `第三十二条第一款第四项`, `第一百二十条之一`, `二十三` (texts without articles), or
    several of them joined by 、 or 至; raises `ValueError` saying how to write it."""
    found = []
    for part in _BETWEEN.split("".join(text.split())):
        one = _REFERENCE.fullmatch(part)
        if one is None:
            raise ValueError(
                f"看不懂条款“{text}”：写成 第五十三条、第三十二条第一款第四项 或 第一百二十条之一；"
                "不分条、只编“二十三、”的写 二十三"
            )
        numbers = {key: number(value) if value else 0 for key, value in one.groupdict().items()}
        article = numbers.pop("article") or numbers["point"]
        numbers.pop("point")
        found.append(Reference(article, **numbers))
    return tuple(found)


def called(label: Label, *, numbered: bool = True) -> str:
    """条名: `第五十三条`, `第一百二十条之一`; `二十三` in a text that is only numbered."""
    plain = written(label[0])
    if not numbered:
        return plain
    return f"第{plain}条" + (f"之{written(label[1])}" if label[1] else "")


def nearest(label: Label, there: Mapping[Label, Article]) -> Label | None:
    """最近的条: the article of a text that is closest in number."""
    return min(there, key=lambda one: (abs(one[0] - label[0]), one), default=None)
