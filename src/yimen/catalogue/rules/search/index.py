"""检索索引: everything in force, found by words, by what it is called, and by meaning.

Each of the three ranks the entries by itself; reciprocal rank fusion joins the rankings, so that
their scores need not be comparable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from yimen.catalogue.rules.search.entries import Entry, Kind
from yimen.catalogue.rules.search.fusion import fused
from yimen.catalogue.rules.search.lexical import Postings, Weights
from yimen.catalogue.rules.search.synonyms import Synonym, meant
from yimen.catalogue.rules.search.text import content, fold
from yimen.kernel.packs import Names

if TYPE_CHECKING:
    from yimen.catalogue.rules.search.meaning import Vectors


_SHORTEST_LATIN = 3
"""Letters of a part of a name: fewer stand in every other word."""


@dataclass(frozen=True)
class Tuning:
    """调校: what decides the order of results; found by `make tune-search` on the tuning half.

    `words`, `calling` (synonyms, and parts of names) and `meaning` weigh the three rankings. By
    meaning an entry counts from the nearness `floor` on (`alone`, where nothing is found by the
    other two), if it is not more than `margin` below the nearest; by words, from `share` of the
    best score on. Results below `least` of the first are left out.
    """

    weights: Weights = field(default_factory=Weights)
    smoothing: float = 5.0
    words: float = 1.0
    calling: float = 2.0
    meaning: float = 1.0
    floor: float = 0.86
    alone: float = 0.872
    margin: float = 0.05
    share: float = 0.1
    least: float = 0.1


@dataclass(frozen=True)
class Hit:
    """检索结果: an entry that was found; `score` is from 0 to 1."""

    code: str
    kind: Kind
    title: Names
    score: float


@dataclass(frozen=True)
class Found:
    """检索所得: the results, best first; `words` are those to be marked in them (folded)."""

    hits: tuple[Hit, ...]
    words: tuple[str, ...]


class Index:
    """检索索引: immutable; a change of the catalogue makes a new one."""

    def __init__(
        self,
        entries: Sequence[Entry],
        synonyms: Sequence[Synonym] = (),
        vectors: "Mapping[str, Vectors] | None" = None,
        tuning: Tuning | None = None,
    ) -> None:
        """建立索引: `vectors` by passage; entries whose passages lack one are found by words."""
        self.entries = tuple(entries)
        self.synonyms = tuple(synonyms)
        self.tuning = tuning or Tuning()
        self._postings = Postings.of(self.entries, self.tuning.weights)
        self._callings = [tuple(fold(one) for one in entry.callings) for entry in self.entries]
        self._owners: list[int] = []
        self._matrix: Vectors | None = None
        self._keep(vectors or {})

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """用词: every word of what can be found, folded."""
        return self._postings.words

    def search(self, words: str, near: "Vectors | None" = None, limit: int = 10) -> Found:
        """检索: the best `limit` entries for what people say.

        `near` is the vector of the words (`Embedder.of_query`); without it meaning is not asked.
        """
        asked = fold(words).strip()
        said, official = content(asked), meant(asked, self.synonyms)
        by_words, by_calling = self._by_words(asked), self._by_calling([*official, _together(said)])
        floor = self.tuning.floor if by_words or by_calling else self.tuning.alone
        rankings = [
            (by_words, self.tuning.words),
            (by_calling, self.tuning.calling),
            (self._by_meaning(near, floor), self.tuning.meaning),
        ]
        scores = fused(rankings, self.tuning.smoothing)
        ordered = sorted(scores, key=lambda number: (-scores[number], self._order(number)))
        best = scores[ordered[0]] if ordered else 0.0
        hits = tuple(
            Hit(entry.code, entry.kind, entry.title, round(scores[number], 4))
            for number in ordered[:limit]
            if scores[number] >= self.tuning.least * best
            for entry in [self.entries[number]]
        )
        return Found(hits, tuple(dict.fromkeys([*said, *official])))

    def _order(self, number: int) -> tuple[bool, str]:
        """Of equal ones bundles come first."""
        entry = self.entries[number]
        return entry.kind != "bundle", entry.code

    def _by_words(self, asked: str) -> dict[int, float]:
        scores = self._postings.scores(asked)
        best = max(scores.values(), default=0.0)
        return {n: score for n, score in scores.items() if score >= self.tuning.share * best}

    def _by_calling(self, callings: Sequence[str]) -> dict[int, float]:
        """Entries in whose names one of the words stands, the more of the name the better."""
        wanted = [one for one in callings if len(one) >= (_SHORTEST_LATIN if one.isascii() else 1)]
        scores: dict[int, float] = {}
        for number, names in enumerate(self._callings):
            parts = [len(one) / len(name) for name in names for one in wanted if one in name]
            if parts:
                scores[number] = max(parts)
        return scores

    def _by_meaning(self, near: "Vectors | None", floor: float) -> dict[int, float]:
        if near is None or self._matrix is None:
            return {}
        scores: dict[int, float] = {}
        for number, score in zip(self._owners, (self._matrix @ near).tolist(), strict=True):
            scores[number] = max(score, scores.get(number, -1.0))
        least = max(floor, max(scores.values()) - self.tuning.margin)
        return {number: score for number, score in scores.items() if score >= least}

    def _keep(self, vectors: "Mapping[str, Vectors]") -> None:
        rows = []
        for number, entry in enumerate(self.entries):
            for passage in entry.passages:
                if passage in vectors:
                    self._owners.append(number)
                    rows.append(vectors[passage])
        if rows:
            import numpy

            self._matrix = numpy.stack(rows)


def _together(said: Sequence[str]) -> str:
    """The parts of a search in one, as a name would hold them: Latin words have blanks between."""
    return (" " if any(part.isascii() for part in said) else "").join(said)
