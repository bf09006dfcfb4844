"""The worker of jobs: what it defers belongs to its transaction, and what it drops is rescued."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from yimen.cli.worker import work
from yimen.kernel import jobs

pytestmark = pytest.mark.usefixtures("committed_city")


@pytest.fixture
def ran() -> Iterator[list[str]]:
    """The names of the jobs that ran, of three that are known for one test."""
    names: list[str] = []
    known = dict(app.tasks)

    @app.task(name="test.follows")
    def follows() -> None:
        names.append("follows")

    @app.task(name="test.fails")
    def fails() -> None:
        with transaction.atomic():
            follows.defer()
            names.append("fails")
            raise RuntimeError("rolled back")

    @app.task(name="test.works")
    def works() -> None:
        with transaction.atomic():
            follows.defer()
            names.append("works")

    yield names
    app.tasks.clear()
    app.tasks.update(known)


def run_worker() -> None:
    """Until nothing is left to do; on a loop of its own, as the process has it."""
    asyncio.run(work(waits=False))


@pytest.mark.parametrize(("first", "all_of_them"), [("fails", []), ("works", ["follows"])])
def test_what_a_job_defers_stands_and_falls_with_its_transaction(
    ran: list[str], first: str, all_of_them: list[str]
) -> None:
    app.tasks[f"test.{first}"].defer()
    run_worker()
    assert ran == [first, *all_of_them]


def test_a_job_of_a_dead_worker_is_done_by_another(ran: list[str]) -> None:
    job = app.tasks["test.follows"].defer()
    _taken(job, _worker(silent=jobs.SILENT_SECONDS + 1))
    _rescue(_taken_rescue(_worker()))
    run_worker()
    assert ran == ["follows"]


def test_a_job_of_a_living_worker_is_left_alone(ran: list[str]) -> None:
    job = app.tasks["test.follows"].defer()
    _taken(job, _worker(silent=jobs.SILENT_SECONDS / 2))
    _rescue(_taken_rescue(_worker()))
    assert ProcrastinateJob.objects.get(pk=job).status == "doing"


def test_a_job_that_a_worker_could_not_end_is_done_again(ran: list[str]) -> None:
    """It lives, but the connection was lost on which it wanted to say that the job was done."""
    job, own = app.tasks["test.follows"].defer(), _worker()
    _taken(job, own)
    _rescue(_taken_rescue(own))
    assert ProcrastinateJob.objects.get(pk=job).status == "todo"


def test_one_that_cannot_be_queued_does_not_keep_the_others(ran: list[str]) -> None:
    """A killed rescue is not queued again where another waits already."""
    dead = _worker(silent=60)
    killed = _taken_rescue(dead)
    job = app.tasks["test.follows"].defer()
    _taken(job, dead)
    now = _taken_rescue(_worker())
    waiting = jobs.rescue.defer(timestamp=0)
    _rescue(now)
    states = dict(ProcrastinateJob.objects.values_list("id", "status"))
    assert (states[killed], states[waiting], states[job]) == ("aborted", "todo", "todo")


def test_jobs_that_were_done_long_ago_are_removed_and_failed_ones_kept(ran: list[str]) -> None:
    old, fresh = app.tasks["test.follows"].defer(), app.tasks["test.follows"].defer()
    bad = app.tasks["test.fails"].defer()
    run_worker()
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_events set at = at - make_interval(hours => %s)"
            " where job_id in (%s, %s)",
            [jobs.KEPT_HOURS + 1, old, bad],
        )
    context = SimpleNamespace(app=app.with_connector(app.connector.get_worker_connector()))
    asyncio.run(_swept(context))
    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) >= {fresh, bad}
    assert not ProcrastinateJob.objects.filter(pk=old).exists()


async def _swept(context: Any) -> None:
    async with context.app.open_async():
        await jobs.sweep(context, timestamp=0)


def _worker(silent: float = 0) -> int:
    """A worker that last said that it lives some seconds ago."""
    return _run(
        "insert into procrastinate_workers (last_heartbeat)"
        " values (now() - make_interval(secs => %s)) returning id",
        silent,
    )


def _taken(job: int, worker: int) -> None:
    _run(
        "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s returning 1",
        worker,
        job,
    )


def _taken_rescue(worker: int) -> int:
    job = jobs.rescue.defer(timestamp=0)
    _taken(job, worker)
    return job


def _rescue(job: int) -> None:
    """What the job of rescue does, as the worker that took it."""
    row = ProcrastinateJob.objects.filter(pk=job).values().get()
    own: Any = SimpleNamespace(app=app, job=Job.from_row(row))

    async def rescued() -> None:
        await jobs.rescue.func(own, 0)
        await sync_to_async(close)()

    def close() -> None:
        connection.close()  # that of the thread in which it asked

    asyncio.run(rescued())


def _run(statement: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])
