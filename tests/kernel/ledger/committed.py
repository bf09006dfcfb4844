"""Events written by another process, which commits them or not."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

Write = Callable[..., list[int]]

_INSERT = """
insert into kernel_event (uid, type, at, actor_kind, actor_id, actor_name, for_party,
    subject_kind, subject_id, unit, request, data)
select uuidv7(), 'test.Noted', now(), 'person', 'p1', '某人', '', 'note', %s, '', 'test', %s
from generate_series(1, %s) returning id
"""


def open_link() -> psycopg.Connection[Any]:
    """A connection of another process to the same database."""
    given = connection.settings_dict
    return psycopg.connect(
        dbname=given["NAME"],
        user=given["USER"],
        password=given["PASSWORD"],
        host=given["HOST"],
        port=given["PORT"] or None,
    )


def insert(
    link: psycopg.Connection[Any], count: int = 1, subject: str = "s", **data: Any
) -> list[int]:
    """Events of another process, not committed yet; their ids."""
    given = [subject, json.dumps(data), count]
    return [event for (event,) in link.execute(_INSERT, given).fetchall()]
