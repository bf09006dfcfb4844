"""引用核对: every citation of a pack against the texts of law themselves.

A citation is right when its law is in the collection in the version it names, the article stands
in that version, and that version was law on the day from which the definition holds. What stands
in a file without a day of its own (document types, elements …) may be cited as of any day from
which a definition of the pack holds that uses it.
"""

from collections import Counter
from collections.abc import Collection as Some
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.findings import Finding, error, warning
from yimen.catalogue.rules.laws import articles, citing_days
from yimen.catalogue.rules.laws.collection import Collection, Edition
from yimen.catalogue.rules.wording import cited
from yimen.kernel.packs import Loaded, Source
from yimen.kernel.packs.yaml_marks import Path

Status = Literal[
    "found",
    "not_in_force",
    "no_article",
    "no_version",
    "missing",
    "incomplete",
    "unverified",
    "verifiable",
]
"""Proved; or the version was not law on the day; the version has no such article; the collection
has the law but not this version; has not the law; no version or article is given. What says
`unverified` is `verifiable` once its text is in the collection."""


@dataclass(frozen=True)
class Checked:
    """核对结果: one citation of law with its place, what came of it, and the words it means.

    `in_force` is the version that was law on `day` (the first that would do), if one was.
    """

    file: str
    line: int
    source: Source
    status: Status
    day: date
    message: str = ""
    remedy: str = ""
    in_force: date | None = None
    words: str = ""
    place: str = ""

    def as_json(self, *, words: bool) -> dict[str, Any]:
        """可序列化: as JSON values; the article's words where they are asked for."""
        shown = {
            "file": self.file,
            "line": self.line,
            "law": self.source.law,
            "version": self.source.version,
            "article": self.source.article,
            "status": self.status,
            "day": self.day.isoformat(),
            "in_force": self.in_force.isoformat() if self.in_force else None,
            "message": self.message,
            "remedy": self.remedy,
        }
        return {**shown, "place": self.place, "words": self.words} if words else shown


@dataclass(frozen=True)
class LawReport:
    """依据核对报告: every citation of law in the order of files, and what they come to.

    `counts` has `texts` (files of the collection), `citations` (of law), each status, and
    `notes` (what cites no law).
    """

    checked: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    counts: dict[str, int]

    def as_json(self, *, words: bool = False) -> dict[str, Any]:
        """可序列化: counts and `details` as JSON values."""
        return {**self.counts, "details": [one.as_json(words=words) for one in self.checked]}


def check_laws(pack: PackContents, laws: Collection) -> LawReport:
    """核对依据: look every citation of a pack up; never raises for what it finds."""
    checked: list[Checked] = []
    findings: list[Finding] = []
    notes = 0
    for loaded, path, source in cited(pack):
        if not source.law:
            notes += 1
            continue
        one = _checked(loaded, path, source, citing_days.of(pack, loaded, path), laws)
        checked.append(one)
        findings.extend(_finding(loaded, path, one))
    seen = Counter(one.status for one in checked)
    counts = {"texts": len(laws), "citations": len(checked)}
    counts |= {status: seen[status] for status in Status.__args__}  # type: ignore[attr-defined]
    return LawReport(tuple(checked), tuple(findings), {**counts, "notes": notes})


def _finding(loaded: Loaded[Any], path: Path, one: Checked) -> Iterator[Finding]:
    if one.status in {"no_article", "not_in_force"}:
        yield error(loaded, path, one.message, one.remedy)
    elif one.status not in {"found", "unverified", "incomplete"}:  # the last is told anyway
        yield warning(loaded, path, one.message, one.remedy)


def _checked(
    loaded: Loaded[Any], path: Path, source: Source, days: Some[date], laws: Collection
) -> Checked:
    look = _Look(source, sorted(days) or [date.min], laws)
    status, message, remedy = look.verdict()
    valid = look.valid_on(look.day)
    return Checked(
        loaded.file,
        loaded.marks.line(path),
        source,
        status,
        look.day,
        message,
        remedy,
        valid.version if valid else None,
        look.words,
        look.place,
    )


Verdict = tuple[Status, str, str]


