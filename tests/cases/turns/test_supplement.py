"""Incomplete papers: one notice of everything, in the three ways of the law, and silence."""

import pytest

from city import run_jobs
from workshop import (
    REVIEWER,
    actor,
    applied,
    at,
    clock_of,
    day_of,
    do,
    events_of,
    open_task,
    ring,
    upload,
    variant,
    workshop,
)
from yimen.cases.actions import answer_supplement, ask_supplement, not_require, start_again
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries import asked_of
from yimen.documents.api import Certificate, verify
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown

pytestmark = pytest.mark.usefixtures("demo_city")

MISSING = {"goods-list": "第二页没有签名", "stall.goods": "写清每种食品"}


def asked(case: Case | None = None) -> Case:
    case = case or applied()
    return ask_supplement(actor(REVIEWER), case.id, MISSING)


def test_one_notice_lists_everything_and_the_clocks_change_over() -> None:
    with at(2):
        case = applied()
    with at(4):
        asked(case)
        case.refresh_from_db()
        assert case.state == "supplementing"
        assert (case.open_tasks, case.marks) == (0, {})
        assert Task.objects.get(case=case).state == "superseded"
        assert [entry["code"] for entry in asked_of(case)] == list(MISSING)
        assert clock_of(case, Clock.Kind.ACCEPTANCE).stopped_at is not None
        limit = clock_of(case, Clock.Kind.SUPPLEMENT)
        assert (limit.period, str(day_of(limit.due_at))) == ("10wd", "2026-03-16")
        run_jobs()
    notice = Certificate.objects.get(case=case.id)
    assert notice.name == "补正通知书"
    assert verify(notice.identifier).intact
    event = Event.objects.get(type="cases.SupplementAsked")
    assert event.data["missing"] == ["货品清单：第二页没有签名", "卖什么：写清每种食品"]
    assert events_of(case) == ["CaseReceived", "TaskOpened", "SupplementAsked", "NoticeIssued"]


def test_the_whole_answer_brings_the_case_back_and_the_time_runs_anew() -> None:
    with at(2):
        case = asked()
    with at(10):
        values = {"stall.goods": "豆花（现做），凉茶（现煮）"}
        answer_supplement(actor("applicant"), case.id, [upload()], values)
        case.refresh_from_db()
    assert (case.state, open_task(case).kind) == ("received", "accept")
    assert case.form["stall.goods"] == "豆花（现做），凉茶（现煮）"
    assert case.papers.filter(document="goods-list").count() == 2
    assert clock_of(case, Clock.Kind.SUPPLEMENT).stopped_at is not None
    running = clock_of(case, Clock.Kind.ACCEPTANCE)
    assert str(day_of(running.due_at)) == "2026-03-16"
    assert do(case).state == "accepted"
    assert "SupplementAnswered" in events_of(case)


def test_an_answer_with_a_gap_is_not_taken_and_says_what_is_missing() -> None:
    case = asked()
    with pytest.raises(Invalid) as problem:
        answer_supplement(actor("applicant"), case.id, [upload()], {})
    assert [error.field for error in problem.value.errors] == ["stall.goods"]
    assert "写清每种食品" in problem.value.errors[0].message
    with pytest.raises(Invalid) as strange:
        answer_supplement(actor("applicant"), case.id, [upload("fire-photo")], {"person.name": "x"})
    assert {error.field for error in strange.value.errors} >= {"fire-photo", "person.name"}
    case.refresh_from_db()
    assert (case.state, case.papers.filter(document="goods-list").count()) == (
        "supplementing",
        1,
    )


def test_it_is_asked_once_only() -> None:
    case = asked()
    values = {"stall.goods": "豆花和凉茶"}
    answer_supplement(actor("applicant"), case.id, [upload()], values)
    with pytest.raises(Conflict, match="只能要求一次"):
        asked(case)
    with pytest.raises(Conflict, match="不能这样办"):
        answer_supplement(actor("applicant"), case.id, [upload()], values)


def test_after_the_time_or_the_acceptance_nothing_can_be_asked() -> None:
    with at(2):
        late, accepted = applied(), do(applied())
    with at(20), pytest.raises(Conflict, match="视为受理"):
        asked(late)
    with at(3), pytest.raises(Conflict, match="不在受理环节"):
        asked(accepted)
    with at(3), pytest.raises(Conflict, match="不在受理环节"):
        not_require(actor(REVIEWER), accepted.id, "不需要办理许可")


@pytest.mark.parametrize(
    ("missing", "field"),
    [({}, "missing"), ({"no-such": "缺了"}, "no-such"), ({"goods-list": " "}, "goods-list")],
)
def test_a_list_must_say_what_the_item_lacks(missing: dict[str, str], field: str) -> None:
    case = applied()
    with pytest.raises(Invalid) as problem:
        ask_supplement(actor(REVIEWER), case.id, missing)
    assert [error.field for error in problem.value.errors] == [field]


