"""政策推送测速: one condition over many enterprises, all in memory and behind a query."""

import json
import time
from pathlib import Path
from typing import Any

import psycopg

from bench.catalogue.elements import ELEMENTS, named
from bench.catalogue.workload import POLICY, enterprises, is_meant
from bench.kernel.cluster import Cluster
from bench.running import say, tell
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.prefilter import necessary, where

POLICY_LIMIT = 100_000
"""Evaluations a second, at least, of the query with the condition behind it."""
_TABLE = "create table enterprise (id int primary key, form jsonb not null)"


def condition() -> str:
    """政策条件: what `workload.is_meant` says, as a pack would write it."""
    most, capital, trades, people = POLICY
    any_trade = " || ".join(f"form.firm.trade == '{trade}'" for trade in trades)
    return (
        f"form.firm.people < {most} && form.firm.capital >= {capital} && ({any_trade} || "
        f"(form.firm.founded >= '2020-01-01' && form.firm.people >= {people}))"
    )


def measure_policies(place: Path, count: int) -> list[str]:
    """测量: two lines, in CPU time of this process and the database; what is over its limit."""
    say(f"{count} 家企业")
    given = list(enterprises(count))
    meant = [n for n, values in enumerate(given) if is_meant(values)]
    forms = [named(values) for values in given]
    conditions, when = Conditions.of([], ELEMENTS), condition()
    started = time.process_time()
    found = [n for n, one in enumerate(conditions.over(when, forms)) if one is True]
    spent = time.process_time() - started
    assert found == meant
    _tell("policy in memory", count, count, spent, 0.0)
    cluster = Cluster(place)
    cluster.start()
    try:
        url = cluster.new_database("policy")
        return _behind_a_query(cluster, url, conditions, forms, meant)
    finally:
        cluster.stop()


def _behind_a_query(
    cluster: Cluster,
    url: str,
    conditions: Conditions,
    forms: list[dict[str, Any]],
    meant: list[int],
) -> list[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLE)
        with connection.cursor().copy("copy enterprise from stdin") as copy:
            for n, form in enumerate(forms):
                copy.write_row((n, json.dumps(form)))
        connection.execute("vacuum analyze enterprise")
        cluster.calm()
        before, started = cluster.cpu_ns(), time.process_time()
        found, left = _asked(connection, conditions, condition())
        client = time.process_time() - started
        database = (cluster.cpu_ns() - before) / 1e9
    assert found == meant
    _tell("policy behind a query", len(forms), left, client, database)
    return ["政策推送"] if len(forms) / (client + database) < POLICY_LIMIT else []


def _asked(
    connection: "psycopg.Connection[Any]", conditions: Conditions, when: str
) -> tuple[list[int], int]:
    """Those whom the condition holds for, and how many the query left to decide."""
    sql, values = where(necessary(when), ELEMENTS, "form")
    query = f"select id, form from enterprise where {sql} order by id"
    rows = connection.execute(query.encode(), values).fetchall()
    answers = conditions.over(when, (form for _, form in rows))
    found = [n for (n, _), answer in zip(rows, answers, strict=True) if answer is True]
    return found, len(rows)


def _tell(figure: str, count: int, decided: int, client: float, database: float) -> None:
    tell(
        {
            "figure": figure,
            "enterprises": count,
            "decided": decided,
            "client_ms": round(client * 1e3),
            "database_ms": round(database * 1e3),
            "per_second": round(count / (client + database)),
        }
    )
