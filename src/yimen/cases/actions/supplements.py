"""受理审查动作: not a matter for a permit, incomplete papers, and what silence brings about."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from yimen.cases.actions import _effects as effects
from yimen.cases.actions import _flow
from yimen.cases.actions._alarms import rings
from yimen.cases.actions._turn import Turn, locked
from yimen.cases.actions._uploads import Upload, keep
from yimen.cases.events import AcceptanceDeemed, SupplementAnswered, SupplementAsked
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries.delegation import unit_of_step
from yimen.cases.queries.supplements import asked_of
from yimen.cases.rules import marking, states
from yimen.cases.rules.filling import check_section
from yimen.cases.rules.permissions import Owned, Work
from yimen.cases.rules.supplement import VERBS, check_missing, listed, unanswered
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid
from yimen.vocabulary.api import documents, elements, today

SHORTEST_REASON = 5


@action
def not_require(by: Actor, case_id: UUID, reason: str) -> Case:
    """告知不受理: the matter needs no permit; the case ends at once with a notice of its own.

    Not the same as refusing to accept (不予受理), which a verdict on the task of acceptance is.
    行政许可法 2019 第三十二条第一款第一项. Raises `Conflict` once it is accepted, `Invalid` without
    a reason of at least 5 characters.
    """
    turn = locked(by, case_id)
    _acceptance(turn)
    if len(reason.strip()) < SHORTEST_REASON:
        words = "要写明为什么不需要办理（至少 5 个字），申请人会看到"
        raise Invalid("没有办结。", errors=[FieldError("reason", words)])
    _flow.end(turn, "not_require", reason.strip())
    return turn.case


@action
def ask_supplement(by: Actor, case_id: UUID, missing: Mapping[str, str]) -> Case:
    """要求补正: one notice of everything missing, by document or element code, in words.

    What follows is the item's mode of acceptance: the applicant supplements, once; everything
    goes back and it applies again (`resubmit`); or acceptance is refused with the list
    (`on_the_spot`). Raises `Conflict` when it was asked before, when the case is accepted or the
    time for it is over; `Invalid` for a list that is empty or names what the item does not take.
    """
    turn = locked(by, case_id)
    task = _acceptance(turn)
    _flow.one_of(turn, Case.State.RECEIVED)
    if errors := check_missing(turn.item, missing):
        raise Invalid("没有发出补正通知。", errors=errors)
    if asked_of(turn.case):
        raise Conflict("补正只能要求一次，已经告知过了。请受理，或者说明理由不予受理。")
    limit = _running(turn.case, Clock.Kind.ACCEPTANCE)
    if limit is not None and limit.due_at < turn.now:
        raise Conflict("告知补正的期限已经过了，依法自收件之日起视为受理，不能再要求补正。")
    lines = listed(missing, _names())
    verb = VERBS[turn.item.acceptance.mode]
    if verb != "ask":
        _flow.end(turn, verb, "\n".join(["需要补正的全部内容：", *lines]))
        return turn.case
    turn.case.state = states.after(turn.case.state, "ask")
    task.checks = [{"code": code, "words": words.strip()} for code, words in missing.items()]
    task.opinion, task.passed = "\n".join(lines), None
    turn.close(task, Task.State.SUPERSEDED)
    effects.dropped(turn, task, "已要求补正，不再需要答复")
    _await_again(turn, task)
    turn.stop(Clock.Kind.ACCEPTANCE)
    due = ""
    if turn.item.acceptance.answer_within is not None:
        rule = turn.item.acceptance.answer_within
        due = turn.start(Clock.Kind.SUPPLEMENT, rule, turn.now).due_at.isoformat()
    publish(by, SupplementAsked(*_subject(turn), lines, due))
    turn.save()
    return turn.case


@action
def answer_supplement(
    by: Actor,
    case_id: UUID,
    papers: Sequence[Upload] = (),
    values: Mapping[str, Any] | None = None,
) -> Case:
    """补正: the applicant hands in all that was asked, at once; the time for acceptance runs anew.

    `papers` are files, `values` elements by code; only what was asked is taken. Raises `Invalid`
    naming what is still missing or wrong (then nothing is kept), `Conflict` when nothing is asked.
    """
    turn = locked(by, case_id)
    require(by, "cases.hand_in", Owned(str(turn.case.party_id)))
    _flow.one_of(turn, Case.State.SUPPLEMENTING)
    stored = _checked(turn, papers, values or {})
    root_id = turn.case.parent_id or turn.case.id
    for upload in papers:
        keep(by, turn.case, upload)
    if stored:
        root = Case.objects.select_for_update().get(pk=root_id)
        root.form = {**root.form, **stored}
        root.save(update_fields=["form"])
    turn.case.state = states.after(turn.case.state, "answer")
    turn.stop(Clock.Kind.SUPPLEMENT)
    turn.start(Clock.Kind.ACCEPTANCE, turn.item.acceptance.within, turn.now)
    given = sorted({upload.document for upload in papers} | set(stored))
    publish(by, SupplementAnswered(*_subject(turn), given))
    _flow.advance(turn)
    return turn.case


@rings(Clock.Kind.ACCEPTANCE)
def _deem_accepted(turn: Turn, clock: Clock) -> None:
    """视为受理: nothing was said in time, so the case counts as accepted from the day on which its
    papers came, at receipt or with the supplement (行政许可法 2019 第三十二条第一款第四项)."""
    _flow.one_of(turn, Case.State.RECEIVED)
    task = _accept_task(turn.case)
    _flow.accept(turn, clock.started_at)
    if task is not None:
        task.opinion, task.passed, task.checks = "逾期没有告知，依法视为受理", None, []
        turn.close(task, Task.State.SUPERSEDED)
        effects.dropped(turn, task, "依法视为受理，不再需要答复")
        turn.marking = turn.marking.marked(task.step, marking.DONE)
    publish(turn.by, AcceptanceDeemed(*_subject(turn), clock.started_at.isoformat()))
    _flow.advance(turn)


@rings(Clock.Kind.SUPPLEMENT)
def _count_as_withdrawn(turn: Turn, clock: Clock) -> None:
    """视为撤回: the applicant did not supplement in the time that a rule sets."""
    _flow.one_of(turn, Case.State.SUPPLEMENTING)
    _flow.end(turn, "withdraw", "逾期没有补正，视为撤回申请。补齐后可以重新申请。")


def _acceptance(turn: Turn) -> Task:
    """The open task of acceptance, which the actor must be allowed to do."""
    task = _accept_task(turn.case)
    step = next((one for one in turn.item.steps if one.kind == "accept"), None)
    role = step.role if step else "reviewer"
    unit = unit_of_step(turn.case, turn.item, step) if step else turn.case.unit_id
    require(turn.by, "cases.work", Work(task.unit_id, task.role) if task else Work(unit, role))
    if task is None:
        raise Conflict("办件不在受理环节，请刷新页面查看最新进度。")
    return task


def _accept_task(case: Case) -> Task | None:
    found = Task.objects.filter(case_id=case.id, kind="accept", asked_by=None)
    return found.filter(state=Task.State.OPEN).first()


def _await_again(turn: Turn, task: Task) -> None:
    """The step is not done: it opens again when the answer comes."""
    steps = {code: mark for code, mark in turn.marking.steps.items() if code != task.step}
    turn.marking = marking.Marking(steps, turn.marking.rework)


def _running(case: Case, kind: Clock.Kind) -> Clock | None:
    return Clock.objects.filter(case_id=case.id, kind=kind, stopped_at=None).first()


def _checked(turn: Turn, papers: Sequence[Upload], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in stored form; raises `Invalid` for what is missing, wrong or was not asked."""
    asked = asked_of(turn.case)
    codes = {entry["code"] for entry in asked}
    given = [upload.document for upload in papers]
    errors = [FieldError(c, "没有要求补正这一项") for c in (*given, *values) if c not in codes]
    words = elements()
    wanted = [(words[c], words[c].name.zh_hans, False) for c in values if c in codes & set(words)]
    stored, wrong = check_section(wanted, words, values, today=today(), partial=True)
    names = _names()
    errors += wrong
    errors += [
        FieldError(entry["code"], f"还缺“{names.get(entry['code'], '')}”：{entry['words']}")
        for entry in unanswered(asked, given, stored)
        if not any(error.field == entry["code"] for error in wrong)
    ]
    if errors:
        raise Invalid("补正还不齐全，没有提交。", errors=errors)
    return {code: value for code, value in stored.items() if code in codes}


def _names() -> dict[str, str]:
    known: dict[str, Any] = {**elements(), **documents()}
    return {code: one.name.zh_hans for code, one in known.items()}


def _subject(turn: Turn) -> tuple[str, str, str]:
    return str(turn.case.id), turn.item.code, turn.case.unit_id
