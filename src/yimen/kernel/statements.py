"""手写语句: running the few hand-written statements on Django's own connection.

They are prepared on the server: a statement that runs on every step is parsed and planned once
for each connection, not each time. Everything else stays ORM.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any, LiteralString, TypeVar
from weakref import WeakKeyDictionary

import msgspec
import psycopg
from django.db import connections, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)

_encode = msgspec.json.Encoder().encode
_cursors: "WeakKeyDictionary[psycopg.Connection[Any], psycopg.Cursor[Any]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Part:
    """后写语句: common table expressions that change rows, to be run with the next statement.

    `count` names the one whose rows are counted; another number than `expected` means that
    somebody was quicker: `refuse` then gives the problem to raise, and nothing is saved.
    """

    text: LiteralString
    values: Sequence[Any]
    count: LiteralString
    expected: int
    refuse: Callable[[], Exception]


waiting: ContextVar[Part | None] = ContextVar("waiting", default=None)
"""What is to be written with the running action's events, or before the next statement."""


def later(part: Part) -> None:
    """后写: run this together with the action's events, so that a turn costs one statement.

    Whatever is asked of the database before, by hand or through the ORM, is asked after it.
    """
    flush()
    waiting.set(part)
    connections["default"].execute_wrappers.append(_flush_first)


def take() -> Part | None:
    """取出: the part that waits, for whoever runs it now."""
    part = waiting.get()
    if part is not None:
        waiting.set(None)
        connections["default"].execute_wrappers.remove(_flush_first)
    return part


def flush() -> None:
    """落库: run now what waits; raises what its `refuse` gives when somebody was quicker."""
    part = take()
    if part is None:
        return
    whole = "with " + part.text + " select count(*) from " + part.count  # noqa: S608 (constants)
    counted = run(whole, part.values).fetchone()
    check(part, counted[0] if counted else 0)


def check(part: Part, counted: int) -> None:
    """核对行数: raises what the part's `refuse` gives for another number of rows than expected."""
    if counted != part.expected:
        raise part.refuse()


def _flush_first(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
    flush()
    return execute(sql, params, many, context)


def run(statement: LiteralString, values: Sequence[Any] = ()) -> "psycopg.Cursor[Any]":
    """执行: one prepared statement in the running transaction; the cursor with its rows.

    Rows come as psycopg reads them, `json` columns as text; they are to be fetched before the
    next statement, for which the same cursor serves. It is counted among Django's queries, so
    that budgets of statements see it.
    """
    if waiting.get() is not None:
        flush()
    wrapper = connections["default"]
    raw = wrapper.connection
    if raw is None:
        wrapper.ensure_connection()
        raw = wrapper.connection
    cursor = _cursors.get(raw)
    if cursor is None:
        cursor = _cursors[raw] = psycopg.Cursor(raw)
    begun = perf_counter()
    cursor.execute(statement, values, prepare=True)
    if wrapper.queries_logged:
        took = f"{perf_counter() - begun:.3f}"
        wrapper.queries_log.append({"sql": statement, "time": took})
    return cursor


def as_json(value: Any) -> str:
    """转为 JSON 参数: a value as the text of a `::jsonb` parameter; ids and times as text."""
    return _encode(value).decode()


def instance(model: type[M], values: Mapping[str, Any], *, stored: bool) -> M:
    """由列值: a model instance with these columns set and all others left to be read when asked.

    What `Model.from_db` gives, without walking through the fields one by one: a third of the
    time of a turn was spent there (bench/README.md).
    """
    made = model.__new__(model)
    state = made._state = ModelState()
    state.adding, state.db = not stored, "default"
    made.__dict__.update(values)
    return made
