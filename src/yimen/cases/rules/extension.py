"""延期规则: prolonging the limits of a case, once, by what its item allows.

行政许可法 2019 第四十二条: where no decision can be made within the limit, the head of the agency
may approve ten more working days, and the applicant is told the reasons. The promise, which may
not be longer than the law's limit, moves with it.
"""

from collections.abc import Sequence
from datetime import datetime

from yimen.catalogue.api import ItemDefinition
from yimen.kernel.problems import Conflict
from yimen.kernel.worktime import Period

WITHIN = Period.parse("1wd")
"""How long the head has for an answer: the platform's own choice."""


def allowed(item: ItemDefinition, *, granted: bool, asked: bool) -> Period:
    """可否延期: by how much; `Conflict` when the item has no such rule, or it was used up."""
    by = item.limits.extension
    if by is None:
        raise Conflict("这个事项没有延长办理期限的规定，请在原定期限内办结。")
    if granted:
        raise Conflict("办理期限只能延长一次，这个办件已经延长过了。")
    if asked:
        raise Conflict("延长期限已经报请审批，请等待负责人的意见。")
    return by


def require_in_time(now: datetime, due: datetime) -> None:
    """要求未逾期: a limit that is over cannot be prolonged any more; raises `Conflict`."""
    if now > due:
        raise Conflict("法定期限已经届满，不能再延长。请尽快作出决定。")


def extended(period: Period, by: Period) -> Period:
    """延长后的期限: raises `Conflict` for periods that are counted in different units."""
    if period.unit is not by.unit:
        raise Conflict(
            f"期限“{period.words}”和延长的“{by.words}”单位不同，不能相加。"
            "请系统管理员修改事项的延期规定。"
        )
    return Period(period.amount + by.amount, period.unit)


def of_bundle(promised: Period, extensions: Sequence[Period]) -> Period:
    """一件事延长后的期限: its items run side by side, so the longest extension counts once."""
    same = [by.amount for by in extensions if by.unit is promised.unit]
    return Period(promised.amount + max(same), promised.unit) if same else promised
