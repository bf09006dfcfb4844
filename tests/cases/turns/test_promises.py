"""Papers that follow later and promises in place of proofs, from the counter to their end."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from city import run_jobs
from workshop import (
    HEAD,
    ITEM,
    REVIEWER,
    actor,
    applied,
    at,
    clock_of,
    day_of,
    do,
    events_of,
    party,
    ring,
    upload,
)
from yimen.cases.actions import (
    ask_supplement,
    check_commitment,
    hand_in_deferred,
    receive,
    repair_promise,
    withdraw,
)
from yimen.cases.models import Case, Clock, Promise
from yimen.documents.api import Certificate
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown

pytestmark = pytest.mark.usefixtures("demo_city")

DUE = {"health-check": date(2026, 3, 10)}


def with_gap() -> Case:
    with at(2):
        return applied(deferred=DUE)


def decided(case: Case) -> Case:
    """Everything that people do for a case is done."""
    for day in (3, 4, 5):
        with at(day):
            do(case)
            run_jobs()
    case.refresh_from_db()
    return case


def test_the_clock_runs_but_nothing_is_issued_before_the_paper_is_there() -> None:
    case = decided(with_gap())
    assert (case.state, case.holds, case.open_tasks) == ("accepted", ["deferral"], 0)
    assert clock_of(case, Clock.Kind.PROMISED).started_at == case.accepted_at
    promise = Promise.objects.get(case=case)
    limit = clock_of(case, Clock.Kind.DEFERRAL)
    assert (limit.subject, limit.period) == (promise.id, "7wd")  # Saturdays are worked
    assert str(day_of(limit.due_at)) == "2026-03-10"
    with at(6):
        hand_in_deferred(actor("applicant"), promise.id, upload("health-check"))
        run_jobs()
    case.refresh_from_db()
    promise.refresh_from_db()
    assert (case.state, case.holds, promise.state) == ("granted", [], "kept")
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()
    assert events_of(case).count("PromiseKept") == 1
    names = Certificate.objects.filter(case=case.id).values_list("name", flat=True)
    assert set(names) == {"容缺受理告知书", "小作坊许可证"}


def test_each_of_two_gaps_must_close() -> None:
    with at(2):
        due = date(2026, 3, 11)
        case = applied(deferred={**DUE, "fire-photo": due})
    first, second = Promise.objects.filter(case=case).order_by("due_on")
    with at(3):
        hand_in_deferred(actor("clerk"), second.id, upload("fire-photo"))
        case.refresh_from_db()
        assert case.holds == ["deferral"]
        hand_in_deferred(actor("applicant"), first.id, upload("health-check"))
    case.refresh_from_db()
    assert case.holds == []
    assert decided(case).state == "granted"


def test_a_gap_that_does_not_close_terminates_the_case_and_bars_the_party() -> None:
    case = with_gap()
    with at(11):
        ring(case, Clock.Kind.DEFERRAL)
        run_jobs()
    promise = Promise.objects.get(case=case)
    assert (case.state, case.open_tasks, promise.state) == ("terminated", 0, "broken")
    assert "健康检查证明" in case.reason
    names = Certificate.objects.filter(case=case.id).values_list("name", flat=True)
    assert set(names) == {"容缺受理告知书", "容缺终止办理告知书"}
    with at(12):
        later = {"health-check": date(2026, 3, 16)}
        refused: list[dict[str, Any]] = [{"deferred": later}, {"committed": ["fire-photo"]}]
        for more in refused:
            with pytest.raises(Invalid) as problem:
                applied(**more)
            assert "没有兑现" in problem.value.errors[0].message
        assert applied(login="applicant-2", deferred=later).holds
        repair_promise(actor("supervisor"), promise.id, "已经补交并说明原因")
        assert applied(deferred=later).holds == ["deferral"]
    assert events_of(case)[-1] == "PromiseRepaired"


def test_a_paper_that_came_is_never_late() -> None:
    case = with_gap()
    promise = Promise.objects.get(case=case)
    with at(3):
        hand_in_deferred(actor("applicant"), promise.id, upload("health-check"))
    with pytest.raises(Clock.DoesNotExist), at(11):
        ring(case, Clock.Kind.DEFERRAL)
    with pytest.raises(Conflict, match="不用补交"):
        hand_in_deferred(actor("applicant"), promise.id, upload("health-check"))


def test_a_supplement_and_a_gap_side_by_side() -> None:
    case = with_gap()
    promise = Promise.objects.get(case=case)
    with at(3):
        ask_supplement(actor(REVIEWER), case.id, {"goods-list": "没有签名"})
        hand_in_deferred(actor("applicant"), promise.id, upload("health-check"))
    case.refresh_from_db()
    assert (case.state, case.holds, case.open_tasks) == ("supplementing", [], 0)


@pytest.mark.parametrize("chosen", [date(2026, 3, 2), date(2026, 3, 8), date(2026, 3, 20)])
def test_a_day_outside_the_window_is_not_taken(chosen: date) -> None:
    with at(2), pytest.raises(Invalid) as problem:
        applied(deferred={"health-check": chosen})
    assert [error.field for error in problem.value.errors] == ["health-check"]
    assert not Case.objects.exists()


def test_essential_papers_and_strangers_are_turned_away() -> None:
    with at(2):
        with pytest.raises(Invalid):
            applied(deferred={"goods-list": date(2026, 3, 5)})
        case = applied(deferred=DUE)
        promise = Promise.objects.get(case=case)
        for login in ("applicant-2", "health-reviewer", "supervisor"):
            with pytest.raises(Denied):
                hand_in_deferred(actor(login), promise.id, upload("health-check"))
        with pytest.raises(Invalid, match="只收"):
            hand_in_deferred(actor("applicant"), promise.id, upload("goods-list"))
        with pytest.raises(Unknown):
            hand_in_deferred(actor("applicant"), party(), upload("health-check"))
    promise.refresh_from_db()
    assert promise.state == "open"


def test_what_was_promised_lapses_with_the_application() -> None:
    case = with_gap()
    withdraw(actor("applicant"), case.id, "不办了")
    assert Promise.objects.get(case=case).state == "lapsed"
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


# --- commitment --------------------------------------------------------------------------------


def promised_and_granted() -> tuple[Case, Promise]:
    with at(2):
        case = applied(committed=["fire-photo"])
        assert case.holds == []
    decided(case)
    return case, Promise.objects.get(case=case)


def test_a_promise_stands_in_for_the_paper_and_is_checked_after_the_decision() -> None:
    case, promise = promised_and_granted()
    assert (case.state, promise.kind, promise.due_on) == ("granted", "commitment", None)
    limit = clock_of(case, Clock.Kind.CHECK)
    assert (limit.subject, str(day_of(limit.due_at)), limit.stopped_at) == (
        promise.id,
        "2026-05-05",
        None,
    )
    with at(20, month=4):
        check_commitment(actor(REVIEWER), promise.id, True, "现场看过炉具，与承诺一致")
    promise.refresh_from_db()
    limit.refresh_from_db()
    assert (promise.state, limit.stopped_at is not None) == ("kept", True)
    assert "告知承诺书" in set(
        Certificate.objects.filter(case=case.id).values_list("name", flat=True)
    )


def test_an_untrue_promise_revokes_the_decision_and_bars_the_party() -> None:
    case, promise = promised_and_granted()
    with at(20):
        with pytest.raises(Denied):
            check_commitment(actor(REVIEWER), promise.id, False, "现场用的是煤炉，与承诺不符")
        promise.refresh_from_db()
        assert promise.state == "open"
        check_commitment(HEAD, promise.id, False, "现场用的是煤炉，与承诺不符")
        run_jobs()
        case.refresh_from_db()
        promise.refresh_from_db()
        assert (case.state, promise.state) == ("revoked", "broken")
        certificate = Certificate.objects.get(case=case.id, document=ITEM)
        assert certificate.status == "revoked"
        with pytest.raises(Invalid):
            applied(committed=["fire-photo"])
        with pytest.raises(Conflict, match="核查过"):
            check_commitment(HEAD, promise.id, True, "再查一遍没有问题")
    assert {"PromiseBroken", "DecisionUndone"} <= set(events_of(case))


def test_a_check_needs_a_decision_words_and_the_unit() -> None:
    with at(2):
        case = applied(committed=["fire-photo"])
        promise = Promise.objects.get(case=case)
        with pytest.raises(Conflict, match="还没有准予"):
            check_commitment(actor(REVIEWER), promise.id, True, "现场看过炉具")
    decided(case)
    with pytest.raises(Invalid):
        check_commitment(actor(REVIEWER), promise.id, True, "对")
    for login in ("market-reviewer", "applicant", "clerk"):
        with pytest.raises(Denied):
            check_commitment(actor(login), promise.id, True, "现场看过炉具")


def test_repair_needs_a_broken_promise_and_somebody_who_may() -> None:
    case, promise = promised_and_granted()
    with pytest.raises(Conflict, match="没有失信"):
        repair_promise(HEAD, promise.id, "已经改正，准予修复")
    for login in ("applicant", "health-reviewer", "clerk"):
        with pytest.raises(Denied):
            repair_promise(actor(login), promise.id, "已经改正，准予修复")
    assert case.state == "granted"


def test_what_may_not_be_promised_is_named() -> None:
    with at(2), pytest.raises(Invalid) as problem:
        applied(committed=["health-check"])
    assert "不能以承诺代替" in problem.value.errors[0].message
    by = actor("clerk")
    with at(2), pytest.raises(Invalid):
        receive(by, ITEM, UUID(str(actor("applicant").party)), {}, committed=["goods-list"])
    assert not Event.objects.filter(type="cases.CommitmentMade").exists()
