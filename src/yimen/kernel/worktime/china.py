"""全国放假安排: the State Council's yearly arrangements, from the `chinesecalendar` library."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

from yimen.kernel.worktime.calendar import DayKind, SpecialDay


@cache
def arranged() -> tuple[Mapping[date, SpecialDay], frozenset[int]]:
    """已收录的安排: the holidays and make-up days of the years that the library has, and those.

    A year it does not have is left out, never guessed: days of a year come from that year's
    notice under the 全国年节及纪念日放假办法. Holidays include their weekend days.
    """
    days = {day: SpecialDay(DayKind.HOLIDAY, _name(name)) for day, name in holidays.items()}
    for day, name in workdays.items():
        days[day] = SpecialDay(DayKind.MAKE_UP, f"{_name(name)}调休")
    return days, frozenset(day.year for day in holidays)


def _name(english: str) -> str:
    chinese: str = Holiday(english).chinese
    return chinese
