"""听证动作: the right to be heard, from its notice to the record.

While the right is not settled nothing is issued, and nothing decided (`_flow.finish`). From the
request to the record the legal clocks stand still (行政许可法 2019 第四十五条).
"""

from datetime import datetime
from uuid import UUID

from yimen.cases.actions import _flow, _pauses
from yimen.cases.actions._alarms import rings
from yimen.cases.actions._turn import Turn, locked
from yimen.cases.events import (
    HearingHeld,
    HearingOffered,
    HearingRequested,
    HearingScheduled,
    HearingWaived,
)
from yimen.cases.models import Case, Clock, Hearing, Pause
from yimen.cases.queries.turns import reviewers_of
from yimen.cases.rules import hearings, requests
from yimen.cases.rules.permissions import Heard, Work
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown
from yimen.parties.api import staff_of
from yimen.vocabulary.api import calendar

S = Hearing.State


@action
def offer_hearing(by: Actor, case_id: UUID) -> Hearing:
    """告知听证权利: the applicant may ask for a hearing within five working days.

    Also for items whose definition names no such right: the agency may find that a case touches
    others' major interests (行政许可法 2019 第四十七条). Raises `Conflict` when it was told already
    or the case is not accepted.
    """
    turn = locked(by, case_id)
    require(by, "cases.direct", Work(turn.case.unit_id, ""))
    _flow.one_of(turn, Case.State.ACCEPTED)
    if Hearing.objects.filter(case_id=turn.case.id).exists():
        raise Conflict("已经告知过听证权利，不用再次告知。")
    hearing = Hearing.objects.create(case_id=turn.case.id, offered_at=turn.now)
    clock = turn.start(
        Clock.Kind.HEARING_REQUEST, hearings.ASK_WITHIN, turn.now, subject=hearing.id
    )
    if hearings.HOLD not in turn.case.holds:
        turn.case.holds = [*turn.case.holds, hearings.HOLD]
    turn.save()
    publish(by, HearingOffered(*_about(turn, hearing), clock.due_at.isoformat()))
    return hearing


@action
def request_hearing(by: Actor, case_id: UUID) -> Hearing:
    """申请听证: by the applicant, or entered by the agency from a paper application.

    The agency has twenty working days; its other clocks stand still until the record. Raises
    `Conflict` when the time for it is over, or the right was not told.
    """
    turn, hearing = _locked(by, case_id)
    require(by, "cases.be_heard", Heard(str(turn.case.party_id), turn.case.unit_id))
    hearings.require_state(hearing.state, "request")
    told = Clock.objects.filter(subject=hearing.id, kind=Clock.Kind.HEARING_REQUEST)
    if told.filter(due_at__lt=turn.now).exists():
        raise Conflict("要求听证的五个工作日已过，视为放弃听证。")
    hearing.state, hearing.requested_at = S.REQUESTED, turn.now
    hearing.save()
    turn.stop(Clock.Kind.HEARING_REQUEST)
    clock = turn.start(Clock.Kind.HEARING, hearings.HOLD_WITHIN, turn.now, subject=hearing.id)
    turn.save()
    if not Pause.objects.filter(
        case_id=turn.case.id, procedure="hearing", of_child=None, ended_at=None
    ).exists():
        _pauses.start(turn, "hearing", expected=str(hearings.HOLD_WITHIN), reason="申请人要求听证")
    publish(by, HearingRequested(*_about(turn, hearing), clock.due_at.isoformat()))
    return hearing


@action
def waive_hearing(by: Actor, case_id: UUID, reason: str = "") -> Hearing:
    """放弃听证: the applicant does without, before or after having asked.

    Raises `Conflict` when the right is settled already.
    """
    turn, hearing = _locked(by, case_id)
    require(by, "cases.be_heard", Heard(str(turn.case.party_id), turn.case.unit_id))
    hearings.require_state(hearing.state, "waive")
    _waived(turn, hearing, reason.strip() or "申请人放弃听证")
    return hearing


@action
def schedule_hearing(by: Actor, case_id: UUID, at: datetime, place: str, chair: str) -> Hearing:
    """通知听证: time and place, seven working days ahead; told anew it may be moved.

    `chair` is the account id of one of the agency's staff who has not reviewed the case. Raises
    `Invalid` for what is wrong with any of them, `Conflict` when no hearing was asked for.
    """
    turn, hearing = _locked(by, case_id)
    require(by, "cases.direct", Work(turn.case.unit_id, ""))
    hearings.require_state(hearing.state, "schedule")
    latest = Clock.objects.get(subject=hearing.id, kind=Clock.Kind.HEARING).due_at
    hearings.check_time(turn.now, at, latest, calendar())
    if not place.strip():
        raise Invalid(errors=[FieldError("place", "请写明听证地点")])
    staff = dict(staff_of(turn.case.unit_id))
    hearings.check_chair(chair, staff, reviewers_of(turn.case.id))
    hearing.state, hearing.told_at = S.SCHEDULED, turn.now
    hearing.takes_place_at, hearing.place, hearing.chair = at, place.strip(), chair
    hearing.save()
    told = HearingScheduled(*_about(turn, hearing), at.isoformat(), hearing.place, staff[chair])
    publish(by, told)
    return hearing


@action
def hold_hearing(by: Actor, case_id: UUID, record: str) -> Hearing:
    """登记听证笔录: the hearing was held; the decision follows the record.

    Raises `Invalid` without a record, `Conflict` before the time that was told.
    """
    turn, hearing = _locked(by, case_id)
    require(by, "cases.direct", Work(turn.case.unit_id, ""))
    hearings.require_state(hearing.state, "hold")
    if hearing.takes_place_at is None or turn.now < hearing.takes_place_at:
        raise Conflict("听证还没有到通知的时间，举行之后再登记笔录。")
    hearing.record = requests.check_words(record, "record", "听证笔录的内容")
    hearing.state, hearing.held_at = S.HELD, turn.now
    hearing.save()
    publish(by, HearingHeld(*_about(turn, hearing), hearing.record))
    _settled(turn, "听证已举行，笔录已登记")
    return hearing


@rings(Clock.Kind.HEARING_REQUEST)
def _not_asked_for(turn: Turn, clock: Clock) -> None:
    """Five working days without a request: the right is given up."""
    hearing = Hearing.objects.get(case_id=turn.case.id)
    if hearing.state == S.OFFERED:
        _waived(turn, hearing, "自告知之日起五个工作日内没有要求听证")


def _waived(turn: Turn, hearing: Hearing, reason: str) -> None:
    hearing.state = S.WAIVED
    hearing.save()
    publish(turn.by, HearingWaived(*_about(turn, hearing), reason))
    _settled(turn, reason)


def _settled(turn: Turn, result: str) -> None:
    """Nothing is held back any more; the legal clocks run again."""
    turn.case.holds = [hold for hold in turn.case.holds if hold != hearings.HOLD]
    turn.stop(Clock.Kind.HEARING_REQUEST, Clock.Kind.HEARING)
    turn.save()
    _pauses.finish(turn, procedure="hearing", result=result)
    _flow.advance(turn)


def _locked(by: Actor, case_id: UUID) -> tuple[Turn, Hearing]:
    turn = locked(by, case_id)
    hearing = Hearing.objects.filter(case_id=case_id).first()
    if hearing is None:
        raise Unknown("这个办件还没有告知听证权利。")
    return turn, hearing


def _about(turn: Turn, hearing: Hearing) -> tuple[str, str, str]:
    return str(turn.case.id), str(hearing.id), turn.case.unit_id
