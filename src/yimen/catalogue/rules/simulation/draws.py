"""同样的运气: random numbers that belong to a case and a step, whatever order things happen in.

Versions that are compared see the same arrivals, and where a step stands in both, the same case
meets the same luck in it (common random numbers). What then differs comes from the versions.
"""

from collections.abc import Iterator
from random import Random

_AHEAD = 256
"""Numbers drawn beyond the one that is asked for: cases come one after the other."""


class Draws:
    """运气: the numbers of one replication; the same seed gives the same numbers for ever.

    Every step has a stream of its own, in which the n-th number belongs to the n-th case; a step
    that is done again draws from another stream.
    """

    def __init__(self, seed: int, replication: int) -> None:
        self._name = f"{seed}/{replication}"
        self._streams: dict[tuple[str, int, float], tuple[Random, list[float]]] = {}

    def gaps(self) -> Iterator[float]:
        """间隔: times between arrivals, of mean 1, exponential (a Poisson stream)."""
        stream = self._random("arrivals")
        while True:
            yield stream.expovariate(1.0)

    def size(self, key: str, attempt: int, case: int, cv: float) -> float:
        """工作量: of mean 1 and coefficient of variation `cv`; gamma distributed.

        1 is the exponential distribution, 0 always 1.
        """
        if cv == 0:
            return 1.0
        stream, drawn = self._stream(key, attempt, cv)
        if len(drawn) <= case:
            shape = 1 / (cv * cv)
            for _ in range(case + _AHEAD - len(drawn)):
                size = stream.expovariate(1.0) if cv == 1 else stream.gammavariate(shape, 1 / shape)
                drawn.append(size)
        return drawn[case]

    def chance(self, key: str, attempt: int, case: int) -> float:
        """机会: a number between 0 and 1, for what comes out of a step."""
        stream, drawn = self._stream(f"{key}?", attempt, 0.0)
        while len(drawn) <= case:
            drawn.append(stream.random())
        return drawn[case]

    def _stream(self, key: str, attempt: int, cv: float) -> tuple[Random, list[float]]:
        found = self._streams.get((key, attempt, cv))
        if found is None:
            found = self._random(f"{key}/{attempt}"), []
            self._streams[key, attempt, cv] = found
        return found

    def _random(self, name: str) -> Random:
        return Random(f"{self._name}/{name}")  # noqa: S311 - luck of a simulation, no secret
