"""协办: what becomes of the requests of a step when they are answered, or not needed any more.

The case is locked. The asking task counts what is outstanding; its own end insists on zero.
"""

from uuid import UUID

from django.db.models import F

from yimen.cases.actions._turn import Turn, done
from yimen.cases.events import RequestCancelled
from yimen.cases.models import Task
from yimen.cases.rules import requests
from yimen.kernel.events import publish


def count(asking: UUID | None, change: int) -> bool:
    """计数: one request more or less; says whether the asking task is still open."""
    waiting = Task.objects.filter(pk__in=[asking], state=Task.State.OPEN)
    return bool(waiting.update(open_requests=F("open_requests") + change))


def answer(turn: Turn, task: Task, passed: bool, opinion: str) -> None:
    """答复协办: the request is back; a further review that is against binds its step."""
    task.passed, task.opinion = passed, opinion.strip()
    task.checks = []
    turn.close(task)
    if task.kind == requests.REVIEW:
        turn.case.holds = requests.after_answer(turn.case.holds, task.step, task.unit_id, passed)
    turn.save()
    count(task.asked_by_id, -1)
    publish(turn.by, done(task))


def cancel(turn: Turn, task: Task, reason: str) -> None:
    """撤销协办: one request is not waited for any more."""
    turn.close(task, Task.State.CANCELLED)
    turn.save()
    count(task.asked_by_id, -1)
    _tell(turn, task, reason)


def drop(turn: Turn, task: Task, reason: str) -> None:
    """随之撤销: the open requests of a task that ends without waiting for them; saved with it."""
    left = list(Task.objects.filter(asked_by=task.id, state=Task.State.OPEN))
    for one in left:
        turn.close(one, Task.State.CANCELLED)
        _tell(turn, one, reason)
    if left:
        Task.objects.filter(pk=task.id).update(open_requests=0)


def _tell(turn: Turn, task: Task, reason: str) -> None:
    publish(
        turn.by,
        RequestCancelled(str(task.case_id), str(task.id), task.kind, task.unit_id, reason),
    )
