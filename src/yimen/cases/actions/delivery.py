"""送达动作: how a result reaches the applicant, and that it did."""

from uuid import UUID

from yimen.cases.actions import _handover
from yimen.cases.actions._turn import Turn, locked
from yimen.cases.events import HandoverChosen
from yimen.cases.models import Case, Handover
from yimen.cases.rules import delivery
from yimen.cases.rules.permissions import Owned
from yimen.cases.rules.states import RUNNING
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict


@action
def choose_delivery(by: Actor, case_id: UUID, method: str, place: str = "") -> Handover:
    """选择送达方式: one of those the item offers; may be changed until it is handed over.

    `place` is the address for mail, the counter for another city. Chosen after the grant, an
    electronic result is handed over at once. Raises `Invalid` for a way that is not offered,
    `Conflict` when there is nothing to hand over any more.
    """
    turn = locked(by, case_id)
    require(by, "cases.deliver", Owned(str(turn.case.party_id)))
    delivery.check_choice(turn.item.delivery, method, place)
    handover = Handover.objects.filter(case_id=case_id, handed_at=None).first()
    if turn.case.state not in RUNNING:
        handover = _waiting(turn, handover)
    elif turn.item.result is None:
        raise Conflict("这个事项没有结果证照，办结以回执为准，不用选择送达方式。")
    handover = handover or Handover(case_id=case_id)
    handover.method, handover.place, handover.chosen_at = method, place.strip(), turn.now
    handover.save()
    publish(by, HandoverChosen(str(case_id), str(handover.id), method, handover.place))
    if turn.case.state not in RUNNING and method == delivery.ELECTRONIC:
        _handover.hand(turn, handover, "")
        turn.save()
    return handover


@action
def hand_over(by: Actor, case_id: UUID, received_by: str, reference: str = "") -> Handover:
    """登记送达: the result was handed to `received_by`, at a counter here or in another city, at a
    kiosk, or by mail (`reference`: the number of the mailing).

    Raises `Conflict` when nothing waits to be handed over, `Invalid` for what is missing.
    """
    turn = locked(by, case_id)
    case = turn.case
    require(by, "cases.hand_over", Owned(str(case.party_id), frozenset({case.unit_id})))
    found = Handover.objects.filter(case_id=case_id, handed_at=None).first()
    handover = _waiting(turn, found)
    delivery.check_handing(handover.method, received_by, reference)
    _handover.hand(turn, handover, received_by, reference)
    turn.save()
    return handover


def _waiting(turn: Turn, handover: Handover | None) -> Handover:
    if turn.case.state != Case.State.GRANTED or handover is None:
        raise Conflict("没有等待送达的结果：可能还没有办结，已经送达，或者已经撤销。")
    return handover
