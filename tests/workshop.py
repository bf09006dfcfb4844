"""The fictional city's workshop permit, applied for at a counter, for tests of acceptance."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import city
from stall import paper, picture
from yimen.cases.actions import Upload, complete_task, receive, ring_clock
from yimen.cases.models import Case, Clock, Task
from yimen.catalogue.api import ItemDefinition, item_in_force, item_of, publish_item
from yimen.documents.api import store_file
from yimen.kernel import actors, clock
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.models import Event

ITEM = "workshop-permit"
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 10, 30, tzinfo=ZONE)
"""A working day in the middle of weeks without holidays."""
HEAD = Actor(ActorKind.STAFF, "head-of-health", "局长", {"health": frozenset({"head"})})
REVIEWER, APPROVER = "health-reviewer", "health-approver"
FORM = {
    "person.name": "甲小明",
    "person.id_number": "119999199001020114",
    "person.phone": "15400010001",
    "stall.goods": "豆花、凉茶",
}


def actor(login: str) -> Actor:
    """The actor as it is today, whatever moment is believed: roles have begun by now only."""
    with clock.at(datetime.now(UTC)):
        return city.actor(login)


def at(day: int, hour: int = 11, month: int = 3, year: int = 2026) -> Any:
    """The platform believes that it is this hour of a day in March 2026."""
    return clock.at(datetime(year, month, day, hour, tzinfo=ZONE))


def file_of(name: str = "材料.pdf", content: bytes = b"") -> str:
    """A stored file."""
    return store_file(actor("clerk"), content or paper(), name=name).sha256


def papers(*left_out: str) -> dict[str, list[str]]:
    """Every paper of the item, but for those that are left out."""
    files = {
        "goods-list": [file_of()],
        "health-check": [file_of()],
        "fire-photo": [file_of("炉具.png", picture())],
    }
    return {document: ids for document, ids in files.items() if document not in left_out}


def party(login: str = "applicant") -> UUID:
    return UUID(str(actor(login).party))


def applied(item: str = ITEM, login: str = "applicant", **more: Any) -> Case:
    """An application handed in at a counter."""
    more.setdefault("papers", papers(*more.get("deferred", ()), *more.get("committed", ())))
    return receive(actor("clerk"), item, party(login), {**FORM, **more.pop("form", {})}, **more)


def variant(**changes: Any) -> str:
    """A further item that differs from the workshop permit; its code."""
    code = f"workshop-{uuid4().hex[:8]}"
    made = _changed({**changes, "code": code})
    publish_item(actors.clock("test"), made)
    return code


def workshop(**changes: Any) -> ItemDefinition:
    """The item's definition, with changes."""
    return _changed(changes)


def _changed(changes: dict[str, Any]) -> ItemDefinition:
    known = item_of(item_in_force(ITEM).id).model_dump(mode="json", by_alias=True)
    return ItemDefinition.model_validate({**known, **changes})


@lru_cache(maxsize=1)
def upload_name() -> str:
    return "补正.pdf"


def upload(document: str = "goods-list") -> Upload:
    """A file for a paper."""
    is_photo = document == "fire-photo"
    return Upload(document, "照片.png" if is_photo else upload_name(), _bytes(is_photo))


def _bytes(is_photo: bool) -> bytes:
    return picture() if is_photo else paper()


def clock_of(case: Case, kind: Clock.Kind) -> Clock:
    """The newest clock of a kind."""
    return Clock.objects.filter(case=case, kind=kind).latest("started_at", "id")


def ring(case: Case, kind: Clock.Kind) -> Case:
    """Lets the running clock of a kind ring, at the moment that is believed."""
    row = Clock.objects.get(case=case, kind=kind, stopped_at=None)
    ring_clock(actors.clock("test"), row.id)
    case.refresh_from_db()
    return case


def open_task(case: Case) -> Task:
    return Task.objects.get(case=case, state="open")


def do(case: Case, passed: bool = True, opinion: str = "") -> Case:
    """Does the one open task of the case."""
    task = open_task(case)
    login = REVIEWER if task.role == "reviewer" else APPROVER
    step = next(one for one in item_of(case.item_id).steps if one.code == task.step)
    checks = [point.zh_hans for point in step.checks]
    complete_task(actor(login), task.id, passed, opinion, checks)
    case.refresh_from_db()
    return case


def events_of(case: Case) -> list[str]:
    """The types of what happened to the case, in order, without the context's name."""
    found = Event.objects.filter(subject_id=str(case.id)).order_by("id")
    return [name.split(".")[1] for name in found.values_list("type", flat=True)]


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()
