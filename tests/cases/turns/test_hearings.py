"""听证: nothing is decided before the right was told and settled; the record ends the pause."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import actor, run_jobs
from stage import (
    HALL,
    MARKET,
    applied,
    at,
    clock_of,
    do,
    events,
    fresh,
    moment,
    open_task,
    ring,
    states,
    step,
    told,
    variant,
)
from yimen.cases import jobs
from yimen.cases.actions import (
    end_procedure,
    hold_hearing,
    offer_hearing,
    request_hearing,
    schedule_hearing,
    waive_hearing,
)
from yimen.cases.models import Case, Clock, Hearing, Pause
from yimen.cases.queries.turns import hearings_of
from yimen.cases.rules import hearings
from yimen.documents.api import Certificate
from yimen.kernel import clock, worktime
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown
from yimen.parties.api import Account
from yimen.vocabulary.api import calendar

pytestmark = pytest.mark.usefixtures("demo_city")
RECORD = "申请人陈述了搭建方案，周边住户没有异议。"


def accepted(*steps: dict[str, object]) -> Case:
    more = steps or (
        step("a", within="3wd"),
        step("b", unit=HALL, within="3wd"),
        step("decide", "a", "b", kind="sign", role="approver", within="2wd"),
    )
    return applied(variant(*more, hearing=True))


def market() -> object:
    return actor("market-reviewer")


def head() -> str:
    return str(Account.objects.get(login="market-head").id)


def offer(case: Case) -> Hearing:
    return offer_hearing(actor("market-reviewer"), case.id)


def ask(case: Case) -> Hearing:
    return request_hearing(actor("applicant"), case.id)


def set_for(case: Case, day: int, hour: int = 10) -> Hearing:
    by = actor("market-reviewer")
    return schedule_hearing(by, case.id, moment(day, hour), "一楼听证室", head())


def stands(case: Case) -> tuple[str, list[str], int]:
    """State of the hearing, holds and open procedures."""
    found = fresh(case)
    return Hearing.objects.get(case=case).state, found.holds, found.open_pauses


# --- before the right is settled ---------------------------------------------------------------


def test_nothing_is_decided_before_the_right_is_settled() -> None:
    case = accepted()
    assert fresh(case).holds == ["hearing"]
    do(case, "a")
    with pytest.raises(Conflict, match="听证权利"):
        do(case, "b", False)
    do(case, "b")
    for passed in (True, False):
        with pytest.raises(Conflict, match="听证权利"):
            do(case, "decide", passed)
    offer(case)
    with pytest.raises(Conflict, match="听证权利"):
        do(case, "decide")
    waive_hearing(actor("applicant"), case.id)
    assert stands(case) == ("waived", [], 0)
    do(case, "decide")
    assert states(case)["issue"] == ["open"]


def test_an_item_that_nobody_signs_is_not_issued_either() -> None:
    case = accepted(step("a"))
    do(case, "a")
    assert states(case) == {"a": ["done"]}
    offer(case)
    waive_hearing(actor("applicant"), case.id, "不需要听证")
    assert states(case)["issue"] == ["open"]


def test_before_acceptance_there_is_nothing_to_be_heard_about() -> None:
    case = applied()
    with pytest.raises(Conflict):
        offer(case)
    with pytest.raises(Unknown):
        ask(case)
    do(case, "accept", False)
    assert fresh(case).state == "not_accepted"


def test_the_agency_may_offer_a_hearing_where_the_item_names_none() -> None:
    case = applied(variant(step("a"), step("decide", "a", kind="sign", role="approver")))
    assert fresh(case).holds == []
    offer(case)
    do(case, "a")
    with pytest.raises(Conflict, match="听证权利"):
        do(case, "decide")


# --- the road of a hearing ---------------------------------------------------------------------


def test_from_the_notice_to_the_record() -> None:
    with at(1):
        case = accepted()
        hearing = offer(case)
        asked = clock_of(case, Clock.Kind.HEARING_REQUEST)
        assert (asked.period, asked.subject) == ("5wd", hearing.id)
        assert not clock_of(case, Clock.Kind.PROMISED).paused
    with at(4):
        ask(case)
        assert stands(case) == ("requested", ["hearing"], 1)
        assert clock_of(case, Clock.Kind.PROMISED).paused
        own = clock_of(case, Clock.Kind.HEARING)
        assert (own.period, own.paused, own.subject) == ("20wd", False, hearing.id)
        set_for(case, 15)
        assert told(case, "HearingScheduled")["chair"] == "市场监管局负责人"
        run_jobs()
    with at(15, 9), pytest.raises(Conflict, match="还没有到"):
        hold_hearing(actor("market-reviewer"), case.id, RECORD)
    with at(15, 12):
        with pytest.raises(Conflict, match="随笔录"):
            end_procedure(actor("market-reviewer"), case.id, "hearing", "已经举行")
        hold_hearing(actor("market-reviewer"), case.id, RECORD)
        assert stands(case) == ("held", [], 0)
        run_jobs()
    one = clock_of(case, Clock.Kind.PROMISED)
    pauses = [worktime.Pause(moment(4), moment(15, 12))]
    assert (
        one.due_at
        == worktime.deadline(
            one.started_at, worktime.Period.parse(one.period), calendar(), pauses
        ).due
    )
    assert not case.clocks.filter(kind__in=["hearing", "hearing_request"], stopped_at=None).exists()
    assert Hearing.objects.get(case=case).record == RECORD
    assert events(
        case, "HearingOffered", "HearingRequested", "HearingScheduled", "HearingHeld"
    ) == ["HearingOffered", "HearingRequested", "HearingScheduled", "HearingHeld"]
    names = Certificate.objects.filter(case=case.id).values_list("name", flat=True)
    assert sorted(names) == [
        "听证权利告知书",
        "听证通知书",
        "特别程序告知书",
        "特别程序结束告知书",
    ]


def test_five_working_days_without_a_request_is_a_waiver() -> None:
    with at(1):
        case = accepted()
        offer(case)
        one = clock_of(case, Clock.Kind.HEARING_REQUEST)
    assert one.due_at == calendar().closes(moment(6).date())
    with clock.at(one.due_at - timedelta(minutes=1)), pytest.raises(Conflict):
        ring(one)
    with at(6, 21):
        with pytest.raises(Conflict, match="已过"):
            ask(case)
        jobs.tick(0)
        run_jobs()
        assert stands(case) == ("waived", [], 0)
        assert told(case, "HearingWaived")["reason"] == "自告知之日起五个工作日内没有要求听证"
        with pytest.raises(Conflict):
            ring(one)
        with pytest.raises(Conflict):
            ask(case)


def test_given_up_after_having_asked_the_clocks_run_again() -> None:
    with at(1):
        case = accepted()
        offer(case)
        ask(case)
    with at(3):
        waive_hearing(actor("applicant"), case.id)
        assert stands(case) == ("waived", [], 0)
        assert not clock_of(case, Clock.Kind.PROMISED).paused
        with pytest.raises(Conflict):
            waive_hearing(actor("applicant"), case.id)


def test_the_time_may_be_moved_with_a_new_notice() -> None:
    with at(1):
        case = accepted()
        offer(case)
        ask(case)
        set_for(case, 10)
        set_for(case, 16)
    assert Hearing.objects.get(case=case).takes_place_at == moment(16, 10)
    assert events(case, "HearingScheduled") == ["HearingScheduled"] * 2


def test_a_case_withdrawn_or_ended_takes_its_hearing_along() -> None:
    with at(1):
        case = applied(variant(step("a"), step("b", unit=HALL)))
        offer(case)
        ask(case)
        waive_hearing(actor("applicant"), case.id)
        case = do(case, "a", False)
    assert (case.state, case.open_pauses) == ("refused", 0)
    assert not Pause.objects.filter(case=case, ended_at=None).exists()


# --- who, when, where --------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "field"), [(9, "at"), (14, "at"), (26, "at"), (7, "at")])
def test_time_is_told_seven_working_days_ahead_and_within_twenty(day: int, field: str) -> None:
    """Asked on Monday the 1st: from Wednesday the 10th, on working days, until the 23rd."""
    with at(1):
        case = accepted()
        offer(case)
        ask(case)
        with pytest.raises(Invalid) as wrong:
            set_for(case, day)
        assert wrong.value.errors[0].field == field
        set_for(case, 10)


def test_who_reviewed_does_not_preside() -> None:
    with at(1):
        case = accepted()
        do(case, "a")
        offer(case)
        ask(case)
        by = actor("market-reviewer")
        for login in ("market-reviewer", "hall-reviewer"):
            chair = str(Account.objects.get(login=login).id)
            with pytest.raises(Invalid) as wrong:
                schedule_hearing(by, case.id, moment(12), "听证室", chair)
            assert wrong.value.errors[0].field == "chair"
        with pytest.raises(Invalid) as wrong:
            schedule_hearing(by, case.id, moment(12), " ", head())
        assert wrong.value.errors[0].field == "place"


def test_who_may_and_who_may_not() -> None:
    with at(1):
        case = accepted()
        for login in ("hall-reviewer", "applicant", "supervisor", "clerk", "admin"):
            with pytest.raises(Denied):
                offer_hearing(actor(login), case.id)
        offer(case)
        with pytest.raises(Conflict, match="已经告知"):
            offer(case)
        for login in ("applicant-2", "hall-reviewer", "supervisor", "clerk"):
            with pytest.raises(Denied):
                request_hearing(actor(login), case.id)
            with pytest.raises(Denied):
                waive_hearing(actor(login), case.id)
        with pytest.raises(Conflict):
            set_for(case, 15)
        request_hearing(actor("market-reviewer"), case.id)
        with pytest.raises(Denied):
            schedule_hearing(actor("applicant"), case.id, moment(15), "听证室", head())
        with pytest.raises(Conflict):
            hold_hearing(actor("market-reviewer"), case.id, RECORD)
        set_for(case, 15)
    with at(15, 12):
        with pytest.raises(Denied):
            hold_hearing(actor("applicant"), case.id, RECORD)
        with pytest.raises(Invalid):
            hold_hearing(actor("market-reviewer"), case.id, "开了")


def test_what_the_applicant_sees() -> None:
    with at(1):
        case = accepted()
        assert hearings_of(actor("applicant"), [case]) == {}
        offer(case)
        mine = hearings_of(actor("applicant"), [case])[case.id]
        assert (mine.may_ask, mine.may_waive) == (True, True)
        staff = hearings_of(actor("market-reviewer"), [case])[case.id]
        assert (staff.may_ask, staff.may_waive) == (False, False)
        ask(case)
        mine = hearings_of(actor("applicant"), [case])[case.id]
        assert (mine.may_ask, mine.may_waive) == (False, True)
    assert open_task(case, "a").unit_id == MARKET


# --- the rule ----------------------------------------------------------------------------------


@given(hours=st.integers(0, 20_000))
def test_the_earliest_hearing_leaves_seven_full_working_days(hours: int) -> None:
    days, now = calendar(), moment(1, 0) + timedelta(hours=hours)
    first = hearings.earliest(now, days)
    between, day = 0, now.date() + timedelta(days=1)
    while day < first.date():
        between += days.is_workday(day)
        day += timedelta(days=1)
    assert between >= hearings.NOTICE_DAYS
    assert days.is_workday(first.date())
    assert isinstance(first, datetime)
