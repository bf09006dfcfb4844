"""预警规则: how high a warning climbs, and when a limit is looked at next.

Yellow goes to the handler in the last third of the time, red to the unit when it is over, and
what is still open one working day later to the supervising office. No rule sets these days; they
are the platform's own choice.
"""

from datetime import datetime
from enum import IntEnum

from yimen.kernel import worktime
from yimen.kernel.worktime import Period, WorkCalendar

GRACE = Period.parse("1wd")
"""How long a red limit may stand before the supervisors are told."""


class Level(IntEnum):
    """预警层级: who is told."""

    HANDLER = 1
    UNIT = 2
    SUPERVISORS = 3


def level(now: datetime, due: datetime, calendar: WorkCalendar) -> Level:
    """层级: of a limit that rings now."""
    if now < due:
        return Level.HANDLER
    return Level.UNIT if now < late(due, calendar) else Level.SUPERVISORS


def late(due: datetime, calendar: WorkCalendar) -> datetime:
    """再报时刻: when a limit that is over is told to the supervisors."""
    return worktime.deadline(due, GRACE, calendar).due


def next_alarm(reached: Level, due: datetime, calendar: WorkCalendar) -> datetime | None:
    """下次提醒: after a warning of this level; None when there is nobody higher to tell."""
    if reached is Level.HANDLER:
        return due
    return late(due, calendar) if reached is Level.UNIT else None


def light(reached: Level) -> str:
    """灯色: yellow before the limit is over, red after."""
    return "yellow" if reached is Level.HANDLER else "red"
