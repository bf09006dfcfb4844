"""办件手写语句: locking a case and writing one turn of its flow; the only hot statements.

A turn reads one row with its lock and writes everything in one statement (ADR 0011). What a turn
decides on is on the locked row: under READ COMMITTED the rest of the statement that waited for
the lock sees the database as it was before the wait.
"""

from collections.abc import Callable, Sequence
from typing import Any, LiteralString
from uuid import UUID

import msgspec

from yimen.cases.models import Case, Clock, Task
from yimen.kernel.statements import Part, as_json, instance, later, run

_CASE: tuple[LiteralString, ...] = (
    "id", "number", "parent_id", "bundle_id", "item_id", "party_id", "for_task", "subject",
    "unit_id", "state", "marks", "rework", "holds", "open_tasks", "open_children",
    "open_pauses", "reason", "received_at", "accepted_at", "decided_at", "ended_at",
)  # fmt: skip
_TASK: tuple[LiteralString, ...] = (
    "id", "case_id", "step", "name", "kind", "unit_id", "role", "state", "opened_at", "period",
    "due_at", "asked_by_id", "open_requests", "note",
)  # fmt: skip
_JSON = ("marks", "rework", "holds")
_N = len(_CASE)

_OF_CASE = ", ".join("c." + name for name in _CASE)
_OF_TASK = ", ".join("t." + name for name in _TASK)
_LOCK = "select " + _OF_CASE + " from cases_case c where id = %s for update"  # noqa: S608 (constants)
_LOCK_BY_TASK = (
    "select " + _OF_CASE + ", " + _OF_TASK + " from cases_task t"  # noqa: S608 (constants)
    " join cases_case c on c.id = t.case_id where t.id = %s for update of c"
)


def lock_case(case_id: UUID) -> Case | None:
    """锁定办件: the case as it is now, without its form; None when there is none."""
    row = run(_LOCK, [case_id]).fetchone()
    return _case(row) if row else None


def lock_case_of(task_id: UUID) -> Task | None:
    """锁定任务的办件: the task with its locked case.

    The case is as it is now; of the task, what may change (state, open requests) may be older
    than the lock: `write` finds out.
    """
    row = run(_LOCK_BY_TASK, [task_id]).fetchone()
    if row is None:
        return None
    task = instance(Task, dict(zip(_TASK, row[_N:], strict=True)), stored=True)
    task.case = _case(row[:_N])
    return task


def _case(row: Sequence[Any]) -> Case:
    values = dict(zip(_CASE, row, strict=True))
    for name in _JSON:
        if isinstance(values[name], str | bytes):
            values[name] = msgspec.json.decode(values[name])
    return instance(Case, values, stored=True)


_INSERT_CASE: LiteralString = """
changed as (insert into cases_case (id, number, parent_id, bundle_id, item_id, party_id, for_task,
    renews, submitted_by, channel, subject, unit_id, state, scenario, form, produced, savings,
    marks, rework, holds, open_tasks, open_children, open_pauses, reason, received_at,
    accepted_at, decided_at, ended_at)
    select id, number, parent_id, bundle_id, item_id, party_id, for_task, renews, submitted_by,
        channel, subject, unit_id, state, scenario, form, produced, savings, marks, rework, holds,
        open_tasks, open_children, open_pauses, reason, received_at, accepted_at, decided_at,
        ended_at
    from jsonb_to_recordset(%s::jsonb) as r(id uuid, number text, parent_id uuid, bundle_id uuid,
        item_id uuid, party_id uuid, for_task uuid, renews uuid, submitted_by text, channel text,
        subject text, unit_id text, state text, scenario jsonb, form jsonb, produced jsonb,
        savings jsonb, marks jsonb, rework jsonb, holds jsonb, open_tasks int,
        open_children int, open_pauses int, reason text, received_at timestamptz,
        accepted_at timestamptz, decided_at timestamptz, ended_at timestamptz)
    returning 1)"""
_UPDATE_CASE: LiteralString = """
changed as (update cases_case set state = %s, marks = %s::jsonb, rework = %s::jsonb,
    holds = %s::jsonb, open_tasks = %s, reason = %s, accepted_at = %s, decided_at = %s,
    ended_at = %s where id = %s returning 1)"""
