"""到期后果: what happens when a clock of a kind rings; registered by the actions that know.

A ring is given the locked case's turn and the clock, changes the turn, publishes what it did and
saves the turn. It is called at most once for each alarm: `ring_clock` looks again under the lock.
"""

from collections.abc import Callable

from yimen.cases.actions._turn import Turn
from yimen.cases.models import Clock

Ring = Callable[[Turn, Clock], None]
_rings: dict[str, Ring] = {}


def rings(*kinds: Clock.Kind) -> Callable[[Ring], Ring]:
    """登记到期后果: decorator for the consequence of clocks of these kinds."""

    def offer(ring: Ring) -> Ring:
        for kind in kinds:
            _rings[kind] = ring
        return ring

    return offer


def ring_of(kind: str) -> Ring | None:
    """到期后果: of a kind of clock, or None where it only warns."""
    return _rings.get(kind)
