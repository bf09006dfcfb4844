"""日志语句: the hand-written statements of the ledger, and nothing else.

They run on Django's connection, in whatever transaction is open.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from yimen.kernel.ledger.leaves import SELECTED
from yimen.kernel.ledger.tree import Node

Row = tuple[Any, ...]

_LOCK = 0x6C656467  # "ledg": the advisory lock of the one sealer

_SIZE = "select coalesce(max(index) + 1, 0) from kernel_ledgerleaf"

# The limit keeps the planner from turning the probe of an index into a scan of all leaves.
_CANDIDATES = """
select e.id, l.index is not null
from (select id from kernel_event where id > %s order by id limit %s) e
left join lateral (
    select index from kernel_ledgerleaf where event_id = e.id limit 1
) l on true
order by e.id
"""

_EVENTS = f"select {SELECTED} from kernel_event e where e.id = any(%s) order by e.id"  # noqa: S608

_NODES = """
select n.level, n.index, n.hash
from unnest(%s::smallint[], %s::bigint[]) as wanted (level, index)
join kernel_ledgernode n using (level, index)
union all
select 0, index, hash from kernel_ledgerleaf where index = any(%s)
"""

_LEAVES = f"""
select l.index, l.event_id, l.hash, {SELECTED}
from (
    select * from kernel_ledgerleaf where index >= %s and index < %s order by index limit %s
) l
left join kernel_event e on e.id = l.event_id
order by l.index
"""  # noqa: S608

_OBSERVE = """
select
    (select coalesce(max(id), 0) from kernel_event),
    array(
        select distinct virtualtransaction from pg_locks
        where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
            and database = (select oid from pg_database where datname = current_database())
            and relation in (
                'kernel_event'::regclass, pg_get_serial_sequence('kernel_event', 'id')::regclass
            )
            and pid is distinct from pg_backend_pid()
    )
"""

_UNSEALED = """
select e.id from kernel_event e
where e.id > %s and e.id <= %s
    and not exists (select from kernel_ledgerleaf l where l.event_id = e.id)
order by e.id limit %s
"""

_UNSEALED_AFTER = """
select count(*) from kernel_event e
where e.id > %s
    and not exists (select from kernel_ledgerleaf l where l.event_id = e.id and l.event_id > %s)
"""

_TWICE = "select event_id from kernel_ledgerleaf group by event_id having count(*) > 1 order by 1"


def _rows(statement: str, values: Sequence[Any] = ()) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Row] = cursor.fetchall()
    return rows


@contextmanager
def only_sealer() -> Iterator[bool]:
    """唯一封存者: whether this process may seal; for the block it is the only one that may.

    The lock is the session's: it outlasts the transactions of the block, and a process that dies
    loses it.
    """
    ((alone,),) = _rows("select pg_try_advisory_lock(%s)", [_LOCK])
    try:
        yield alone
    finally:
        if alone:
            _rows("select pg_advisory_unlock(%s)", [_LOCK])


def size() -> int:
    """日志条数: number of leaves."""
    ((number,),) = _rows(_SIZE)
    return int(number)


def observed() -> tuple[int, list[str]]:
    """观察: the highest id of an event seen, and the transactions that may hold a lower one.

    The locks are read after the statement's snapshot was taken; see `frontier`.
    """
    ((bound, holders),) = _rows(_OBSERVE)
    return int(bound), sorted(holders)


def candidates(after: int, most: int) -> list[tuple[int, bool]]:
    """候选事件: the next events by id, and whether each is in the log already."""
    return [(int(event), bool(sealed)) for event, sealed in _rows(_CANDIDATES, [after, most])]


def events(ids: Collection[int]) -> list[Row]:
    """事件行: as `leaves.entry` takes them, by id."""
    return _rows(_EVENTS, [list(ids)])


def nodes(wanted: Collection[Node]) -> dict[Node, bytes]:
    """节点哈希: of leaves (level 0) and inner nodes, those that are stored."""
    if not wanted:
        return {}
    leaves = [index for level, index in wanted if not level]
    inner = [node for node in wanted if node[0]]
    given = [[level for level, _ in inner], [index for _, index in inner], leaves]
    return {(level, index): bytes(value) for level, index, value in _rows(_NODES, given)}


def places(event_ids: Collection[int]) -> dict[int, tuple[int, bytes]]:
    """日志位置: index and leaf hash of those of the events that are in the log."""
    found = _rows(
        "select event_id, index, hash from kernel_ledgerleaf where event_id = any(%s)",
        [list(event_ids)],
    )
    return {event: (int(index), bytes(value)) for event, index, value in found}


def events_of(subject_kind: str, subject_ids: Collection[str]) -> list[int]:
    """对象的事件: ids of the events about some subjects, oldest first."""
    found = _rows(
        "select id from kernel_event where subject_kind = %s and subject_id = any(%s) order by id",
        [subject_kind, list(subject_ids)],
    )
    return [event for (event,) in found]


def add(leaves: Iterable[tuple[int, int, bytes]], inner: Iterable[tuple[Node, bytes]]) -> None:
    """写入: leaves `(index, event id, hash)`, and the inner nodes that they completed."""
    with connection.cursor() as cursor:
        with cursor.copy("copy kernel_ledgerleaf (index, event_id, hash) from stdin") as copy:
            for leaf in leaves:
                copy.write_row(leaf)
        with cursor.copy("copy kernel_ledgernode (level, index, hash) from stdin") as copy:
            for (level, index), value in inner:
                copy.write_row((level, index, value))


def leaves_with_events(start: int, end: int, most: int) -> list[Row]:
    """叶与事件: `(index, event id, hash, *event row)` in the log's order; nulls for no event."""
    return _rows(_LEAVES, [start, end, most])


def unsealed(after: int, up_to: int, most: int) -> list[int]:
    """未入日志: ids of events in a range of ids that are not in the log."""
    return [event for (event,) in _rows(_UNSEALED, [after, up_to, most])]


def count_unsealed(after: int) -> int:
    """待入日志: how many events with a higher id are not in the log."""
    ((number,),) = _rows(_UNSEALED_AFTER, [after, after])
    return int(number)


def sealed_twice() -> list[int]:
    """重复入日志: ids of events that stand in the log more than once."""
    return [event for (event,) in _rows(_TWICE)]
