"""累计: running totals over days, forwards and backwards, in logarithmic time."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate


class Tally:
    """累计表: how much lies on the days from 1 January of year 1 up to any day.

    Every weekday has an ordinary amount (`week`, Monday first, at least one above 0), single
    days differ (`special`: day → amount). Days are proleptic ordinals (`date.toordinal`), whose
    day 1 is a Monday. Amounts are whole numbers ≥ 0: days (0 or 1) or microseconds of office
    time. Weeks are arithmetic, exceptions are prefix sums found by bisection, so a total costs
    O(log exceptions) however far apart the days are.
    """

    __slots__ = ("_days", "_extra", "_totals", "_weekly", "_within")

    def __init__(self, week: Sequence[int], special: Mapping[int, int]) -> None:
        self._within = (0, *accumulate(week))
        self._weekly = self._within[7]
        self._days = sorted(special)
        differences = (special[day] - week[(day - 1) % 7] for day in self._days)
        self._extra = (0, *accumulate(differences))
        self._totals = [self.upto(day) for day in self._days]

    def upto(self, day: int) -> int:
        """至某日: the sum over all days up to and including `day`."""
        weeks, rest = divmod(day, 7)
        ordinary = weeks * self._weekly + self._within[rest]
        return ordinary + self._extra[bisect_right(self._days, day)]

    def reach(self, total: int) -> int:
        """达到某数: the first day up to which the sum is at least `total` (above 0).

        The day is found among the exceptions first; between two exceptions, and after the
        last, only ordinary weeks lie.
        """
        place = bisect_left(self._totals, total)
        before, so_far = (self._days[place - 1], self._totals[place - 1]) if place else (0, 0)
        day = self._ordinary(before, total - so_far)
        return min(day, self._days[place]) if place < len(self._days) else day

    def _ordinary(self, before: int, missing: int) -> int:
        into_week = before % 7
        weeks, rest = divmod(self._within[into_week] + missing - 1, self._weekly)
        return before - into_week + 7 * weeks + bisect_left(self._within, rest + 1)
