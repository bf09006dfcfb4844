"""名额规则: whether a case's turn has come where the number of grants is limited.

行政许可法 2019 第五十七条: among applicants who all fulfil the conditions, the order of acceptance
decides.
"""

HOLD = "quota"
"""The hold of a case that waits for its turn."""
FULL = "受理在先的申请已经用完全部名额，依照受理的先后顺序不能准予（行政许可法第五十七条）。"
"""The reason for refusing a case that no place is left for."""


def standing(count: int, taken: int, waiting_before: int) -> str:
    """名额情况: `free` when a place is surely left, `full` when none can be, else `wait`.

    `taken` counts the places that were granted, `waiting_before` the cases that are not decided
    yet and come first: accepted earlier, or already assured of their place.
    """
    if taken >= count:
        return "full"
    return "free" if taken + waiting_before < count else "wait"
