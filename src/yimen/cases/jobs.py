"""办件后台任务: automatic steps and the making of results."""

from contextlib import suppress
from uuid import UUID

from procrastinate.contrib.django import app

from yimen.cases.models import Case, Task
from yimen.cases.queries.definitions import item_definition
from yimen.cases.rules.states import FINAL
from yimen.kernel import actors
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
    from yimen.cases.actions import issue_result, run_automatic_step  # actions defer this job

    by = actors.clock("cases.run_step")
    try:
        if task.kind == "issue":
            issue_result(by, UUID(task_id))
        else:
            run_automatic_step(by, UUID(task_id))
    except Conflict:
        task.refresh_from_db()
        if task.state == Task.State.OPEN:
            raise


@app.task(queue="cases", retry=PATIENT, name="cases.advance")
@one_revision()
def advance(case_id: str) -> None:
    """推进: open the steps of a case that new elements have made ready."""
    from yimen.cases.actions import advance_case

    if Case.objects.get(pk=case_id).state not in FINAL:
        with suppress(Conflict):  # nothing is ready: somebody was quicker, or more is needed
            advance_case(actors.clock("cases.advance"), UUID(case_id))


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
