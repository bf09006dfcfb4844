"""办理岗运行: people who take the next of what waits, in the order in which it came."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable
from typing import Any

from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.network import Station


class Visit:
    """一次办理: one opening of a step of a case, with when it opened, was begun and ended.

    `before` is the visit whose end opened it, so that the way to the end can be walked back.
    """

    __slots__ = ("before", "case", "done", "node", "opened", "size", "started")

    def __init__(self, case: Any, node: int, opened: float, before: "Visit | None") -> None:
        self.case, self.node, self.opened, self.before = case, node, opened, before
        self.size = 0.0
        self.started = -1.0
        self.done = -1.0


Begin = Callable[[Visit, float], None]
"""Told that a visit has begun, and when it will end."""


class Desk:
    """办理岗: the people of a station at work, first come first served.

    Nobody stops what was begun, and who is free never leaves what waits. Busy time and the length
    of the queue are kept for the working days from `first` to before `last`.
    """

    def __init__(
        self, station: Station, axis: WorkAxis, first: int, last: int, begin: Begin
    ) -> None:
        self.station = station
        self._axis, self._begin = axis, begin
        self._free = station.people
        self._queue: deque[Visit] = deque()
        self._since, self._until = axis.opens(first), axis.closes(last - 1)
        self._closes = [axis.closes(day) for day in range(last)]
        self.waiting = [0.0] * last
        """Hours that cases have waited, by working day."""
        self.busy = 0.0
        self._open = _OpenDays(axis, station.weekdays) if station.weekdays else None

    @property
    def hours(self) -> float:
        """可用小时: of all its people within the counted days."""
        since, until = self._since, self._until
        if self._open:
            since, until = self._open.worked(since), self._open.worked(until)
        return (until - since) * self.station.people

    def arrive(self, visit: Visit, now: float) -> None:
        """到岗: somebody free begins, or it waits."""
        if self._free:
            self._start(visit, now)
        else:
            self._queue.append(visit)

    def leave(self, visit: Visit, now: float) -> None:
        """离岗: the visit is over, or not needed any more; who did it takes the next."""
        if visit.started < 0:  # it waited; who is free will pass it over
            self._waited(visit.opened, now)
            return
        self._worked(visit.started, now)
        self._free += 1
        while self._queue and self._free:
            following = self._queue.popleft()
            if following.done < 0:
                self._start(following, now)

    def close(self, now: float) -> None:
        """收工: counts what still waits when the simulation ends."""
        for visit in self._queue:
            if visit.done < 0:
                self._waited(visit.opened, now)

    def still_at(self, visit: Visit, now: float) -> None:
        """还在办: counts what is still being done when the simulation ends."""
        self._worked(visit.started, now)

    def _start(self, visit: Visit, now: float) -> None:
        self._free -= 1
        takes = visit.size / self.station.share
        if self._open is None:
            visit.started, ends = now, now + takes
        else:
            visit.started = self._open.next(now)
            ends = self._open.after(visit.started, takes)
        if visit.started > visit.opened:
            self._waited(visit.opened, visit.started)
        self._begin(visit, ends)

    def _worked(self, since: float, until: float) -> None:
        since, until = max(since, self._since), min(until, self._until)
        if until > since:
            if self._open:
                since, until = self._open.worked(since), self._open.worked(until)
            self.busy += until - since

    def _waited(self, since: float, until: float) -> None:
        closes = self._closes
        day = bisect_left(closes, since)
        while day < len(closes) and since < until:
            end = min(until, closes[day])
            self.waiting[day] += end - since
            since, day = end, day + 1


class _OpenDays:
    """Of a station that works on some weekdays only: its own office time within the city's."""

    def __init__(self, axis: WorkAxis, weekdays: frozenset[int]) -> None:
        self._axis, self._weekdays = axis, weekdays
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._totals: list[float] = []
        self._day = 0

    def next(self, now: float) -> float:
        """The moment itself while the station works, else when it next begins."""
        at = self._at(now)
        return max(now, self._starts[at])

    def after(self, start: float, hours: float) -> float:
        """When so many of its hours have passed."""
        total = self.worked(start) + hours
        while self._totals[-1] < total:
            self._extend()
        at = bisect_left(self._totals, total)
        return self._ends[at] - (self._totals[at] - total)

    def worked(self, moment: float) -> float:
        """Its own hours from the beginning until a moment."""
        at = self._at(moment)
        before = self._totals[at - 1] if at else 0.0
        return before + max(0.0, moment - self._starts[at])

    def _at(self, moment: float) -> int:
        """The first of its days that closes after the moment."""
        while not self._ends or self._ends[-1] <= moment:
            self._extend()
        return bisect_right(self._ends, moment)

    def _extend(self) -> None:
        while self._axis.date_of(self._day).weekday() not in self._weekdays:
            self._day += 1
        start, end = self._axis.opens(self._day), self._axis.closes(self._day)
        self._starts.append(start)
        self._ends.append(end)
        self._totals.append((self._totals[-1] if self._totals else 0.0) + end - start)
        self._day += 1
