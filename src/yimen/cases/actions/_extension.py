"""延期: what the head's answer does to the limits of a case, and of the bundle it belongs to."""

from datetime import datetime
from uuid import UUID

from yimen.cases.actions import _pauses
from yimen.cases.actions._turn import Turn
from yimen.cases.events import ExtensionDecided
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries import item_definition
from yimen.cases.rules import extension
from yimen.cases.rules.requests import EXTENSION
from yimen.catalogue.api import bundle_of
from yimen.kernel.events import publish
from yimen.kernel.worktime import Period


def limit(case: Case) -> datetime | None:
    """现行期限: the day by which the law wants the decision, else by which it is promised."""
    due = dict(
        Clock.objects.filter(case_id=case.id, stopped_at=None, kind__in=_pauses.LEGAL).values_list(
            "kind", "due_at"
        )
    )
    return due.get(Clock.Kind.STATUTORY) or due.get(Clock.Kind.PROMISED)


def granted(case: Case) -> bool:
    """是否延长过"""
    return Task.objects.filter(case_id=case.id, kind=EXTENSION, passed=True).exists()


def settle(turn: Turn, task: Task) -> None:
    """落实审批: granted, the running legal clocks of the case are longer by what the item allows;
    refused, nothing changes. Raises `Conflict` where the limit ran out meanwhile."""
    by, due = turn.item.limits.extension, limit(turn.case)
    if task.passed and by is not None:
        if due is not None:
            extension.require_in_time(turn.now, due)
        _prolong(turn, by)
        due = limit(turn.case)
    publish(
        turn.by,
        ExtensionDecided(
            str(turn.case.id),
            str(task.id),
            task.unit_id,
            str(by or ""),
            task.opinion or task.note,
            bool(task.passed),
            due.isoformat() if due else "",
        ),
    )


def _prolong(turn: Turn, by: Period) -> None:
    clocks = Clock.objects.filter(case_id=turn.case.id, stopped_at=None, kind__in=_pauses.LEGAL)
    for clock in clocks:
        clock.period = str(extension.extended(Period.parse(clock.period), by))
        clock.warned = 0
        clock.save(update_fields=["period", "warned"])
    _pauses.recount(turn.case.id)
    if turn.case.parent_id:
        _prolong_bundle(turn.case.parent_id)


def _prolong_bundle(parent_id: UUID) -> None:
    """The bundle's one promise moves by the longest extension among its items."""
    parent = Case.objects.select_for_update().only("id", "bundle_id").get(pk=parent_id)
    if parent.bundle_id is None:
        return
    extended = Case.objects.filter(
        parent=parent.id, tasks__kind=EXTENSION, tasks__passed=True
    ).distinct()
    by = [item_definition(one).limits.extension for one in extended]
    period = extension.of_bundle(bundle_of(parent.bundle_id).promised, [one for one in by if one])
    Clock.objects.filter(case=parent.id, stopped_at=None, kind=Clock.Kind.PROMISED).update(
        period=str(period), warned=0
    )
    _pauses.recount(parent.id)
