"""提醒查询: the tasks and clocks whose alarm is due."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from yimen.cases.models import Clock, Pause, Task

MOST = 1_000
"""A tick takes so many of each; the rest follow a minute later."""


def ringing_tasks(now: datetime) -> list[UUID]:
    """到时的任务: open tasks whose alarm is due and whose time the law does not stop."""
    found = Task.objects.filter(state=Task.State.OPEN, alarm_at__lte=now)
    return list(running(found).order_by("alarm_at").values_list("id", flat=True)[:MOST])


def ringing_clocks(now: datetime) -> list[UUID]:
    """到时的时限: running clocks whose alarm is due; a paused one has none."""
    found = Clock.objects.filter(stopped_at=None, alarm_at__lte=now)
    return list(found.order_by("alarm_at").values_list("id", flat=True)[:MOST])


def running(tasks: "QuerySet[Task]") -> "QuerySet[Task]":
    """计时中的任务: those that no procedure stops, but for a task's own."""
    others = Pause.objects.filter(case=OuterRef("case"), ended_at=None).filter(
        Q(task=None) | ~Q(task=OuterRef("id"))
    )
    return tasks.filter(Q(case__open_pauses=0) | ~Exists(others))
