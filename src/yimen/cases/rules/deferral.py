"""容缺规则: which paper may follow later, until when, and who may not ask for it.

Only papers that are not essential; the promised day is at most two working days before the end
of the promised limit and at most 20 working days away. Barred for items decided on the spot, for
items that issue nothing (the gap would never close), and for whoever broke a promise that is not
repaired yet. The legal clock runs on; nothing is issued before the paper is there.
"""

from datetime import date, datetime

from yimen.catalogue.api import ItemDefinition
from yimen.kernel import worktime
from yimen.kernel.worktime import WorkCalendar

HOLD = "deferral"
"""The hold of a case that waits for a deferred paper."""
BEFORE_PROMISE = 2
"""Working days that must be left of the promised limit when the paper comes."""
MOST_DAYS = 20
"""Working days within which the paper must come in any case."""


def bars(item: ItemDefinition, document: str, *, broke_promise: bool) -> list[str]:
    """不能容缺的理由: why the paper may not follow later, in words; empty when it may."""
    use = next((one for one in item.papers if one.document == document), None)
    reasons = []
    if use is None:
        reasons.append("这个事项不要这份材料")
    elif use.essential:
        reasons.append("这是主审材料，要和申请一起交")
    elif not use.may_defer:
        reasons.append("这份材料不在容缺材料清单里")
    if item.handling == "immediate":
        reasons.append("即办件当场办结，不能容缺")
    if not any(step.kind == "issue" for step in item.steps):
        reasons.append("这个事项没有颁发结果的环节，不能容缺")
    if broke_promise:
        reasons.append("以前承诺的事没有兑现，信用修复之前不能容缺")
    return reasons


def latest_day(item: ItemDefinition, received: datetime, days: WorkCalendar) -> date | None:
    """最迟补交日: a working day; None where the promised limit leaves no day after receipt."""
    start = days.localise(received).date()
    promised = worktime.deadline(received, item.limits.promised, days).due
    end = days.localise(promised).date()
    latest = min(days.add_workdays(end, -BEFORE_PROMISE), days.add_workdays(start, MOST_DAYS))
    return latest if latest > start else None


def complaint(chosen: date, latest: date | None, received: date, days: WorkCalendar) -> str:
    """日期问题: what is wrong with the day that was promised; empty when it will do."""
    if latest is None:
        return "承诺时限太短，没有容缺的时间，请现在交"
    if not received < chosen <= latest:
        return f"补交日期要在{_words(received)}之后，不迟于{_words(latest)}"
    return "" if days.is_workday(chosen) else f"{_words(chosen)}不办公，请选工作日"


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
