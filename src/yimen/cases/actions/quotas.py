"""名额动作: a case whose turn may have come under a limited number of grants."""

from uuid import UUID

from yimen.cases.actions import _flow, _quota
from yimen.cases.actions._turn import locked
from yimen.cases.events import PlaceFreed
from yimen.cases.models import Case
from yimen.cases.rules.quota import FULL, HOLD
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict


@action
def review_place(by: Actor, case_id: UUID) -> Case:
    """看名额: let a case that waits for its turn go on, or refuse it when all places are taken.

    The order of acceptance decides (行政许可法 2019 第五十七条). Raises `Conflict` when the case
    does not wait, or has to wait longer.
    """
    require(by, "cases.run")
    turn = locked(by, case_id)
    if turn.item.quota is None or HOLD not in turn.case.holds or turn.case.ended_at is not None:
        raise Conflict("这个办件没有在等名额。")
    found, own = _quota.verdict(turn.case, turn.item.quota)
    if found == "wait":
        raise Conflict("还没有轮到这个办件。")
    if found == "full":
        _flow.end(turn, "refuse", FULL)
        return turn.case
    turn.case.holds = [hold for hold in turn.case.holds if hold != HOLD]
    publish(by, PlaceFreed(str(turn.case.id), turn.item.code, turn.case.unit_id, own.place))
    if not _flow.advance(turn):
        turn.save()
    return turn.case
