"""工作台查询: the tasks of a member of staff, and what is needed to do one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from yimen.cases.models import Case, Clock, Paper, Task
from yimen.cases.queries.cases import Progress, case_progress
from yimen.cases.queries.definitions import full_form, item_definition, root_of
from yimen.cases.rules.masking import masked
from yimen.cases.rules.permissions import Work
from yimen.cases.rules.results import shown
from yimen.catalogue.api import ItemDefinition, Step
from yimen.kernel import clock, permissions
from yimen.kernel.actors import Actor
from yimen.kernel.packs import Names
from yimen.kernel.problems import Unknown
from yimen.kernel.worktime import Light, WorkCalendar, remaining
from yimen.vocabulary.api import calendar, elements

PAGE_SIZE = 50


@dataclass(frozen=True)
class InboxRow:
    """待办行: one task with its light; `left` is in working days, negative when overdue."""

    task: Task
    item: str
    subject: str
    light: Light
    left: Decimal
    step: str


@dataclass(frozen=True)
class TaskView:
    """任务详情: everything a reviewer needs to decide one task.

    `data` is `(element, name, value in words)`; personal values are masked where the actor may
    not (or no longer) work on the task.
    """

    task: Task
    row: InboxRow
    item: ItemDefinition
    step: Step
    data: list[tuple[str, str, str]]
    papers: list[Paper]
    clocks: list[Clock]
    progress: Progress
    may_work: bool


def inbox(
    by: Actor,
    *,
    state: str = Task.State.OPEN,
    words: str = "",
    item: str = "",
    light: str = "",
    page: int = 1,
) -> tuple[Page[Task], list[InboxRow]]:
    """待办: a page of the tasks that the actor may do, the most urgent first.

    `words` finds case number, company name or credit code; `light` is red, yellow or green.
    """
    tasks = _mine(by).filter(state=state)
    now = clock.now()
    if words:
        tasks = tasks.filter(
            Q(case__number__istartswith=words)
            | Q(case__subject__icontains=words)
            | Q(case__parent__produced__contains={"enterprise.credit_code": words})
        )
    if item:
        tasks = tasks.filter(case__item__code=item)
    tasks = tasks.filter(LIGHTS[light](now)) if light in LIGHTS else tasks
    order = "due_at" if state == Task.State.OPEN else "-done_at"
    found = Paginator(tasks.order_by(order, "id"), PAGE_SIZE).get_page(page)
    days = calendar()
    return found, [row_of(task, now, days) for task in found.object_list]


def task_view(by: Actor, task_id: UUID) -> TaskView:
    """任务详情: `Unknown` for a task of other units, as if it did not exist."""
    task = with_case(Task.objects.filter(pk=task_id)).first()
    if task is None or not _may_see(by, task):
        raise Unknown("没有这个任务，或它不属于您的部门。请返回工作台。")
    item = item_definition(task.case)
    root = root_of(task.case)
    may_work = task.state == Task.State.OPEN and permissions.allowed(
        by, "cases.work", Work(task.unit_id, task.role)
    )
    return TaskView(
        task=task,
        row=row_of(task, clock.now()),
        item=item,
        step=next(s for s in item.steps if s.code == task.step),
        data=_data(item, full_form(root), hide=not may_work),
        papers=_papers(item, root, task.case),
        clocks=list(task.case.clocks.filter(task=None)),
        progress=case_progress(by, root),
        may_work=may_work,
    )


def desk_figures(by: Actor) -> dict[str, Any]:
    """工作台计数: open, due today, yellow, red, done this week, mean working days per task."""
    now, days = clock.now(), calendar()
    today = now.astimezone(days.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    open_tasks = _mine(by).filter(state=Task.State.OPEN)
    week = today - timedelta(days=today.weekday())
    done = _mine(by).filter(state=Task.State.DONE, done_at__gte=week)
    spent = [
        remaining(opened, finished, days)
        for opened, finished in done.values_list("opened_at", "done_at")[:500]
        if finished
    ]
    return {
        "open": open_tasks.count(),
        "due_today": open_tasks.filter(
            due_at__gte=now, due_at__lt=today + timedelta(days=1)
        ).count(),
        "yellow": open_tasks.filter(LIGHTS["yellow"](now)).count(),
        "red": open_tasks.filter(LIGHTS["red"](now)).count(),
        "done_this_week": done.count(),
        "mean_days": sum(spent, Decimal(0)) / len(spent) if spent else None,
    }


def items_in_inbox(by: Actor) -> list[tuple[str, str]]:
    """待办事项: code and name of the items that the actor's open tasks belong to."""
    codes = (
        _mine(by)
        .filter(state=Task.State.OPEN)
        .values_list("case__item__code", "case__item__definition__name")
        .distinct()
    )
    return sorted({(code, Names(**name).shown) for code, name in codes})


LIGHTS: dict[str, Callable[[datetime], Q]] = {
    "red": lambda now: Q(due_at__lt=now),
    "yellow": lambda now: Q(due_at__gte=now, warn_at__lt=now),
    "green": lambda now: Q(warn_at__gte=now),
}
"""时限灯条件: the open tasks that show a light at a moment."""


def _mine(by: Actor) -> "QuerySet[Task]":
    """Tasks of the actor's units in the actor's roles: one condition for each pair."""
    wanted = Q(pk__in=[])
    for unit, roles in by.roles.items():
        if unit:
            wanted |= Q(unit_id=unit, role__in=list(roles))
    return with_case(Task.objects.filter(wanted))


def with_case(tasks: "QuerySet[Task]") -> "QuerySet[Task]":
    """连同办件: tasks with all that a row of a list shows, in one statement."""
    joined = tasks.select_related("unit", "case__item", "case__unit", "case__parent")
    return joined.defer("case__item__definition")  # kept in memory by `item_of`


def _may_see(by: Actor, task: Task) -> bool:
    return task.unit_id in by.units() or by.has("supervisor")


def row_of(task: Task, now: datetime, days: WorkCalendar | None = None) -> InboxRow:
    """待办行: the task as it stands at a moment; lists hand in the calendar, read once."""
    item = item_definition(task.case)
    left = remaining(now, task.due_at, days or calendar())
    colour = Light.GREEN
    if task.due_at < now:
        colour = Light.RED
    elif task.warn_at < now:
        colour = Light.YELLOW
    return InboxRow(task, item.name.shown, task.case.subject, colour, left, step_name(task))


def step_name(task: Task) -> str:
    """环节名称: of the task's step, in the language of the page."""
    steps = {step.code: step.name.shown for step in item_definition(task.case).steps}
    return steps.get(task.step, task.name)


def _data(item: ItemDefinition, form: dict[str, Any], *, hide: bool) -> list[tuple[str, str, str]]:
    """The item's own fields in words: code, name, value. Other items' data stays out of sight."""
    words = elements()
    rows = []
    for use in item.fields:
        element = words[use.element]
        given = form.get(element.code)
        value = masked(element, given, words) if hide else shown(element, form)
        if value:
            rows.append((use.element, (use.name or element.name).shown, value))
    return rows


def _papers(item: ItemDefinition, root: Case, case: Case) -> list[Paper]:
    wanted = {use.document for use in item.papers}
    family = Q(case=root) | Q(case__parent=root)
    return list(Paper.objects.filter(family, document__in=wanted).order_by("added_at"))
