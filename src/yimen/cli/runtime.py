"""命令运行环境: Django and a database for the commands that need them, and for no others."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from yimen.kernel.problems import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

SETTINGS = "yimen.config.settings"


def set_up_django() -> None:
    """准备 Django: settings and apps, once; a second call does nothing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


@contextmanager
def database() -> Iterator[None]:
    """数据库可用: for the block, the database answers.

    The embedded server is started if no `yimen up` runs it, and stopped after its last user.
    Raises `Unavailable` when the database named by `DATABASE_URL` does not answer.
    """
    from yimen.config import database as config

    if config.external_url():
        config.check_reachable()
        yield
        return
    with config.embedded_server():
        yield


def close_connections() -> None:
    """断开数据库: closes this process's connections and their pool."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's own


def with_django(command: Callable[P, R]) -> Callable[P, R]:
    """需要数据库的命令: a decorator for the body of a command that uses Django's models.

    Put it under `@click.command()` and the options. Nothing of Django is loaded until the body is
    called, so `--help` stays quick. Raises `Unavailable` where the tables are not made yet.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with database():
            set_up_django()
            from django.db import ProgrammingError

            try:
                return command(*args, **kwargs)
            except ProgrammingError as error:
                if getattr(error.__cause__, "sqlstate", None) != "42P01":  # no such table
                    raise
                raise Unavailable(
                    "数据库里还没有表：请先运行 yimen up（或 yimen manage migrate）。"
                ) from error
            finally:
                close_connections()

    return run
