"""逐件办理: one verb on many cases, each in a transaction of its own.

No transaction locks two children of a bundle, so what concerns several is done one after
another; what cannot be done to one does not keep the others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from yimen.cases.actions.withdrawal import withdraw
from yimen.cases.actions.work import complete_task
from yimen.cases.models import Case, Task
from yimen.cases.queries import item_definition
from yimen.cases.rules.states import FINAL
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Problem, Unknown

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Outcome:
    """逐件结果: what became of one case; `problem` says why not, empty when it was done."""

    subject: UUID
    name: str
    problem: str = ""


def withdraw_all(by: Actor, root_id: UUID, reason: str = "", *, key: str = "") -> list[Outcome]:
    """整件撤回: every running item of a bundle, or the one item of a single application.

    Items whose decision is made stay as they are; the parent ends when its last child has.
    """
    family = Case.objects.filter(parent_id=root_id, for_task=None) | Case.objects.filter(
        pk=root_id, bundle=None
    )
    running = [case for case in family.order_by("number") if case.state not in FINAL]
    if not running:
        raise Unknown("没有可以撤回的事项：都已经办结，或者没有找到这个办件。")
    named = [(case.id, item_definition(case).name.zh_hans) for case in running]
    return _each(named, lambda one, own: withdraw(by, one, reason, key=own), key)


def accept_many(
    by: Actor, task_ids: Sequence[UUID], checks: Sequence[str] = (), *, key: str = ""
) -> list[Outcome]:
    """批量受理: pass several tasks of acceptance at a counter, with the points that were checked.

    At most 100 at once; a task that is not one of acceptance is not touched.
    """
    wanted = list(dict.fromkeys(task_ids))[:MOST_AT_ONCE]
    found = Task.objects.filter(pk__in=wanted).select_related("case").order_by("due_at", "id")
    accepting = [task for task in found if task.kind == "accept"]
    named = [(task.id, f"{task.case.number} {task.case.subject}") for task in accepting]
    others = [
        Outcome(task.id, f"{task.case.number} {task.case.subject}", "这个任务不是受理环节")
        for task in found
        if task.kind != "accept"
    ]

    def accept(task_id: UUID, own: str) -> object:
        item = item_definition(next(task.case for task in accepting if task.id == task_id))
        points = {point.zh_hans for step in item.steps for point in step.checks}
        ticked = [point for point in checks if point in points]
        return complete_task(by, task_id, True, "", ticked, key=own)

    return [*_each(named, accept, key), *others]


def _each(
    named: Iterable[tuple[UUID, str]], do: Callable[[UUID, str], object], key: str
) -> list[Outcome]:
    outcomes = []
    for subject, name in named:
        problem = ""
        try:
            do(subject, f"{key}:{subject}" if key else "")
        except Problem as met:
            problem = "；".join(error.message for error in met.errors) or met.detail
        outcomes.append(Outcome(subject, name, problem))
    return outcomes
