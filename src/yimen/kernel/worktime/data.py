"""日历文件: the content of a pack's `calendar.yaml` made into a calendar, every fault named."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yimen.kernel.problems import FieldError, Invalid
from yimen.kernel.worktime.calendar import DayKind, SpecialDay, WorkCalendar
from yimen.kernel.worktime.hours import WEEKDAYS, OfficeHours, Span, Spans, in_order, length

_TOP = {"zone", "base", "office_hours", "half_days", "years", "citations"}
_YEAR = {"source", "holidays", "make_up", "half_days"}
_CITATION = {"law", "version", "article", "note", "unverified"}
_LONGEST_HOLIDAY = timedelta(days=60)


def read_calendar(data: object) -> WorkCalendar:
    """读取日历: see `WorkCalendar.from_data`."""
    reader = _Reader()
    top = reader.mapping(data, "", _TOP, needed={"zone", "base", "office_hours"})
    zone = reader.zone(top.get("zone"))
    week = reader.week(top.get("office_hours"))
    base, published = reader.base(top.get("base"))
    reader.half_days(top.get("half_days"), "half_days", None)
    own = reader.years(top.get("years"))
    reader.citations(top.get("citations"))
    reader.refuse_if_faulty()
    days = {**base, **reader.days}
    reader.check_days(base, week)
    reader.check_hours(WorkCalendar(days, frozenset(), OfficeHours(week), zone))
    reader.refuse_if_faulty()
    return WorkCalendar(days, published | own, OfficeHours(week, reader.hours), zone)


class _Reader:
    """Reads the parts, and gathers faults (by path) instead of stopping at the first."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []
        self.days: dict[date, SpecialDay] = {}
        self.hours: dict[date, Spans] = {}
        self.paths: dict[date, str] = {}
        self.hours_paths: dict[date, str] = {}

    def fault(self, path: str, message: str) -> None:
        self.errors.append(FieldError(path, message))

    def refuse_if_faulty(self) -> None:
        if self.errors:
            count = len(self.errors)
            raise Invalid(f"工作日历有 {count} 处要改，都改好才能使用", errors=self.errors)

    # Shapes

    def mapping(
        self,
        value: object,
        path: str,
        keys: AbstractSet[str] = frozenset(),
        *,
        needed: AbstractSet[str] = frozenset(),
    ) -> dict[str, Any]:
        """The value as a mapping; `keys` are those it may have (any, where there are none)."""
        if not isinstance(value, Mapping):
            self.fault(path, "应是一组键值，请检查缩进")
            return {}
        found = {str(key): item for key, item in value.items()}
        for key in found.keys() - keys if keys else ():
            self.fault(_join(path, key), f"没有“{key}”这个键，可用：{'、'.join(sorted(keys))}")
        for key in sorted(needed - found.keys()):
            self.fault(path, f"缺少“{key}”，请补上")
        return found

    def each(self, value: object, path: str) -> Iterator[tuple[str, object]]:
        """The entries of a list that may be missing, each with its path."""
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(path, "应是列表，每一项前加 -")
            return
        for n, item in enumerate(value):
            yield _join(path, n), item

    def text(self, value: object, path: str) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(path, "应是文字，不能为空")
        return ""

    def day(self, value: object, path: str, year: int | None) -> date | None:
        """A date as YAML or as text; where `year` is given, it must lie in that year."""
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.fault(path, f"“{value}”不是日期，写成 2027-02-05")
            return None
        if year and day.year != year:
            self.fault(path, f"{day} 不在 {year} 年，请移到它所在的年份下")
            return None
        return day

    # Parts

    def zone(self, value: object) -> ZoneInfo:
        if value is None:  # already missed by `mapping`
            return ZoneInfo("UTC")
        try:
            return ZoneInfo(str(value))
        except (KeyError, OSError, ValueError):
            self.fault("zone", f"没有时区“{value}”，例如 Asia/Shanghai")
            return ZoneInfo("UTC")

    def base(self, value: object) -> tuple[Mapping[date, SpecialDay], frozenset[int]]:
        if value == "china":
            from yimen.kernel.worktime.china import arranged

            return arranged()
        if value not in ("none", None):
            self.fault("base", f"“{value}”不可用：写 china（全国放假安排）或 none（只用本文件）")
        return {}, frozenset()

    def week(self, value: object) -> tuple[Spans, ...]:
        if value is None:
            return ()
        hours = self.mapping(value, "office_hours", {*WEEKDAYS, "unverified", "note"})
        week = tuple(self.spans(hours.get(day), f"office_hours/{day}") for day in WEEKDAYS)
        if not any(week) and not self.errors:
            self.fault("office_hours", "一周至少要有一天办公，例如 mon: [09:00-12:00]")
        return week

    def spans(self, value: object, path: str) -> Spans:
        spans = []
        for place, item in self.each(value, path):
            try:
                spans.append(Span.parse(str(item)))
            except Invalid as problem:
                self.fault(place, problem.detail)
        try:
            return in_order(tuple(spans))
        except Invalid as problem:
            self.fault(path, problem.detail)
            return ()

    def years(self, value: object) -> frozenset[int]:
        own = set()
        for key, content in self.mapping({} if value is None else value, "years").items():
            path = f"years/{key}"
            if not (key.isascii() and key.isdigit() and len(key) == 4):
                self.fault(path, f"“{key}”不是年份，写成 2027")
                continue
            own.add(int(key))
            self.year(int(key), self.mapping(content, path, _YEAR, needed={"source"}), path)
        return frozenset(own)

    def year(self, year: int, content: dict[str, Any], path: str) -> None:
        if "source" in content:
            self.text(content["source"], f"{path}/source")
        for place, item in self.each(content.get("holidays"), f"{path}/holidays"):
            self.holiday(item, place, year)
        for place, item in self.each(content.get("make_up"), f"{path}/make_up"):
            entry = self.mapping(item, place, {"date", "name"}, needed={"date", "name"})
            self.special(entry, place, year, DayKind.MAKE_UP)
        self.half_days(content.get("half_days"), f"{path}/half_days", year)

    def holiday(self, item: object, path: str, year: int) -> None:
        entry = self.mapping(item, path, {"date", "from", "to", "name"}, needed={"name"})
        if ("date" in entry) == ("from" in entry) or ("from" in entry) != ("to" in entry):
            self.fault(path, "写 date（一天），或写 from 和 to（首日和末日）")
        elif "date" in entry:
            self.special(entry, path, year, DayKind.HOLIDAY)
        else:
            first = self.day(entry["from"], f"{path}/from", year)
            last = self.day(entry["to"], f"{path}/to", year)
            if first is None or last is None:
                return
            if not timedelta() <= last - first <= _LONGEST_HOLIDAY:
                self.fault(path, "to 要在 from 当日或之后，且不超过 60 天")
                return
            for n in range((last - first).days + 1):
                day = {**entry, "date": first + timedelta(days=n)}
                self.special(day, path, year, DayKind.HOLIDAY)

    def special(self, entry: dict[str, Any], path: str, year: int, kind: DayKind) -> None:
        if not {"date", "name"} <= entry.keys():
            return
        day = self.day(entry["date"], f"{path}/date", year)
        name = self.text(entry["name"], f"{path}/name")
        if day is None or not name:
            return
        if day in self.days:
            self.fault(path, f"{day} 已在 {self.paths[day]} 写过，请删去一处")
            return
        self.days[day] = SpecialDay(kind, name)
        self.paths[day] = path

    def half_days(self, value: object, path: str, year: int | None) -> None:
        for place, item in self.each(value, path):
            entry = self.mapping(item, place, {"date", "hours"}, needed={"date", "hours"})
            day = self.day(entry["date"], f"{place}/date", year) if "date" in entry else None
            spans = self.spans(entry.get("hours"), f"{place}/hours")
            if day is None:
                continue
            if day in self.hours:
                self.fault(place, f"{day} 的办公时间已在 {self.hours_paths[day]} 写过，请删去一处")
            elif not spans:
                self.fault(place, f"{day} 没有办公时段：全天不办公的日子请列入 holidays")
            self.hours[day] = spans
            self.hours_paths[day] = place

    def citations(self, value: object) -> None:
        for place, item in self.each(value, "citations"):
            entry = self.mapping(item, place, _CITATION)
            if not {"law", "note"} & entry.keys():
                self.fault(place, "写 law（法规名称），或写 note（其他依据）")

    # Against the pattern

    def check_days(self, base: Mapping[date, SpecialDay], week: tuple[Spans, ...]) -> None:
        """A make-up day that is an ordinary full working day is a slip of the pen."""
        full = max(length(spans) for spans in week)
        for day, special in self.days.items():
            ordinary = day not in base and length(week[day.weekday()]) == full
            if special.kind is DayKind.MAKE_UP and ordinary:
                self.fault(self.paths[day], f"{day} 本来就是工作日，请核对日期")

    def check_hours(self, calendar: WorkCalendar) -> None:
        """Hours are given to working days only."""
        for day, path in self.hours_paths.items():
            if not calendar.is_workday(day):
                kind = calendar.kind(day).value
                self.fault(path, f"{day} 是{kind}：要办公请先列入 make_up，否则删去")


def _join(path: str, part: str | int) -> str:
    return f"{path}/{part}" if path else str(part)
