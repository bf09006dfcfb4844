"""工作台查询: the tasks of a member of staff, and what is needed to do one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from yimen.cases.models import Case, Clock, Paper, Task
from yimen.cases.queries.alarms import running
from yimen.cases.queries.cases import Progress, case_progress
from yimen.cases.queries.definitions import full_form, item_definition, root_of
from yimen.cases.queries.pauses import counted, pause_rows
from yimen.cases.queries.positions import Condition, Found, Position, UpTo, Wanted, count, page
from yimen.cases.queries.search import cases_meant, says
from yimen.cases.rules import requests
from yimen.cases.rules.masking import masked
from yimen.cases.rules.permissions import Work
from yimen.cases.rules.results import shown
from yimen.catalogue.api import BY_PLATFORM, ItemDefinition, ItemVersion, Step, item_of
from yimen.kernel import clock, permissions, worktime
from yimen.kernel.actors import Actor
from yimen.kernel.packs import Names
from yimen.kernel.problems import Unknown
from yimen.kernel.worktime import Light, WorkCalendar, remaining
from yimen.vocabulary.api import calendar, elements


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
class TaskPage:
    """待办页: one page of a task list, and where the next and the previous one are, if any."""

    rows: list[InboxRow]
    next: Position | None
    previous: Position | None


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
    position: Position | None = None,
) -> TaskPage:
    """待办: a page of the tasks that the actor may do, the most urgent first.

    `words` finds case number, company name or credit code; `light` is red, yellow or green.
    """
    wanted = _wanted(state, words, item, light, clock.now())
    return _shown(page(by, wanted, position))


def inbox_count(
    by: Actor, *, state: str = Task.State.OPEN, words: str = "", item: str = "", light: str = ""
) -> UpTo:
    """待办计数: how many tasks all pages of `inbox` have, counted to a thousand."""
    return count(by, _wanted(state, words, item, light, clock.now()))


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
        step=_step(item, task),
        data=_data(item, full_form(root), hide=not may_work),
        papers=_papers(item, root, task.case),
        clocks=list(task.case.clocks.order_by("started_at", "id")),
        progress=case_progress(by, root),
        may_work=may_work,
    )


def _step(item: ItemDefinition, task: Task) -> Step:
    """The task's step; what somebody asked for has no check list of its own."""
    step = next(s for s in item.steps if s.code == task.step)
    return step.model_copy(update={"checks": []}) if task.asked_by_id else step


def clock_of_task(task: Task) -> Clock:
    """环节时限: the task's limit with its derivation, as a clock that is not stored."""
    pauses = counted(pause_rows(task.case_id), without=task.id)
    due = worktime.deadline(task.opened_at, worktime.Period.parse(task.period), calendar(), pauses)
    return Clock(
        case_id=task.case_id,
        kind=Clock.Kind.TASK,
        period=task.period,
        started_at=task.opened_at,
        due_at=task.due_at,
        stopped_at=task.done_at,
        provisional=task.provisional,
        derivation=list(due.derivation),
    )


def items_in_inbox(by: Actor) -> list[tuple[str, str]]:
    """待办事项: code and name of the items with a step that the actor's roles work on.

    Told by the published definitions, not by the tasks, however many there are.
    """
    versions = ItemVersion.objects.order_by("published_at").values_list("id", flat=True)
    by_post = _items_by_post(tuple(versions))
    wanted = {
        code: name
        for unit, roles in by.roles.items()
        for role in roles
        for code, name in by_post.get((unit, role), {}).items()
    }
    return sorted((code, name.shown) for code, name in wanted.items())


@lru_cache(maxsize=4)
def _items_by_post(versions: tuple[UUID, ...]) -> dict[tuple[str, str], dict[str, Names]]:
    """By unit and role the items that have steps for them; later versions give the name."""
    found: dict[tuple[str, str], dict[str, Names]] = {}
    for version in versions:
        item = item_of(version)
        for step in item.steps:
            if step.kind not in BY_PLATFORM:
                post = (step.unit or item.unit, step.role)
                found.setdefault(post, {})[item.code] = item.name
    return found


LIGHTS: dict[str, Callable[[datetime], Q]] = {
    "red": lambda now: Q(due_at__lt=now),
    "yellow": lambda now: Q(due_at__gte=now, warn_at__lt=now),
    "green": lambda now: Q(warn_at__gte=now),
}
"""时限灯条件: the open tasks that show a light at a moment."""


def _wanted(state: str, words: str, item: str, light: str, now: datetime) -> Wanted:
    family = cases_meant(words) if words else None
    conditions = [says(words)] if words and family is None else []
    if item:
        versions = ItemVersion.objects.filter(code=item).values_list("id", flat=True)
        conditions.append(Condition("c.item_id = any(%s)", [list(versions)]))
    if state != Task.State.OPEN:
        return Wanted(state, conditions=[*conditions, *_alight(light, now)], family=family)
    begin, end = None, None
    if light == "red":
        end = now
    elif light in LIGHTS:
        begin = now
        sign = "<" if light == "yellow" else ">="
        conditions.append(Condition(f"s.warn_at {sign} %s", [now], of_case=False))
    return Wanted(state, begin, end, conditions, family)


def _alight(light: str, now: datetime) -> list[Condition]:
    """The light as a condition of tasks that are listed by another time than their deadline."""
    texts = {
        "red": ("t.due_at < %s", [now]),
        "yellow": ("t.due_at >= %s and t.warn_at < %s", [now, now]),
        "green": ("t.warn_at >= %s", [now]),
    }
    return [Condition(*texts[light])] if light in texts else []


def _shown(found: Found) -> TaskPage:
    tasks = listed(Task.objects.filter(pk__in=found.ids)).in_bulk()
    now, days = clock.now(), calendar()
    rows = [row_of(tasks[task], now, days) for task in found.ids]
    return TaskPage(rows, found.next, found.previous)


_LARGE = (
    "checks",
    *(f"case__{name}" for name in ("scenario", "form", "produced", "savings", "marks", "rework")),
    *(f"case__parent__{name}" for name in ("scenario", "form", "produced", "savings", "marks")),
)


def listed(tasks: "QuerySet[Task]") -> "QuerySet[Task]":
    """列表所需: tasks with what a row of a list shows, in one statement; forms are large."""
    return with_case(tasks).defer("case__item__definition", *_LARGE)


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
    if task.case.open_pauses and task.state == Task.State.OPEN and _stands_still(task):
        colour = Light.STOPPED
    return InboxRow(task, item.name.shown, task.case.subject, colour, left, step_name(task))


def step_name(task: Task) -> str:
    """环节名称: of the task's step, in the language of the page."""
    steps = {step.code: step.name.shown for step in item_definition(task.case).steps}
    name = steps.get(task.step, task.name)
    if task.asked_by_id is None:
        return name
    what = gettext(requests.WORDS.get(task.kind, ""))
    return gettext("%(step)s（%(what)s）") % {"step": name, "what": what}


def _stands_still(task: Task) -> bool:
    """Whether a procedure other than the task's own stops its time."""
    return not running(Task.objects.filter(pk=task.pk)).exists()


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
