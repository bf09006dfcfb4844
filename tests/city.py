"""The fictional city in the test database, its people, and the jobs that the platform left.

`demo_city` is loaded once for a test session, before the first test that uses the database; each
test sees it in a transaction of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from yimen.kernel.actors import Actor

PASSWORD = "yimen-demo"


def load_city(name: str = "demo") -> None:
    """Loads a pack and its demo people into the current database."""
    from django.conf import settings

    settings.YIMEN_PACK = name
    call_command("load_pack", name, verbosity=0)
    call_command("load_demo", verbosity=0)


def actor(login: str, acting_for: str = "") -> Actor:
    """The actor that a demo log-in is."""
    from yimen.parties.api import Account, actor_of

    return actor_of(Account.objects.get(login=login), request="test", acting_for=acting_for)


def run_jobs(most: int = 500) -> list[str]:
    """Does the jobs that wait, and those that they leave, as a worker would; names of the tasks."""
    from procrastinate.contrib.django import app

    done: list[str] = []
    while len(done) < most:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, task_name, args from procrastinate_jobs"
                " where status = 'todo' order by id limit 1"
            )
            row = cursor.fetchone()
            if row is None:
                return done
            job, task, args = row
            cursor.execute("update procrastinate_jobs set status='succeeded' where id=%s", [job])
        app.tasks[task](**(args if isinstance(args, dict) else __import__("json").loads(args)))
        done.append(task)
    raise AssertionError(f"jobs breed jobs: {done[-10:]}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, with the fictional city in it.

    pytest-django makes none when no chosen test asks for `db`; `committed_city` needs it too.
    """
    is_made = connections["default"].settings_dict["NAME"].startswith("test_")
    with django_db_blocker.unblock():
        made = [] if is_made else setup_databases(0, interactive=False, aliases={"default"})
        load_city()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def demo_city(db: None) -> None:
    """The fictional city, in a transaction that is rolled back."""


@contextmanager
def cloned_database(blocker: Any) -> Iterator[str]:
    """A copy of the test database in which rows are really committed; its name.

    Within the block Django's default connection, in every thread, is to the copy.
    """
    settings = connections["default"].settings_dict
    original, copy = settings["NAME"], f"copy_{uuid4().hex[:12]}"
    with blocker.unblock():
        _close()
        _maintain(f'create database "{copy}" template "{original}"')
        settings["NAME"] = copy
        try:
            yield copy
        finally:
            _close()
            settings["NAME"] = original
            _maintain(f'drop database "{copy}" with (force)')


def _close() -> None:
    connections["default"].close()
    connections["default"].close_pool()


def _maintain(statement: str) -> None:
    import psycopg

    given = connections["default"].settings_dict
    with psycopg.connect(
        dbname="postgres",
        user=given["USER"],
        password=given["PASSWORD"],
        host=given["HOST"],
        port=given["PORT"] or None,
        autocommit=True,
    ) as maintenance:
        maintenance.execute(statement)


@pytest.fixture
def committed_city(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The fictional city in a database of its own whose transactions really commit; its name."""
    with cloned_database(django_db_blocker) as name:
        yield name
