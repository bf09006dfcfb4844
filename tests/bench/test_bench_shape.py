"""The variants of the kernel's bench really do the work whose cost is told; nothing is timed."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from bench.kernel.client import Worker, WorkerError
from bench.kernel.measure import Figures, ratios
from bench.kernel.workload import ISSUE, STEPS, TRANSACTIONS

CASES = 3
OF_THE_MAIN_ENVIRONMENT = ["floor_a", "floor_b", "django_orm", "spiff", "spiff_cached"]


@pytest.fixture
def new_database(database_url: str) -> Iterator[str]:
    name = f"bench_{os.getpid()}"
    with psycopg.connect(database_url, autocommit=True) as maintenance:
        maintenance.execute(f"create database {name}")
        yield urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))
        maintenance.execute(f"drop database {name} with (force)")


@pytest.mark.parametrize("name", OF_THE_MAIN_ENVIRONMENT)
def test_every_case_runs_to_its_end(name: str, new_database: str) -> None:
    with Worker(name) as worker:
        worker.prepare(new_database)
        wall, cpu = worker.run(CASES)
        worker.check()
        facts = _facts(new_database)
    assert cpu > 0
    assert wall > 0
    assert facts == {
        "ended": CASES,
        "waiting": 0,
        "done": CASES * len(STEPS),
        "joined once": CASES,
        "audited": CASES * TRANSACTIONS,
    }


def _facts(url: str) -> dict[str, int]:
    questions = {
        "ended": "select count(*) from approval where state = 'issued' and ended_at is not null",
        "waiting": "select count(*) from task where state <> 'done'",
        "done": "select count(*) from task where done_at >= opened_at and done_by is not null",
        "joined once": """
            select count(*) from task d where d.step = 'decision' and d.opened_at >= all (
                select r.done_at from task r
                 where r.approval_id = d.approval_id and r.step like 'review%')""",
        "audited": "select count(*) from audit",
    }
    with psycopg.connect(url) as connection:
        rows = {name: connection.execute(q).fetchone() for name, q in questions.items()}
    return {name: row[0] for name, row in rows.items() if row}


SPOILS = {
    "a task is open": "update task set state = 'open', done_at = null where step = %s",
    "a task is missing": "delete from task where step = %s",
    "an audit row is missing": "delete from audit where data ->> 'step' = %s",
    "a case is not ended": """
        update approval set state = 'granted', ended_at = null
         where id in (select approval_id from task where step = %s)""",
    "the join came too early": """
        update task set opened_at = received_at - interval '1 second'
          from approval a where a.id = approval_id and %s <> '' and step = 'decision'""",
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS.keys())
def test_work_that_was_not_done_is_found(
    spoil: str, new_database: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with Worker("floor_b") as worker:
        worker.prepare(new_database)
        worker.run(CASES)
        with psycopg.connect(new_database) as connection:
            connection.execute(spoil, [ISSUE.code])
        with pytest.raises(WorkerError):
            worker.check()
    assert "WrongEndError" in capfd.readouterr().err


def test_ratios_are_of_rounds_side_by_side_and_of_what_was_run() -> None:
    slow = Figures("floor_a", 41, 10, client=[1, 4, 2], database=[1, 4, 2], wall=[3, 9, 5])
    fast = Figures("floor_b", 7, 10, client=[0.5, 1, 1], database=[0.5, 1, 1], wall=[2, 3, 3])
    assert ratios([slow, fast]) == {"floor_a/floor_b": 2.0}
    assert slow.line()["cpu_ms_per_case"] == 4
    assert slow.line()["cases"] == 30
