"""The fictional city's stage permit and small flows made for one test, for tests of the review."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from city import actor
from yimen.cases.actions import complete_task, receive, ring_clock, ring_task
from yimen.cases.models import Case, Clock, Task
from yimen.catalogue.api import ItemDefinition, item_in_force, item_of, publish_item
from yimen.kernel import actors, clock
from yimen.kernel.actors import Actor
from yimen.kernel.models import Event

ITEM = "stage-permit"
ZONE = ZoneInfo("Asia/Shanghai")
MARKET, HEALTH, HALL = "market-regulation", "health", "government-services"
PLATFORM = actors.clock("tests")
LOGINS = {
    (MARKET, "reviewer"): "market-reviewer",
    (MARKET, "approver"): "market-approver",
    (MARKET, "head"): "market-head",
    (HEALTH, "reviewer"): "health-reviewer",
    (HEALTH, "approver"): "health-approver",
    (HALL, "reviewer"): "hall-reviewer",
}
FORM = {
    "person.name": "甲小明",
    "person.id_number": "119999199001020114",
    "person.phone": "15400010001",
    "stall.pitch_number": "P-07",
    "stall.place": "示范广场",
    "stall.width": "200",
}
NOTE = {"note": "示范市虚构规定"}


def at(day: int, hour: int = 11, minute: int = 0, month: int = 3) -> Any:
    """The platform believes that it is this moment of 2027; 1 March is a Monday, and the next
    holidays are in June."""
    return clock.at(moment(day, hour, minute, month))


def moment(day: int, hour: int = 11, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=ZONE)


def step(code: str, *after: str, unit: str = MARKET, **more: Any) -> dict[str, Any]:
    """A step of a small flow: a review in the market office unless said otherwise."""
    like = {"kind": "review", "role": "reviewer", "within": "1wd"}
    return {"code": code, "name": code, "unit": unit, "after": list(after), **like, **more}


def variant(*steps: dict[str, Any], **changes: Any) -> str:
    """A further item: the stage permit with other steps or terms; its code. No hearing unless
    asked for."""
    known = item_of(item_in_force(ITEM).id).model_dump(mode="json")
    code = f"stage-{uuid4().hex[:8]}"
    last = [step("issue", *_loose(steps), kind="issue")] if steps else []
    content = {**known, "hearing": False, **changes, "code": code}
    if steps:
        content["steps"] = [*steps, *last]
        content["result"] = None
    publish_item(PLATFORM, ItemDefinition.model_validate(content))
    return code


def _loose(steps: tuple[dict[str, Any], ...]) -> list[str]:
    followed = {code for one in steps for code in one["after"]}
    return [one["code"] for one in steps if one["code"] not in followed]


def applied(item: str = ITEM, **form: Any) -> Case:
    """An application handed in at a counter."""
    party = UUID(str(actor("applicant").party))
    return receive(actor("clerk"), item, party, {**FORM, **form}, subject="甲小明")


def open_task(case: Case, code: str) -> Task:
    """The open task of a step of the flow."""
    return Task.objects.get(case=case, step=code, state="open", asked_by=None)


def who(task: Task) -> Actor:
    return actor(LOGINS[task.unit_id, task.role])


def do(case: Case, code: str, passed: bool = True, opinion: str = "") -> Case:
    """Does the open task of a step."""
    return answer(open_task(case, code), passed, opinion)


def answer(task: Task, passed: bool = True, opinion: str = "") -> Case:
    """Does a task of a step, or one that somebody asked for."""
    definition = item_of(task.case.item_id)
    own = next(one for one in definition.steps if one.code == task.step)
    checks = [] if task.asked_by_id else [point.zh_hans for point in own.checks]
    complete_task(who(task), task.id, passed, opinion or ("" if passed else "不符合要求"), checks)
    return fresh(task.case)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def states(case: Case) -> dict[str, list[str]]:
    """How the tasks of each step stand, the oldest first."""
    found: dict[str, list[str]] = {}
    for one in Task.objects.filter(case=case, asked_by=None).order_by("id"):
        found.setdefault(one.step, []).append(one.state)
    return found


def clock_of(case: Case, kind: Clock.Kind) -> Clock:
    return Clock.objects.filter(case=case, kind=kind).latest("started_at", "id")


def ring(one: Task | Clock) -> None:
    """Rings as the platform's job does, at the moment that is believed."""
    if isinstance(one, Task):
        ring_task(PLATFORM, one.id)
    else:
        ring_clock(PLATFORM, one.id)


def events(case: Case, *kinds: str) -> list[str]:
    """The types of what happened to the case, in order; only of some kinds, if any are named."""
    found = Event.objects.filter(subject_id=str(case.id)).order_by("id")
    names = [name.split(".")[1] for name in found.values_list("type", flat=True)]
    return [name for name in names if not kinds or name in kinds]


def told(case: Case, kind: str) -> dict[str, Any]:
    """What the newest event of a kind says about the case."""
    return dict(
        Event.objects.filter(subject_id=str(case.id), type=f"cases.{kind}").latest("id").data
    )
