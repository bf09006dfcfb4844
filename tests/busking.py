"""The fictional city's limited permit “街头表演点位”, applied for and worked through."""

from itertools import count
from typing import Any

from city import actor, run_jobs
from yimen.cases.actions import complete_task, receive
from yimen.cases.models import Case, Task
from yimen.catalogue.api import ItemDefinition, ItemVersion, item_of, publish_item
from yimen.documents.api import Certificate
from yimen.kernel import actors
from yimen.kernel.actors import Actor, ActorKind

ITEM = "busking-place"
UNIT = "market-regulation"
HEAD = Actor(ActorKind.STAFF, "head-of-market", "局长", {UNIT: frozenset({"head"})})
OTHER_HEAD = Actor(ActorKind.STAFF, "head-of-health", "局长", {"health": frozenset({"head"})})
PLATFORM = actors.clock("tests")
BY_STEP = {
    "accept": "market-reviewer",
    "noise": "health-reviewer",
    "decide": "market-approver",
}
_numbers = count(1)


def form(**other: Any) -> dict[str, Any]:
    return {
        "person.name": "甲小明",
        "person.id_number": "119999199001020114",
        "person.phone": "15400010001",
        "stall.pitch_number": "P-07",
        "stall.place": "示范广场东侧",
        "stall.goods": f"拉二胡，第{next(_numbers)}号曲目",
        **other,
    }


def applied(login: str = "applicant", **other: Any) -> Case:
    """An application handed in by its applicant."""
    by = actor(login)
    return receive(by, ITEM, by.party, form(**other), subject=by.name)


def task(case: Case, step: str) -> Task:
    return Task.objects.get(case=case, step=step)


def do(case: Case, step: str, passed: bool = True, opinion: str = "") -> Task:
    one = task(case, step)
    points = next(s for s in item_of(case.item_id).steps if s.code == step).checks
    words = [point.zh_hans for point in points]
    return complete_task(actor(BY_STEP[step]), one.id, passed, opinion, words)


def accepted(login: str = "applicant", **other: Any) -> Case:
    case = applied(login, **other)
    do(case, "accept")
    case.refresh_from_db()
    return case


def granted(login: str = "applicant", **other: Any) -> Case:
    """A case worked through to its grant, with the jobs that it left done."""
    case = accepted(login, **other)
    do(case, "noise")
    do(case, "decide")
    run_jobs()
    case.refresh_from_db()
    assert case.state == "granted"
    return case


def certificate(case: Case, status: str = "valid") -> Certificate:
    return Certificate.objects.get(case=case.id, document="busking-permit", status=status)


def another_version(**changes: Any) -> ItemVersion:
    """A version of the item that differs in `changes`, published and in force."""
    newest = ItemVersion.objects.filter(code=ITEM).order_by("-published_at").first()
    assert newest
    definition = {**newest.definition, **changes}
    return publish_item(PLATFORM, ItemDefinition.model_validate(definition))