_CLOSE: LiteralString = """
closed as (update cases_task t set state = r.state, done_at = %s, done_by = %s,
    passed = r.passed, opinion = r.opinion, checks = r.checks, alarm_at = null
    from jsonb_to_recordset(%s::jsonb) as r(id uuid, state text, passed bool, opinion text,
        checks jsonb)
    where t.id = r.id and t.state = 'open' and (r.state <> 'done' or t.open_requests = 0)
    returning t.id)"""
_CANCEL: LiteralString = """
cancelled as (update cases_task set state = 'cancelled', done_at = %s, done_by = %s,
    alarm_at = null where case_id = %s and state = 'open' and id <> all(%s))"""
_OPEN: LiteralString = """
opened as (insert into cases_task (id, case_id, step, name, kind, unit_id, role, state,
    opened_at, period, warn_at, due_at, provisional, alarm_at, warned, asked_by_id,
    open_requests, note, done_by, opinion, checks)
    select id, case_id, step, name, kind, unit_id, role, 'open', opened_at, period, warn_at,
        due_at, provisional, alarm_at, 0, asked_by_id, 0, note, '', '', '[]'
    from jsonb_to_recordset(%s::jsonb) as r(id uuid, case_id uuid, step text, name text,
        kind text, unit_id text, role text, opened_at timestamptz, period text,
        warn_at timestamptz, due_at timestamptz, provisional bool, alarm_at timestamptz,
        asked_by_id uuid, note text))"""
_START: LiteralString = """
started as (insert into cases_clock (id, case_id, subject, kind, period, started_at, due_at,
    alarm_at, warned, paused, provisional, derivation)
    select id, case_id, subject, kind, period, started_at, due_at, alarm_at, 0, paused,
        provisional, derivation
    from jsonb_to_recordset(%s::jsonb) as r(id uuid, case_id uuid, subject uuid, kind text,
        period text, started_at timestamptz, due_at timestamptz, alarm_at timestamptz,
        paused bool, provisional bool, derivation jsonb))"""
_STOP: LiteralString = """
stopped as (update cases_clock set stopped_at = %s, alarm_at = null
    where case_id = %s and stopped_at is null and kind = any(%s))"""


def write(
    case: Case,
    refuse: Callable[[], Exception],
    *,
    at: Any,
    by: str,
    new: bool = False,
    closed: Sequence[Task] = (),
    cancel_rest: bool = False,
    opened: Sequence[Task] = (),
    started: Sequence[Clock] = (),
    stopped: Sequence[str] = (),
) -> None:
    """写入一次推进: the locked case and everything that changed around it, in one statement.

    `stopped` are the kinds of clocks that stop. It runs with the action's events, or before the
    next statement. If a task of `closed` is not open any more, or has something outstanding, what
    `refuse` gives is raised and nothing is saved.
    """
    parts: list[LiteralString] = [_INSERT_CASE if new else _UPDATE_CASE]
    values: list[Any] = [as_json([_values(case)])] if new else _changing(case)
    if closed:
        parts.append(_CLOSE)
        values += [at, by, as_json([_closing(task) for task in closed])]
    if cancel_rest:
        parts.append(_CANCEL)
        values += [at, by, case.id, [task.id for task in closed]]
    if opened:
        parts.append(_OPEN)
        values.append(as_json([_values(task) for task in opened]))
    if started:
        parts.append(_START)
        values.append(as_json([_values(clock) for clock in started]))
    if stopped:
        parts.append(_STOP)
        values += [at, case.id, list(stopped)]
    count: LiteralString = "closed" if closed else "changed"
    later(Part(",".join(parts), values, count, len(closed) or 1, refuse))


_CHILD_ENDED: LiteralString = """
update cases_case set open_children = open_children - 1 where id = %s returning open_children
"""


def child_ended(parent_id: UUID) -> int:
    """子办件办结: count one running child less; how many are left. Locks the parent."""
    left: int = run(_CHILD_ENDED, [parent_id]).fetchone()[0]  # type: ignore[index]
    return left


def _changing(case: Case) -> list[Any]:
    return [
        case.state, as_json(case.marks), as_json(case.rework), as_json(case.holds),
        case.open_tasks, case.reason, case.accepted_at, case.decided_at, case.ended_at, case.id,
    ]  # fmt: skip


def _closing(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "state": task.state,
        "passed": task.passed,
        "opinion": task.opinion,
        "checks": task.checks,
    }


def _values(row: Case | Task | Clock) -> dict[str, Any]:
    return {name: value for name, value in row.__dict__.items() if name[0] != "_"}
