"""封存边界: up to which id no event can appear any more.

Ids are drawn from a sequence, and transactions commit in any order: an event may become visible
long after others with higher ids. The log does not wait for it. Its own order is the order of
sealing, and every event that is visible and not yet in the log is taken. What must be known is
only where to stop looking, and that is settled without any cost to those who publish:

- `nextval` locks the sequence, and an insert the table, before the id is drawn; both locks are
  held until the transaction has ended and its rows are visible to new snapshots.
- So who drew an id lower than one that is visible now, and has not ended, is among those who hold
  such a lock now (`observed`). When all of these have ended, the ids up to the highest that was
  seen are settled, once a whole pass that began later has been through them.

A transaction id would not do instead: between drawing the id and its first write a transaction
has none, and the oldest running one says nothing of it. A sequence that gives out ids in advance
(`cache` above 1) would break the first point; a test holds it to 1. Holders are virtual
transaction ids, which a restart may use again: that only delays.
"""

from dataclasses import dataclass

from yimen.kernel.ledger import sql
from yimen.kernel.ledger.models import LedgerFrontier


@dataclass(frozen=True)
class Watch:
    """观察: what was seen before a pass; `holders` may still bring events with ids ≤ `bound`."""

    bound: int
    holders: tuple[str, ...]


def look() -> Watch:
    """看一眼: to be taken before the pass begins, in a statement of its own."""
    bound, holders = sql.observed()
    return Watch(bound, tuple(holders))


def advance(frontier: LedgerFrontier, seen: Watch) -> bool:
    """推进: the frontier after a pass over all events above `settled` that began after `seen`.

    Changes the row in memory; whether there is anything to save.
    """
    before = (frontier.settled, frontier.bound, frontier.holders)
    left = sorted(set(frontier.holders) & set(seen.holders))
    if not seen.holders:
        frontier.settled = frontier.bound = max(frontier.bound, seen.bound)
        frontier.holders = []
    elif not left:
        frontier.settled = max(frontier.settled, frontier.bound)
        frontier.bound, frontier.holders = seen.bound, list(seen.holders)
    else:
        frontier.holders = left
    return before != (frontier.settled, frontier.bound, frontier.holders)
