"""合并排名: reciprocal rank fusion of several rankings (Cormack, Clarke and Büttcher, 2009)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


def ranks(scores: Mapping[int, float]) -> dict[int, int]:
    """名次: from 1, the highest score first; equal scores share a rank."""
    placed: dict[int, int] = {}
    previous, rank = None, 0
    for place, (number, score) in enumerate(
        sorted(scores.items(), key=lambda one: (-one[1], one[0])), start=1
    ):
        if score != previous:
            previous, rank = score, place
        placed[number] = rank
    return placed


def fused(
    rankings: Iterable[tuple[Mapping[int, float], float]], smoothing: float
) -> dict[int, float]:
    """合并: each entry's score from 0 to 1 by its ranks in `(scores, weight)`.

    An entry that leads every ranking in which anything was found scores 1. `smoothing` is the
    constant of the method: the larger, the less the first places count over the following.
    """
    total: defaultdict[int, float] = defaultdict(float)
    most = 0.0
    for scores, weight in rankings:
        if not scores:
            continue
        most += weight / (smoothing + 1)
        for number, rank in ranks(scores).items():
            total[number] += weight / (smoothing + rank)
    return {number: score / most for number, score in total.items()}
