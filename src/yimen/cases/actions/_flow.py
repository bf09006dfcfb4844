"""流转: how a locked case moves from step to step; used by the actions beside it.

Every function here expects the case row to be locked by the running transaction. Locks are taken
in one order only, child before parent, and no transaction locks two children: so nothing waits
in a circle, and the counters on the rows are exact.
"""

from datetime import datetime
from uuid import UUID

from yimen.cases.events import BundleEnded, CaseAccepted, CaseEnded, TaskOpened
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries import facts_of, item_definition, root_of
from yimen.cases.rules import states
from yimen.catalogue.api import ItemDefinition, Step, ready
from yimen.kernel import clock, worktime
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.vocabulary.api import calendar

AUTOMATIC_KINDS = frozenset({"automatic", "issue"})
WARNING_SHARE = 3
"""A task turns yellow in the last third of its time: the platform's own choice, no rule sets it."""


def lock_task(task_id: UUID) -> Task | None:
    """锁定任务: the task with its case, both locked, the case first."""
    case_id = Task.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
    if case_id is None:
        return None
    case = Case.objects.select_for_update().get(pk=case_id)
    task = Task.objects.select_for_update().get(pk=task_id)
    task.case = case
    return task


def advance(by: Actor, case: Case) -> bool:
    """推进: open every step that is ready; grant the case when its last step is done.

    Says whether anything came of it.
    """
    if case.state in states.FINAL:
        return False
    item = item_definition(case)
    open_now = set(case.tasks.filter(state=Task.State.OPEN).values_list("step", flat=True))
    facts = facts_of(root_of(case))
    state = ready(
        item.steps, set(case.done_steps), open_now, known=facts.known, holds=facts.applies
    )
    case.done_steps = sorted({*case.done_steps, *state.skipped})
    for step in state.open:
        _open(by, case, item, step)
    if state.finished:
        end(by, case, "grant")
    else:
        case.save()
    return bool(state.open or state.finished)


def step_done(by: Actor, task: Task) -> None:
    """环节完成: note the step, accept the case if that was its meaning, and go on."""
    case = task.case
    case.done_steps = sorted({*case.done_steps, task.step})
    if task.kind == "accept":
        accept(by, case)
    advance(by, case)


def find_against(by: Actor, task: Task) -> None:
    """不通过: a case that is not accepted yet is turned away, an accepted one is refused."""
    verb = "not_accept" if task.case.state == Case.State.RECEIVED else "refuse"
    end(by, task.case, verb, task.opinion)


def accept(by: Actor, case: Case) -> None:
    """受理: from now on the promised and the statutory clock run."""
    item = item_definition(case)
    case.state = states.after(case.state, "accept")
    case.accepted_at = clock.now()
    promised = start_clock(case, Clock.Kind.PROMISED, item.limits.promised, case.accepted_at)
    if item.limits.statutory is not None:
        start_clock(case, Clock.Kind.STATUTORY, item.limits.statutory, case.accepted_at)
    publish(
        by,
        CaseAccepted(
            str(case.id), str(case.parent_id), item.code, case.unit_id, promised.due_at.isoformat()
        ),
    )


def start_clock(
    case: Case,
    kind: Clock.Kind,
    period: worktime.Period,
    start: datetime,
    task: Task | None = None,
) -> Clock:
    """起算: a clock with its deadline and how it was derived."""
    due = worktime.deadline(start, period, calendar())
    return Clock.objects.create(
        case=case,
        task=task,
        kind=kind,
        period=str(period),
        started_at=start,
        due_at=due.due,
        provisional=due.provisional,
        derivation=list(due.derivation),
    )


def close_task(by: Actor, task: Task, state: Task.State = Task.State.DONE) -> None:
    """关闭任务: done or cancelled; its clock stops and the case counts one open task less."""
    task.state, task.done_at, task.done_by = state, clock.now(), by.id
    task.save()
    Clock.objects.filter(task=task, stopped_at=None).update(stopped_at=task.done_at)
    task.case.open_tasks -= 1


def end(by: Actor, case: Case, verb: str, reason: str = "") -> None:
    """办结: the case reaches its end; clocks stop, open tasks fall away, the parent is told."""
    case.state = states.after(case.state, verb)
    case.ended_at = clock.now()
    case.decided_at = case.decided_at or case.ended_at
    case.reason = reason
    for task in case.tasks.select_for_update().filter(state=Task.State.OPEN):
        task.case = case
        close_task(by, task, Task.State.CANCELLED)
    case.clocks.filter(stopped_at=None).update(stopped_at=case.ended_at)
    case.save()
    item = item_definition(case)
    publish(
        by,
        CaseEnded(
            str(case.id), str(case.parent_id or ""), item.code, case.unit_id, case.state, reason
        ),
    )
    if case.parent_id:
        _child_ended(by, case.parent_id)


def _open(by: Actor, case: Case, item: ItemDefinition, step: Step) -> None:
    if case.state == Case.State.RECEIVED and step.kind != "accept":
        accept(by, case)  # an item without a step of acceptance is accepted when work begins
    now = clock.now()
    due = worktime.deadline(now, step.within, calendar())
    task = Task.objects.create(
        case=case,
        step=step.code,
        name=step.name.zh_hans,
        kind=step.kind,
        unit_id=step.unit or item.unit,
        role="system" if step.kind in AUTOMATIC_KINDS else step.role,
        opened_at=now,
        warn_at=_warning(now, due.due),
        due_at=due.due,
    )
    start_clock(case, Clock.Kind.TASK, step.within, now, task)
    case.open_tasks += 1
    publish(
        by,
        TaskOpened(
            str(case.id), str(task.id), step.code, task.name, task.unit_id, due.due.isoformat()
        ),
    )
    if step.kind in AUTOMATIC_KINDS:
        from yimen.cases.jobs import run_step  # the job calls back into the actions

        run_step.defer(task_id=str(task.id))


def _warning(start: datetime, due: datetime) -> datetime:
    """The moment at which only the last share of the office time is left."""
    days = calendar()
    whole = days.worktime_between(start, due)
    return days.add_worktime(start, whole - whole / WARNING_SHARE)


def _child_ended(by: Actor, parent_id: UUID) -> None:
    parent = Case.objects.select_for_update().get(pk=parent_id)
    parent.open_children -= 1
    if parent.open_children == 0:
        ends = parent.children.values_list("state", flat=True)
        parent.state = states.of_parent(ends)
        parent.ended_at = parent.decided_at = clock.now()
        parent.clocks.filter(stopped_at=None).update(stopped_at=parent.ended_at)
        code = parent.bundle.code if parent.bundle else ""
        publish(by, BundleEnded(str(parent.id), code, parent.state))
    parent.save()
