"""一次推进: a locked case while an action changes it, and everything that is saved with it.

Locks are taken in one order only, child before parent, and no transaction locks two children: so
nothing waits in a circle, and the counters on the rows are exact.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from yimen.cases import sql
from yimen.cases.events import TaskDone
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries import facts_of, item_definition, root_of
from yimen.cases.rules.marking import Marking
from yimen.catalogue.api import Facts, Flow, ItemDefinition, flow_of
from yimen.kernel import clock, statements, worktime
from yimen.kernel.actors import Actor
from yimen.kernel.ids import new_id
from yimen.kernel.problems import Conflict, Unknown
from yimen.kernel.worktime import Period, Unit, WorkCalendar
from yimen.vocabulary.api import calendar

WARNING_SHARE = 3
"""A task turns yellow in the last third of its time: the platform's own choice, no rule sets it."""
LASTING = frozenset({Clock.Kind.CHECK, Clock.Kind.DELIVERY})
"""Clocks that go on after the decision."""
DONE_ALREADY = "这个任务已经办过了，请返回工作台查看。"


class Turn:
    """推进: what changes around one locked case; `save` writes it all in one statement.

    A `new` case is written by the first `save`; until then nothing can refer to it.
    """

    def __init__(self, by: Actor, case: Case, *, new: bool = False) -> None:
        if case.item_id is None:
            raise ValueError("a parent case has no flow")
        self.by, self.case, self.now, self.new = by, case, clock.now(), new
        self.item: ItemDefinition = item_definition(case)
        self.flow: Flow = flow_of(case.item_id)
        self.marking = Marking(case.marks, case.rework)
        self.opened: list[Task] = []
        self.closed: list[Task] = []
        self.started: list[Clock] = []
        self.stopped: list[str] = []
        self.cancel_rest = False
        self.afterwards: list[Callable[[], object]] = []

    def facts(self) -> Facts | None:
        """已知情况: of the case's root; None where no step asks."""
        return facts_of(root_of(self.case)) if self.flow.conditional else None

    def save(self) -> None:
        """保存: raises `Conflict` when a task was closed by somebody else, or waits for others."""
        case = self.case
        case.marks, case.rework = dict(self.marking.steps), dict(self.marking.rework)
        case.open_tasks = self.marking.open_count
        closed = self.closed
        sql.write(
            case,
            lambda: Conflict(_why_not(closed)),
            new=self.new,
            at=self.now,
            by=self.by.id,
            closed=closed,
            cancel_rest=self.cancel_rest,
            opened=self.opened,
            started=self.started,
            stopped=self.stopped,
        )
        case.opened_now = [*case.opened_now, *self.opened]
        self.new = False
        todo, self.afterwards = self.afterwards, []
        self.opened, self.closed, self.started, self.stopped = [], [], [], []
        self.cancel_rest = False
        for deed in todo:
            deed()

    def close(self, task: Task, state: Task.State = Task.State.DONE) -> None:
        """关闭任务: done, or ended in another way."""
        task.state, task.done_at, task.done_by = state, self.now, self.by.id
        self.closed.append(task)

    def start(
        self,
        kind: Clock.Kind,
        period: Period,
        start: datetime,
        *,
        subject: UUID | None = None,
        due: datetime | None = None,
    ) -> Clock:
        """起算: a clock with its deadline and how it was derived, or with a day that is set."""
        counted = worktime.deadline(start, period, calendar())
        until = due or counted.due
        values = {
            "id": new_id(),
            "case_id": self.case.id,
            "subject": subject,
            "kind": kind,
            "period": str(period),
            "started_at": start,
            "due_at": until,
            "alarm_at": first_alarm(kind, start, until),
            "warned": 0,
            "paused": False,
            "stopped_at": None,
            "provisional": counted.provisional and due is None,
            "derivation": [] if due else list(counted.derivation),
        }
        row = statements.instance(Clock, values, stored=True)
        self.started.append(row)
        return row

    def stop(self, *kinds: str) -> None:
        """停止: clocks of these kinds run no more."""
        self.stopped += kinds


def locked(by: Actor, case_id: UUID) -> Turn:
    """锁定办件: raises `Unknown` for a case that does not exist."""
    case = sql.lock_case(case_id)
    if case is None or case.item_id is None:
        raise Unknown("没有找到这个办件。")
    return Turn(by, case)


def locked_task(by: Actor, task_id: UUID) -> tuple[Turn, Task]:
    """锁定任务: the task with its locked case; `Unknown` for a task that does not exist."""
    task = sql.lock_case_of(task_id)
    if task is None:
        raise Unknown("没有这个任务，请返回工作台刷新。")
    return Turn(by, task.case), task


def require_open(turn: Turn, task: Task) -> None:
    """确认在办: raises `Conflict` for a task that is not open any more."""
    stands = turn.marking.steps.get(task.step) if task.asked_by_id is None else "open"
    if task.state != Task.State.OPEN or stands != "open":
        raise Conflict(DONE_ALREADY)


def done(task: Task) -> TaskDone:
    """办结事件: what is told of a task that was passed or found against."""
    return TaskDone(
        str(task.case_id),
        str(task.id),
        task.step,
        task.name,
        task.unit_id,
        bool(task.passed),
        task.opinion,
    )


def _why_not(closed: list[Task]) -> str:
    waiting = Task.objects.filter(
        pk__in=[task.pk for task in closed], state=Task.State.OPEN, open_requests__gt=0
    )
    if waiting.exists():
        return "还有请别人办的意见没有回来，收到后再办结；不再需要的可以先撤销。"
    return DONE_ALREADY


class TaskTimes(NamedTuple):
    """任务时间: when a task is due, when it turns yellow, whether the day may still move."""

    due: datetime
    warn: datetime
    provisional: bool


def times(start: datetime, period: Period) -> TaskTimes:
    """任务时间: of a task opened at `start` with the limit `period`."""
    days = calendar()
    if period.unit is Unit.WORKDAYS and period.whole and period.amount >= 2:
        return _by_day(days.localise(start).date(), period, days)
    due = worktime.deadline(start, period, days)
    whole = days.worktime_between(start, due.due)
    warn = days.add_worktime(start, whole - whole / WARNING_SHARE)
    return TaskTimes(due.due, warn, due.provisional)


@lru_cache(maxsize=4096)
def _by_day(day: date, period: Period, days: WorkCalendar) -> TaskTimes:
    """Whole days: the same for all that begins on one day; yellow in the last third of the days."""
    whole = int(period.amount)
    last = days.add_workdays(day, whole)
    early = days.add_workdays(day, whole - max(1, whole // WARNING_SHARE))
    published = all(days.is_published(year) for year in range(day.year, last.year + 1))
    return TaskTimes(days.closes(last), days.closes(early), not published)


def first_alarm(kind: str, start: datetime, due: datetime) -> datetime:
    """首次提醒: agency clocks warn in the last third of their time, the others ring when over."""
    if kind not in {Clock.Kind.PROMISED, Clock.Kind.STATUTORY}:
        return due
    return _last_third(start.replace(second=0, microsecond=0), due, calendar())


@lru_cache(maxsize=4096)
def _last_third(start: datetime, due: datetime, days: WorkCalendar) -> datetime:
    whole = days.worktime_between(start, due)
    return days.add_worktime(start, whole - whole / WARNING_SHARE)