def test_silence_accepts_from_the_day_of_receipt() -> None:
    with at(2):
        case = applied()
        due = clock_of(case, Clock.Kind.ACCEPTANCE).due_at
        assert str(day_of(due)) == "2026-03-07"  # Saturdays are worked half a day
    with at(9):
        ring(case, Clock.Kind.ACCEPTANCE)
        assert case.state == "accepted"
        assert case.accepted_at == case.received_at
        promised = clock_of(case, Clock.Kind.PROMISED)
        assert promised.started_at == case.received_at
        assert open_task(case).step == "review"
        assert Task.objects.get(case=case, kind="accept").state == "superseded"
        with pytest.raises(Conflict):
            ring_again(case)
        run_jobs()
    assert Certificate.objects.get(case=case.id).name == "受理通知书"
    assert Event.objects.get(type="cases.AcceptanceDeemed").data["since"].startswith("2026-03-02")


def ring_again(case: Case) -> None:
    row = clock_of(case, Clock.Kind.ACCEPTANCE)
    row.stopped_at = None
    row.save()
    ring(case, Clock.Kind.ACCEPTANCE)


def test_silence_after_a_supplement_accepts_from_the_answer() -> None:
    with at(2):
        case = asked()
    with at(10):
        answer_supplement(actor("applicant"), case.id, [upload()], {"stall.goods": "豆花"})
    with at(24):
        ring(case, Clock.Kind.ACCEPTANCE)
    assert str(day_of(case.accepted_at)) == "2026-03-10"  # type: ignore[arg-type]


def test_no_answer_in_time_counts_as_withdrawn() -> None:
    with at(2):
        case = asked()
    with at(17):
        ring(case, Clock.Kind.SUPPLEMENT)
        run_jobs()
    assert (case.state, case.open_tasks) == ("withdrawn", 0)
    assert "逾期没有补正" in case.reason
    names = Certificate.objects.filter(case=case.id).order_by("issued_at").values_list("name")
    assert {name for (name,) in names} == {"补正通知书", "撤回申请确认书"}
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


def test_registration_returns_everything_with_one_list() -> None:
    code = variant(acceptance={"mode": "resubmit", "within": "3wd"}, channels=["counter"])
    case = asked(applied(code))
    case.refresh_from_db()
    assert (case.state, case.open_tasks) == ("returned", 0)
    assert case.reason.splitlines()[1:] == ["货品清单：第二页没有签名", "卖什么：写清每种食品"]
    run_jobs()
    assert Certificate.objects.get(case=case.id).name == "退回重新申报通知书"
    assert Task.objects.get(case=case).state == "cancelled"
    with pytest.raises(Conflict, match="到窗口办理"):
        start_again(actor("applicant"), case.id)


def test_real_estate_is_refused_on_the_spot_with_the_list_or_accepted_by_the_evening() -> None:
    code = variant(acceptance={"mode": "on_the_spot", "within": "1wd"})
    with at(2):
        refused, silent = applied(code), applied(code)
        asked(refused)
        refused.refresh_from_db()
        assert refused.state == "not_accepted"
        assert "第二页没有签名" in refused.reason
        due = clock_of(silent, Clock.Kind.ACCEPTANCE).due_at
        assert (str(day_of(due)), due.astimezone().tzinfo is not None) == ("2026-03-02", True)
        run_jobs()
    assert Certificate.objects.get(case=refused.id).name == "不予受理决定书"
    with at(2, 18):
        assert ring(silent, Clock.Kind.ACCEPTANCE).state == "accepted"


def test_no_permit_needed_is_not_a_refusal_to_accept() -> None:
    case = applied()
    with pytest.raises(Invalid):
        not_require(actor(REVIEWER), case.id, "不用")
    not_require(actor(REVIEWER), case.id, "自家食用，依法不需要取得许可")
    run_jobs()
    case.refresh_from_db()
    assert (case.state, case.accepted_at) == ("not_required", None)
    assert Certificate.objects.get(case=case.id).name == "不受理告知书"
    assert events_of(case)[-2:] == ["CaseEnded", "NoticeIssued"]


@pytest.mark.parametrize("login", ["health-approver", "market-reviewer", "applicant", "admin"])
def test_who_may_not_ask_leaves_only_the_denial(login: str) -> None:
    case = applied()
    before = Event.objects.count()
    with pytest.raises(Denied):
        ask_supplement(actor(login), case.id, MISSING)
    with pytest.raises(Denied):
        not_require(actor(login), case.id, "依法不需要取得许可")
    types = Event.objects.order_by("id").values_list("type", flat=True)[before:]
    assert list(types) == ["kernel.ActionDenied"] * 2
    case.refresh_from_db()
    assert case.state == "received"


@pytest.mark.parametrize("login", ["applicant-2", "health-reviewer", "supervisor"])
def test_a_stranger_does_not_answer(login: str) -> None:
    case = asked()
    with pytest.raises(Denied):
        answer_supplement(actor(login), case.id, [upload()], {"stall.goods": "豆花"})
    with pytest.raises(Unknown):
        ask_supplement(actor(REVIEWER), actor("applicant").party, MISSING)


def test_a_repeated_answer_is_one_answer() -> None:
    case, by = asked(), actor("applicant")
    given = ([upload()], {"stall.goods": "豆花"})
    first = answer_supplement(by, case.id, *given, key="k1")
    assert answer_supplement(by, case.id, *given, key="k1") == first
    assert Event.objects.filter(type="cases.SupplementAnswered").count() == 1
    assert case.papers.filter(document="goods-list").count() == 2


def test_the_definition_is_as_the_tests_take_it() -> None:
    assert workshop().acceptance.mode == "supplement"
