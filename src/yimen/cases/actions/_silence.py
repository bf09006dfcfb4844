"""沉默后果: what happens to a task when its time is over without an answer.

`timer` steps end by themselves; a request for an opinion is not waited for any more; a step with
`on_silence: consent` passes, one with `escalate` goes to the supervisors, once.
"""

from yimen.cases.actions import _flow, _requests
from yimen.cases.actions._turn import Turn
from yimen.cases.events import SilenceConsented, TaskEscalated
from yimen.cases.models import Task
from yimen.cases.rules import hearings, requests
from yimen.cases.rules.warnings import Level
from yimen.catalogue.api import Step
from yimen.kernel.events import publish
from yimen.kernel.packs.model import Source
from yimen.kernel.problems import Conflict


def speaks(turn: Turn, task: Task) -> bool:
    """沉默是否有后果: does what follows when a task is due; False where it only warns."""
    if task.asked_by_id is not None:
        if task.kind == requests.CONSULT:
            _requests.cancel(turn, task, "到期没有答复，不再等候")
            return True
        return False
    step = turn.flow.by_code[task.step]
    if step.kind == "timer":
        _flow.finish(turn, task, True)
        return True
    if step.on_silence == "consent" and _may_consent(turn, task):
        _consent(turn, task, step)
        return True
    if step.on_silence and task.warned < Level.SUPERVISORS:
        _escalate(turn, task)
        return True
    return False


def _may_consent(turn: Turn, task: Task) -> bool:
    """Silence passes over neither an objection nor the right to a hearing."""
    try:
        hearings.require_settled(turn.case.holds, decides=task.kind == "sign", passed=True)
        requests.require_no_objection(turn.case.holds, task.step)
    except Conflict:
        return False
    return True


def _consent(turn: Turn, task: Task, step: Step) -> None:
    basis = source_words(step.silence_basis)
    _requests.drop(turn, task, "到期没有答复，本环节视为同意")
    turn.save()
    publish(turn.by, SilenceConsented(*_about(turn, task), basis))
    _flow.finish(turn, task, True, f"到期没有答复，依据{basis}视为同意。")


def _escalate(turn: Turn, task: Task) -> None:
    Task.objects.filter(pk=task.id).update(warned=Level.SUPERVISORS, alarm_at=None)
    publish(turn.by, TaskEscalated(*_about(turn, task)))


def source_words(source: Source | None) -> str:
    """依据写法: `《行政许可法》第三十二条`, or the note of what is no law."""
    if source is None:
        return ""
    return f"《{source.law}》{source.article}" if source.law else source.note


def _about(turn: Turn, task: Task) -> tuple[str, str, str, str, str]:
    return str(turn.case.id), str(task.id), task.step, task.name, task.unit_id
