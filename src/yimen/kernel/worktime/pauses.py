"""暂停: time that the law takes out of a limit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from yimen.kernel.problems import Invalid
from yimen.kernel.worktime.calendar import WorkCalendar


@dataclass(frozen=True)
class Pause:
    """暂停: the clock stands still from `start` until `end`, or still does (`end` None).

    Such as a hearing or an expert review (行政许可法 第四十五条). `reason` is shown to the
    applicant. Times are aware. Raises `Invalid` for an end before the start.
    """

    start: datetime
    end: datetime | None
    reason: str = ""

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment is not None and moment.tzinfo is None:
                raise Invalid(f"暂停时间 {moment} 没有时区，不能计算期限")
        if self.end is not None and self.end < self.start:
            raise Invalid("暂停的结束早于开始，请核对")


@dataclass(frozen=True)
class Stop:
    """停钟区间: overlapping pauses made one, in local time; `open` where one has no end yet."""

    start: datetime
    end: datetime
    reasons: tuple[str, ...]
    open: bool


def merge(
    begin: datetime, pauses: Sequence[Pause], calendar: WorkCalendar, now: datetime | None
) -> tuple[Stop, ...]:
    """合并暂停: the pauses as separate stops after `begin`, in order.

    An open pause counts until `now`; without `now`, as if it ended when it began.
    """
    merged: list[Stop] = []
    for stop in sorted(_after(begin, pauses, calendar, now), key=lambda s: (s.start, s.end)):
        if merged and stop.start <= merged[-1].end:
            merged[-1] = _join(merged[-1], stop)
        else:
            merged.append(stop)
    return tuple(merged)


def _after(
    begin: datetime, pauses: Sequence[Pause], calendar: WorkCalendar, now: datetime | None
) -> Iterator[Stop]:
    for pause in pauses:
        start = max(begin, calendar.localise(pause.start))
        until = pause.end or now
        end = max(start, calendar.localise(until)) if until else start
        reasons = (pause.reason,) if pause.reason else ()
        if end > start or pause.end is None:
            yield Stop(start, end, reasons, open=pause.end is None)


def _join(a: Stop, b: Stop) -> Stop:
    reasons = tuple(dict.fromkeys(a.reasons + b.reasons))
    return Stop(a.start, max(a.end, b.end), reasons, a.open or b.open)
