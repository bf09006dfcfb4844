"""承诺: writing down what was promised with an application, and settling it.

A deferred paper holds back the result until it is there (`rules/deferral.py`); a commitment in
place of a proof is checked after the decision (`rules/commitment.py`).
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from yimen.cases.actions import _flow
from yimen.cases.actions._turn import Turn
from yimen.cases.events import CommitmentMade, PaperDeferred, PromiseKept
from yimen.cases.models import Case, Clock, Promise
from yimen.cases.rules import deferral
from yimen.cases.rules.promising import Promised
from yimen.kernel.events import publish
from yimen.kernel.worktime import Period
from yimen.vocabulary.api import calendar, documents


def make(turn: Turn, promised: Sequence[Promised]) -> None:
    """记下承诺: a row, an event and, for a paper that follows, a hold and a clock."""
    case = turn.case
    for one in promised:
        name = documents()[one.document].name.zh_hans
        is_deferral = one.due is not None
        row = Promise.objects.create(
            case_id=case.id,
            party_id=case.party_id,
            kind=Promise.Kind.DEFERRAL if is_deferral else Promise.Kind.COMMITMENT,
            document=one.document,
            name=name,
            due_on=one.due,
            made_at=turn.now,
        )
        told = (str(case.id), str(row.id), one.document, name)
        if one.due is None:
            publish(turn.by, CommitmentMade(*told, case.unit_id))
            continue
        _hold(turn, row.id, one.due)
        publish(turn.by, PaperDeferred(*told, one.due.isoformat(), case.unit_id))


def _hold(turn: Turn, promise: UUID, due: date) -> None:
    case, days = turn.case, calendar()
    if deferral.HOLD not in case.holds:
        case.holds = [*case.holds, deferral.HOLD]
    count = days.workdays_between(days.localise(case.received_at).date(), due)
    period = Period.parse(f"{count}wd")
    turn.start(Clock.Kind.DEFERRAL, period, case.received_at, subject=promise, due=days.closes(due))


def keep(turn: Turn, promise: Promise, note: str = "") -> None:
    """兑现承诺: the last deferred paper lets the case go on. Saves the turn."""
    settle(turn, promise, Promise.State.KEPT, note)
    publish(
        turn.by,
        PromiseKept(
            str(turn.case.id), str(promise.id), promise.kind, promise.name, turn.case.unit_id
        ),
    )
    if promise.kind == Promise.Kind.COMMITMENT:
        return
    waiting = Promise.objects.filter(
        case_id=turn.case.id, kind=Promise.Kind.DEFERRAL, state=Promise.State.OPEN
    )
    if not waiting.exists():
        turn.case.holds = [hold for hold in turn.case.holds if hold != deferral.HOLD]
    if turn.case.state == Case.State.SUPPLEMENTING:
        turn.save()
    else:
        _flow.advance(turn)


def settle(turn: Turn, promise: Promise, state: Promise.State, note: str) -> None:
    """了结承诺: its state and the end of its clock."""
    promise.state, promise.settled_at, promise.note = state, turn.now, note
    promise.save(update_fields=["state", "settled_at", "note"])
    Clock.objects.filter(case_id=turn.case.id, subject=promise.id, stopped_at=None).update(
        stopped_at=turn.now, alarm_at=None
    )
