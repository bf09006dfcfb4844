"""按词检索: BM25 over several fields (BM25F), with words and pairs of characters."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from yimen.catalogue.rules.search.entries import Entry, Field
from yimen.catalogue.rules.search.text import NO_WORD, content, fold, pairs, tokens


@dataclass(frozen=True)
class Weights:
    """权重: how much each field counts, and the two constants of BM25.

    `pair` is what two neighbouring characters count beside a word; `saturation` (k1) how soon
    repeating a word stops to help; `length` (b) how much longer fields are discounted.
    """

    fields: Mapping[Field, float] = field(
        default_factory=lambda: {
            "name": 6.0,
            "alias": 6.0,
            "text": 2.0,
            "member": 1.0,
            "result": 1.5,
            "theme": 1.0,
            "unit": 0.5,
            "paper": 0.5,
            "question": 0.5,
        }
    )
    pair: float = 0.4
    saturation: float = 1.2
    length: float = 0.6


@dataclass(frozen=True)
class Postings:
    """倒排表: for each token the entries (by number) that hold it, with how strongly."""

    found: Mapping[str, Mapping[int, float]]
    rarity: Mapping[str, float]
    weights: Weights

    @classmethod
    def of(cls, entries: Sequence[Entry], weights: Weights) -> "Postings":
        """建表: over the entries in their order."""
        counted = [_counted(entry) for entry in entries]
        mean = {
            name: max(1.0, sum(_length(one[name]) for one in counted) / max(1, len(counted)))
            for name in weights.fields
        }
        found: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, fields in enumerate(counted):
            for name, counts in fields.items():
                scale = 1 - weights.length + weights.length * _length(counts) / mean[name]
                for token, times in counts.items():
                    held = found[token]
                    held[number] = held.get(number, 0.0) + weights.fields[name] * times / scale
        rarity = {
            token: log(1 + (len(entries) - len(held) + 0.5) / (len(held) + 0.5))
            for token, held in found.items()
        }
        return cls(dict(found), rarity, weights)

    @property
    def words(self) -> frozenset[str]:
        """用词: the words that stand in the table."""
        return frozenset(token for token in self.found if not token.startswith(NO_WORD))

    def scores(self, words: str) -> dict[int, float]:
        """打分: for every entry that holds something of the (folded) words, by its number."""
        total: defaultdict[int, float] = defaultdict(float)
        for token, weight in _asked(words, self.weights.pair).items():
            for number, strength in self.found.get(token, {}).items():
                held = strength * (self.weights.saturation + 1)
                held /= self.weights.saturation + strength
                total[number] += weight * self.rarity[token] * held
        return dict(total)


def _counted(entry: Entry) -> dict[Field, Counter[str]]:
    return {
        name: Counter(token for text in texts for token, _ in tokens(fold(text)))
        for name, texts in entry.fields.items()
    }


def _length(counts: Iterable[str]) -> int:
    return len(list(counts))


def _asked(words: str, pair: float) -> dict[str, float]:
    """The tokens of a search, each with its weight. One character alone stands for itself."""
    asked: dict[str, float] = {}
    for part in content(words):
        for token, is_word in tokens(part):
            asked[token] = max(asked.get(token, 0.0), 1.0 if is_word else pair)
        for token in pairs(part):
            asked.setdefault(token, pair)
    return asked
