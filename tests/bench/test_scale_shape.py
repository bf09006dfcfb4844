"""The rows of the scale bench are a city that the platform can work in; nothing is timed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = 3000


@pytest.fixture
def new_database(database_url: str) -> Iterator[str]:
    name = f"bench_scale_{os.getpid()}"
    with psycopg.connect(database_url, autocommit=True) as maintenance:
        maintenance.execute(f"create database {name}")
        yield urlunsplit(urlsplit(database_url)._replace(path=f"/{name}"))
        maintenance.execute(f"drop database {name} with (force)")


SOUND = {
    "cases": f"select count(*) >= {CASES} from cases_case",
    "mostly ended": """select count(*) filter (where ended_at is not null) * 100.0 / count(*)
        between 96 and 98 from cases_case""",
    "bundles have three children": """select bool_and(children = 3) from (
        select count(c.id) as children from cases_case p left join cases_case c
        on c.parent_id = p.id where p.bundle_id is not null group by p.id) families""",
    "no open task of an ended case": """select not exists (select from cases_task t
        join cases_case c on c.id = t.case_id where t.state = 'open' and c.ended_at is not null)""",
    "counters are right": """select not exists (select from cases_case c where c.open_tasks <>
        (select count(*) from cases_task t where t.case_id = c.id and t.state = 'open'))""",
    "some are overdue": """select count(*) filter (where due_at < now()) * 100.0 / count(*)
        between 10 and 40 from cases_task where state = 'open'""",
    "over forty units": """select count(distinct unit_id) = 40 from cases_task
        where state = 'open'""",
    "five years": """select max(received_at) - min(received_at) > interval '4 years 11 months'
        from cases_case""",
    "numbers are receipts": r"""select bool_and(number ~ '^(\w{4}-){3}\w{4}(-\d\d)?$')
        from cases_case""",
    "events in two partitions": "select count(distinct tableoid) = 2 from kernel_event",
    "an event for each task": """select (select count(*) from kernel_event
        where type = 'cases.TaskOpened') >= (select count(*) from cases_task)""",
    "indexes are back": """select count(*) = 4 from pg_indexes where indexname in
        ('task_inbox', 'case_subject', 'case_number', 'event_subject')""",
}


def test_the_city_is_sound_and_every_operation_runs(new_database: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.scale.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as worker:

        def ask(**command: Any) -> Any:
            assert worker.stdin is not None
            assert worker.stdout is not None
            print(json.dumps(command), file=worker.stdin, flush=True)
            return json.loads(worker.stdout.readline())

        made = ask(do="prepare", url=new_database, cases=CASES)
        with psycopg.connect(new_database) as connection:
            sound = {name: connection.execute(q).fetchone() for name, q in SOUND.items()}
        assert {name for name, row in sound.items() if row != (True,)} == set()
        for operation in made["operations"]:
            ask(do="ready", operation=operation, times=2)
            assert ask(do="go")["cpu_ns"] > 0, operation
