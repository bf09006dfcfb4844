"""受理规则: on which day a case counts as accepted."""

from datetime import datetime

from yimen.kernel.worktime import WorkCalendar


def moment(at: datetime, calendar: WorkCalendar) -> datetime:
    """受理时间: the moment itself on a working day, else the opening of the next.

    Papers handed in on a day without office are accepted on the first working day after.
    """
    local = calendar.localise(at)
    return at if calendar.is_workday(local.date()) else calendar.into_hours(local)


def end_of_day(at: datetime, calendar: WorkCalendar) -> datetime:
    """当日办公结束: when the offices close on the day of receipt, or next if they are closed."""
    return calendar.closes(calendar.next_workday(calendar.localise(at).date()))
