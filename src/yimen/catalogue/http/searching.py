"""检索端点所共用: the answer's shape, words marked, and a record of what was not found."""

from typing import Literal, Self

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from yimen.catalogue.actions import note_miss
from yimen.catalogue.queries.search import Sought, vocabulary
from yimen.catalogue.rules.search.masking import keepable
from yimen.catalogue.rules.search.text import marked
from yimen.kernel.actors import clock
from yimen.kernel.http.operations import Answer
from yimen.kernel.packs import Names


class SearchResult(Answer):
    """检索结果: a bundle or an item that was found; `score` is from 0 to 1, best first."""

    code: str
    title: Names
    kind: Literal["bundle", "item"]
    score: float


class SearchAnswer(Answer):
    """检索回答: the results, best first; `semantic` false says that words alone were asked."""

    words: str
    semantic: bool
    results: list[SearchResult]

    @classmethod
    def of(cls, words: str, sought: Sought) -> Self:
        """从检索得到: as it is answered."""
        results = [SearchResult.model_validate(hit) for hit in sought.hits]
        return cls(words=words, semantic=sought.semantic, results=results)


def note_if_missed(words: str, sought: Sought) -> None:
    """记录未找到: words that found nothing."""
    if words.strip() and not sought.hits:
        _note(words, opened_nothing=False)


def note_unopened(words: str) -> None:
    """记录未打开: words that found something, of which nothing was opened."""
    _note(words, opened_nothing=True)


def highlighted(text: str, sought: Sought) -> SafeString:
    """标出: a text with the words found in it marked."""
    pieces = marked(text, sought.words)
    if not any(is_found for _, is_found in pieces):
        return SafeString(conditional_escape(text))
    shown = (format_html("<mark>{}</mark>", part) if found else part for part, found in pieces)
    return format_html_join("", "{}", ((part,) for part in shown))


def _note(words: str, *, opened_nothing: bool) -> None:
    """The platform writes it down, not the visitor: the event names nobody."""
    if kept := keepable(words, vocabulary()):
        note_miss(clock("catalogue.search"), kept, opened_nothing=opened_nothing)
