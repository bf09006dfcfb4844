"""装填: the rows of a whole city by COPY, several tables at once, and their indexes afterwards."""

from contextlib import ExitStack
from datetime import datetime

import psycopg
from psycopg import sql

from bench.scale import rows
from bench.scale.city import City

# In the order in which the names stand in `rows.Lines`.
_TABLES = {
    "parties": ("parties_party", rows.PARTY),
    "cases": ("cases_case", rows.CASE),
    "tasks": ("cases_task", rows.TASK),
    "clocks": ("cases_clock", rows.CLOCK),
    "events": ("kernel_event", rows.EVENT),
    "answered": ("kernel_answeredrequest", rows.ANSWERED),
}
_INDEXES = """
select c.relname, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = any(%s::regclass[]) and not i.indisprimary
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
"""


def fill(url: str, city: City, cases: int, now: datetime) -> dict[str, int]:
    """装填: that many cases, a few more or less; rows by table.

    Secondary indexes are made when all rows are there, as a restore does. Foreign keys are not
    checked row by row; the numbers of rows that would break one are (`RuntimeError`).
    """
    with psycopg.connect(url, autocommit=True) as owner:
        names = [table for table, _ in _TABLES.values()]
        indexes = owner.execute(_INDEXES, [names]).fetchall()
        for name, _ in indexes:
            owner.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        counts = _copy(url, rows.Rows(city, cases, now))
        owner.execute("set maintenance_work_mem = '512MB'")
        for _, definition in indexes:
            owner.execute(definition)
        owner.execute(
            "select setval(pg_get_serial_sequence('kernel_event', 'id'), max(id)) from kernel_event"
        )
        owner.execute("vacuum (analyze)")
        _check(owner)
    return counts


def _copy(url: str, made: rows.Rows) -> dict[str, int]:
    counts = dict.fromkeys(_TABLES, 0)
    with ExitStack() as stack:
        copies = {}
        for name, (table, columns) in _TABLES.items():
            link = stack.enter_context(psycopg.connect(url))
            link.execute("set session_replication_role = replica")
            statement = sql.SQL("copy {} ({}) from stdin").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            copies[name] = stack.enter_context(link.cursor().copy(statement))
        for lines in made.chunks():
            for name, copy in copies.items():
                new = getattr(lines, name)
                copy.write("".join(new))
                counts[name] += len(new)
    return counts


_ORPHANS = """
select (select count(*) from cases_task t left join cases_case c on c.id = t.case_id
        where c.id is null)
    + (select count(*) from cases_clock k left join cases_case c on c.id = k.case_id
        where c.id is null)
    + (select count(*) from cases_case c left join cases_case p on p.id = c.parent_id
        left join parties_party a on a.id = c.party_id
        where a.id is null or c.parent_id is not null and p.id is null)
"""


def _check(owner: "psycopg.Connection[tuple[int]]") -> None:
    row = owner.execute(_ORPHANS).fetchone()
    if row is None or row[0]:
        raise RuntimeError(f"装填的数据有 {row and row[0]} 行没有归属，测出的数字没有意义。")
