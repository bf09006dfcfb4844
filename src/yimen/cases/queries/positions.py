"""清单定位: pages of a task list by position, so that the thousandth costs what the first does.

Whose tasks they are is a handful of pairs (unit, role). For each pair one stretch of an index is
read, from the position on, and the stretches are merged: how many tasks lie before or behind
does not matter. Conditions that no index answers are asked of one stretch of `STRETCH` tasks a
page: a page may then hold fewer rows, or none, and still have a next one.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import connection

from yimen.cases.models import Task
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Invalid

PAGE_SIZE = 50
STRETCH = 500
"""Tasks that one page looks through at most, where it has to look at each."""
MOST_COUNTED = 1000
"""Counts go no further: who has a thousand tasks to do need not know how many more."""


class UpTo(int):
    """至多数到: what was counted so far; with more to count (`is_more`) it reads “1000+”."""

    is_more: bool

    def __new__(cls, number: int, *, is_more: bool = False) -> Self:
        """创建: `number` beyond `MOST_COUNTED` is that many and more."""
        made = super().__new__(cls, min(number, MOST_COUNTED))
        made.is_more = is_more or number > MOST_COUNTED
        return made

    def __str__(self) -> str:
        return f"{int(self)}+" if self.is_more else f"{int(self)}"


@dataclass(frozen=True)
class Position:
    """位置: a place in a list; `back` asks for the page that ends before it."""

    at: datetime
    id: UUID
    back: bool = False

    def __str__(self) -> str:
        said = f"{'<' if self.back else '>'}{self.at.isoformat()} {self.id}"
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Position":
        """读取: raises `Invalid` for what is none."""
        try:
            padded = text + "=" * (-len(text) % 4)
            said = base64.urlsafe_b64decode(padded.encode("ascii")).decode("ascii")
            at, _, key = said[1:].partition(" ")
            position = cls(datetime.fromisoformat(at), UUID(key), said[0] == "<")
        except (ValueError, IndexError, binascii.Error) as error:
            raise Invalid("翻页位置（position）有误，请从第一页重新翻。") from error
        if position.at.tzinfo is None:
            raise Invalid("翻页位置（position）有误，请从第一页重新翻。")
        return position


@dataclass(frozen=True)
class Condition:
    """条件: what a task must meet beside being the actor's.

    SQL on `s` (the task's `id`, `at`, and `warn_at` if it is open), `t` (the task) and `c` (its
    case); without `of_case` only on `s`, which is cheaper.
    """

    text: str
    values: Sequence[Any] = ()
    of_case: bool = True


@dataclass(frozen=True)
class Wanted:
    """所要清单: open tasks by deadline, or done ones by when they were done, the latest first.

    `begin` ≤ deadline < `end` bounds open ones; `conditions` are asked of each task; with
    `family` only tasks of these cases, and of the children of these, are looked at.
    """

    state: str = Task.State.OPEN
    begin: datetime | None = None
    end: datetime | None = None
    conditions: list[Condition] = field(default_factory=list)
    family: list[UUID] | None = None


@dataclass(frozen=True)
class Found:
    """所得一页: ids of the page's tasks in their order, and where its neighbours begin, if any."""

    ids: list[UUID]
    next: Position | None
    previous: Position | None


@dataclass(frozen=True)
class _Order:
    column: str
    forward: str
    first: tuple[str, str]  # a position before all others
    last: tuple[str, str]


_LOW = ("-infinity", "00000000-0000-0000-0000-000000000000")
_HIGH = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
_ORDERS = {
    Task.State.OPEN: _Order("due_at", ">", _LOW, _HIGH),
    Task.State.DONE: _Order("done_at", "<", _HIGH, _LOW),
}

# What is read of each task stands in the index, which is all that is read of most of them.
# A pair that gave as many tasks as it was asked for may have more: the stretch ends where the
# first such pair ends, or the next of its tasks would be passed over.
_STRETCH = """
with key as materialized (
    select t.* from unnest(%s::text[], %s::text[]) as mine (unit, role)
    cross join lateral (
        select one.*, row_number() over () as place from (
            select id, {at} as at, {warn} from cases_task
            where unit_id = mine.unit and role = mine.role and state = '{state}'
                and {at} >= %s and {at} < %s and ({at}, id) {beyond} (%s, %s)
            order by {at} {way}, id {way} limit %s) one) t
), cut as materialized (
    select at, id from key where place = %s order by at {way}, id {way} limit 1
), stretch as materialized (
    select key.* from key
    where coalesce((key.at, key.id) {within} (select at, id from cut), true)
    order by key.at {way}, key.id {way} limit %s
), rest as materialized (
    select exists (select from cut) or (select count(*) from stretch) = %s as is_there)
"""
# All tasks of a few cases are few: they are looked at one and all.
_FAMILY = """
with wanted as materialized (
    select id from cases_case where id = any(%s)
    union select id from cases_case where parent_id = any(%s)
), stretch as materialized (
    select t.id, t.{at} as at, t.warn_at
    from wanted w join cases_task t on t.case_id = w.id
    join unnest(%s::text[], %s::text[]) as mine (unit, role)
        on t.unit_id = mine.unit and t.role = mine.role
    where t.state = '{state}'
        and t.{at} >= %s and t.{at} < %s and (t.{at}, t.id) {beyond} (%s, %s)
), rest as materialized (select false as is_there)
"""
# The second part is the stretch's last task, given only if there may be more behind it.
_PAGE = """
(select s.id, s.at, true from stretch s {case} {where} order by s.at {way}, s.id {way} limit %s)
union all
(select s.id, s.at, false from stretch s where (select is_there from rest)
    order by s.at {back}, s.id {back} limit 1)
"""
_WITH_CASE = "join cases_task t on t.id = s.id join cases_case c on c.id = t.case_id"
_COUNT = "select count(*), (select is_there from rest) from stretch s {case} {where}"
_PLAIN_COUNT = """
select count(*) from (
    select 1 from unnest(%s::text[], %s::text[]) as mine (unit, role)
    cross join lateral (
        select 1 from cases_task
        where unit_id = mine.unit and role = mine.role and state = '{state}'
            and {at} >= %s and {at} < %s limit %s) t
    limit %s) counted
"""


