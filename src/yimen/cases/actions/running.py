"""自动办理: what the platform itself does in jobs: automatic steps, results, recounted clocks."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yimen.cases.actions import _flow, _pauses, _renewal
from yimen.cases.actions._results import keep
from yimen.cases.actions._turn import Turn, locked, locked_task, require_open
from yimen.cases.events import ClockRecounted, ElementsProduced
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries import full_form, item_definition, root_of
from yimen.cases.queries.delegation import in_its_name
from yimen.cases.queries.pauses import counted, pause_rows
from yimen.cases.rules.automatic import AutomaticStep, handler_of
from yimen.cases.rules.producing import by_granting
from yimen.cases.rules.results import certificate_content
from yimen.documents.api import Certificate, issue
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict
from yimen.vocabulary.api import elements, today


@action
def run_automatic_step(by: Actor, task_id: UUID) -> Task:
    """执行自动环节: call what the step names, keep the elements it produces, and go on.

    When the step finds that it cannot be done (`Conflict`: a name was taken meanwhile), the case
    is refused for that reason. Runs once: a task that is done already raises `Conflict`.
    """
    require(by, "cases.run")
    turn, task = locked_task(by, task_id)
    require_open(turn, task)
    step = turn.flow.by_code[task.step]
    root = root_of(turn.case)
    told = AutomaticStep(
        turn.case.id, str(turn.case.party_id), root.subject, task.unit_id, full_form(root)
    )
    try:
        produced = handler_of(step.action)(by, told)
    except Conflict as problem:
        _flow.finish(turn, task, False, problem.detail)
        return task
    _produce(turn, produced)
    _flow.finish(turn, task, True)
    return task


def _produce(turn: Turn, produced: Mapping[str, Any]) -> None:
    """What came of the case stands on its root, for its siblings too."""
    root = Case.objects.select_for_update().get(pk=turn.case.parent_id or turn.case.pk)
    root.produced = {**root.produced, **produced}
    root.save(update_fields=["produced"])
    publish(turn.by, ElementsProduced(str(turn.case.id), str(root.pk), sorted(produced)))


@action
def issue_result(by: Actor, task_id: UUID) -> Task:
    """颁发结果: make and sign the item's certificate; with it the case is granted.

    An item without a result ends with its receipt alone. What it `produces` without an automatic
    step is there from now on (`rules/producing.py`).
    """
    require(by, "cases.run")
    turn, task = locked_task(by, task_id)
    require_open(turn, task)
    turn.case.decided_at = turn.now
    number = _issue(turn).number if turn.item.result is not None else turn.case.number
    produced = by_granting(turn.item, elements(), number, today())
    if produced:
        _produce(turn, produced)
    _flow.finish(turn, task, True)
    return task


def _issue(turn: Turn) -> Certificate:
    case, root = turn.case, root_of(turn.case)
    content = certificate_content(
        turn.item,
        case_id=case.id,
        case_number=case.number,
        holder=root.party_id,
        holder_name=root.subject,
        values=full_form(root),
        elements=elements(),
        granted=True,
    )
    certificate = issue(turn.by, in_its_name(content, case, turn.item))
    keep(turn.by, case, certificate)
    _renewal.issued(turn, certificate)
    return certificate


@action
def issue_refusal(by: Actor, case_id: UUID) -> Certificate:
    """制发不予许可决定书: the sealed notice with reasons and remedies.

    Written decision with reasons and notice of review and suit: 行政许可法 2019 第三十八条.
    """
    require(by, "cases.run")
    case = Case.objects.select_for_update().get(pk=case_id)
    root, item = root_of(case), item_definition(case)
    content = certificate_content(
        item,
        case_id=case.id,
        case_number=case.number,
        holder=root.party_id,
        holder_name=root.subject,
        values=full_form(root),
        elements=elements(),
        granted=False,
        accepted=case.accepted_at is not None,
        reason=case.reason,
    )
    certificate = issue(by, in_its_name(content, case, item))
    keep(by, case, certificate)
    return certificate


@action
def advance_case(by: Actor, case_id: UUID) -> Case:
    """推进办件: open the steps that new elements of the bundle have made ready.

    Raises `Conflict` when none is: another job was quicker, or more is needed.
    """
    require(by, "cases.run")
    turn = locked(by, case_id)
    if not _flow.advance(turn):
        raise Conflict("没有可以启动的环节。")
    return turn.case


@action
def terminate_case(by: Actor, case_id: UUID, reason: str) -> Case:
    """终止办件: end a case whose needs can never be met any more."""
    require(by, "cases.run")
    turn = locked(by, case_id)
    _flow.end(turn, "terminate", reason)
    return turn.case


@action
def recount_case(by: Actor, case_id: UUID) -> Case:
    """重算时限: count the running deadlines of a case again on the calendar in force.

    Clocks and open tasks, with their pauses; one event for each that moved or is settled now.
    What is over stays as it was. Raises `Conflict` when nothing changed.
    """
    require(by, "cases.run")
    case = Case.objects.select_for_update().get(pk=case_id)
    if not [*_recounted_clocks(by, case), *_recounted_tasks(by, case)]:
        raise Conflict("时限没有变化。")
    return case


def _recounted_clocks(by: Actor, case: Case) -> Iterator[Clock]:
    pauses = counted(pause_rows(case.id))
    running = Clock.objects.filter(case_id=case.id, stopped_at=None, due_at__gte=clock.now())
    for row in running.exclude(kind=Clock.Kind.RENEWAL):
        before = row.due_at, row.provisional
        legal = row.kind in _pauses.LEGAL
        _pauses.count(row, pauses if legal else [], paused=legal and case.open_pauses > 0)
        if (row.due_at, row.provisional) != before:
            row.save()
            _tell_recounted(by, case, str(row.id), before[0], row.due_at)
            yield row


def _recounted_tasks(by: Actor, case: Case) -> Iterator[Task]:
    rows = pause_rows(case.id)
    for task in Task.objects.filter(
        case_id=case.id, state=Task.State.OPEN, due_at__gte=clock.now()
    ):
        before = task.due_at, task.provisional
        _pauses.count_task(task, counted(rows, without=task.id))
        if (task.due_at, task.provisional) != before:
            task.save(update_fields=["due_at", "warn_at", "alarm_at", "provisional"])
            _tell_recounted(by, case, str(task.id), before[0], task.due_at)
            yield task


def _tell_recounted(by: Actor, case: Case, what: str, before: datetime, due: datetime) -> None:
    publish(by, ClockRecounted(str(case.id), what, before.isoformat(), due.isoformat()))
