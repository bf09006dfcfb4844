"""流转: how a turn moves its case from step to step; used by the actions beside it.

The rules are `rules/marking.py` and `rules/states.py`; here they meet the rows. Nothing is
written before `Turn.save`, which every function that ends a turn calls.
"""

from datetime import datetime
from uuid import UUID

from yimen.cases import sql
from yimen.cases.actions import _effects as effects
from yimen.cases.actions._turn import LASTING, Turn, done, require_open, times
from yimen.cases.events import BundleEnded, CaseAccepted, CaseEnded, TaskOpened
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries.delegation import unit_of_step
from yimen.cases.rules import acceptance, hearings, marking, requests, states
from yimen.catalogue.api import BY_PLATFORM, Step
from yimen.kernel import queueing, statements
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.ids import new_id
from yimen.kernel.problems import Conflict
from yimen.vocabulary.api import calendar


def advance(turn: Turn) -> bool:
    """推进: open every step that is ready; grant the case when its last step is done; save.

    Says whether anything came of it; if nothing did and nothing else changed, nothing is saved.
    """
    case = turn.case
    if case.state not in {Case.State.RECEIVED, Case.State.ACCEPTED}:
        return False
    held = requests.holds_issue(case.holds)
    state = marking.look(turn.flow, turn.marking, turn.facts(), held=held)
    for code in state.superseded:
        if turn.marking.steps.get(code) == marking.OPEN:
            _supersede(turn, code)
    turn.marking = marking.after(turn.marking, state)
    if state.lost:
        names = "、".join(turn.flow.by_code[code].name.zh_hans for code in state.lost)
        end(turn, "refuse", f"通过的意见没有达到“{names}”要求的数量。")
        return True
    for step in state.open:
        open_step(turn, step)
    if state.finished:
        end(turn, "grant")
    else:
        turn.save()
    return bool(state.open or state.finished)


def step_done(turn: Turn, task: Task) -> None:
    """环节完成: note the step, accept the case if that was its meaning, and go on."""
    turn.marking = turn.marking.marked(task.step, marking.DONE)
    if task.kind == "accept":
        accept(turn)
    advance(turn)


def find_against(turn: Turn, task: Task) -> None:
    """不通过: a case that is not accepted yet is turned away, an accepted one is refused; one
    vote of several only counts against its quorum."""
    if task.step in turn.flow.quorum_of:
        turn.marking = turn.marking.marked(task.step, marking.FAILED)
        advance(turn)
        return
    verb = "not_accept" if turn.case.state == Case.State.RECEIVED else "refuse"
    end(turn, verb, task.opinion)


def finish(turn: Turn, task: Task, passed: bool, opinion: str = "") -> None:
    """办结任务: close an open task of the flow and let the case move on or end.

    Raises `Conflict` where the right to a hearing is not settled, or while a unit that was asked
    to review the step too is against it.
    """
    require_open(turn, task)
    _require_free(turn, task, passed)
    task.passed, task.opinion = passed, opinion.strip()
    task.checks = task.__dict__.get("checks", [])  # the lock reads no more than it needs
    turn.close(task)
    publish(turn.by, done(task))
    effects.closed(turn, task)
    if passed:
        step_done(turn, task)
    else:
        find_against(turn, task)


def accept(turn: Turn, moment: datetime | None = None) -> None:
    """受理: from now on the promised and the statutory clock run.

    What is accepted on a day without office counts as accepted on the next working day;
    `moment` is given where the law dates acceptance back to the receipt.
    """
    case, item = turn.case, turn.item
    case.state = states.after(case.state, "accept")
    case.accepted_at = acceptance.moment(moment or turn.now, calendar())
    promised = turn.start(Clock.Kind.PROMISED, item.limits.promised, case.accepted_at)
    if item.limits.statutory is not None:
        turn.start(Clock.Kind.STATUTORY, item.limits.statutory, case.accepted_at)
    turn.stop(Clock.Kind.ACCEPTANCE, Clock.Kind.SUPPLEMENT)
    publish(
        turn.by,
        CaseAccepted(
            str(case.id),
            str(case.parent_id or ""),
            item.code,
            case.unit_id,
            promised.due_at.isoformat(),
        ),
    )
    effects.accepted(turn)


