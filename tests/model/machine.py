"""The machine: random commands by all kinds of actors against the product and the reference.

Every command is tried on a copy of the reference first: the product must do what the reference
does, and refuse what it refuses. A refusal leaves nothing, a denial nothing but its event. Jobs are
done after each command; the clock jumps, and whatever rings is rung, twice.
"""

import copy
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from checks import PLATFORM, CheckedMachine
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from model_city import ITEMS, STAFF, publish_items
from reference import UNITS, Reference, Refused

from yimen.cases import actions
from yimen.cases.models import Clock, Task
from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.kernel.models import Event
from yimen.kernel.problems import Denied, Problem

REASON = "按照规定应当这样办理"
picks = st.integers(0, 11)
commands = {"done": 0}
"""How many commands all runs together have tried."""


class CaseMachine(CheckedMachine):
    """The commands."""

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
    @rule(which=picks, step=picks, unit=st.sampled_from(["market-regulation", *UNITS.values()]))
    def transfer(self, which: int, step: int, unit: str) -> None:
        case, code = self.pick(which, step)
        task, by = self.task(case, code), self.owner(case, code)
        self.attempt(
            case,
            lambda reference: reference.transfer(code, unit),
            lambda key: actions.transfer(by, task, unit, REASON, key=key),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks, step=picks)
    def ask_extension(self, which: int, step: int) -> None:
        case, code = self.pick(which, step)
        task, by = self.task(case, code), self.owner(case, code)
        self.attempt(
            case,
            lambda reference: reference.ask_extension(code, self.now, self._limit(reference)),
            lambda key: actions.ask_extension(by, task, REASON, key=key),
        )

    @precondition(lambda self: self.cases)
    @rule(which=picks, passed=st.booleans(), cancel=st.booleans())
    def answer(self, which: int, passed: bool, cancel: bool) -> None:
        case = list(self.cases)[which % len(self.cases)]
        found = Task.objects.filter(case=case, state="open").exclude(asked_by=None)
        request = found.order_by("opened_at", "id").first()
        if request is None:
            return
        asked = next(by for by in self.by.values() if by.has(request.role, request.unit_id))
        if cancel:
            by = self.owner(case, request.step)
            self.attempt(
                case,
                lambda reference: reference.cancel(request.step),
                lambda key: actions.cancel_request(by, request.id, REASON, key=key),
            )
            return
        self.attempt(
            case,
            lambda reference: self._answered(reference, request, passed),
            lambda key: actions.complete_task(asked, request.id, passed, REASON, key=key),
        )

    def _answered(self, reference: Reference, request: Task, passed: bool) -> None:
        if request.kind == "extension":
            due = self._limit(reference)
            reference.answer_extension(request.step, passed, self.now, due)
        else:
            reference.answer(request.step, request.kind, request.unit_id, passed)

    @precondition(lambda self: self.cases)
    @rule(which=picks)
    def ask_supplement(self, which: int) -> None:
        case = self.pick(which, 0)[0]
        # of a step that is not open nobody is the owner: its definition says who may ask
        is_open = "accept" in self.cases[case].open_steps
        by = self.owner(case, "accept") if is_open else self.by["market-reviewer"]
        self.attempt(
            case,
            lambda reference: reference.ask_supplement(),
            lambda key: actions.ask_supplement(
                by, case, {"person.phone": "请填写手机号码"}, key=key
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
        """Whoever the newest task of a step belongs to."""
        task = Task.objects.get(pk=self.task(case, step))
        return next(by for by in self.by.values() if by.has(task.role, task.unit_id))

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
