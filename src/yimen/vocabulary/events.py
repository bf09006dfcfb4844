"""词汇事件"""

from dataclasses import dataclass

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class PackLoaded(Fact):
    """城市包已装载: the words of a pack are in force."""

    subject_kind = "pack"
    title = "城市包已装载"
    pack: str
    digest: str
    elements: int
    documents: int
    areas: int


@declared
@dataclass(frozen=True)
class CalendarPublished(Fact):
    """日历已公布: years whose working days are settled from now on."""

    subject_kind = "calendar"
    title = "工作日历已公布"
    pack: str
    years: list[int]


@declared
@dataclass(frozen=True)
class CalendarChanged(Fact):
    """日历已更改: days from today on are other than they were; `first` and `last` of them."""

    subject_kind = "calendar"
    title = "工作日历已更改"
    pack: str
    first: str
    last: str
