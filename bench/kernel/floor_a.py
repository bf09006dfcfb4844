"""下限甲: hand-written SQL in separate statements, as a good programmer writes it by hand.

Plain psycopg with its default settings (it prepares a statement that comes back), one ordinary
transaction an action, the case row locked first, and a counter on it for the join.
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
    Step,
    drive,
    next_step,
)

_CREATE = """
insert into approval (number, item, party, unit, waiting, form)
values (%s, %s, %s, %s, %s, %s) returning id
"""
_OPEN = """
insert into task (approval_id, step, unit, due_at)
values (%s, %s, %s, now() + make_interval(days => %s)) returning id
"""
_AUDIT = "insert into audit (actor, type, approval_id, unit, data) values (%s, %s, %s, %s, %s)"
_LOCK = """
select a.id, t.step, t.unit from task t join approval a on a.id = t.approval_id
where t.id = %s for update of a
"""
_DONE = """
update task set state = 'done', done_at = now(), done_by = %s, opinion = %s
where id = %s and state = 'open'
"""
_COUNT = "update approval set waiting = waiting - 1 where id = %s returning waiting"
_WAIT = "update approval set waiting = 1 where id = %s"
_GRANT = "update approval set state = 'granted', decided_at = now(), waiting = 1 where id = %s"
_END = "update approval set state = 'issued', result = %s, ended_at = now() where id = %s"


class FloorA:
    """下限甲: separate statements; `complete` is the whole of a step."""

    name: ClassVar[str] = "floor_a"

    def prepare(self, url: str) -> None:
        """准备: the shared tables and one connection."""
        self._connection = psycopg.connect(url)
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

    def create(self) -> list[UUID]:
        """收件: the case, its four reviews, and the audit row; gives the tasks."""
        connection = self._connection
        with connection.transaction():
            values = [secrets.token_hex(8), ITEM, PARTY, DECISION.unit, len(REVIEWS), Jsonb(FORM)]
            approval = _value(connection.execute(_CREATE, values))
            tasks = [self._open(approval, step) for step in REVIEWS]
            self._audit(PARTY, "received", approval, DECISION.unit, {"item": ITEM})
        return tasks

    def complete(self, task: UUID) -> list[UUID]:
        """办结任务: what the last task of a stage opens is given back."""
        connection = self._connection
        with connection.transaction():
            found = connection.execute(_LOCK, [task]).fetchone()
            if found is None:
                raise LookupError(task)
            approval, step, unit = found
            officer = f"officer-{unit}"
            if connection.execute(_DONE, [officer, OPINION, task]).rowcount != 1:
                raise RuntimeError(f"任务 {task} 已经办过")
            waiting = _value(connection.execute(_COUNT, [approval]))
            self._audit(officer, "done", approval, unit, {"task": str(task), "step": step})
            return [] if waiting else self._advance(approval, step)

    def _advance(self, approval: UUID, step: str) -> list[UUID]:
        following = next_step(step)
        if following is None:
            self._connection.execute(_END, [f"permit {approval}", approval])
            return []
        self._connection.execute(_GRANT if following is ISSUE else _WAIT, [approval])
        return [self._open(approval, following)]

    def _open(self, approval: UUID, step: Step) -> UUID:
        values = [approval, step.code, step.unit, DAYS]
        return _value(self._connection.execute(_OPEN, values))

    def _audit(
        self, actor: str, type_: str, approval: UUID, unit: str, data: dict[str, str]
    ) -> None:
        self._connection.execute(_AUDIT, [actor, type_, approval, unit, Jsonb(data)])


def _value(cursor: psycopg.Cursor) -> UUID:
    row = cursor.fetchone()
    if row is None:
        raise LookupError("没有返回行")
    value: UUID = row[0]
    return value
