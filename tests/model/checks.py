"""What every run of the machine needs: people, time, jobs, and what must always hold."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant
from model_city import EXTENSION, PROMISED, STAFF, STATUTORY
from reference import Reference

from city import actor
from yimen.cases import actions
from yimen.cases.models import Case, Clock, Task
from yimen.kernel import actors, clock
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.models import Event
from yimen.kernel.problems import Problem
from yimen.vocabulary.api import calendar

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 12, 7, 10, 0, tzinfo=ZONE)  # after the demo people took office
PLATFORM = actors.clock("model")
LASTING = {"check", "delivery"}


class CheckedMachine(RuleBasedStateMachine):
    """Cases of two flows, their people, and time; each case beside its reference."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.cases: dict[UUID, Reference] = {}
        self.again: Callable[[], Any] | None = None
        self._atomic = transaction.atomic()
        self._atomic.__enter__()
        self.by = {login: actor(login) for login in STAFF}
        roles = {"market-regulation": frozenset({"head"})}
        self.by["head"] = Actor(ActorKind.STAFF, "head", "负责人", roles)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._atomic.__exit__(None, None, None)

    # What always holds

    @invariant()
    def as_the_reference_says(self) -> None:
        for case_id, reference in self.cases.items():
            case = Case.objects.get(pk=case_id)
            assert case.state == reference.state
            assert case.marks == reference.marks, (case.marks, reference.marks)
            tasks = list(Task.objects.filter(case=case, state="open"))
            steps = sorted(task.step for task in tasks if task.asked_by_id is None)
            assert steps == sorted(reference.open_steps)
            for task in tasks:
                if task.asked_by_id is None and task.step != "issue":
                    assert task.unit_id == reference.unit_of(task.step)
            assert case.open_tasks == len(steps)
            asked = sorted(task.step for task in tasks if task.asked_by_id is not None)
            assert asked == sorted(s for s, k in reference.requests.items() for _ in k)
            self._clocks(case, reference)
            self._tasks(tasks)
            ended = Event.objects.filter(type="cases.CaseEnded", subject_id=str(case_id))
            assert ended.count() == (
                reference.state not in {"received", "supplementing", "accepted"}
            )

    def _clocks(self, case: Case, reference: Reference) -> None:
        running = {c.kind: c for c in case.clocks.filter(stopped_at=None)}
        if case.ended_at:
            assert set(running) <= LASTING
            return
        wanted = {"promised", "statutory"} if case.accepted_at else set()
        if reference.state == "received":
            wanted = {"acceptance"}
        assert set(running) == wanted
        assert case.open_pauses == reference.is_paused
        if "promised" in running:
            one = running["promised"]
            assert one.paused == reference.is_paused
            assert (one.alarm_at is None) >= one.paused
            if not reference.is_paused:
                assert case.accepted_at
                begin = case.accepted_at.astimezone(ZONE)
                days = PROMISED + EXTENSION * reference.is_extended
                assert one.due_at == self._end(reference, begin, days)

    def _limit(self, reference: Reference) -> Callable[[], datetime]:
        """When the law wants the decision."""

        def due() -> datetime:
            assert reference.accepted_at
            begin = reference.accepted_at.astimezone(ZONE)
            return self._end(reference, begin, STATUTORY + EXTENSION * reference.is_extended)

        return due

    def _end(self, reference: Reference, begin: datetime, days: int) -> datetime:
        """When the offices close on the last day; a period never ends within a pause."""
        due = calendar().closes(reference.last_day(begin, days, calendar().is_workday))
        for start, finish in reference.pauses:
            if finish and start < due <= finish:
                due = calendar().closes_after(finish)
        return due

    def _tasks(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            able = [by for by in self.by.values() if by.has(task.role, task.unit_id)]
            assert able or task.role == "system", f"nobody can do {task.step}"
            outstanding = sum(one.asked_by_id == task.id for one in tasks)
            assert task.open_requests == outstanding

    # What the platform does by itself

    def work(self) -> None:
        """Does the jobs that wait, but for the sealing of notices, which takes long."""
        from procrastinate.contrib.django import app

        with connection.cursor() as cursor, clock.at(self.now):
            for _ in range(50):
                cursor.execute(
                    "delete from procrastinate_jobs where id = (select min(id) from"
                    " procrastinate_jobs where status = 'todo') returning task_name, args"
                )
                row = cursor.fetchone()
                if row is None:
                    return
                name, given = row
                given = given if isinstance(given, dict) else __import__("json").loads(given)
                if "tell" not in str(given.get("handler", "")):
                    app.tasks[name](**given)
        raise AssertionError("jobs breed jobs")

    def _ring(self) -> bool:
        tasks = Task.objects.filter(state="open", alarm_at__lte=self.now)
        clocks = Clock.objects.filter(stopped_at=None, alarm_at__lte=self.now)
        rung = 0
        for task in list(tasks.values_list("id", flat=True)):
            with suppress(Problem):
                actions.ring_task(PLATFORM, task)
                rung += 1
        for one in list(clocks.values_list("id", flat=True)):
            with suppress(Problem):
                actions.ring_clock(PLATFORM, one)
                rung += 1
        return rung > 0

    def _deem(self, case: UUID, reference: Reference) -> None:
        """Silence on the papers is acceptance, from the day on which they came."""
        if reference.state != "received":
            return
        day = reference.acceptance_day(calendar().is_workday)
        if calendar().closes(day) <= self.now:
            reference.deem_accepted(self._into_hours(reference.came_at))

    def _into_hours(self, moment: datetime) -> datetime:
        if calendar().is_workday(moment.date()):
            return moment
        return calendar().into_hours(moment)