def asked(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """查询: the rows of a statement that is planned for these very values.

    Not prepared, as the hot statements of actions are: a plan for any values would not know
    whether three cases are looked for or three hundred, and read a hundred times too much.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def pairs_of(by: Actor) -> tuple[list[str], list[str]]:
    """任职对: units and roles of the actor side by side, one pair for each task list."""
    pairs = sorted((unit, role) for unit, roles in by.roles.items() if unit for role in roles)
    return [unit for unit, _ in pairs], [role for _, role in pairs]


def page(by: Actor, wanted: Wanted, position: Position | None = None) -> Found:
    """一页: the tasks after a position (before it, if it asks so), in one statement."""
    order = _ORDERS[Task.State(wanted.state)]
    back = position is not None and position.back
    start = order.last if back else order.first
    place = (position.at, position.id) if position else start
    text, values = _looked_at(by, wanted, order, place)
    rows = asked(f"{text} {_PAGE}".format(**_parts(order, wanted, back)), [*values, PAGE_SIZE + 1])
    hits = [(at, task) for task, at, is_hit in rows if is_hit]
    looked = [(at, task) for task, at, is_hit in rows if not is_hit]
    beyond = hits[PAGE_SIZE - 1] if len(hits) > PAGE_SIZE else looked[0] if looked else None
    return _found(hits[:PAGE_SIZE], beyond, position)


def count(by: Actor, wanted: Wanted) -> UpTo:
    """计数: how many tasks there are, as far as `MOST_COUNTED` and one more.

    Where each has to be looked at, it is done for as many as a page looks at: if there are more
    tasks than that, at least so many.
    """
    order = _ORDERS[Task.State(wanted.state)]
    parts = _parts(order, wanted, back=False)
    if wanted.family is None and not wanted.conditions:
        most = MOST_COUNTED + 1
        bounds = [wanted.begin or "-infinity", wanted.end or "infinity"]
        values = [*pairs_of(by), *bounds, most, most]
        ((counted,),) = asked(_PLAIN_COUNT.format(**parts), values)
        return UpTo(counted)
    text, values = _looked_at(by, wanted, order, order.first)
    ((counted, is_more),) = asked(f"{text} {_COUNT}".format(**parts), values)
    return UpTo(counted, is_more=is_more)


def _found(
    hits: list[tuple[datetime, UUID]],
    beyond: tuple[datetime, UUID] | None,
    position: Position | None,
) -> Found:
    """`beyond` is what the next page, in the direction of reading, begins after."""
    if position is None or not position.back:
        following = Position(*beyond) if beyond else None
        before = Position(*hits[0], back=True) if position and hits else None
        if position and not hits:
            before = Position(position.at, position.id, back=True)
        return Found([task for _, task in hits], following, before)
    hits = hits[::-1]
    following = Position(*hits[-1]) if hits else Position(position.at, position.id)
    before = Position(*beyond, back=True) if beyond else None
    return Found([task for _, task in hits], following, before)


def _parts(order: _Order, wanted: Wanted, back: bool) -> dict[str, str]:
    is_up = (order.forward == ">") != back
    conditions = " and ".join(f"({one.text})" for one in wanted.conditions)
    of_case = any(one.of_case for one in wanted.conditions)
    return {
        "at": order.column,
        "state": str(wanted.state),
        "beyond": ">" if is_up else "<",
        "within": "<=" if is_up else ">=",
        "way": "asc" if is_up else "desc",
        "back": "desc" if is_up else "asc",
        "warn": "warn_at" if wanted.state == Task.State.OPEN else "null::timestamptz as warn_at",
        "case": _WITH_CASE if of_case else "",
        "where": f"where {conditions}" if conditions else "",
    }


def _looked_at(
    by: Actor, wanted: Wanted, order: _Order, place: tuple[Any, Any]
) -> tuple[str, list[Any]]:
    """What is looked at for a page: the head of its statement, with values for all but its end."""
    units, roles = pairs_of(by)
    bounds = [wanted.begin or "-infinity", wanted.end or "infinity"]
    conditions = [value for condition in wanted.conditions for value in condition.values]
    if wanted.family is not None:
        family = [wanted.family, wanted.family]
        return _FAMILY, [*family, units, roles, *bounds, *place, *conditions]
    # Twice what each pair's part would be if they were alike; enough for a page in any case.
    share = 2 * STRETCH // max(1, len(units)) if wanted.conditions else 0
    each = min(STRETCH, max(PAGE_SIZE + 1, share))
    return _STRETCH, [units, roles, *bounds, *place, each, each, STRETCH, STRETCH, *conditions]
