"""The machine: random commands by all kinds of actors against the product and the reference.

Every command is tried on a copy of the reference first: the product must do what the reference
does, and refuse what it refuses. A refusal leaves nothing, a denial nothing but its event. Jobs are
done after each command; the clock jumps, and whatever rings is rung, twice.
"""

import copy
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from model_city import ITEMS, OF_STEP, PROMISED, STAFF, publish_items
from reference import Reference, Refused

from city import actor
from yimen.cases import actions
from yimen.cases.models import Case, Clock, Task
from yimen.kernel import actors, clock
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.models import Event
from yimen.kernel.problems import Denied, Problem
from yimen.vocabulary.api import calendar

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 12, 7, 10, 0, tzinfo=ZONE)  # after the demo people took office
PLATFORM = actors.clock("model")
REASON = "按照规定应当这样办理"
LASTING = {"check", "delivery"}
picks = st.integers(0, 11)
commands = {"done": 0}
"""How many commands all runs together have tried."""


class CaseMachine(RuleBasedStateMachine):
    """Cases of two flows, their people, and time."""

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

    # Commands

    @initialize()
    def city(self) -> None:
        with clock.at(self.now):
            publish_items()

    @rule(item=st.sampled_from(ITEMS))
    def receive(self, item: str) -> None:
        by = self.by["applicant"]
        with clock.at(self.now):
            case = actions.receive(by, item, UUID(by.party), {}, key=str(uuid4()))
        commands["done"] += 1
        self.cases[case.id] = Reference(item, self.now)
        self.work()

    @precondition(lambda self: self.cases)
    @rule(which=picks, step=picks, passed=st.booleans(), late=st.booleans())
    def complete(self, which: int, step: int, passed: bool, late: bool) -> None:
        case, code = self.pick(which, step)
        task = self.task(case, code)
        by = self.owner(case, code)
        self.attempt(
            case,
            lambda reference: reference.complete(code, passed, self.now),
            lambda key: actions.complete_task(by, task, passed, REASON, key=key),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks, step=picks, login=st.sampled_from([*STAFF, "head"]))
    def complete_by_anybody(self, which: int, step: int, login: str) -> None:
        case, code = self.pick(which, step)
        by = self.by[login]
        if by is self.owner(case, code):
            return
        task = Task.objects.get(pk=self.task(case, code))
        if by.has(task.role, task.unit_id):
            return
        self.denied(lambda: actions.complete_task(by, task.id, True, REASON))

    @precondition(lambda self: self.cases)
    @rule(
        which=picks, step=picks, to=st.lists(st.sampled_from(["accept", "a", "b", "c", "decide"]))
    )
    def send_back(self, which: int, step: int, to: list[str]) -> None:
        case, code = self.pick(which, step)
        task, by = self.task(case, code), self.owner(case, code)
        self.attempt(
            case,
            lambda reference: reference.send_back(code, to),
            lambda key: actions.send_back(by, task, to, REASON, key=key),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks, step=picks, kind=st.sampled_from(["review", "consult"]))
    def ask(self, which: int, step: int, kind: str) -> None:
        case, code = self.pick(which, step)
        task, by = self.task(case, code), self.owner(case, code)
        own = Task.objects.get(pk=task).unit_id
        unit = next(u for u in ("health", "market-regulation") if u != own)
        verb = actions.add_review if kind == "review" else actions.consult
        self.attempt(
            case,
            lambda reference: reference.ask(code, kind, self.now),
            lambda key: verb(by, task, unit, REASON, key=key),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks, passed=st.booleans(), cancel=st.booleans())
    def answer(self, which: int, passed: bool, cancel: bool) -> None:
        case = list(self.cases)[which % len(self.cases)]
        found = Task.objects.filter(case=case, state="open").exclude(asked_by=None)
        request = found.order_by("opened_at", "id").first()
        if request is None:
            return
        reviewer = next(by for by in self.by.values() if by.has("reviewer", request.unit_id))
        asking = Task.objects.get(pk=request.asked_by_id)
        if cancel:
            by = self.owner(case, asking.step)
            self.attempt(
                case,
                lambda reference: reference.cancel(request.step),
                lambda key: actions.cancel_request(by, request.id, REASON, key=key),
            )
        else:
            self.attempt(
                case,
                lambda reference: reference.answer(
                    request.step, request.kind, request.unit_id, passed
                ),
                lambda key: actions.complete_task(reviewer, request.id, passed, REASON, key=key),
            )

    @precondition(lambda self: self.cases)
    @rule(which=picks)
    def ask_supplement(self, which: int) -> None:
        case = self.pick(which, 0)[0]
        self.attempt(
            case,
            lambda reference: reference.ask_supplement(),
            lambda key: actions.ask_supplement(
                self.by["market-reviewer"], case, {"person.phone": "请填写手机号码"}, key=key
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks)
    def answer_supplement(self, which: int) -> None:
        case = self.pick(which, 0)[0]
        self.attempt(
            case,
            lambda reference: reference.answer_supplement(self.now),
            lambda key: actions.answer_supplement(
                self.by["applicant"], case, (), {"person.phone": "15400010001"}, key=key
            ),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks)
    def withdraw(self, which: int) -> None:
        case = self.pick(which, 0)[0]
        self.attempt(
            case,
            lambda reference: reference.withdraw(),
            lambda key: actions.withdraw(self.by["applicant"], case, REASON, key=key),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks)
    def withdraw_by_a_stranger(self, which: int) -> None:
        case = self.pick(which, 0)[0]
        self.denied(lambda: actions.withdraw(self.by["applicant-2"], case, REASON))

    @precondition(lambda self: self.cases)
    @rule(which=picks, begin=st.booleans())
    def procedure(self, which: int, begin: bool) -> None:
        case = self.pick(which, 0)[0]
        by = self.by["market-approver"]
        if begin:
            self.attempt(
                case,
                lambda reference: reference.start_procedure(self.now),
                lambda key: actions.start_procedure(
                    by, case, "expert_review", "5wd", REASON, key=key
                ),
            )
        else:
            self.attempt(
                case,
                lambda reference: reference.end_procedure(self.now),
                lambda key: actions.end_procedure(by, case, "expert_review", REASON, key=key),
            )

    @precondition(lambda self: self.cases)
    @rule(which=picks, verb=st.sampled_from(["revoke", "retract", "annul"]))
    def undo(self, which: int, verb: str) -> None:
        case = self.pick(which, 0)[0]
        head = self.by["head"]
        self.attempt(
            case,
            lambda reference: reference.undo(verb),
            lambda key: actions.undo(head, case, verb, REASON, "示范法第一条", key=key),
        )

    @precondition(lambda self: self.again)
    @rule()
    def repeat_the_last_request(self) -> None:
        """The same request once more, as a client sends it that got no answer."""
        assert self.again is not None
        before = Event.objects.count()
        with clock.at(self.now):
            self.again()
        assert Event.objects.count() == before
        commands["done"] += 1

    @precondition(lambda self: self.cases)
    @rule(hours=st.integers(1, 150))
    def time_passes(self, hours: int) -> None:
        """What is due rings; what rings twice does nothing twice."""
        self.now += timedelta(hours=hours)
        with clock.at(self.now):
            for _ in range(12):
                if not self._ring():
                    break
            self.work()
            for case, reference in self.cases.items():
                self._deem(case, reference)
                reference.hear_nothing(lambda at, r=reference: self._end(r, at, 2) <= self.now)
            before = Event.objects.count()
            for clock_id in Clock.objects.values_list("id", flat=True):
                with suppress(Problem):
                    actions.ring_clock(PLATFORM, clock_id)
            assert Event.objects.count() == before
        commands["done"] += 1
        self.again = None

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
                assert one.due_at == self._end(reference, begin, PROMISED)

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

    # How it is done

    def pick(self, which: int, step: int) -> tuple[UUID, str]:
        case = list(self.cases)[which % len(self.cases)]
        reached = sorted(self.cases[case].marks) or ["accept"]
        return case, [code for code in reached if code != "issue"][step % len(reached) - 1]

    def task(self, case: UUID, step: str) -> UUID:
        found = Task.objects.filter(case=case, step=step, asked_by=None)
        newest: Task = found.order_by("-opened_at", "-id")[0]
        return newest.id

    def owner(self, case: UUID, step: str) -> Actor:
        return self.by[OF_STEP[step]]

    def attempt(
        self, case: UUID, model: Callable[[Reference], None], real: Callable[[str], Any]
    ) -> None:
        wanted = copy.deepcopy(self.cases[case])
        try:
            model(wanted)
        except Refused:
            wanted = None  # type: ignore[assignment]
        key, before = str(uuid4()), Event.objects.count()
        commands["done"] += 1
        with clock.at(self.now):
            try:
                result = real(key)
            except Problem as problem:
                self._rightly(problem, wanted, before)
                return
        assert wanted is not None, f"{result} was done and ought to be refused"
        assert Event.objects.count() > before
        self.cases[case] = wanted
        self.again = lambda: self._same(real(key), result)
        self.work()

    def _rightly(self, problem: Problem, wanted: Reference | None, before: int) -> None:
        assert wanted is None, f"refused: {problem.detail} {problem.errors}"
        assert not isinstance(problem, Denied)
        assert Event.objects.count() == before

    def denied(self, real: Callable[[], Any]) -> None:
        before = Event.objects.count()
        commands["done"] += 1
        with clock.at(self.now):
            try:
                real()
            except Denied:
                pass
            else:
                raise AssertionError("what nobody allowed was done")
        assert Event.objects.count() == before + 1
        assert Event.objects.latest("id").type == "kernel.ActionDenied"

    def _same(self, one: Any, other: Any) -> None:
        assert one.pk == other.pk

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
