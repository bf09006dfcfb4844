"""即办动作: items decided on the spot, in one go."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from yimen.cases.actions import _flow
from yimen.cases.actions._turn import Turn, locked
from yimen.cases.actions.intake import receive
from yimen.cases.models import Case, Task
from yimen.cases.rules.permissions import Owned, Work
from yimen.catalogue.api import BY_PLATFORM
from yimen.kernel import permissions
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid


@action
def decide_at_once(by: Actor, case_id: UUID, opinion: str = "", checks: Sequence[str] = ()) -> Case:
    """当场办结: pass every open step that the actor may do, one after the other, until the
    result is being made or somebody else's step is reached.

    Only for items handled on the spot (即办件): what can be decided at once is (行政许可法 2019
    第三十四条第二款). `checks` are the ticked points of all these steps in Simplified Chinese.
    Raises `Invalid` with the points that are missing, `Conflict` for an item that is not handled
    on the spot or when nothing is open, `Denied` when the first open step is not the actor's.
    """
    turn = locked(by, case_id)
    tasks = _open(turn.case)
    if not tasks:
        raise Conflict("现在没有可以当场办的环节，请刷新页面查看最新进度。")
    mine = _of(by, tasks) or tasks[0]
    require(by, "cases.work", Work(mine.unit_id, mine.role))
    if turn.item.handling != "immediate":
        raise Conflict("这个事项不是即办件，请按环节办理。")
    errors: list[FieldError] = []
    while (task := _of(by, _open(turn.case))) is not None:
        errors += _pass(turn, task, opinion, checks)
    if errors:
        raise Invalid("没有办结。", errors=errors)
    return turn.case


@action
def receive_and_decide(
    by: Actor,
    item: str,
    party: UUID,
    form: Mapping[str, Any],
    *,
    papers: Mapping[str, Sequence[UUID]] | None = None,
    opinion: str = "",
    checks: Sequence[str] = (),
) -> Case:
    """当场收办: take in an application at a counter and decide it in the same breath.

    All or nothing: see `receive` and `decide_at_once` for what is raised.
    """
    require(by, "cases.receive", Owned(str(party)))
    case = receive(by, item, party, form, papers=papers)
    return decide_at_once(by, case.id, opinion, checks)


def _open(case: Case) -> list[Task]:
    """The open steps that people do, those asked of others left out."""
    found = Task.objects.filter(case_id=case.id, state=Task.State.OPEN, asked_by=None)
    return list(found.exclude(kind__in=BY_PLATFORM).order_by("opened_at", "id"))


def _of(by: Actor, tasks: Sequence[Task]) -> Task | None:
    """The first task that the actor may do."""
    return next(
        (
            task
            for task in tasks
            if permissions.allowed(by, "cases.work", Work(task.unit_id, task.role))
        ),
        None,
    )


def _pass(turn: Turn, task: Task, opinion: str, checks: Sequence[str]) -> list[FieldError]:
    """Pass the step; the points of its check list that were not ticked."""
    points = [point.zh_hans for point in turn.flow.by_code[task.step].checks]
    task.checks = [words for words in points if words in checks]
    _flow.finish(turn, task, True, opinion)
    return [FieldError("checks", f"请核对：{words}") for words in points if words not in checks]
