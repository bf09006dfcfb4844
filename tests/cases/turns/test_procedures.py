"""特别程序: clocks stop and run again exactly as the counting of time says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
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
    step,
    told,
    variant,
)
from stall import do as do_of_stall
from stall import submitted, task_of
from yimen.cases.actions import end_procedure, start_procedure
from yimen.cases.models import Case, Clock, Pause
from yimen.documents.api import Certificate
from yimen.kernel import clock, worktime
from yimen.kernel.problems import Conflict, Denied, Invalid
from yimen.kernel.worktime import Period
from yimen.vocabulary.api import calendar

pytestmark = pytest.mark.usefixtures("demo_city")
WHY, RESULT = "需要检测板材", "检测合格了"


def accepted() -> Case:
    return applied(variant(step("a", within="3wd"), step("b", unit=HALL, within="4wd")))


def start(case: Case, procedure: str = "testing") -> Pause:
    return start_procedure(actor("market-reviewer"), case.id, procedure, "5wd", WHY)


def end(case: Case, procedure: str = "testing") -> Pause:
    return end_procedure(actor("market-reviewer"), case.id, procedure, RESULT)


def counted(one: Clock, *pauses: tuple[datetime, datetime | None]) -> worktime.Deadline:
    """The deadline as the counting of time says."""
    stops = [worktime.Pause(begin, stop) for begin, stop in pauses]
    return worktime.deadline(one.started_at, Period.parse(one.period), calendar(), stops)


def test_a_procedure_stops_both_legal_clocks_and_moves_them() -> None:
    with at(1):
        case = accepted()
    with at(3):
        pause = start(case)
        stopped = {c.kind: (c.paused, c.alarm_at) for c in case.clocks.all()}
        assert stopped == dict.fromkeys(("promised", "statutory"), (True, None))
        assert told(case, "ProcedureStarted") == {
            "case": str(case.id),
            "pause": str(pause.id),
            "procedure": "testing",
            "name": "检测",
            "expected": "5wd",
            "reason": WHY,
            "law": "行政许可法（2019）第四十五条",
            "unit": MARKET,
        }
    with at(10):
        end(case)
    for kind in (Clock.Kind.PROMISED, Clock.Kind.STATUTORY):
        one = clock_of(case, kind)
        due = counted(one, (moment(3), moment(10)))
        assert (one.due_at, one.paused) == (due.due, False)
        assert one.alarm_at is not None
    assert fresh(case).open_pauses == 0
    assert open_task(case, "a").due_at == calendar().closes(moment(11).date())
    told_due = datetime.fromisoformat(told(case, "ProcedureEnded")["due"])
    assert told_due == clock_of(case, Clock.Kind.PROMISED).due_at


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    hours=st.lists(st.integers(1, 400), min_size=2, max_size=6),
    order=st.permutations(["testing", "appraisal", "expert_review"]),
)
def test_overlapping_procedures_count_as_one_stretch(hours: list[int], order: list[str]) -> None:
    """Procedures begun and ended at any hour, weekends and holidays included."""
    begun = moment(1, 9)
    with clock.at(begun):
        case = applied(variant(step("a", within="1wd")))
    now = begun
    open_: dict[str, datetime] = {}
    stops: list[tuple[datetime, datetime]] = []
    for n, gap in enumerate(hours):
        now += timedelta(hours=gap)
        procedure = order[n % len(order)]
        with clock.at(now):
            if procedure in open_:
                end(case, procedure)
                stops.append((open_.pop(procedure), now))
            else:
                start(case, procedure)
                open_[procedure] = now
    for procedure in list(open_):
        now += timedelta(hours=5)
        with clock.at(now):
            end(case, procedure)
            stops.append((open_.pop(procedure), now))
    for one in case.clocks.filter(kind__in=["promised", "statutory"]):
        assert one.due_at == counted(one, *stops).due
        assert not one.paused
    assert fresh(case).open_pauses == 0


@pytest.mark.parametrize(
    ("begun", "ended"),
    [
        (moment(5, 15, 30), moment(8, 10)),
        (moment(6, 10), moment(7, 10)),
        (moment(5, 20), moment(13, 11)),
        (moment(17, 12, month=6), moment(18, 12, month=6)),
    ],
)
def test_pauses_from_fridays_and_into_holidays(begun: datetime, ended: datetime) -> None:
    with clock.at(begun - timedelta(days=1)):
        case = accepted()
    with clock.at(begun):
        start(case)
    with clock.at(ended):
        end(case)
    one = clock_of(case, Clock.Kind.PROMISED)
    assert one.due_at == counted(one, (begun, ended)).due


def test_two_procedures_at_once_run_again_when_both_have_ended() -> None:
    with at(1):
        case = accepted()
    with at(2):
        start(case, "testing")
    with at(3):
        start(case, "appraisal")
    with at(4):
        end(case, "testing")
        one = clock_of(case, Clock.Kind.PROMISED)
        assert (one.paused, one.alarm_at, fresh(case).open_pauses) == (True, None, 1)
    with at(9):
        end(case, "appraisal")
    one = clock_of(case, Clock.Kind.PROMISED)
    assert (one.paused, one.due_at) == (False, counted(one, (moment(2), moment(9))).due)


def test_a_bundles_promise_stands_still_with_its_items() -> None:
    with at(1):
        root = submitted()
        do_of_stall("market-reviewer", task_of(root, "stall-registration", "accept"))
        first = root.children.get(item__code="stall-registration")
        second = root.children.get(item__code="hygiene-card")
    with at(2):
        start(first)
    with at(3):
        start_procedure(actor("health-reviewer"), second.id, "quarantine", "3wd", WHY)
        assert fresh(root).open_pauses == 2
    with at(5):
        end(first)
        assert clock_of(root, Clock.Kind.PROMISED).paused
    with at(9):
        end_procedure(actor("health-reviewer"), second.id, "quarantine", RESULT)
    one = clock_of(root, Clock.Kind.PROMISED)
    assert (one.paused, one.due_at) == (False, counted(one, (moment(2), moment(9))).due)
    own = clock_of(first, Clock.Kind.PROMISED)
    assert own.due_at == counted(own, (moment(2), moment(5))).due


def test_a_step_with_a_procedure_stops_the_clocks_by_itself() -> None:
    with at(1):
        case = applied(variant(step("a"), step("test", "a", within="5wd", procedure="testing")))
    with at(2):
        do(case, "a")
        pause = Pause.objects.get(case=case)
        assert (pause.procedure, pause.expected) == ("testing", "5wd")
        assert pause.task == open_task(case, "test").id
        with pytest.raises(Conflict, match="随它的环节"):
            end(case)
    with at(10):
        do(case, "test")
    one = clock_of(case, Clock.Kind.PROMISED)
    assert one.due_at == counted(one, (moment(2), moment(10))).due


def test_the_end_of_the_case_ends_its_procedures() -> None:
    case = accepted()
    start(case)
    do(case, "a", False)
    case = fresh(case)
    assert (case.state, case.open_pauses) == ("refused", 0)
    assert not Pause.objects.filter(case=case, ended_at=None).exists()


def test_the_applicant_is_told_in_writing() -> None:
    with at(1):
        case = accepted()
        start(case)
        run_jobs()
    with at(4):
        end(case)
        run_jobs()
    names = Certificate.objects.filter(case=case.id).order_by("issued_at")
    assert list(names.values_list("name", flat=True)) == ["特别程序告知书", "特别程序结束告知书"]
    assert events(case, "NoticeIssued") == ["NoticeIssued"] * 2


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("procedure", {"procedure": "publicity"}),
        ("procedure", {"procedure": "site_visit"}),
        ("expected", {"expected": "很久"}),
        ("reason", {"reason": "检测"}),
    ],
)
def test_what_the_law_does_not_know_stops_nothing(field: str, given: dict[str, Any]) -> None:
    case = accepted()
    asked = {"procedure": "testing", "expected": "5wd", "reason": WHY, **given}
    with pytest.raises(Invalid) as wrong:
        start_procedure(actor("market-reviewer"), case.id, **asked)
    assert wrong.value.errors[0].field == field
    assert fresh(case).open_pauses == 0


def test_who_may_not_and_when_not() -> None:
    case = accepted()
    for login in ("hall-reviewer", "health-approver", "clerk", "supervisor", "applicant", "admin"):
        with pytest.raises(Denied):
            start_procedure(actor(login), case.id, "testing", "5wd", WHY)
    with pytest.raises(Conflict, match="没有在进行"):
        end(case)
    start(case)
    with pytest.raises(Denied):
        end_procedure(actor("hall-reviewer"), case.id, "testing", RESULT)
    with pytest.raises(Conflict, match="已经在进行"):
        start(case)
    end(case)
    with pytest.raises(Conflict):
        end(case)
    received = applied()
    with pytest.raises(Conflict):
        start(received)
