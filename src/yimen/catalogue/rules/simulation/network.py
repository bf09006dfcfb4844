"""办理网络: what a version asks of whom, in numbers, ready to be run.

A template is the flow of every case of one situation: conditions are decided, the items of a
bundle and the sub-cases stand in one graph. Stations are the people, shared by all cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from yimen.kernel.packs import Period


class Mode(IntEnum):
    """办法: how a step comes to its end."""

    AT_ONCE = 0  # the platform does it, or it does not apply
    WORK = 1  # somebody of a station does it
    DELAY = 2  # an answer from outside
    TIMER = 3  # the end of its period
    SUBCASE = 4  # the end of another case


@dataclass(frozen=True)
class Station:
    """办理岗: the people of a unit and role. `assumed`: nobody said how many they are.

    `weekdays` (0 is Monday) are those on which they do this work; none named: every working day.
    """

    unit: str
    role: str
    people: int
    share: float = 1.0
    weekdays: frozenset[int] = frozenset()
    assumed: bool = False

    @property
    def key(self) -> str:
        """岗位编码: `unit:role`."""
        return f"{self.unit}:{self.role}"


@dataclass(frozen=True)
class Node:
    """网络环节: a step of a template. Others are named by their place in the template.

    `mean` is in office hours of the one who does it. `waits` counts the steps that come before,
    `next` are those that wait for this one. A step of `quorum` opens once so many of its `votes`
    have passed; `votes_for` is the join that this step counts for. `feeds` are steps of
    other items that wait for what this step makes, and whether nobody else makes it. `begins` is
    the sub-case (a group); `pauses` says that the law stops the clocks meanwhile.
    """

    key: str
    group: int
    mode: Mode
    applies: bool = True
    accepts: bool = False
    last: bool = False
    station: int = -1
    mean: float = 0.0
    cv: float = 0.0
    period: Period | None = None
    consents: bool = False
    waits: int = 0
    next: tuple[int, ...] = ()
    quorum: int = 0
    votes: tuple[int, ...] = ()
    votes_for: int = -1
    feeds: tuple[tuple[int, bool], ...] = ()
    refuse: float = 0.0
    send_back: float = 0.0
    to: tuple[int, ...] = ()
    begins: int = -1
    pauses: bool = False


@dataclass(frozen=True)
class Group:
    """网络事项: an item of the bundle, or a sub-case for which the step `task` waits."""

    item: str
    promised: Period
    nodes: tuple[int, ...]
    entries: tuple[int, ...]
    task: int = -1


@dataclass(frozen=True)
class Template:
    """情形网络: the graph of one situation, and its share among all cases."""

    name: str
    share: float
    nodes: tuple[Node, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class StepWords:
    """环节说法: what a step is called, and who does it, for telling results."""

    name: str
    item: str
    kind: str
    station: str


@dataclass(frozen=True)
class Network:
    """办理网络: one version of an item or bundle with its people.

    `promised` is the promise for the whole; `is_bundle` says that it runs from the submission
    (else from the acceptance). `left_open` are conditions that the situations did not decide.
    """

    code: str
    name: str
    promised: Period
    is_bundle: bool
    stations: tuple[Station, ...]
    templates: tuple[Template, ...]
    steps: Mapping[str, StepWords]
    left_open: tuple[str, ...] = ()

    @property
    def members(self) -> Sequence[str]:
        """事项: the items of the bundle that some situation has, or the item itself."""
        seen = [g.item for t in self.templates for g in t.groups if g.task < 0]
        return tuple(dict.fromkeys(seen))
