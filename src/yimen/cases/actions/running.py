"""自动办理: what the platform itself does in jobs: automatic steps, results, recounted clocks."""

from uuid import UUID

from yimen.cases.actions import _flow
from yimen.cases.events import ClockRecounted, ElementsProduced, ResultIssued, TaskDone
from yimen.cases.models import Case, Clock, Paper, Task
from yimen.cases.queries import full_form, item_definition, root_of
from yimen.cases.rules.automatic import AutomaticStep, handler_of
from yimen.cases.rules.results import certificate_content
from yimen.documents.api import Certificate, issue
from yimen.kernel import clock, worktime
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict
from yimen.vocabulary.api import calendar, elements


@action
def run_automatic_step(by: Actor, task_id: UUID) -> Task:
    """执行自动环节: call what the step names, keep the elements it produces, and go on.

    When the step finds that it cannot be done (`Conflict`: a name was taken meanwhile), the case
    is refused for that reason. Runs once: a task that is done already raises `Conflict`.
    """
    require(by, "cases.run")
    task = _locked_open(task_id)
    case = task.case
    step = next(s for s in item_definition(case).steps if s.code == task.step)
    root = root_of(case)
    told = AutomaticStep(case.id, str(case.party_id), root.subject, task.unit_id, full_form(root))
    try:
        produced = handler_of(step.action)(by, told)
    except Conflict as problem:
        return _cannot(by, task, problem.detail)
    root = Case.objects.select_for_update().get(pk=root.pk)
    root.produced = {**root.produced, **produced}
    root.save(update_fields=["produced"])
    task.case = case
    _finish(by, task)
    publish(by, ElementsProduced(str(case.id), str(root.pk), sorted(produced)))
    return task


@action
def issue_result(by: Actor, task_id: UUID) -> Task:
    """颁发结果: make and sign the item's certificate; with it the case is granted."""
    require(by, "cases.run")
    task = _locked_open(task_id)
    case = task.case
    item = item_definition(case)
    root = root_of(case)
    case.decided_at = clock.now()
    certificate = issue(
        by,
        certificate_content(
            item,
            case_id=case.id,
            case_number=case.number,
            holder=root.party_id,
            holder_name=root.subject,
            values=full_form(root),
            elements=elements(),
            granted=True,
        ),
    )
    _keep(case, certificate)
    publish(
        by,
        ResultIssued(
            str(case.id),
            str(case.parent_id),
            str(certificate.id),
            certificate.identifier,
            certificate.name,
        ),
    )
    _finish(by, task)
    return task


@action
def issue_refusal(by: Actor, case_id: UUID) -> Certificate:
    """制发不予许可决定书: the sealed notice with reasons and remedies.

    Written decision with reasons and notice of review and suit: 行政许可法 2019 第三十八条.
    """
    require(by, "cases.run")
    case = Case.objects.select_for_update().get(pk=case_id)
    root = root_of(case)
    certificate = issue(
        by,
        certificate_content(
            item_definition(case),
            case_id=case.id,
            case_number=case.number,
            holder=root.party_id,
            holder_name=root.subject,
            values=full_form(root),
            elements=elements(),
            granted=False,
            accepted=case.accepted_at is not None,
            reason=case.reason,
        ),
    )
    _keep(case, certificate)
    publish(
        by,
        ResultIssued(
            str(case.id),
            str(case.parent_id),
            str(certificate.id),
            certificate.identifier,
            certificate.name,
        ),
    )
    return certificate


@action
def advance_case(by: Actor, case_id: UUID) -> Case:
    """推进办件: open the steps that new elements of the bundle have made ready.

    Raises `Conflict` when none is: another job was quicker, or more is needed.
    """
    require(by, "cases.run")
    case = Case.objects.select_for_update().get(pk=case_id)
    if not _flow.advance(by, case):
        raise Conflict("没有可以启动的环节。")
    return case


@action
def terminate_case(by: Actor, case_id: UUID, reason: str) -> Case:
    """终止办件: end a case whose needs can never be met any more."""
    require(by, "cases.run")
    case = Case.objects.select_for_update().get(pk=case_id)
    _flow.end(by, case, "terminate", reason)
    return case


@action
def recount_clock(by: Actor, clock_id: UUID) -> Clock:
    """重算时限: count a running provisional deadline again on the calendar in force."""
    require(by, "cases.run")
    case_id = Clock.objects.values_list("case_id", flat=True).get(pk=clock_id)
    Case.objects.select_for_update().get(pk=case_id)
    row = Clock.objects.select_for_update().get(pk=clock_id)
    if row.stopped_at is not None:
        raise Conflict("时限已经停止，不再重算。")
    due = worktime.deadline(row.started_at, worktime.Period.parse(row.period), calendar())
    before, row.due_at = row.due_at, due.due
    row.provisional, row.derivation = due.provisional, list(due.derivation)
    row.save()
    if row.task_id:
        Task.objects.filter(pk=row.task_id).update(due_at=due.due)
    publish(
        by,
        ClockRecounted(str(case_id), str(row.id), before.isoformat(), row.due_at.isoformat()),
    )
    return row


def _locked_open(task_id: UUID) -> Task:
    task = _flow.lock_task(task_id)
    if task is None or task.state != Task.State.OPEN:
        raise Conflict("这个环节已经办过了。")
    return task


def _finish(by: Actor, task: Task) -> None:
    task.passed = True
    _flow.close_task(by, task)
    publish(
        by,
        TaskDone(str(task.case_id), str(task.id), task.step, task.name, task.unit_id, True, ""),
    )
    _flow.step_done(by, task)


def _cannot(by: Actor, task: Task, reason: str) -> Task:
    task.passed, task.opinion = False, reason
    _flow.close_task(by, task)
    done = TaskDone(
        str(task.case_id), str(task.id), task.step, task.name, task.unit_id, False, reason
    )
    publish(by, done)
    _flow.find_against(by, task)
    return task


def _keep(case: Case, certificate: Certificate) -> None:
    Paper.objects.create(
        case=case,
        document=certificate.document,
        name=certificate.name,
        origin=Paper.Origin.RESULT,
        file_id=certificate.file_id,
        reference=str(certificate.id),
        added_at=clock.now(),
    )
