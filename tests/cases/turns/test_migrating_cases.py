"""A running case goes on under another version of its item: previewed, audited, never to a trap."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from busking import HEAD, accepted, another_version, applied, do, granted, task
from city import actor, run_jobs
from yimen.cases import queries
from yimen.cases.actions import migrate
from yimen.cases.models import Case, Clock, Pause, Task
from yimen.cases.queries.migration import old_versions, preview_migration
from yimen.catalogue.api import ItemVersion
from yimen.kernel import clock, worktime
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown
from yimen.vocabulary.api import calendar

pytestmark = pytest.mark.usefixtures("demo_city")

REASON = "按修订后的规定办理"
CONSENT = "申请人于窗口书面同意"


def steps_of(version: ItemVersion) -> list[dict[str, Any]]:
    return [dict(step) for step in version.definition["steps"]]


def newest() -> ItemVersion:
    return ItemVersion.objects.filter(code="busking-place").order_by("-published_at")[0]


def with_step(code: str, after: list[str], before: str) -> ItemVersion:
    """A version with one review more: behind `after`, and `before` behind it."""
    steps = steps_of(newest())
    model = next(one for one in steps if one["code"] == "noise")
    for one in steps:
        if one["code"] == before:
            one["after"] = [code]
    steps.append({**model, "code": code, "after": after, "unit": None})
    return another_version(steps=steps)


def without_step(code: str) -> ItemVersion:
    steps = [one for one in steps_of(newest()) if one["code"] != code]
    for one in steps:
        one["after"] = ["accept" if name == code else name for name in one["after"]]
    return another_version(steps=steps)


def admin() -> Any:
    return actor("admin")


def clocks(case: Case) -> dict[str, Clock]:
    return {one.kind: one for one in Clock.objects.filter(case=case, stopped_at=None)}


def test_open_steps_go_on_and_a_new_one_still_comes() -> None:
    case = accepted()
    version = with_step("fire", ["noise"], "decide")
    (view,) = preview_migration(admin(), [case.id], version.pk)
    assert (view.plan.kept, view.plan.coming, view.plan.passed) == (("noise",), ("fire",), ())
    assert Case.objects.get(pk=case.pk).item_id == case.item_id
    noise = task(case, "noise")
    migrate(admin(), case.id, version.pk, REASON)
    told = Event.objects.get(type="cases.CaseMigrated")
    assert (told.data["before"], told.data["after"]) == (str(case.item_id), str(version.pk))
    assert told.actor_id == admin().id
    assert task(case, "noise") == noise
    do(case, "noise")
    assert task(case, "fire").unit_id == "market-regulation"
    assert not Task.objects.filter(case=case, step="decide").exists()


def test_a_new_step_before_one_that_is_reached_is_passed_over_and_shown_so() -> None:
    case = accepted()
    do(case, "noise")
    version = with_step("fire", ["noise"], "decide")
    (view,) = preview_migration(admin(), [case.id], version.pk)
    assert view.plan.passed == ("fire",)
    migrate(admin(), case.id, version.pk, REASON)
    do(case, "decide")
    run_jobs()
    case.refresh_from_db()
    assert (case.state, case.marks["fire"]) == ("granted", "skipped")


def test_a_step_that_was_done_and_is_gone_leaves_no_mark() -> None:
    case = accepted()
    do(case, "noise")
    migrate(admin(), case.id, without_step("noise").pk, REASON)
    case.refresh_from_db()
    assert case.marks == {"accept": "done", "decide": "open"}
    assert case.open_tasks == 1
    assert task(case, "noise").state == "done"


def test_an_open_step_without_a_successor_bars_it() -> None:
    case = accepted()
    version = without_step("noise")
    (view,) = preview_migration(admin(), [case.id], version.pk)
    assert "噪声审查" in view.plan.barred[0]
    with pytest.raises(Conflict, match="噪声审查"):
        migrate(admin(), case.id, version.pk, REASON)
    case.refresh_from_db()
    assert case.marks["noise"] == "open"
    assert not Event.objects.filter(type="cases.CaseMigrated").exists()


def test_an_open_task_goes_to_the_unit_that_the_new_version_names() -> None:
    case = accepted()
    before = task(case, "noise")
    steps = steps_of(newest())
    steps[1] |= {"unit": "market-regulation", "role": "approver"}
    migrate(admin(), case.id, another_version(steps=steps).pk, REASON)
    moved = task(case, "noise")
    assert (moved.unit_id, moved.role) == ("market-regulation", "approver")
    assert (moved.id, moved.due_at) == (before.id, before.due_at)
    rows = queries.inbox(actor("market-approver")).rows
    assert [row.task.id for row in rows] == [moved.id]


def test_what_is_harder_for_the_applicant_needs_their_consent() -> None:
    case = accepted()
    version = another_version(visits=3)
    with pytest.raises(Invalid, match="没有改版") as problem:
        migrate(admin(), case.id, version.pk, REASON)
    assert [error.field for error in problem.value.errors] == ["consent"]
    migrate(admin(), case.id, version.pk, REASON, CONSENT)
    assert CONSENT in Event.objects.get(type="cases.CaseMigrated").data["reason"]


def test_new_papers_and_fields_are_shown_by_name() -> None:
    case = accepted()
    fields = [*newest().definition["fields"], {"element": "stall.width"}]
    version = another_version(papers=[{"document": "goods-list"}], fields=fields)
    (view,) = preview_migration(admin(), [case.id], version.pk)
    assert view.plan.worse[0] == "要补交“货品清单”"
    assert view.plan.worse[1].startswith("要补填“")


def test_a_hearing_right_that_the_new_version_gives_is_kept() -> None:
    early, late = accepted(), accepted("applicant-2")
    do(late, "noise")
    do(late, "decide")
    version = another_version(hearing=True)
    migrate(admin(), early.id, version.pk, REASON)
    early.refresh_from_db()
    assert early.holds == ["hearing"]
    with pytest.raises(Conflict, match="正在制发"):
        migrate(admin(), late.id, version.pk, REASON)


# --- clocks ------------------------------------------------------------------------------------


def morning(later: int = 0) -> datetime:
    """A moment within office hours, so many working days after the first one from tomorrow on."""
    days = calendar()
    first = days.next_workday(days.localise(clock.now()).date() + timedelta(days=1))
    day = days.add_workdays(first, later) if later else first
    return days.closes(day) - timedelta(minutes=30)


def limited(promised: str, statutory: str = "20wd") -> ItemVersion:
    limits = newest().definition["limits"]
    return another_version(limits={**limits, "promised": promised, "statutory": statutory})


def test_a_shorter_limit_counts_from_acceptance_on() -> None:
    with clock.at(morning()):
        case = accepted()
        (view,) = preview_migration(admin(), [case.id], limited("3wd", "10wd").pk)
        migrate(admin(), case.id, newest().pk, REASON)
    now = clocks(case)
    for kind, period in (("promised", "3wd"), ("statutory", "10wd")):
        counted = worktime.deadline(case.accepted_at, worktime.Period.parse(period), calendar())
        assert (now[kind].due_at, now[kind].period) == (counted.due, period)
    assert {str(change.period) for change in view.clocks} == {"3wd", "10wd"}
    assert [change.due_at for change in view.clocks if change.clock.kind == "promised"] == [
        now["promised"].due_at
    ]


@pytest.mark.parametrize("promised", ["8wd", "5wd"])
def test_a_promise_is_never_taken_back(promised: str) -> None:
    with clock.at(morning()):
        case = accepted()
        before = clocks(case)["promised"].due_at
        migrate(admin(), case.id, limited(promised, "30wd").pk, REASON)
    after = clocks(case)
    assert (after["promised"].due_at, after["promised"].period) == (before, "5wd")
    assert after["statutory"].period == "20wd"


def test_no_case_is_made_late_by_paper() -> None:
    start, later = morning(), morning(3)
    with clock.at(start):
        case = accepted()
    with clock.at(later):
        migrate(admin(), case.id, limited("1wd").pk, REASON)
    assert clocks(case)["promised"].period == "5wd"


def test_an_extended_limit_stays_extended() -> None:
    with clock.at(morning()):
        case = accepted()
        Clock.objects.filter(case=case, kind="statutory").update(period="30wd")
        migrate(admin(), case.id, limited("5wd", "10wd").pk, REASON)
    assert clocks(case)["statutory"].period == "30wd"


def test_time_that_the_law_takes_out_stays_out() -> None:
    start, ended = morning(), morning(2)
    with clock.at(start):
        case = accepted()
        Pause.objects.create(case=case, procedure="testing", started_at=start, ended_at=ended)
        with clock.at(ended):
            migrate(admin(), case.id, limited("3wd").pk, REASON)
    counted = worktime.deadline(
        case.accepted_at,
        worktime.Period.parse("3wd"),
        calendar(),
        [worktime.Pause(start, ended, "检测")],
    )
    assert clocks(case)["promised"].due_at == counted.due


# --- who, when, and what is not there ----------------------------------------------------------


@pytest.mark.parametrize(
    "login", ["applicant", "clerk", "market-reviewer", "market-approver", "supervisor"]
)
def test_who_may_not_migrate_or_preview(login: str) -> None:
    case, version = accepted(), another_version(visits=0)
    with pytest.raises(Denied):
        preview_migration(actor(login), [case.id], version.pk)
    with pytest.raises(Denied, match="管理员"):
        migrate(actor(login), case.id, version.pk, REASON)
    assert Case.objects.get(pk=case.pk).item_id == case.item_id


def test_the_head_of_the_unit_may_not_either() -> None:
    with pytest.raises(Denied):
        migrate(HEAD, accepted().id, newest().pk, REASON)


def test_only_running_cases_and_only_to_another_version_that_exists() -> None:
    case = applied()
    with pytest.raises(Conflict, match="已经按这个版本"):
        migrate(admin(), case.id, newest().pk, REASON)
    with pytest.raises(Unknown, match="没有这个事项版本"):
        migrate(admin(), case.id, case.id, REASON)
    ended = granted("applicant-2")
    version = another_version(visits=0)
    with pytest.raises(Conflict, match="已经办结"):
        migrate(admin(), ended.id, version.pk, REASON)
    with pytest.raises(Invalid):
        migrate(admin(), case.id, version.pk, "短")
    migrate(admin(), case.id, version.pk, REASON)
    assert [view.case for view in preview_migration(admin(), [case.id], version.pk)] == []


def test_another_items_version_is_barred() -> None:
    case = applied()
    other = ItemVersion.objects.filter(code="sign-filing")[0]
    with pytest.raises(Conflict, match="另一个事项"):
        migrate(admin(), case.id, other.pk, REASON)


def test_old_versions_are_listed_with_their_running_cases() -> None:
    applied()
    applied("applicant-2")
    granted()
    assert old_versions() == []
    version = another_version(visits=0)
    (row,) = old_versions()
    assert (row.cases, row.newest.pk, row.item.code) == (2, version.pk, "busking-place")


def test_a_repeated_request_migrates_once() -> None:
    case, version = applied(), another_version(visits=0)
    for _ in range(2):
        migrate(admin(), case.id, version.pk, REASON, key="once")
    assert Event.objects.filter(type="cases.CaseMigrated").count() == 1
