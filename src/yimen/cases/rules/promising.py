"""所作承诺规则: what an applicant may promise with an application, checked as a whole."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from yimen.cases.rules import commitment, deferral
from yimen.catalogue.api import Facts, ItemDefinition
from yimen.kernel.problems import FieldError
from yimen.kernel.worktime import WorkCalendar


@dataclass(frozen=True)
class Promised:
    """所作承诺: a paper that follows by the day `due`, or a promise in its place (`due` None)."""

    document: str
    due: date | None = None


def complaints(
    item: ItemDefinition,
    promised: Collection[Promised],
    *,
    broke: bool,
    received: datetime,
    days: WorkCalendar,
    facts: Facts | None = None,
) -> list[FieldError]:
    """核对承诺: what the item does not let be promised, and days that will not do.

    `broke` says whether the party broke a promise that is not repaired; days are counted from
    the moment of receipt. `facts` decide whether a list keeps the item under watch.
    """
    watched = commitment.watched(item, facts)
    return [
        FieldError(one.document, words)
        for one in promised
        for words in _against(item, one, broke, watched, received, days)
    ]


def _against(
    item: ItemDefinition,
    one: Promised,
    broke: bool,
    watched: bool,
    received: datetime,
    days: WorkCalendar,
) -> list[str]:
    if one.due is None:
        return commitment.bars(item, one.document, broke_promise=broke, watched=watched)
    if words := deferral.bars(item, one.document, broke_promise=broke):
        return words
    latest = deferral.latest_day(item, received, days)
    against = deferral.complaint(one.due, latest, days.localise(received).date(), days)
    return [against] if against else []
