"""Each check of the proof finds nothing in a sound city, and catches a row that was broken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import proof
import pytest
from django.db import connection, transaction

from city import actor, cloned_database, run_jobs
from stall import do, fill, open_draft, open_tasks, task_of, work_through
from yimen.cases.actions import complete_task, submit
from yimen.cases.models import Paper
from yimen.documents.models import StoredFile
from yimen.kernel.ledger import sealing

pytestmark = pytest.mark.django_db
REASON = "条件不符合，理由见现场记录。"


@pytest.fixture(scope="module")
def scene(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[proof.Json]]:
    """A city in which one case was granted, one refused, and one runs; what clients were told."""
    from django.conf import settings

    before = settings.YIMEN_KEYS
    with cloned_database(django_db_blocker):
        settings.YIMEN_KEYS = tmp_path_factory.mktemp("keys")
        answers: list[proof.Json] = []
        _granted(answers)
        _refused()
        _running()
        sealing.seal()
        yield answers
    settings.YIMEN_KEYS = before


def _granted(answers: list[proof.Json]) -> None:
    draft = fill(open_draft())
    root = submit(actor("applicant"), draft.id, key="submit-1")
    told = {"case": str(root.id), "number": root.number, "children": ["", "", ""]}
    answers.append(_answer("applicant", "submit-1", f"drafts/{draft.id}/submission", {}, told))
    paper = Paper.objects.get(case=root, document="goods-list")
    answers.append(
        _answer(
            "applicant",
            "paper-1",
            f"drafts/{draft.id}/papers",
            {"document": "goods-list", "sha256": paper.file_id},
            {"id": str(paper.id)},
        )
    )
    values = {"values": {"enterprise.name": root.subject}}
    path = f"drafts/{draft.id}/sections/stall"
    answers.append(_answer("applicant", "section-1", path, values, {"id": str(draft.id)}))
    for answer in answers[1:]:
        _keep(answer)
    review = task_of(root, "hygiene-card", "review")
    checks = ["货品清单与卫生条件相称"]
    complete_task(actor("health-reviewer"), review.id, True, "", checks, key="task-1")
    path = f"desk/tasks/{review.id}/completion"
    sent = {"passed": True, "opinion": "", "checks": checks}
    answers.append(_answer("health-reviewer", "task-1", path, sent, {"id": str(review.id)}))
    answers.append({**answers[-1], "key": "task-late", "status": 409, "told": {}})
    work_through(root)


def _refused() -> None:
    root = submit(actor("applicant-2"), fill(open_draft("applicant-2"), "applicant-2").id)
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    task = task_of(root, "stall-registration", "documents")
    do("market-reviewer", task, passed=False, opinion=REASON)
    do("health-reviewer", task_of(root, "hygiene-card", "review"), passed=False, opinion=REASON)
    run_jobs()


def _running() -> None:
    root = submit(actor("applicant"), fill(open_draft()).id)
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    run_jobs()
    assert [login for login, _ in open_tasks(root)]


def _answer(login: str, key: str, path: str, sent: proof.Json, told: proof.Json) -> proof.Json:
    given = {"login": login, "key": key, "method": "POST", "path": path, "status": 201}
    return {**given, "sent": sent, "told": told}


def _keep(answer: proof.Json) -> None:
    """As if the write had been made under this number."""
    from yimen.kernel import clock
    from yimen.kernel.models import AnsweredRequest

    AnsweredRequest.objects.create(
        actor_id=actor(answer["login"]).id,
        key=answer["key"],
        action="cases.attach_paper",
        fingerprint=b"",
        subject_model="cases.Paper",
        subject_id=answer["told"]["id"],
        at=clock.now(),
    )


def test_a_sound_city_passes_every_check(scene: list[proof.Json]) -> None:
    assert proof.findings(proof.Scene(scene)) == []
    assert len(proof.CHECKS) == 20


GRANTED = "(select id from cases_case where state = 'granted' and item_id is not null limit 1)"
RUNNING = "(select id from cases_case where state = 'accepted' limit 1)"
DONE = "(select id from cases_task where state = 'done' and kind = 'review' limit 1)"
OPEN = "(select id from cases_task where state = 'open' limit 1)"
EVENT = "(select min(id) from kernel_event where type = 'cases.{}')"
BREAKS = {
    "answered_is_kept": [
        "delete from kernel_answeredrequest where key = 'task-1'",
        "update kernel_answeredrequest set subject_id = 'other' where key = 'task-1'",
    ],
    "refused_left_nothing": [
        "update kernel_answeredrequest set key = 'task-late' where key = 'task-1'",
        "update kernel_answeredrequest set subject_model = '' where key = 'task-1'",
    ],
    "answered_took_effect": [
        "update cases_task set state = 'open' where state = 'done'",
        "update cases_task set opinion = '别的话' where state = 'done'",
        "update cases_task set done_by = 'somebody' where state = 'done'",
        "update cases_case set number = number || 'X'",
        "update cases_paper set file_id = null",
        "update cases_draft set form = '{}'",
        "update cases_case set parent_id = null where parent_id is not null",
    ],
    "files_are_whole": [
        "insert into documents_storedfile values (repeat('0', 64), 'PDF', 'application/pdf', 1,"
        " now())",
    ],
    "one_event_for_each_row": [
        f"delete from kernel_event where id = {EVENT.format('TaskDone')}",
        "insert into kernel_event (uid, type, at, actor_kind, actor_id, actor_name, for_party,"
        " subject_kind, subject_id, unit, request, data) select uuidv7(), type, at, actor_kind,"
        " actor_id, actor_name, for_party, subject_kind, subject_id, unit, request, data"
        f" from kernel_event where id = {EVENT.format('CaseEnded')}",
        f"update cases_task set state = 'cancelled' where id = {DONE}",
        f"delete from kernel_event where id = {EVENT.format('CaseAccepted')}",
        f"delete from kernel_event where id = {EVENT.format('BundleEnded')}",
        "delete from enterprise_enterprise",
    ],
    "events_tell_what_rows_say": [
        f"update cases_task set passed = not passed where id = {DONE}",
        f"update cases_case set state = 'terminated' where id = {GRANTED}",
        "update cases_case set number = number || 'X' where parent_id is null",
    ],
    "stored_files_have_events": [
        "delete from kernel_event where type = 'documents.FileStored'",
    ],
    "one_case_for_each_application": [
        "update cases_draft set ended_at = null",
        "update cases_case set subject = '同名', party_id = (select id from parties_party limit 1)",
        "update kernel_answeredrequest set subject_id = 'gone' where action = 'cases.submit'",
    ],
    "counters_are_exact": [
        f"update cases_case set open_tasks = open_tasks + 1 where id = {RUNNING}",
        "update cases_case set open_children = 7 where parent_id is null",
        f"update cases_case set open_pauses = 1 where id = {RUNNING}",
        f"update cases_task set open_requests = 1 where id = {OPEN}",
    ],
    "marks_are_right": [
        "update cases_case set marks = jsonb_set(marks, '{accept}', '\"open\"')"
        " where marks ? 'accept'",
        f"update cases_task set state = 'cancelled' where id = {OPEN}",
        "update cases_case set marks = '{}' where state = 'accepted'",
    ],
    "ends_are_whole": [
        f"update cases_task set case_id = {GRANTED} where id = {OPEN}",
        "update cases_case set state = 'accepted', ended_at = null where bundle_id is not null",
        "update cases_case set state = 'withdrawn' where state = 'granted'"
        " and bundle_id is not null",
    ],
    "no_case_is_stuck": [
        "update cases_case set open_tasks = 0 where state = 'accepted'",
    ],
    "one_result_for_each_end": [
        "update documents_certificate set status = 'revoked'",
        f"delete from kernel_event where id = {EVENT.format('ResultIssued')}",
        f"update cases_case set state = 'granted', ended_at = now() where id = {RUNNING}",
    ],
    "automatic_steps_ran_once": [
        f"delete from kernel_event where id = {EVENT.format('ElementsProduced')}",
        "update cases_case set produced = '{}'",
    ],
    "deadlines_are_right": [
        "update cases_clock set due_at = due_at + interval '1 day' where kind = 'statutory'",
        "update cases_task set due_at = due_at - interval '1 second'",
    ],
    "clocks_run_as_the_law_has_it": [
        "update cases_clock set stopped_at = null where kind = 'promised'",
        "update cases_clock set stopped_at = now(), alarm_at = null where stopped_at is null",
        "update cases_clock set paused = true where stopped_at is null",
        "update cases_clock set alarm_at = now() where stopped_at is not null",
        "update cases_clock set stopped_at = stopped_at + interval '1 minute'",
    ],
    "delivered_once": [
        "delete from kernel_delivery where id = (select min(id) from kernel_delivery)",
        "update kernel_delivery set handler = 'nobody' where id ="
        " (select min(id) from kernel_delivery)",
    ],
    "no_job_is_left": [
        "update procrastinate_jobs set status = 'doing' where id ="
        " (select min(id) from procrastinate_jobs)",
        "update procrastinate_jobs set status = 'failed' where id ="
        " (select min(id) from procrastinate_jobs)",
    ],
    "ledger_is_sound": [
        "update kernel_event set actor_id = 'nobody' where id = (select min(id) from kernel_event)",
        "delete from kernel_event where id = (select max(id) from kernel_event)",
    ],
}
"""For each check: rows changed behind the platform's back, each to be caught by that check."""
ALL = [(name, statement) for name, found in BREAKS.items() for statement in found]


