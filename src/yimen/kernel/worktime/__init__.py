"""办公时间: counting days and hours as the law counts them (ADR 0005).

Pure: no clock, no database, no files. Everything here is immutable.
"""

from yimen.kernel.worktime.calendar import DayKind, SpecialDay, WorkCalendar
from yimen.kernel.worktime.deadlines import Deadline, deadline
from yimen.kernel.worktime.hours import OfficeHours, Span
from yimen.kernel.worktime.lights import Elapsed, Light, elapsed, light, remaining
from yimen.kernel.worktime.pauses import Pause
from yimen.kernel.worktime.periods import Period, Unit

__all__ = [
    "DayKind",
    "Deadline",
    "Elapsed",
    "Light",
    "OfficeHours",
    "Pause",
    "Period",
    "Span",
    "SpecialDay",
    "Unit",
    "WorkCalendar",
    "deadline",
    "elapsed",
    "light",
    "remaining",
]
