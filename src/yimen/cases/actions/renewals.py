"""延续: a renewal that is not decided before the certificate expires counts as granted."""

from yimen.cases.actions import _effects, _flow
from yimen.cases.actions._alarms import rings
from yimen.cases.actions._turn import Turn
from yimen.cases.events import RenewalDeemed
from yimen.cases.models import Case, Clock, Task
from yimen.cases.rules import deferral
from yimen.cases.rules.marking import DONE, SKIPPED, Marking
from yimen.kernel.events import publish

_STILL_DONE = frozenset({"automatic", "issue"})
"""Steps by which the platform carries out what is granted; all others fall away."""


@rings(Clock.Kind.RENEWAL)
def _deem_renewed(turn: Turn, clock: Clock) -> None:
    """视为准予延续: nobody need review any more; the result is issued (行政许可法 2019 第五十条).

    An application that still waits for the applicant's supplement ends with the certificate.
    """
    case = turn.case
    if case.state == Case.State.SUPPLEMENTING:
        words = "原证照有效期届满时还没有补正，不能再延续。请重新申请。"
        _flow.end(turn, "terminate", words)
        return
    _flow.one_of(turn, Case.State.RECEIVED, Case.State.ACCEPTED)
    if case.state == Case.State.RECEIVED:
        _flow.accept(turn)
    for task in Task.objects.filter(case_id=case.id, state=Task.State.OPEN):
        if task.kind not in _STILL_DONE:
            turn.close(task, Task.State.SUPERSEDED)
            _effects.closed(turn, task)
    stands = turn.marking.steps
    fallen = [
        step.code
        for step in turn.flow.order
        if step.kind not in _STILL_DONE and stands.get(step.code) != DONE
    ]
    turn.marking = Marking({**stands, **dict.fromkeys(fallen, SKIPPED)})
    case.holds = [hold for hold in case.holds if hold == deferral.HOLD]
    turn.stop(Clock.Kind.RENEWAL)
    publish(
        turn.by,
        RenewalDeemed(
            str(case.id),
            turn.item.code,
            case.unit_id,
            str(case.renews),
            clock.due_at.isoformat(),
        ),
    )
    _flow.advance(turn)
