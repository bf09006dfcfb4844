"""共用表: the tables of `schema.sql`: made, and read to see that the work was done."""

from pathlib import Path

import psycopg
from psycopg import sql

from bench.kernel.workload import DECISION, REVIEWS, STEPS, TRANSACTIONS, UNITS, WrongEndError

_SCHEMA = Path(__file__).with_name("schema.sql")

_FACTS = """
with stages as (
    select approval_id,
           count(*) filter (where state = 'done') as done,
           count(*) as tasks,
           max(done_at) filter (where step = any(%(reviews)s)) as reviewed_at,
           min(opened_at) filter (where step = %(decision)s) as released_at,
           count(*) filter (where step = %(decision)s) as releases
      from task group by approval_id
), audited as (
    select approval_id, count(*) as rows from audit group by approval_id
)
select count(*) as cases,
       count(*) filter (where a.state = 'issued' and a.waiting = 0 and a.result is not null
                          and a.decided_at is not null) as ended,
       count(*) filter (where s.tasks = %(steps)s and s.done = %(steps)s) as worked,
       count(*) filter (where s.releases = 1 and s.released_at >= s.reviewed_at) as joined,
       count(*) filter (where u.rows = %(transactions)s) as audited
  from approval a
  left join stages s on s.approval_id = a.id
  left join audited u on u.approval_id = a.id
"""


def make_tables(connection: psycopg.Connection) -> None:
    """建表: makes the tables and the units, and commits."""
    connection.execute(sql.SQL(_SCHEMA.read_text("utf-8")))
    connection.cursor().executemany(
        "insert into unit (code, name) values (%s, %s)", [(code, code) for code in UNITS]
    )
    connection.commit()


def check_tables(connection: psycopg.Connection, cases: int) -> None:
    """核对: exactly `cases` cases, all ended, joined once and after the reviews, worked, audited.

    Raises `WrongEndError` with the counts that are not `cases`.
    """
    facts = connection.execute(
        _FACTS,
        {
            "reviews": [step.code for step in REVIEWS],
            "decision": DECISION.code,
            "steps": len(STEPS),
            "transactions": TRANSACTIONS,
        },
    )
    names = [column.name for column in facts.description or ()]
    row = facts.fetchone() or ()
    connection.rollback()
    wrong = {name: n for name, n in zip(names, row, strict=True) if n != cases}
    if wrong:
        raise WrongEndError(f"应有 {cases} 件全部办结，实际：{wrong}")