def end(turn: Turn, verb: str, reason: str = "") -> None:
    """办结: the case reaches its end; clocks stop, open tasks fall away, the parent is told."""
    case = turn.case
    case.state = states.after(case.state, verb)
    case.ended_at = turn.now
    case.decided_at = case.decided_at or turn.now
    case.reason = reason
    turn.marking = marking.Marking(
        {c: m for c, m in turn.marking.steps.items() if m != marking.OPEN}
    )
    turn.cancel_rest = True
    turn.stop(*(kind for kind in Clock.Kind.values if kind not in LASTING))
    effects.ended(turn)
    turn.save()
    publish(
        turn.by,
        CaseEnded(
            str(case.id),
            str(case.parent_id or ""),
            turn.item.code,
            case.unit_id,
            case.state,
            reason,
            str(case.for_task or ""),
        ),
    )
    if case.parent_id and case.for_task is None:
        _child_ended(turn.by, case.parent_id, turn.now)


def open_step(turn: Turn, step: Step) -> Task:
    """进入环节: a task for the step, with its limit."""
    if turn.case.state == Case.State.RECEIVED and step.kind != "accept":
        accept(turn)  # an item without a step of acceptance is accepted when work begins
    role = "system" if step.kind in BY_PLATFORM else step.role
    task = new_task(turn, step, unit_of_step(turn.case, turn.item, step), role)
    if step.kind in BY_PLATFORM and step.kind != "timer":
        from yimen.cases.jobs import run_step  # the job calls back into the actions

        queueing.defer(run_step, task_id=str(task.id))
    if step.procedure:
        effects.procedure_opened(turn, task, step.procedure)
    return task


_NEW_TASK = {
    "state": Task.State.OPEN,
    "warned": 0,
    "asked_by_id": None,
    "open_requests": 0,
    "note": "",
    "done_at": None,
    "done_by": "",
    "passed": None,
    "opinion": "",
}


def new_task(turn: Turn, step: Step, unit: str, role: str, **more: object) -> Task:
    """派发任务: a task of the turn's case; `more` are columns that differ from the step's."""
    until = times(turn.now, step.within)
    values = {
        **_NEW_TASK,
        "id": new_id(),
        "case_id": turn.case.id,
        "step": step.code,
        "name": step.name.zh_hans,
        "kind": step.kind,
        "unit_id": unit,
        "role": role,
        "opened_at": turn.now,
        "period": str(step.within),
        "warn_at": until.warn,
        "due_at": until.due,
        "provisional": until.provisional,
        "alarm_at": until.due if step.kind == "timer" else until.warn,
        **more,
    }
    task = statements.instance(Task, values, stored=True)
    turn.opened.append(task)
    publish(
        turn.by,
        TaskOpened(
            str(turn.case.id),
            str(task.id),
            step.code,
            task.name,
            task.unit_id,
            task.due_at.isoformat(),
        ),
    )
    return task


def _supersede(turn: Turn, code: str) -> None:
    task = Task.objects.get(case_id=turn.case.id, step=code, state=Task.State.OPEN, asked_by=None)
    turn.close(task, Task.State.SUPERSEDED)
    effects.dropped(turn, task, "这个环节不再需要办理")


def _require_free(turn: Turn, task: Task, passed: bool) -> None:
    """The platform's own steps carry out what was decided; nobody could do it for them."""
    if not turn.case.holds or task.kind in BY_PLATFORM:
        return
    hearings.require_settled(turn.case.holds, decides=task.kind == "sign", passed=passed)
    if passed:
        requests.require_no_objection(turn.case.holds, task.step)


def _child_ended(by: Actor, parent_id: UUID, now: datetime) -> None:
    if sql.child_ended(parent_id):
        return
    parent = Case.objects.select_related("bundle").get(pk=parent_id)
    ends = parent.children.filter(for_task=None).values_list("state", flat=True)
    parent.state = states.of_parent(ends)
    parent.ended_at = parent.decided_at = now
    parent.clocks.filter(stopped_at=None).update(stopped_at=now, alarm_at=None)
    code = parent.bundle.code if parent.bundle else ""
    parent.save(update_fields=["state", "ended_at", "decided_at"])
    publish(by, BundleEnded(str(parent.id), code, parent.state))


def one_of(turn: Turn, *wanted: Case.State) -> None:
    """状态要求: raises `Conflict` unless the case is in one of the states."""
    if turn.case.state not in wanted:
        raise Conflict("办件现在的状态不能这样办，请刷新页面查看最新进度。")
