"""工作台计数: what stands above the desk's list, counted as far as anyone needs to know."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from yimen.cases.queries.positions import MOST_COUNTED, UpTo, asked, pairs_of
from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.kernel.worktime import remaining
from yimen.vocabulary.api import calendar

_SAMPLE = 50
"""Tasks from which the mean time is taken: the latest done, as many of each role."""

# Each count stops where it has counted enough. Only yellow has to look at each task that is not
# late: at as many, shared out among the actor's roles, the next to be due first.
_FIGURES = """
with mine as materialized (
    select unit, role from unnest(%(units)s::text[], %(roles)s::text[]) as mine (unit, role))
select
    (select count(*) from (
        select 1 from mine cross join lateral (
            select 1 from cases_task t where t.unit_id = mine.unit and t.role = mine.role
                and state = 'open' limit %(most)s) t limit %(most)s) one),
    (select count(*) from (
        select 1 from mine cross join lateral (
            select 1 from cases_task t where t.unit_id = mine.unit and t.role = mine.role
                and state = 'open' and due_at >= %(now)s and due_at < %(tomorrow)s
            limit %(most)s) t limit %(most)s) one),
    (select count(*) from mine cross join lateral (
        select warn_at from cases_task t where t.unit_id = mine.unit and t.role = mine.role
            and state = 'open' and due_at >= %(now)s
        order by due_at, id limit %(share)s) t where warn_at < %(now)s),
    (select count(*) from (
        select 1 from mine cross join lateral (
            select 1 from cases_task t where t.unit_id = mine.unit and t.role = mine.role
                and state = 'open' and due_at < %(now)s limit %(most)s) t limit %(most)s) one),
    (select count(*) from (
        select 1 from mine cross join lateral (
            select 1 from cases_task t where t.unit_id = mine.unit and t.role = mine.role
                and state = 'done' and done_at >= %(week)s limit %(most)s) t
        limit %(most)s) one)
"""
_SPENT = """
select t.opened_at, t.done_at
from unnest(%s::text[], %s::text[]) as mine (unit, role)
cross join lateral (
    select opened_at, done_at from cases_task
    where unit_id = mine.unit and role = mine.role and state = 'done' and done_at >= %s
    order by done_at desc, id desc limit %s) t
order by t.done_at desc limit %s
"""
_NAMES = ("open", "due_today", "yellow", "red", "done_this_week")


def desk_figures(by: Actor) -> dict[str, Any]:
    """工作台计数: open, due today, yellow, red, done this week, mean working days per task.

    Counts are `UpTo` and stop at a thousand; the mean is of the latest tasks of the week.
    """
    now, days = clock.now(), calendar()
    today = now.astimezone(days.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    week = today - timedelta(days=today.weekday())
    units, roles = pairs_of(by)
    if not units:
        return {**dict.fromkeys(_NAMES, UpTo(0)), "mean_days": None}
    values = {
        "units": units,
        "roles": roles,
        "now": now,
        "tomorrow": today + timedelta(days=1),
        "week": week,
        "most": MOST_COUNTED + 1,
        "share": MOST_COUNTED // len(units) + 1,
    }
    (counts,) = asked(_FIGURES, values)
    figures: dict[str, Any] = dict(zip(_NAMES, map(UpTo, counts), strict=True))
    return {**figures, "mean_days": _mean(units, roles, week)}


def _mean(units: list[str], roles: list[str], since: datetime) -> Decimal | None:
    """Mean of the office time from opening to done, in working days."""
    days = calendar()
    rows = asked(_SPENT, [units, roles, since, -(-_SAMPLE // len(units)), _SAMPLE])
    spent = [remaining(opened, done, days) for opened, done in rows]
    return sum(spent, Decimal(0)) / len(spent) if spent else None
