"""法规文本库: a folder of texts of law, by title and version; which was in force on a day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from yimen.catalogue.rules.laws.articles import Article, Label
from yimen.catalogue.rules.laws.texts import LawText, read
from yimen.kernel.problems import Invalid

_STATE = "中华人民共和国"
_MARKS = str.maketrans(
    {"（": "(", "）": ")", "〈": "", "〉": "", "<": "", ">": "", "《": "", "》": ""}
)


def plain(title: str) -> str:
    """标准题名: a title without 中华人民共和国, book-title marks and blanks, for comparing."""
    return "".join(title.translate(_MARKS).split()).replace(_STATE, "")


@dataclass(frozen=True)
class Edition:
    """版本: a law as of one date; several texts only where it is kept in several books."""

    texts: tuple[LawText, ...]

    @property
    def title(self) -> str:
        """题名."""
        return self.texts[0].title

    @property
    def version(self) -> date:
        """版本日期: adoption or publication, as the collection dates it."""
        return self.texts[0].version

    @cached_property
    def in_force(self) -> date:
        """施行日: what one of its texts says, else the version's date (see `LawText.in_force`)."""
        return max(text.in_force for text in self.texts)

    @cached_property
    def articles(self) -> dict[Label, tuple[LawText, Article]]:
        """各条: by number, with the text in which each stands."""
        found: dict[Label, tuple[LawText, Article]] = {}
        for text in self.texts:
            for label, article in text.articles.items():
                found.setdefault(label, (text, article))
        return found

    @property
    def is_numbered(self) -> bool:
        """是否分条."""
        return any(text.is_numbered for text in self.texts)

    @property
    def is_force_read(self) -> bool:
        """施行日有据: whether the text says from when it is law."""
        return any(text.is_force_read for text in self.texts)


@dataclass(frozen=True)
class Collection:
    """法规文本库: editions by plain title, the oldest first.

    Texts are taken apart when they are asked for, so that a check pays for the laws it cites;
    `repealed_by` alone looks at all of them, once.
    """

    laws: dict[str, tuple[Edition, ...]]

    @classmethod
    def of(cls, texts: Iterator[LawText]) -> "Collection":
        """由文本: books of one law and date become one edition; a book is found by its name too."""
        books: dict[tuple[str, date], list[LawText]] = defaultdict(list)
        for text in texts:
            books[plain(text.title), text.version].append(text)
            if text.part:
                books[plain(text.title + text.part), text.version].append(text)
                books[plain(f"{text.title}{text.part}编"), text.version].append(text)
        laws: dict[str, list[Edition]] = defaultdict(list)
        for title, version in sorted(books):
            laws[title].append(Edition(tuple(books[title, version])))
        return cls({title: tuple(editions) for title, editions in laws.items()})

    @classmethod
    def read(cls, folder: Path) -> "Collection":
        """读文件夹: every Markdown file below `folder`; raises `Invalid` if it has no law."""
        found = cls.of(_texts(folder))
        if not found.laws:
            raise Invalid(
                f"{folder} 里没有法规文本：每个文件一部，名称写成“行政许可法(2019-04-23).md”"
            )
        return found

    def editions(self, title: str) -> tuple[Edition, ...]:
        """各版本: of a law by its title, with or without 中华人民共和国 and book-title marks."""
        return self.laws.get(plain(title), ())

    def in_force(self, title: str, day: date) -> Edition | None:
        """施行版本: the newest edition that was law on the day; None if none was."""
        valid = [one for one in self.editions(title) if one.in_force <= day]
        return max(valid, key=lambda one: (one.in_force, one.version), default=None)

    def repealed_by(self, title: str, day: date) -> Edition | None:
        """被谁废止: the text of another title that had ended the law by the day.

        A law that was enacted again under its title after that is not ended.
        """
        newest = max((one.in_force for one in self.editions(title)), default=date.min)
        for by in self._repeals.get(plain(title), ()):
            if newest < by.in_force <= day:
                return by
        return None

    @cached_property
    def _repeals(self) -> dict[str, list[Edition]]:
        found: dict[str, list[Edition]] = defaultdict(list)
        for title, editions in self.laws.items():
            for edition in editions:  # oldest first: later ones repeat what it has ended
                for ended in {plain(one) for text in edition.texts for one in text.repeals()}:
                    if ended != title:
                        found[ended].append(edition)
        return found

    def __len__(self) -> int:
        return len(
            {text.file for editions in self.laws.values() for e in editions for text in e.texts}
        )


def _texts(folder: Path) -> Iterator[LawText]:
    for path in sorted(folder.rglob("*.md")):
        text = read(path.relative_to(folder).as_posix(), path.read_text("utf-8-sig"))
        if text:
            yield text
