"""延续规则: which certificate may be renewed, and when silence renews it.

行政许可法 2019 第五十条: the holder applies 30 days before expiry; not decided before it, the
renewal counts as granted. Whoever is later may still apply while the certificate is in force.
"""

from datetime import date, datetime, time, timedelta

from yimen.kernel.worktime import WorkCalendar

DAYS_BEFORE = 30
"""Calendar days: the period binds the applicant, not the agency (第八十二条 counts those)."""


def refusals(
    *, is_own: bool, is_valid: bool, document: str, wanted: str, valid_until: date | None, day: date
) -> list[str]:
    """不能延续的理由: why the certificate cannot be renewed on a day; empty when it can.

    `document` is its type, `wanted` the type that the item renews (empty: none).
    """
    if not wanted:
        return ["这个事项不是延续事项"]
    if not is_own or document != wanted:
        return ["要延续的证照不是申请人持有的这种证照"]
    if not is_valid:
        return ["要延续的证照已经失效，请重新申请"]
    if valid_until is None:
        return ["这份证照长期有效，不用延续"]
    return ["证照有效期已经届满，不能延续，请重新申请"] if valid_until < day else []


def is_late(valid_until: date, day: date) -> bool:
    """是否迟于三十日: whether less than the 30 days of the law are left."""
    return valid_until - day < timedelta(days=DAYS_BEFORE)


def expiry(valid_until: date, days: WorkCalendar) -> datetime:
    """届满时刻: the end (24:00) of the last day of validity, in the city's time."""
    return datetime.combine(valid_until + timedelta(days=1), time(), days.zone)
