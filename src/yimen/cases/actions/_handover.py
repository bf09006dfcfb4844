"""送达: what happens to a result when its case is granted; called as the case ends.

行政许可法 2019 第四十四条: ten working days from the decision. A result that is delivered
electronically has reached the applicant when it is issued: such cases have no row unless the
applicant chose that way.
"""

from yimen.cases.actions._turn import Turn
from yimen.cases.events import ResultHanded
from yimen.cases.models import Clock, Handover
from yimen.cases.rules.delivery import ELECTRONIC, LIMIT, usual
from yimen.kernel.events import publish


def granted(turn: Turn) -> None:
    """准予之后: the time for handing over runs, or the result is handed over already."""
    if turn.item.result is None:
        return
    chosen = Handover.objects.filter(case_id=turn.case.id, handed_at=None).first()
    method = chosen.method if chosen else usual(turn.item.delivery)
    if method == ELECTRONIC:
        if chosen:
            hand(turn, chosen, chosen.received_by)
        return
    if chosen is None:
        Handover.objects.create(case_id=turn.case.id, method=method, chosen_at=turn.now)
    turn.start(Clock.Kind.DELIVERY, LIMIT, turn.case.decided_at or turn.now)


def hand(turn: Turn, handover: Handover, received_by: str, reference: str = "") -> None:
    """送达: note that the result was handed over; its clock is stopped by the caller's save."""
    handover.handed_at, handover.received_by = turn.now, received_by.strip()
    handover.reference = reference.strip()
    handover.save()
    turn.stop(Clock.Kind.DELIVERY)
    publish(
        turn.by,
        ResultHanded(
            str(turn.case.id),
            str(handover.id),
            handover.method,
            handover.received_by,
            turn.case.unit_id,
        ),
    )
