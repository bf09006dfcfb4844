"""连带后果: what acceptance, procedures and ends bring about beside the flow itself.

Each function changes the turn before it is saved, or leaves a deed for after it.
"""

from uuid import UUID

from yimen.cases.actions import _handover, _pauses, _quota, _requests
from yimen.cases.actions._turn import Turn
from yimen.cases.models import Case, Clock, Promise, Task
from yimen.cases.rules import hearings


def accepted(turn: Turn) -> None:
    """受理之后: a place in the order of acceptance, where the number of grants is limited; the
    right to a hearing is to be settled, where the law gives one."""
    if turn.item.hearing:
        turn.case.holds = [*turn.case.holds, hearings.HOLD]
    if turn.item.quota is not None:
        _quota.take_place(turn, turn.item.quota)


def procedure_opened(turn: Turn, task: Task, procedure: str) -> None:
    """特别程序环节开始: the legal clocks stop while the step is open."""
    turn.afterwards.append(lambda: _pauses.start(turn, procedure, task=task))


def closed(turn: Turn, task: Task) -> None:
    """环节结束: the clocks that its procedure stopped run again."""
    step = turn.flow.by_code.get(task.step)
    if step is not None and step.procedure and task.asked_by_id is None:
        turn.afterwards.append(lambda: _pauses.finish(turn, task=task))


def dropped(turn: Turn, task: Task, reason: str) -> None:
    """环节不办了: what the task asked of others, its procedure and its sub-case end with it."""
    _requests.drop(turn, task, reason)
    closed(turn, task)
    if task.kind == "subcase":
        turn.afterwards.append(lambda: _end_subcases(turn, [task.id]))


def ended(turn: Turn) -> None:
    """办结之后: open procedures end, a place is taken or freed, promises are checked or lapse."""
    granted = turn.case.state == Case.State.GRANTED
    if turn.item.quota is not None:
        turn.afterwards.append(lambda: _quota.settle(turn.case, granted=granted))
    if granted and turn.item.delivery != ["electronic"]:
        _handover.granted(turn)
    if granted and turn.item.commitment is not None:
        promised = Promise.objects.filter(
            case_id=turn.case.id, kind=Promise.Kind.COMMITMENT, state=Promise.State.OPEN
        )
        for promise in promised:
            turn.start(
                Clock.Kind.CHECK, turn.item.commitment.check_within, turn.now, subject=promise.id
            )
    if not granted and any(use.may_defer or use.may_promise for use in turn.item.papers):
        left = Promise.objects.filter(case_id=turn.case.id, state=Promise.State.OPEN)
        turn.afterwards.append(lambda: left.update(state=Promise.State.LAPSED, settled_at=turn.now))
    if not granted and any(step.kind == "subcase" for step in turn.flow.order):
        tasks = list(Task.objects.filter(case_id=turn.case.id, kind="subcase").values_list("id"))
        turn.afterwards.append(lambda: _end_subcases(turn, [one for (one,) in tasks]))
    if turn.case.open_pauses:
        turn.afterwards.append(lambda: _pauses.end_all(turn.case, turn.now))


def _end_subcases(turn: Turn, tasks: list[UUID]) -> None:
    """Cases that were opened for these tasks are of no use any more; each ends in its own job."""
    from yimen.cases.jobs import terminate  # the job calls back into the actions

    for one in Case.objects.filter(for_task__in=tasks, ended_at=None).values_list("id", flat=True):
        terminate.defer(case_id=str(one), cause=str(turn.case.id))
