"""办件后台任务: automatic steps and the making of results."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.tasks import Task as Job

from yimen.cases.models import Case, Task
from yimen.cases.queries.alarms import ringing_clocks, ringing_tasks
from yimen.cases.queries.definitions import item_definition
from yimen.cases.queries.supervision import tally as keep_counts
from yimen.cases.rules.states import FINAL
from yimen.kernel import actors, clock
from yimen.kernel.jobs import PATIENT
from yimen.kernel.problems import Conflict
from yimen.vocabulary.api import one_revision


@app.task(queue="cases", retry=PATIENT, name="cases.run_step")
@one_revision()
def run_step(task_id: str) -> None:
    """执行环节: do what an automatic or issuing task says; a repeated job does nothing."""
    task = Task.objects.get(pk=task_id)
    if task.state != Task.State.OPEN:
        return
    from yimen.cases import actions  # which defer this job

    does = {"issue": actions.issue_result, "subcase": actions.open_subcase}
    try:
        does.get(task.kind, actions.run_automatic_step)(
            actors.clock("cases.run_step"), UUID(task_id)
        )
    except Conflict:
        task.refresh_from_db()
        has_its_case = Case.objects.filter(for_task=task.id).exists()
        if task.state == Task.State.OPEN and not has_its_case:
            raise


@app.task(queue="cases", retry=PATIENT, name="cases.advance")
@one_revision()
def advance(case_id: str) -> None:
    """推进: open the steps of a case that new elements have made ready."""
    from yimen.cases.actions import advance_case

    if Case.objects.get(pk=case_id).state not in FINAL:
        with suppress(Conflict):  # nothing is ready: somebody was quicker, or more is needed
            advance_case(actors.clock("cases.advance"), UUID(case_id))


@app.task(queue="cases", retry=PATIENT, name="cases.review_place")
@one_revision()
def review_place(case_id: str) -> None:
    """看名额: one case whose turn may have come; a repeated job does nothing."""
    from yimen.cases import actions

    with suppress(Conflict):  # somebody was quicker, or it has to wait longer
        actions.review_place(actors.clock("cases.review_place"), UUID(case_id))


@app.task(queue="cases", retry=PATIENT, name="cases.review_places")
def review_places(count_id: int) -> None:
    """看名额: a job for each case that waits under this count, in the order of acceptance."""
    from yimen.cases.queries.quotas import waiting_for_places

    for case_id in waiting_for_places(count_id):
        review_place.defer(case_id=str(case_id))


@app.task(queue="cases", retry=PATIENT, name="cases.terminate")
@one_revision()
def terminate(case_id: str, cause: str) -> None:
    """终止: end a case that waited for one that was not granted."""
    from yimen.cases.actions import terminate_case

    case = Case.objects.get(pk=case_id)
    if case.state not in FINAL:
        name = item_definition(Case.objects.get(pk=cause)).name.zh_hans
        terminate_case(
            actors.clock("cases.terminate"),
            UUID(case_id),
            f"“{name}”没有办成，本事项无法继续办理。办成后可以重新申请。",
        )


@app.task(queue="cases", retry=PATIENT, name="cases.settle_promise")
@one_revision()
def settle_promise(promise_id: str) -> None:
    """同步兑现: a paper that came for one item of a bundle keeps the same promise of another."""
    from yimen.cases.actions import settle_deferred

    with suppress(Conflict):  # settled meanwhile: handed in again, or the case has ended
        settle_deferred(actors.clock("cases.settle_promise"), UUID(promise_id))


@app.task(queue="cases", retry=PATIENT, name="cases.recount")
@one_revision()
def recount(case_id: str) -> None:
    """重算时限: the running deadlines of one case, on the calendar in force."""
    from yimen.cases.actions import recount_case

    with suppress(Conflict):  # nothing moved
        recount_case(actors.clock("cases.recount"), UUID(case_id))


@app.periodic(cron="* * * * *")
@app.task(queue="cases", name="cases.tick", queueing_lock="cases.tick")
def tick(timestamp: int) -> None:
    """每分钟: a job for each task and clock whose alarm is due, unless one waits already."""
    now = clock.now()
    for task_id in ringing_tasks(now):
        _defer_once(ring_task, task_id=str(task_id))
    for clock_id in ringing_clocks(now):
        _defer_once(ring_clock, clock_id=str(clock_id))


@app.task(queue="cases", retry=PATIENT, name="cases.ring_task")
@one_revision()
def ring_task(task_id: str) -> None:
    """环节提醒: one task whose time has come; a repeated job does nothing."""
    from yimen.cases import actions

    with suppress(Conflict):  # done meanwhile, rung before, or stopped by the law
        actions.ring_task(actors.clock("cases.ring_task"), UUID(task_id))


@app.task(queue="cases", retry=PATIENT, name="cases.ring_clock")
@one_revision()
def ring_clock(clock_id: str) -> None:
    """时限提醒: one clock whose time has come; a repeated job does nothing."""
    from yimen.cases import actions

    with suppress(Conflict):  # stopped meanwhile, or rung before
        actions.ring_clock(actors.clock("cases.ring_clock"), UUID(clock_id))


def _defer_once(job: "Job[Any, Any, Any]", **about: str) -> None:
    lock = f"{job.name}:{next(iter(about.values()))}"
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        job.configure(queueing_lock=lock).defer(**about)


@app.periodic(cron="* * * * *")
@app.task(queue="cases", name="cases.tally", queueing_lock="cases.tally")
def tally(timestamp: int) -> None:
    """统计在办: the counts of the supervisors' page, where making them takes long."""
    keep_counts()
