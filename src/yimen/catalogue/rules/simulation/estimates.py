"""估计: what several stretches of luck say together, with the interval in which the truth lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, sqrt
from statistics import fmean, stdev

_Z = 1.959963984540054
_T = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764}


@dataclass(frozen=True)
class Estimate:
    """估计: a mean of replications with its 95 % confidence interval.

    Without an interval (None) where there is one replication only.
    """

    mean: float
    low: float | None = None
    high: float | None = None

    @property
    def is_clear(self) -> bool:
        """看得出: whether the interval leaves out zero, so that a difference is no accident."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def estimate(values: Sequence[float]) -> Estimate | None:
    """估计: of independent values of the same thing; None where there are none."""
    known = [value for value in values if not isnan(value)]
    if not known:
        return None
    mean = fmean(known)
    if len(known) == 1:
        return Estimate(mean)
    half = student(len(known) - 1) * stdev(known) / sqrt(len(known))
    return Estimate(mean, mean - half, mean + half)


def student(freedom: int) -> float:
    """学生分布分位数: the value that |t| exceeds with a chance of 5 %.

    Beyond four degrees of freedom by the expansion of Cornish and Fisher, to three decimals.
    """
    if freedom in _T:
        return _T[freedom]
    z, n = _Z, freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )
