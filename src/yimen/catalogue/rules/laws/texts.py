"""法律文本读取: one version of a law as it stands in a file: its date, its force, its articles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from yimen.catalogue.rules.laws.articles import Article, Label
from yimen.catalogue.rules.laws.numerals import DATE, NUMBER, dates, number
from yimen.kernel.worktime.deadlines import add_months

_INFO_END = "<!-- INFO END -->"
_ARTICLE = re.compile(rf"第(?P<article>{NUMBER})条(?:之(?P<inserted>{NUMBER}))?(?=[\s　]|$)")
_POINT = re.compile(r"(?P<article>[零〇一二三四五六七八九十百]+)、")
_BRACKETED = re.compile(r"[（(](?P<article>[一二三四五六七八九十]+)[)）]")
_FILE = re.compile(r"(?P<title>.+)\((?P<version>\d{4}-\d{2}-\d{2})\)")
_FORCE = re.compile(
    rf"(?:自|从)\s*(?P<day>{DATE})\s*(?:起|开始)(?:正式)?(?:施行|实施|执行|生效|试行)"
)
_HEADED_FORCE = re.compile(rf"(?P<day>{DATE})\s*(?:起)?(?:施行|实施|生效)")
_LATER = re.compile(
    rf"(?:公布|发布|颁布)之日起满?\s*(?P<n>{NUMBER})\s*(?P<unit>日|天|个月)(?:后|起)?(?:施行|实施)"
)
_REPEAL = re.compile(r"(?:同时|即行|予以)(?:废止|失效)")
_TITLE = re.compile(r"《((?:[^《》]|〈[^〉]*〉)+)》(?!第)")
_CLOSING = 5
"""Articles at the end among which the one about coming into force stands."""


@dataclass(frozen=True)
class LawText:
    """法律版本: one version of a law.

    `version` is the date of the text, as the collection gives it: adoption or publication.
    `part` is the book (编) where one law is kept in several files. `lines` are the file's.
    """

    title: str
    version: date
    file: str
    lines: tuple[str, ...]
    part: str = ""

    @cached_property
    def articles(self) -> dict[Label, Article]:
        """各条: by number; of a text that is not parted into articles, its numbered points."""
        return self._parted(_ARTICLE) or self._parted(_POINT) or self._parted(_BRACKETED)

    @cached_property
    def is_numbered(self) -> bool:
        """是否分条: whether the text has articles, and not only points (一、二、)."""
        return bool(self._parted(_ARTICLE))

    @cached_property
    def in_force(self) -> date:
        """施行日: the day from which this version is law.

        It is read from the notes above the text and from its closing articles, where a later
        version repeats the day of the first: a day before the version's own is not the version's,
        which then holds from its own date (amendments mostly do).
        """
        later = sorted(day for day in self._days_of_force() if day >= self.version)
        return later[0] if later else self.version

    @property
    def is_force_read(self) -> bool:
        """施行日有据: whether the text itself says from when this version is law."""
        immediately = any("之日起施行" in text for text in self._closing())
        return immediately or any(day >= self.version for day in self._days_of_force())

    def repeals(self) -> Iterator[str]:
        """废止: the titles of the laws that end when this text comes into force."""
        for text in self._closing():
            for sentence in re.split(r"[。；]", text):
                if _REPEAL.search(sentence):
                    yield from _TITLE.findall(sentence)

    def _days_of_force(self) -> Iterator[date]:
        for line in self._notes():
            for found in _HEADED_FORCE.finditer(line):
                yield from dates(found["day"])
        for text in self._closing():
            for found in _FORCE.finditer(text):
                yield from dates(found["day"])
            if after := _LATER.search(text):
                yield self._later(number(after["n"]), after["unit"])

    def _later(self, amount: int, unit: str) -> date:
        if unit == "个月":
            return add_months(self.version, amount)
        return self.version + timedelta(days=amount)

    def _notes(self) -> tuple[str, ...]:
        end = self.lines.index(_INFO_END) if _INFO_END in self.lines else 0
        return self.lines[:end]

    def _closing(self) -> list[str]:
        ends = list(self.articles.values())[-_CLOSING:]
        return ["\n".join(article.lines) for article in ends]

    def _parted(self, pattern: re.Pattern[str]) -> dict[Label, Article]:
        found: dict[Label, Article] = {}
        label, start, kept = (0, 0), 0, list[str]()
        for n, line in enumerate((*self.lines, "# "), 1):
            words = line.lstrip("# ").strip()
            begins = pattern.match(words)
            if (begins or line.startswith("#")) and kept:
                found.setdefault(label, Article(label, start, tuple(kept)))
                kept = []
            if begins:
                inserted = begins.groupdict().get("inserted")
                label = number(begins["article"]), number(inserted) if inserted else 0
                start, kept = n, [words]
            elif kept and words:
                kept.append(words)
        return found


def read(name: str, content: str) -> LawText | None:
    """读文本: the version in a file; None for a file that is no text of law.

    The title and date are those of the file's name; a file without date (one book of a code) is
    dated and titled by its own headings.
    """
    lines = tuple(content.splitlines())
    stem = name.rpartition("/")[2].removesuffix(".md")
    dated = _FILE.fullmatch(stem)
    if dated:
        return LawText(dated["title"], date.fromisoformat(dated["version"]), name, lines)
    headings = [line.removeprefix("# ").strip() for line in lines[:5] if line.startswith("# ")]
    days = dates("\n".join(lines[: lines.index(_INFO_END)])) if _INFO_END in lines else []
    if not headings or not days:
        return None
    return LawText(headings[0], days[0], name, lines, headings[1] if headings[1:] else "")
