"""The frontier in a simulated database: whatever the order of things, it never passes an event."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from yimen.kernel.ledger.frontier import Watch, advance
from yimen.kernel.ledger.models import LedgerFrontier


class Simulation(RuleBasedStateMachine):
    """Transactions that draw ids, write and end at any time, also in the midst of sealing.

    A run of the sealer looks, then goes through the visible events in steps of the simulation's
    choosing, then advances.
    """

    transactions = Bundle("transactions")

    def __init__(self) -> None:
        super().__init__()
        self.row = LedgerFrontier(algorithm="sha256")
        self.drawn = 0
        self.open: dict[str, list[int]] = {}
        self.visible: set[int] = set()
        self.sealed: set[int] = set()
        self.begun = 0
        self.run: tuple[Watch, int] | None = None

    @rule(target=transactions)
    def begin(self) -> str:
        self.begun += 1
        self.draw(f"3/{self.begun}", 1)
        return f"3/{self.begun}"

    @rule(transaction=transactions, count=st.integers(1, 3))
    def draw(self, transaction: str, count: int) -> None:
        """The first id makes it a holder of the sequence's lock, until it ends."""
        ids = self.open.setdefault(transaction, [])
        for _ in range(count):
            self.drawn += 1
            ids.append(self.drawn)

    @rule(transaction=consumes(transactions), commits=st.booleans())
    def end(self, transaction: str, commits: bool) -> None:
        ids = self.open.pop(transaction, [])
        if commits:
            self.visible.update(ids)

    @rule()
    def look(self) -> None:
        if self.run is None:
            seen = Watch(max(self.visible, default=0), tuple(self.open))
            self.run = (seen, self.row.settled)

    @rule(most=st.integers(1, 4))
    def batch(self, most: int) -> None:
        """The next events above the cursor; the last batch is the one that is not full."""
        if self.run is None:
            return
        seen, cursor = self.run
        found = sorted(event for event in self.visible if event > cursor)[:most]
        self.sealed.update(found)
        if len(found) == most:
            self.run = (seen, found[-1])
        else:
            advance(self.row, seen)
            self.run = None

    @rule()
    def whole_run(self) -> None:
        self.look()
        while self.run is not None:
            self.batch(1000)

    @invariant()
    def nothing_below_the_frontier_is_left_out_or_can_appear(self) -> None:
        assert {event for event in self.visible if event <= self.row.settled} <= self.sealed
        still = [event for ids in self.open.values() for event in ids]
        assert all(event > self.row.settled for event in still)

    def teardown(self) -> None:
        """When all has come to rest, the frontier arrives at the last event."""
        self.open.clear()
        for _ in range(3):  # one may have looked before, one meets whom it still waits for
            self.whole_run()
        assert self.visible == self.sealed
        assert self.row.settled == max(self.visible, default=0)


Simulation.TestCase.settings = settings(max_examples=200, stateful_step_count=40)
test_no_event_is_passed = Simulation.TestCase
