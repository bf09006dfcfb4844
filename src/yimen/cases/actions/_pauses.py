"""停钟: procedures that stop the legal clocks of a case, and of the bundle it belongs to.

Only the procedures of 行政许可法 2019 第四十五条 do so (`catalogue/rules/steps.py`). The child's
row is locked before the parent's.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from yimen.cases.actions._turn import Turn, first_alarm
from yimen.cases.events import ProcedureEnded, ProcedureStarted
from yimen.cases.models import Case, Clock, Pause, Task
from yimen.cases.queries.pauses import counted, pause_rows
from yimen.cases.rules.procedures import LAW, title
from yimen.kernel import worktime
from yimen.kernel.events import publish
from yimen.kernel.ids import new_id
from yimen.vocabulary.api import calendar

LEGAL = (Clock.Kind.PROMISED, Clock.Kind.STATUTORY)


def start(
    turn: Turn, procedure: str, *, task: Task | None = None, expected: str = "", reason: str = ""
) -> Pause:
    """停钟: the case's legal clocks stand still from now, and its bundle's promise with them."""
    case = turn.case
    pause = Pause.objects.create(
        id=new_id(),
        case_id=case.id,
        procedure=procedure,
        task=task.id if task else None,
        expected=expected or (task.period if task else ""),
        reason=reason,
        started_at=turn.now,
    )
    _stand_still(case.id)
    _counted(case.id, 1)
    if case.parent_id:
        _counted(case.parent_id, 1)
        Pause.objects.create(
            case_id=case.parent_id,
            of_child_id=case.id,
            procedure=procedure,
            started_at=turn.now,
            expected=pause.expected,
            reason=reason,
        )
        _stand_still(case.parent_id)
    publish(
        turn.by,
        ProcedureStarted(
            str(case.id),
            str(pause.id),
            procedure,
            title(procedure),
            pause.expected,
            reason,
            LAW,
            case.unit_id,
        ),
    )
    return pause


def finish(
    turn: Turn, *, task: Task | None = None, procedure: str = "", result: str = ""
) -> Pause | None:
    """复钟: the clocks run again, their deadlines moved by the time that does not count."""
    found = Pause.objects.filter(case_id=turn.case.id, ended_at=None)
    found = found.filter(task=task.id) if task else found.filter(procedure=procedure, task=None)
    pause = found.first()
    if pause is None:
        return None
    pause.ended_at, pause.result = turn.now, result
    pause.save()
    _counted(turn.case.id, -1)
    moved = recount(turn.case.id)
    if turn.case.parent_id:
        _counted(turn.case.parent_id, -1)
        Pause.objects.filter(
            case_id=turn.case.parent_id,
            of_child_id=turn.case.id,
            procedure=pause.procedure,
            ended_at=None,
        ).update(ended_at=turn.now, result=result)
        recount(turn.case.parent_id)
    publish(
        turn.by,
        ProcedureEnded(
            str(turn.case.id),
            str(pause.id),
            pause.procedure,
            title(pause.procedure),
            result,
            moved.isoformat() if moved else "",
            turn.case.unit_id,
        ),
    )
    return pause


def end_all(case: Case, now: datetime) -> None:
    """随办结结束: no procedure goes on for a case that has ended."""
    ended = Pause.objects.filter(case_id=case.id, ended_at=None).update(ended_at=now)
    _counted(case.id, -ended)
    if case.parent_id and ended:
        _counted(case.parent_id, -ended)
        Pause.objects.filter(case_id=case.parent_id, of_child_id=case.id, ended_at=None).update(
            ended_at=now
        )
        recount(case.parent_id)


def _counted(case_id: UUID, change: int) -> None:
    """Count the open procedures on the case's row, which this locks."""
    Case.objects.filter(pk=case_id).update(open_pauses=F("open_pauses") + change)


def recount(case_id: UUID) -> datetime | None:
    """重算: every running legal clock and open task of a case, on the calendar in force and with
    all its pauses; the new promised day. A case that is still paused stays so."""
    rows = pause_rows(case_id)
    pauses = counted(rows)
    paused = any(row.ended_at is None for row in rows)
    promised = None
    for clock in Clock.objects.filter(case_id=case_id, stopped_at=None, kind__in=LEGAL):
        count(clock, pauses, paused=paused)
        clock.save()
        promised = clock.due_at if clock.kind == Clock.Kind.PROMISED else promised
    for task in Task.objects.filter(case_id=case_id, state=Task.State.OPEN):
        count_task(task, counted(rows, without=task.id))
        task.save(update_fields=["due_at", "warn_at", "alarm_at", "provisional"])
    return promised


def count(clock: Clock, pauses: list[worktime.Pause], *, paused: bool) -> None:
    """推算时限: the clock's deadline from its start, period and pauses."""
    due = worktime.deadline(
        clock.started_at, worktime.Period.parse(clock.period), calendar(), pauses
    )
    clock.due_at, clock.provisional = due.due, due.provisional
    clock.derivation, clock.paused = list(due.derivation), paused
    clock.alarm_at = None if paused else _next_alarm(clock)


def count_task(task: Task, pauses: list[worktime.Pause]) -> None:
    """推算环节时限: the task's deadline; its warning keeps its distance to the end."""
    due = worktime.deadline(task.opened_at, worktime.Period.parse(task.period), calendar(), pauses)
    days = calendar()
    left = days.worktime_between(task.warn_at, task.due_at)
    task.due_at, task.provisional = due.due, due.provisional
    task.warn_at = max(task.opened_at, days.add_worktime(due.due, -left))
    if task.alarm_at is not None:
        silent = task.kind == "timer" or task.warned > 0
        task.alarm_at = task.due_at if silent else task.warn_at


def _stand_still(case_id: UUID) -> None:
    Clock.objects.filter(case_id=case_id, stopped_at=None, kind__in=LEGAL).update(
        paused=True, alarm_at=None
    )


def _next_alarm(clock: Clock) -> datetime:
    return clock.due_at if clock.warned else first_alarm(clock.kind, clock.started_at, clock.due_at)
