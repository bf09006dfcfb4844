"""检索测量: recall, rank and time over one half of the sentences."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Any

from bench.search.queries import Query

if TYPE_CHECKING:
    from yimen.catalogue.rules.search.index import Index
    from yimen.catalogue.rules.search.meaning import Embedder

Search = Callable[[str], Sequence[str]]
"""Words to the codes found, best first."""


def search_with(index: "Index", model: "Embedder | None") -> Search:
    """检索法: over an index; by words alone without a model."""
    return lambda words: [
        hit.code for hit in index.search(words, model.of_query(words) if model else None).hits
    ]


@dataclass(frozen=True)
class Measured:
    """测得: of sentences that want something: the shares whose first, or first three, results
    hold a right one, and the mean reciprocal rank of the first right one. Of sentences that want
    nothing the share that finds nothing. Milliseconds are of whole searches, nothing cached:
    by the wall, and of the processor, which others on the machine disturb less."""

    queries: int
    recall_at_1: float
    recall_at_3: float
    mrr: float
    nothing: float
    ms_p50: float
    ms_p95: float
    cpu_ms_p95: float
    missed: tuple[tuple[Query, tuple[str, ...]], ...]

    def as_json(self) -> dict[str, Any]:
        """可序列化: the figures; which were missed is left out."""
        return {
            "queries": self.queries,
            "recall@1": round(self.recall_at_1, 4),
            "recall@3": round(self.recall_at_3, 4),
            "mrr": round(self.mrr, 4),
            "nothing": round(self.nothing, 4),
            "ms_p50": round(self.ms_p50, 2),
            "ms_p95": round(self.ms_p95, 2),
            "cpu_ms_p95": round(self.cpu_ms_p95, 2),
        }


def measure(search: Search, asked: Sequence[Query]) -> Measured:
    """测量: every sentence once."""
    times, work, ranks, empty, missed = [], [], [], [], []
    for query in asked:
        begun, worked = perf_counter(), thread_time()
        found = search(query.words)
        work.append((thread_time() - worked) * 1000)
        times.append((perf_counter() - begun) * 1000)
        if not query.codes:
            empty.append(not found)
            continue
        rank = next((n for n, code in enumerate(found, start=1) if code in query.codes), 0)
        ranks.append(rank)
        if not 0 < rank <= 3:
            missed.append((query, tuple(found[:5])))
    return Measured(
        queries=len(asked),
        recall_at_1=_share(rank == 1 for rank in ranks),
        recall_at_3=_share(0 < rank <= 3 for rank in ranks),
        mrr=sum(1 / rank for rank in ranks if rank) / max(1, len(ranks)),
        nothing=_share(empty),
        ms_p50=_at(0.5, times),
        ms_p95=_at(0.95, times),
        cpu_ms_p95=_at(0.95, work),
        missed=tuple(missed),
    )


def _share(held: Iterable[bool]) -> float:
    told = list(held)
    return told.count(True) / max(1, len(told))


def _at(share: float, values: list[float]) -> float:
    return sorted(values)[int(len(values) * share)]
