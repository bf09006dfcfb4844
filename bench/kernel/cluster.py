"""测试用数据库: a fresh, durable PostgreSQL cluster, and what it spent."""

import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from yimen.kernel.postgres import EmbeddedServer
from yimen.kernel.postgres.processes import processes_of

_PREFIX = "bench_"  # of databases: the cluster has one named "yimen" from the start
_CPUCLOCK_SCHED = 2  # of the kernel's numbering of CPU clocks: what the scheduler counted

# Work that the server does in the background would fall upon whoever runs at that moment: it is
# done before the rounds begin.
_CALM = {"autovacuum": "off", "checkpoint_timeout": "1h", "pg_stat_statements.track": "none"}

_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")

_STATEMENTS = """
select coalesce(sum(calls), 0)::bigint
  from pg_stat_statements s join pg_database d on d.oid = s.dbid
 where d.datname = %s
   and query !~* '^\\s*(begin|start transaction|commit|rollback|savepoint|release)'
"""


class Cluster:
    """测试用数据库: the platform's embedded server with its own settings, in a folder on disk."""

    def __init__(self, folder: Path) -> None:
        self._server = EmbeddedServer(folder / "postgres", is_tied=True)

    def start(self) -> None:
        """启动: with the counter of statements, which only a start can load.

        Raises `RuntimeError` if the server does not write its log to disk before it answers.
        """
        self._server.start()
        self._do("alter system set shared_preload_libraries = 'pg_stat_statements'")
        self._server.stop()
        self._server.start()
        self._do("create extension pg_stat_statements")
        for name in _DURABLE:
            if self._ask(f"select current_setting('{name}')") != "on":
                raise RuntimeError(f"数据库设置 {name} 没有打开，测出的数字没有意义。")

    def stop(self) -> None:
        """停止: the folder stays; the caller removes it."""
        self._server.stop()

    def new_database(self, name: str) -> str:
        """建库: for the variant of that name; its libpq URL."""
        database = _PREFIX + name
        self._do(sql.SQL("create database {}").format(sql.Identifier(database)))
        return urlunsplit(urlsplit(self._server.dsn)._replace(path=f"/{database}"))

    def version(self) -> str:
        """版本: of the server, such as 18.1."""
        return self._ask("select split_part(current_setting('server_version'), ' ', 1)")

    def forget_statements(self) -> None:
        """清零: of the statements counted so far."""
        self._do("select pg_stat_statements_reset()")

    def statements(self, name: str) -> int:
        """语句数: that a variant sent; begin, commit and savepoints are not counted."""
        with psycopg.connect(self._server.dsn) as connection:
            row = connection.execute(_STATEMENTS, [_PREFIX + name]).fetchone()
        return int(row[0]) if row else 0

    def calm(self) -> None:
        """静置: counts no more statements, writes what is dirty, and stops background work."""
        for name, value in _CALM.items():
            self._do(f"alter system set {name} = '{value}'")
        self._do("select pg_reload_conf()")
        self._do("checkpoint")

    def cpu_ns(self) -> int:
        """处理器时间: user and system, in nanoseconds, of all processes of the cluster."""
        return sum(cpu_clock_ns(pid) for pid in processes_of(self._server.data))

    def _do(self, statement: "str | sql.Composed") -> None:
        with psycopg.connect(self._server.dsn, autocommit=True) as connection:
            connection.execute(statement)

    def _ask(self, question: str) -> str:
        with psycopg.connect(self._server.dsn) as connection:
            row = connection.execute(question).fetchone()
        return str(row[0]) if row else ""


def cpu_clock_ns(pid: int) -> int:
    """进程的处理器时间: of another process, by the kernel's clock of that process (Linux).

    /proc shows the same in steps of 10 ms. A process that has just ended counts nothing.
    """
    try:
        return time.clock_gettime_ns((~pid << 3) | _CPUCLOCK_SCHED)
    except OSError:
        return 0
