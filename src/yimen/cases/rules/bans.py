"""再次申请限制: how long somebody who deceived may not apply for the same permit again.

行政许可法 2019: 第七十八条, false papers in an application: one year; 第七十九条, a permit got by
fraud or bribery: three years. Both only for permits that directly concern public safety, health
or life and property.
"""

from collections.abc import Collection
from datetime import date

SAFETY = frozenset({"public_safety", "health_and_life"})
"""The concerns of an item (`concerns`) for which the law sets a ban."""
FALSE_MATERIAL_YEARS = 1
FRAUD_YEARS = 3


def ban_until(
    fraud: bool, false_material: bool, concerns: Collection[str], day: date
) -> date | None:
    """限制至: the last day on which it may not apply; None where the law sets no ban.

    `day` is that of the decision; it is not counted (民法典 第二百零一条), and the period ends on
    the day of the same date, or on the month's last day (第二百零二条).
    """
    if not SAFETY & set(concerns):
        return None
    years = FRAUD_YEARS if fraud else FALSE_MATERIAL_YEARS if false_material else 0
    return _same_day(day, years) if years else None


def is_barred(until: date, today: date) -> bool:
    """是否仍受限制: the last day of the ban still counts."""
    return today <= until


def _same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)
