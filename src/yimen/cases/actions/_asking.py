"""派出协办: a task for somebody else, beside the step that one works on."""

from typing import Any

from yimen.cases.actions import _flow, _requests
from yimen.cases.actions._turn import DONE_ALREADY, Turn
from yimen.cases.events import RequestMade
from yimen.cases.models import Task
from yimen.cases.rules import requests
from yimen.kernel.events import publish
from yimen.kernel.problems import Conflict
from yimen.kernel.worktime import Period


def make(
    turn: Turn, task: Task, kind: str, unit: str, role: str, question: str, within: Period
) -> Task:
    """派出协办: a request as a task of the case, counted on the task that asks; saved."""
    step = turn.flow.by_code[task.step]
    columns: dict[str, Any] = {
        "kind": kind,
        "name": f"{step.name.zh_hans}（{requests.WORDS[kind]}）",
        "asked_by_id": task.id,
        "note": question,
    }
    like = step.model_copy(update={"within": within})
    made = _flow.new_task(turn, like, unit, role, **columns)
    turn.save()
    if not _requests.count(task.id, 1):
        raise Conflict(DONE_ALREADY)
    publish(
        turn.by,
        RequestMade(str(turn.case.id), str(made.id), str(task.id), kind, unit, question),
    )
    return made