@pytest.mark.parametrize(("name", "statement"), ALL)
def test_a_broken_row_is_caught(scene: list[proof.Json], name: str, statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")  # no triggers, no keys
        _without_constraints(cursor)
        cursor.execute(statement.replace("%", "%%"))
        assert cursor.rowcount > 0
        found = proof.findings(proof.Scene(scene), [name])
        transaction.set_rollback(True)
    assert {one.check for one in found} == {name}


def _without_constraints(cursor: Any) -> None:
    """Takes away the database's own guards, so that the check is what must find the fault."""
    for constraint in ("case_ended_when_final", "case_of_bundle_or_item"):
        cursor.execute(f"alter table cases_case drop constraint if exists {constraint}")
    for index in ("step_open_once", "case_clock_once", "case_number"):
        cursor.execute(f"alter table cases_case drop constraint if exists {index}")
        cursor.execute(f"drop index if exists {index}")


def test_two_answers_under_one_number_must_be_alike(scene: list[proof.Json]) -> None:
    first = scene[0]
    other = {**first, "told": {**first["told"], "case": "another"}}
    found = proof.findings(proof.Scene([first, other]), ["answered_alike"])
    assert [one.check for one in found] == ["answered_alike"]


def test_a_file_that_is_gone_or_changed_is_caught(scene: list[proof.Json]) -> None:
    from django.conf import settings

    from yimen.documents.rules import path

    place = Path(settings.YIMEN_FILES) / path(StoredFile.objects.latest("at").sha256)
    content = place.read_bytes()
    try:
        place.write_bytes(content + b"\0")
        assert len(proof.findings(proof.Scene(scene), ["files_are_whole"])) == 1
        place.unlink()
        assert len(proof.findings(proof.Scene(scene), ["files_are_whole"])) == 1
    finally:
        place.write_bytes(content)


def test_every_check_is_explained_and_tested(scene: list[proof.Json]) -> None:
    proof.findings(proof.Scene(scene))
    assert proof.CHECKS.keys() == {*BREAKS, "answered_alike"}
    assert all(one.__doc__ for one in proof.CHECKS.values())
