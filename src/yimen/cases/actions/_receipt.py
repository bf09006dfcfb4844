"""收件: a new case begins: its time for acceptance runs, and what can be done at once is done."""

from collections.abc import Sequence
from datetime import date

from yimen.cases.actions import _flow, _promises
from yimen.cases.actions._turn import Turn
from yimen.cases.events import CaseReceived
from yimen.cases.models import Case, Clock
from yimen.cases.rules import acceptance, renewal
from yimen.cases.rules.promising import Promised
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.worktime import Period
from yimen.vocabulary.api import calendar


def begin(
    by: Actor, case: Case, promised: Sequence[Promised] = (), expires: date | None = None
) -> Turn:
    """开始办理: a case not yet written; nobody else can know it before it is.

    `promised` was checked before; `expires` is the last day of the certificate to be renewed.

    While it is only received, the time runs in which the agency must accept it or say everything
    that is missing (行政许可法 2019 第三十二条).
    """
    turn = Turn(by, case, new=True)
    publish(
        by,
        CaseReceived(
            str(case.id), str(case.parent_id or ""), turn.item.code, case.unit_id, case.channel
        ),
    )
    rule = turn.item.acceptance
    if any(step.kind == "accept" for step in turn.item.steps):
        on_the_spot = rule.mode == "on_the_spot"
        due = acceptance.end_of_day(case.received_at, calendar()) if on_the_spot else None
        turn.start(Clock.Kind.ACCEPTANCE, rule.within, case.received_at, due=due)
    if expires is not None:
        _renewal_runs(turn, expires)
    if promised:
        turn.save()  # what is promised refers to the case
        _promises.make(turn, promised)
    _flow.advance(turn)
    return turn


def _renewal_runs(turn: Turn, expires: date) -> None:
    """The time in which a renewal must be decided ends with the certificate."""
    start, days = turn.case.received_at, calendar()
    left = max(1, (expires - days.localise(start).date()).days)
    clock = turn.start(
        Clock.Kind.RENEWAL, Period.parse(f"{left}d"), start, due=renewal.expiry(expires, days)
    )
    clock.derivation = [f"原证照有效期至{expires}", "届满前没有决定的，视为准予延续"]
