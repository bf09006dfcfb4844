"""日志条目: the bytes of an event that a leaf is the hash of.

An entry is the canonical JSON of the whole row, made from what PostgreSQL gives back, never from
what was meant to be written: so it can be made again from the row at any time. `at` is text in
UTC with six decimals of a second. A column that is added to events later enters an entry only
where it is not empty, or every older entry would change.
"""

from collections.abc import Sequence
from typing import Any

from yimen.kernel.ledger import canonical

FIELDS = (
    "id",
    "uid",
    "type",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "for_party",
    "subject_kind",
    "subject_id",
    "unit",
    "request",
    "data",
)
"""The columns of an event, in the order of `SELECTED`."""

_AS_TEXT = {
    "uid": "e.uid::text",
    # Infinity has no digits; nobody writes it, but an audit must be able to read it.
    "at": "coalesce(nullif(to_char(e.at at time zone 'UTC',"
    " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), ''), e.at::text)",
    "data": "e.data::text",
}
SELECTED = ", ".join(_AS_TEXT.get(field, f"e.{field}") for field in FIELDS)
"""The select list, from `kernel_event e`, that gives the rows which `entry` takes."""


def entry(row: Sequence[Any]) -> bytes:
    """条目: the canonical JSON of an event row selected with `SELECTED`."""
    values = dict(zip(FIELDS, row, strict=True))
    values["data"] = canonical.parse(values["data"])
    return canonical.encode(values)
