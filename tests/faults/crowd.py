"""The people of the demo city at work, each in a thread, until they are told to stop."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count, cycle, islice

from load import PATIENCE, Applicant, Book, Client, Json, Reviewer

from yimen.cli.demo_road import read_road

APPLICANTS = ("applicant", "applicant-2", "agent")
STAFF = ("hall-reviewer", "market-approver", "health-approver") + (
    "market-reviewer",
    "health-reviewer",
) * 2
"""Some log-ins stand twice: colleagues who race for the same tasks."""
_BUNDLE = "open-a-stall"


class Crowd:
    """So many applicants, and seven members of staff."""

    def __init__(self, address: str, seed: int, applicants: int) -> None:
        self.book = Book()
        self._address, self._seed = address, seed
        self._road, _ = read_road("demo", _BUNDLE)
        self._names = count(1)
        self._closing, self._done = threading.Event(), threading.Event()
        self._applicants = [
            threading.Thread(target=self._run, args=(login, n, self._apply), name=login)
            for n, login in enumerate(islice(cycle(APPLICANTS), applicants))
        ]
        self._staff = [
            threading.Thread(target=self._run, args=(login, n, self._review), name=login)
            for n, login in enumerate(STAFF, applicants)
        ]

    def start(self) -> None:
        for thread in (*self._applicants, *self._staff):
            thread.start()

    def finish(self) -> None:
        """Nobody applies any more; returns when every case that was begun has ended."""
        self._closing.set()
        for thread in self._applicants:
            thread.join(2 * PATIENCE)
        self._done.set()
        for thread in self._staff:
            thread.join(PATIENCE)
        alive = [t.name for t in (*self._applicants, *self._staff) if t.is_alive()]
        self.book.faults += [f"{name} never ended" for name in alive]

    def _run(self, login: str, number: int, work: Callable[[Client], None]) -> None:
        client = Client(self._address, login, self.book, f"{self._seed} {number}")
        try:
            work(client)
        except Exception as error:
            self.book.faults.append(f"{login}: {error or type(error).__name__}")
        finally:
            client.close()

    def _apply(self, client: Client) -> None:
        one = Applicant(client, _BUNDLE, self._filled)
        while not self._closing.is_set():
            one.apply()

    def _review(self, client: Client) -> None:
        one = Reviewer(client)
        while not self._done.is_set():
            if not one.work():
                client.wait(0.5)

    def _filled(self) -> Json:
        """A form of its own for each application, under a name that no other has."""
        values = self._road.filled(datetime.now(UTC).date())
        return {**values, self._road.name.element: f"示范市第{next(self._names)}号糖水摊"}
