"""The reference model of a case: small, slow and obvious; it knows nothing of the product's code.

A case is a dictionary of marks and a state. Whatever may not be done raises `Refused`. Deadlines
are found by walking from day to day.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

PEOPLE = {"a", "b", "c", "decide", "accept"}
FLOWS: dict[str, dict[str, list[str]]] = {
    "model-plain": {
        "accept": [],
        "a": ["accept"],
        "b": ["accept"],
        "c": ["a"],
        "decide": ["b", "c"],
        "issue": ["decide"],
    },
    "model-votes": {
        "accept": [],
        "a": ["accept"],
        "b": ["accept"],
        "c": ["accept"],
        "decide": ["a", "b", "c"],
        "issue": ["decide"],
    },
}
QUORUM = {"model-votes": 2}
"""Of the steps before `decide`, so many must pass."""

ABLE = {
    "reviewer": {"market-regulation", "health", "government-services"},
    "approver": {"market-regulation", "health"},
}
"""Units in which somebody has the role of a step."""
UNITS = {"b": "health", "c": "government-services"}

SETTLED = {"done", "failed", "superseded"}
RUNNING = {"received", "supplementing", "accepted"}


class Refused(Exception):
    """What the reference does not allow."""


@dataclass
class Reference:
    """One case as it ought to be."""

    item: str
    received_at: datetime
    state: str = "received"
    marks: dict[str, str] = field(default_factory=dict)
    waits: dict[str, list[str]] = field(default_factory=dict)
    was_asked: bool = False
    accepted_at: datetime | None = None
    pauses: list[list[datetime | None]] = field(default_factory=list)
    requests: dict[str, list[tuple[str, datetime]]] = field(default_factory=dict)
    """Open requests by the step that asked, in their order: `review` or `consult`, and when."""
    objections: set[tuple[str, str]] = field(default_factory=set)
    """Step and unit of added reviewers that stand against it."""
    moved: dict[str, str] = field(default_factory=dict)
    """The unit to which an open step was transferred."""
    is_extended: bool = False

    def __post_init__(self) -> None:
        self.came_at = self.received_at
        self.open_what_is_ready()

    # What may be done

    def complete(self, step: str, passed: bool, now: datetime) -> None:
        self._open(step)
        if self.requests.get(step):
            raise Refused("opinions are outstanding")
        if passed and any(one == step for one, _ in self.objections):
            raise Refused("an added reviewer stands against it")
        self.objections = {one for one in self.objections if one[0] != step}
        if passed:
            self.marks[step] = "done"
            if step == "accept":
                self._accept(now)
        elif self.item in QUORUM and step in {"a", "b", "c"}:
            self.marks[step] = "failed"
        else:
            self._end("not_accepted" if self.state == "received" else "refused")
            return
        for asker in list(self.waits):
            self.waits[asker] = [one for one in self.waits[asker] if one != step]
            if not self.waits[asker]:
                del self.waits[asker]
        self.open_what_is_ready()

    def send_back(self, asker: str, to: list[str]) -> None:
        self._open(asker)
        if not to:
            raise Refused("nothing to send back")
        for step in to:
            redone = any(step in asked for asked in self.waits.values())
            if step not in self._before(asker) or step == "accept":
                raise Refused("not before the asker, or acceptance")
            if self.marks.get(step) not in {"done", "failed"} and not redone:
                raise Refused("not done yet")
        self.requests.pop(asker, None)
        self._forget(asker)
        for step in to:
            if self.marks.get(step) != "open":
                self._forget(step)
        self.waits[asker] = list(to)
        self.open_what_is_ready()

    def ask(self, step: str, kind: str, now: datetime) -> None:
        self._open(step)
        self.requests.setdefault(step, []).append((kind, now))

    def transfer(self, step: str, unit: str) -> None:
        self._open(step)
        role = "approver" if step == "decide" else "reviewer"
        if unit == self.unit_of(step) or unit not in ABLE[role]:
            raise Refused("nobody can do it there, or it is there already")
        self.requests.pop(step, None)
        self.moved[step] = unit

    def ask_extension(self, step: str, now: datetime, due: Callable[[], datetime]) -> None:
        """Once, while accepted and in time; the step that asked waits for the head."""
        self._open(step)
        asked = any(kind == "extension" for one in self.requests.values() for kind, _ in one)
        if self.state != "accepted" or self.is_extended or asked:
            raise Refused("once, and only of an accepted case")
        if now > due():
            raise Refused("too late")
        self.requests.setdefault(step, []).append(("extension", now))

    def answer_extension(
        self, step: str, passed: bool, now: datetime, due: Callable[[], datetime]
    ) -> None:
        if passed and now > due():
            raise Refused("the limit ran out meanwhile")
        self._back(step)
        self.is_extended = self.is_extended or passed

    def hear_nothing(self, is_over: Callable[[datetime], bool]) -> None:
        """Opinions that were not given in their time are not waited for; reviews are."""
        if self.is_paused:
            return
        for step, asked in list(self.requests.items()):
            left = [(kind, at) for kind, at in asked if kind != "consult" or not is_over(at)]
            self.requests[step] = left
            if not left:
                del self.requests[step]

    def cancel(self, step: str) -> None:
        self._back(step)

    def answer(self, step: str, kind: str, unit: str, passed: bool) -> None:
        self._back(step)
        if kind == "review":
            self.objections.discard((step, unit))
            if not passed:
                self.objections.add((step, unit))

    def _back(self, step: str) -> None:
        self.requests[step].pop(0)
        if not self.requests[step]:
            del self.requests[step]

    def ask_supplement(self) -> None:
        self._open("accept")
        if self.state != "received" or self.was_asked:
            raise Refused("asked once, before acceptance")
        self.was_asked, self.state = True, "supplementing"
        self._forget("accept")
        self.requests.pop("accept", None)

    def answer_supplement(self, now: datetime) -> None:
        if self.state != "supplementing":
            raise Refused("nothing is asked")
        self.state, self.came_at = "received", now
        self.open_what_is_ready()

    def withdraw(self) -> None:
        if self.state not in RUNNING:
            raise Refused("decided")
        self._end("withdrawn")

    def undo(self, verb: str) -> None:
        if self.state != "granted":
            raise Refused("not granted")
        self.state = {"revoke": "revoked", "retract": "retracted", "annul": "annulled"}[verb]

    def start_procedure(self, now: datetime) -> None:
        if self.state != "accepted" or self.is_paused:
            raise Refused("only while accepted, one at a time")
        self.pauses.append([now, None])

    def end_procedure(self, now: datetime) -> None:
        if not self.is_paused:
            raise Refused("none is running")
        self.pauses[-1][1] = now

    def deem_accepted(self, moment: datetime) -> None:
        self.marks["accept"] = "done"
        self.requests.pop("accept", None)
        self._accept(moment)
        self.open_what_is_ready()

    # How it stands

    def unit_of(self, step: str) -> str:
        return self.moved.get(step) or UNITS.get(step, "market-regulation")

    @property
    def is_paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1][1] is None

    @property
    def open_steps(self) -> set[str]:
        return {step for step, mark in self.marks.items() if mark == "open"}

    def acceptance_day(self, works: Callable[[date], bool]) -> date:
        """The fifth working day after the papers came; the next with office if that has none."""
        day, counted = self.came_at.date(), 0
        while counted < 5:
            day += timedelta(days=1)
            counted += works(day)
        return day

    def last_day(self, begin: datetime, days: int, works: Callable[[date], bool]) -> date:
        """The last day of a period of working days: walk, and leave out what is paused. Of a
        pause the day it begins counts and the day it ends does not."""
        day, counted = begin.date(), 0
        pauses = [one for one in self.pauses if one[1] is not None and one[1] > begin]
        while counted < days:
            day += timedelta(days=1)
            counted += works(day) and not any(self._paused(one, day, begin) for one in pauses)
        return day

    def open_what_is_ready(self) -> None:
        if self.state not in {"received", "accepted"}:
            return
        for step, before in FLOWS[self.item].items():
            if step in self.marks or not all(
                self.marks.get(one) in SETTLED for one in self.waits.get(step, [])
            ):
                continue
            if step == "decide" and self.item in QUORUM:
                if not self._quorum():
                    if self.state not in RUNNING:
                        return
                    continue
            elif not all(self.marks.get(one) in SETTLED for one in before):
                continue
            self.marks[step] = "open"
        if self.marks.get("issue") == "open":  # the platform does it at once
            self.marks["issue"] = "done"
            self._end("granted")

    # Inside

    def _forget(self, step: str) -> None:
        """A step that is done again begins where the flow says."""
        self.marks.pop(step, None)
        self.moved.pop(step, None)

    def _quorum(self) -> bool:
        voters, needed = ["a", "b", "c"], QUORUM[self.item]
        stands = {one: self.marks.get(one, "to come") for one in voters}
        asked_again = {one for asked in self.waits.values() for one in asked}
        if any(one in asked_again and stands[one] not in SETTLED for one in voters):
            return False
        passed = sum(mark == "done" for mark in stands.values())
        if passed >= needed:
            for one, mark in stands.items():
                if mark in {"open", "to come"}:
                    self.marks[one] = "superseded"
                    self.requests.pop(one, None)
            return True
        if sum(mark == "failed" for mark in stands.values()) > len(voters) - needed:
            self._end("refused")
            return False
        if passed + sum(mark in {"open", "to come"} for mark in stands.values()) < needed:
            for one, mark in stands.items():
                if mark == "superseded":
                    self._forget(one)
                    self.marks[one] = "open"
        return False

    def _paused(self, pause: list[datetime | None], day: date, since: datetime) -> bool:
        begin, finish = pause
        assert begin is not None
        assert finish is not None
        return max(begin, since).date() < day <= finish.date()

    def _open(self, step: str) -> None:
        if self.state not in RUNNING or self.marks.get(step) != "open":
            raise Refused(f"{step} is not open")

    def _before(self, step: str) -> set[str]:
        found: set[str] = set()
        todo = list(FLOWS[self.item][step])
        while todo:
            one = todo.pop()
            found.add(one)
            todo += FLOWS[self.item][one]
        return found

    def _accept(self, moment: datetime) -> None:
        self.state, self.accepted_at = "accepted", moment

    def _end(self, state: str) -> None:
        self.state = state
        self.requests.clear()
        self.waits.clear()
        self.marks = {step: mark for step, mark in self.marks.items() if mark != "open"}
        if self.is_paused:
            self.pauses[-1][1] = self.pauses[-1][0]
