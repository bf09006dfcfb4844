"""办件分区对照: what the table of cases would cost, were it partitioned by quarters.

`python -m bench.scale --partitioned` copies the cases of the large city twice, into one table and
into one with a partition for each quarter (a range of ids, which begin with the time), with the
same indexes. What uniqueness of numbers across partitions would cost comes on top: an index on a
partitioned table holds one partition only.
"""

import statistics
import time
from itertools import pairwise
from typing import Any

import psycopg

_ROUNDS, _TIMES = 31, 20
_PLAIN = "create table bench_plain (like cases_case including defaults)"
_PARTED = "create table bench_parted (like cases_case including defaults) partition by range (id)"
_QUARTERS = """
select min(id::text) from cases_case
group by date_trunc('quarter', uuid_extract_timestamp(id)) order by 1
"""
_INDEXES = """
alter table {0} add primary key (id);
create index on {0} (number text_pattern_ops);
create index on {0} (parent_id) where parent_id is not null;
create index on {0} (party_id, received_at desc);
create index on {0} (unit_id) where ended_at is null;
"""
# What the platform asks most: by id with a lock, by number, a family, a party's list, and a page
# of tasks with their cases and parents.
_STATEMENTS = {
    "lock by id": "select * from {0} where id = %(id)s for update",
    "by number": "select * from {0} where number = %(number)s",
    "children": "select * from {0} where parent_id = %(id)s",
    "of a party": """select * from {0} where party_id = %(party)s and parent_id is null
        order by received_at desc limit 50""",
    "page of tasks": """select t.id, c.number, p.number from cases_task t
        join {0} c on c.id = t.case_id left join {0} p on p.id = c.parent_id
        where t.id = any(%(tasks)s)""",
    "ended": "update {0} set ended_at = now() where id = %(id)s",
}


def compare(url: str) -> dict[str, dict[str, float]]:
    """对照: milliseconds (wall) of each statement, planned each time as the ORM has it; medians."""
    with psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as link:
        _make(link)
        found: dict[str, dict[str, float]] = {}
        samples = _samples(link)
        for name, text in _STATEMENTS.items():
            spent: dict[str, list[float]] = {"bench_plain": [], "bench_parted": []}
            for number in range(_ROUNDS):
                for table in sorted(spent, reverse=bool(number % 2)):
                    spent[table].append(_timed(link, text.format(table), samples, number))
            plain, parted = (statistics.median(spent[t]) for t in ("bench_plain", "bench_parted"))
            found[name] = {
                "plain_ms": round(plain, 3),
                "partitioned_ms": round(parted, 3),
                "ratio": round(parted / plain, 2),
            }
        link.execute("drop table bench_plain, bench_parted")
    return found


def _make(link: "psycopg.Connection[Any]") -> None:
    link.execute("drop table if exists bench_plain, bench_parted")
    link.execute(_PLAIN)
    link.execute(_PARTED)
    starts = [row[0] for row in link.execute(_QUARTERS)]
    bounds = ["minvalue", *(f"'{start}'" for start in starts[1:]), "maxvalue"]
    for number, (begin, end) in enumerate(pairwise(bounds)):
        link.execute(
            f"create table bench_parted_{number} partition of bench_parted"
            f" for values from ({begin}) to ({end})"
        )
    for table in ("bench_plain", "bench_parted"):
        link.execute(f"insert into {table} select * from cases_case order by id")
        link.execute(_INDEXES.format(table))
        link.execute(f"vacuum (analyze) {table}")


def _samples(link: "psycopg.Connection[Any]") -> list[dict[str, Any]]:
    rows = link.execute(
        "select id, number, party_id from cases_case where ended_at is null limit 5000"
    ).fetchall()
    tasks = [row[0] for row in link.execute("select id from cases_task order by id desc limit 50")]
    return [
        {"id": case, "number": number, "party": party, "tasks": tasks}
        for case, number, party in rows
    ]


def _timed(
    link: "psycopg.Connection[Any]", text: str, samples: list[dict[str, Any]], number: int
) -> float:
    begun = time.perf_counter_ns()
    for turn in range(_TIMES):
        values = samples[(number * _TIMES + turn) % len(samples)]
        cursor = link.execute(text, values)
        if cursor.description:
            cursor.fetchall()
    return (time.perf_counter_ns() - begun) / _TIMES / 1e6