class _Look:
    """One citation being looked up; `words` and `place` are filled where they are found."""

    def __init__(self, source: Source, days: list[date], laws: Collection) -> None:
        self.source, self.laws, self.days = source, laws, days
        self.day = next((day for day in days if self._is_in_force(day)), days[0])
        self.named = f"《{source.law}》"
        self.words = self.place = ""

    def valid_on(self, day: date) -> Edition | None:
        return self.laws.in_force(self.source.law, day)

    def verdict(self) -> Verdict:
        source = self.source
        if not (source.version and source.article):
            return "incomplete", f"引用{self.named}没有写全版本和条款", "补上 version 和 article"
        editions = self.laws.editions(source.law)
        edition = next((e for e in editions if e.version.isoformat() == source.version), None)
        if edition is None:
            return self._no_text(editions)
        problem = self._read(edition)
        if source.unverified:
            return self._unverified(problem)
        if problem:
            return "no_article", *problem
        return self._force(edition)

    def _is_in_force(self, day: date) -> bool:
        valid = self.valid_on(day)
        return bool(valid and valid.version.isoformat() == self.source.version)

    def _no_text(self, editions: tuple[Edition, ...]) -> Verdict:
        if self.source.unverified:
            return "unverified", "", ""
        say = "读到过原文的，请在 note 里写明出处并标 unverified: true，待文本收进来再核"
        if not editions:
            return "missing", f"{self.named}不在法规文本库里，无从核对", say
        there = "、".join(str(one.version) for one in editions)
        message = f"{self.named}{self.source.version} 的文本不在库里，有 {there}"
        valid = self.valid_on(self.day)
        if valid:
            message += f"；{self.day} 施行的是其中的 {valid.version}"
            return "no_version", message, f"核对后改成 version: {valid.version}；或{say}"
        return "no_version", message, f"改成库里的版本，或{say}"

    def _unverified(self, problem: tuple[str, str] | None) -> Verdict:
        if problem:
            return "unverified", "", ""
        message = (
            f"{self.named}{self.source.version} 的文本已在库里，{self.source.article}可以核对了"
        )
        return "verifiable", message, "对照原文核对（--show），无误就删去 unverified"

    def _read(self, edition: Edition) -> tuple[str, str] | None:
        """Fill `words` and `place`, or say what is wrong with the article and what to do."""
        try:
            references = articles.parse(self.source.article)
        except ValueError as fault:
            return str(fault), "改写 article"
        words = []
        for reference in references:
            found = edition.articles.get(reference.label)
            if found is None:
                return self._no_article(edition, reference)
            text, article = found
            part = article.words(reference)
            if part is None:
                return self._no_part(edition, article)
            words.append(part)
            self.place = self.place or f"{text.file}:{article.line}"
        self.words = "\n".join(words)
        return None

    def _no_article(self, edition: Edition, reference: articles.Reference) -> tuple[str, str]:
        there = edition.articles
        message = f"{self.named}{edition.version} 没有{self.source.article}"
        close = articles.nearest(reference.label, {one: there[one][1] for one in there})
        if close is None:
            return message, "这个文本没有编号，请核对收录是否完整"
        numbered = edition.is_numbered
        last = articles.called(max(there), numbered=numbered)
        name = articles.called(close, numbered=numbered)
        return message, f"这一版到{last}为止，最近的是{name}：“{_begin(there[close][1])}”"

    def _no_part(self, edition: Edition, article: articles.Article) -> tuple[str, str]:
        paragraphs = article.paragraphs
        items = "、".join(str(len(one.items)) for one in paragraphs)
        name = articles.called(article.label, numbered=edition.is_numbered)
        message = f"{self.named}{edition.version} {name}里没有“{self.source.article}”所指的款、项"
        return message, f"{name}有 {len(paragraphs)} 款，各款依次有 {items} 项；按自然段数款"

    def _force(self, edition: Edition) -> Verdict:
        ended = self.laws.repealed_by(self.source.law, self.day)
        if ended:
            message = f"{self.named}自 {ended.in_force} 起已被《{ended.title}》废止"
            remedy = f"{self.day} 起施行的规定要引用《{ended.title}》"
            return "not_in_force", message, remedy
        if self._is_in_force(self.day):
            return "found", "", ""
        valid = self.valid_on(self.day)
        if valid is None:
            message = f"{self.named}{edition.version} 自 {edition.in_force} 起才施行"
            return "not_in_force", message, f"{self.day} 施行的版本不在库里：改引当时的规定"
        message = f"{self.day} 施行的{self.named}是 {valid.version} 版，不是 {edition.version} 版"
        remedy = f"改成 version: {valid.version}，并核对条款"
        if edition.in_force > self.day:
            remedy += f"（{edition.version} 版自 {edition.in_force} 起施行）"
        return "not_in_force", message, remedy


def _begin(article: articles.Article) -> str:
    words = article.lines[0].split(maxsplit=1)[-1]
    return words if len(words) <= 30 else words[:30] + "……"
