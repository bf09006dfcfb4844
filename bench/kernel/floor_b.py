"""下限乙: hand-written SQL, one statement (a CTE that changes several tables) a transaction.

About as little as the work can cost on this database with this driver. The caller must know the
step of a task beforehand, and a wrong task is answered by "no row", not by a reason.
"""

import secrets
from typing import ClassVar
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from bench.kernel.tables import check_tables, make_tables
from bench.kernel.workload import (
    DAYS,
    DECISION,
    FORM,
    ISSUE,
    ITEM,
    OPINION,
    PARTY,
    REVIEWS,
    drive,
    next_step,
)

_CREATE = """
with created as (
    insert into approval (number, item, party, unit, waiting, form)
    values (%(number)s, %(item)s, %(party)s, %(unit)s, %(waiting)s, %(form)s) returning id
), audited as (
    insert into audit (actor, type, approval_id, unit, data)
    select %(party)s, 'received', id, %(unit)s, %(data)s from created
)
insert into task (approval_id, step, unit, due_at)
select created.id, review.step, review.unit, now() + make_interval(days => %(days)s)
  from created, unnest(%(steps)s::text[], %(units)s::text[]) as review (step, unit)
returning id, step
"""
# `old.waiting = 1`: this task was the last one of its stage. The row that is counted down is the
# lock as well: a second reviewer waits here, and then counts on from what the first one left.
_COMPLETE = """
with done as (
    update task set state = 'done', done_at = now(), done_by = 'officer-' || unit,
           opinion = %(opinion)s
     where id = %(task)s and state = 'open' returning approval_id, step, unit
), counted as (
    update approval
       set waiting = case when waiting > 1 then waiting - 1 else %(opens)s end,
           state = case when waiting > 1 then state else %(state)s end,
           decided_at = case when %(state)s = 'granted' then now() else decided_at end,
           ended_at = case when %(state)s = 'issued' then now() end,
           result = case when %(state)s = 'issued' then 'permit ' || id end
      from done where id = done.approval_id
    returning id, old.waiting = 1 as released
), opened as (
    insert into task (approval_id, step, unit, due_at)
    select id, %(step)s, %(unit)s, now() + make_interval(days => %(days)s)
      from counted where released and %(opens)s = 1 returning id, step
), audited as (
    insert into audit (actor, type, approval_id, unit, data)
    select 'officer-' || unit, 'done', approval_id, unit,
           jsonb_build_object('task', %(task)s::text, 'step', step) from done
)
select opened.id, opened.step from counted left join opened on true
"""
_STATE_AFTER = {DECISION.code: "granted", ISSUE.code: "issued"}
Task = tuple[UUID, str]


class FloorB:
    """下限乙: one statement a transaction."""

    name: ClassVar[str] = "floor_b"

    def prepare(self, url: str) -> None:
        """准备: the shared tables and one connection, which commits each statement."""
        self._connection = psycopg.connect(url, autocommit=True)
        make_tables(self._connection)

    def run(self, cases: int) -> None:
        """运行: each case from intake to issue."""
        drive(cases, self.create, self.complete)

    def check(self, cases: int) -> None:
        """核对: by the shared tables."""
        check_tables(self._connection, cases)

    def versions(self) -> dict[str, str]:
        """版本: of the driver."""
        return {"psycopg": psycopg.__version__}

    def create(self) -> list[Task]:
        """收件: gives the four reviews with their steps."""
        values = {
            "number": secrets.token_hex(8),
            "item": ITEM,
            "party": PARTY,
            "unit": DECISION.unit,
            "waiting": len(REVIEWS),
            "form": Jsonb(FORM),
            "data": Jsonb({"item": ITEM}),
            "days": DAYS,
            "steps": [step.code for step in REVIEWS],
            "units": [step.unit for step in REVIEWS],
        }
        return self._connection.execute(_CREATE, values).fetchall()

    def complete(self, task: Task) -> list[Task]:
        """办结任务: gives the task that this one opened, if it was the last of its stage."""
        task_id, step = task
        following = next_step(step)
        values = {
            "task": task_id,
            "opinion": OPINION,
            "state": _STATE_AFTER.get(step, "accepted"),
            "opens": 1 if following else 0,
            "step": following.code if following else "",
            "unit": following.unit if following else "",
            "days": DAYS,
        }
        row = self._connection.execute(_COMPLETE, values).fetchone()
        if row is None:
            raise RuntimeError(f"任务 {task_id} 已经办过")
        return [(row[0], row[1])] if row[0] else []
