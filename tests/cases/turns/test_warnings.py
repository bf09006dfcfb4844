"""预警与沉默: warnings climb once each; silence consents, escalates, or is forced."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import actor, run_jobs
from stage import (
    HALL,
    HEALTH,
    MARKET,
    answer,
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
    who,
)
from yimen.cases import jobs
from yimen.cases.actions import (
    add_review,
    answer_external,
    force,
    ring_clock,
    ring_task,
    start_procedure,
)
from yimen.cases.models import Case, Clock, Task
from yimen.cases.queries.alarms import ringing_tasks
from yimen.cases.rules import warnings
from yimen.cases.rules.warnings import Level
from yimen.kernel import clock
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid
from yimen.vocabulary.api import calendar

pytestmark = pytest.mark.usefixtures("demo_city")


def two_days() -> Case:
    return applied(variant(step("base", within="2wd"), step("last", "base")))


def row(task: Task) -> tuple[int, datetime | None]:
    found = Task.objects.get(pk=task.pk)
    return found.warned, found.alarm_at


# --- the rule ----------------------------------------------------------------------------------


@given(late_by=st.integers(-20_000, 20_000), start=st.integers(0, 500_000))
def test_levels_follow_from_due_and_one_working_day_later(late_by: int, start: int) -> None:
    days = calendar()
    due = days.closes_after(moment(1) + timedelta(minutes=start))
    now = due + timedelta(minutes=late_by)
    late = due
    while days.workdays_between(due.date(), late.date()) < 1:
        late += timedelta(days=1)
    late = days.closes(late.date())
    expected = Level.HANDLER if now < due else Level.UNIT if now < late else Level.SUPERVISORS
    reached = warnings.level(now, due, days)
    assert reached is expected
    following = warnings.next_alarm(reached, due, days)
    assert following == {Level.HANDLER: due, Level.UNIT: late, Level.SUPERVISORS: None}[reached]
    assert warnings.light(reached) == ("yellow" if now < due else "red")


# --- warnings of tasks -------------------------------------------------------------------------


def test_a_task_warns_handler_unit_and_supervisors_once_each() -> None:
    with at(1):
        case = two_days()
        task = open_task(case, "base")
    assert task.warn_at == calendar().closes(moment(2).date())
    assert task.due_at == calendar().closes(moment(3).date())
    for day, hour, level, light in ((2, 21, 1, "yellow"), (3, 21, 2, "red"), (4, 21, 3, "red")):
        with at(day, hour):
            ring(task)
            assert told(case, "WarningRaised") == {
                "case": str(case.id),
                "about": str(task.id),
                "name": "base",
                "unit": MARKET,
                "light": light,
                "level": level,
                "due": task.due_at.isoformat(),
            }
            with pytest.raises(Conflict):
                ring(task)
    assert row(task) == (3, None)
    assert events(case, "WarningRaised") == ["WarningRaised"] * 3


def test_a_warning_that_comes_late_is_as_high_as_it_must_be() -> None:
    with at(1):
        task = open_task(two_days(), "base")
    with at(3, 21):
        ring(task)
    assert row(task)[0] == Level.UNIT


def test_what_is_done_or_not_due_yet_does_not_ring() -> None:
    with at(1):
        case = two_days()
        task = open_task(case, "base")
        with pytest.raises(Conflict):
            ring(task)
        do(case, "base")
    with at(3, 21), pytest.raises(Conflict):
        ring(task)
    assert events(case, "WarningRaised") == []


def test_only_the_platform_rings() -> None:
    with at(1):
        case = two_days()
        task, due = open_task(case, "base"), clock_of(case, Clock.Kind.PROMISED)
    with at(20, 21):
        for login in ("market-reviewer", "supervisor", "applicant", "admin"):
            with pytest.raises(Denied):
                ring_task(actor(login), task.id)
            with pytest.raises(Denied):
                ring_clock(actor(login), due.id)


def test_the_tick_finds_what_is_due_and_a_second_tick_adds_nothing() -> None:
    with at(1):
        case = two_days()
        task = open_task(case, "base")
        jobs.tick(0)
        assert "cases.ring_task" not in run_jobs()
    with at(2, 21):
        jobs.tick(0)
        jobs.tick(0)
        assert run_jobs().count("cases.ring_task") == 1
        jobs.tick(0)
        assert run_jobs() == []
        jobs.ring_task(str(task.id))
    assert events(case, "WarningRaised") == ["WarningRaised"]
    with at(3, 21):
        jobs.tick(0)
        run_jobs()
    assert row(task)[0] == Level.UNIT


def test_nothing_rings_while_the_law_stops_the_clocks_but_the_step_that_does() -> None:
    item = variant(
        step("test", kind="inspect", within="2wd", procedure="testing"),
        step("other", unit=HALL, within="2wd"),
    )
    with at(1):
        case = applied(item)
        test, other = open_task(case, "test"), open_task(case, "other")
    with at(3, 21):
        assert ringing_tasks(clock.now()) == [test.id]
        with pytest.raises(Conflict):
            ring(other)
        ring(test)
        assert row(test)[0] == Level.UNIT
        for one in case.clocks.filter(kind__in=["promised", "statutory"]):
            assert (one.paused, one.alarm_at) == (True, None)
    with at(4):
        do(case, "test")
        other.refresh_from_db()
        assert other.due_at == calendar().closes(moment(6).date())
        assert ringing_tasks(clock.now()) == []


def test_a_second_procedure_stops_the_first_ones_step_too() -> None:
    item = variant(step("test", kind="inspect", within="2wd", procedure="testing"))
    with at(1):
        case = applied(item)
        test = open_task(case, "test")
        start_procedure(actor("market-reviewer"), case.id, "appraisal", "5wd", "需要鉴定材质")
    with at(3, 21):
        assert ringing_tasks(clock.now()) == []
        with pytest.raises(Conflict):
            ring(test)


# --- warnings of clocks ------------------------------------------------------------------------


def test_the_promised_clock_climbs_too_also_that_of_a_bundle() -> None:
    from stall import submitted

    with at(1):
        case = two_days()
        root = submitted()
    for subject in (case, root):
        one = subject.clocks.get(kind="promised")
        assert one.alarm_at is not None
        for when in (one.alarm_at, one.due_at, warnings.late(one.due_at, calendar())):
            with clock.at(when):
                ring(one)
                with pytest.raises(Conflict):
                    ring(one)
        found = Event.objects.filter(type="cases.WarningRaised", data__about=str(one.id))
        assert [event.data["level"] for event in found.order_by("id")] == [1, 2, 3]
        assert {event.data["name"] for event in found} == {"承诺时限"}


def test_a_stopped_clock_does_not_ring() -> None:
    with at(1):
        case = applied(variant(step("a")))
        one = clock_of(case, Clock.Kind.PROMISED)
        do(case, "a", False)
    with at(30, 21), pytest.raises(Conflict):
        ring(one)


# --- silence -----------------------------------------------------------------------------------


def test_a_timer_ends_when_its_time_is_over() -> None:
    item = variant(step("wait", kind="timer", within="2wd"), step("last", "wait"))
    with at(1):
        case = applied(item)
        task = open_task(case, "wait")
    with at(2, 21):
        assert ringing_tasks(clock.now()) == []
    with at(3, 21):
        jobs.tick(0)
        run_jobs()
        assert states(case) == {"wait": ["done"], "last": ["open"]}
        with pytest.raises(Conflict):
            ring(task)


def test_silence_consents_where_a_rule_says_so() -> None:
    with at(1):
        case = applied()
        do(case, "accept")
        task = open_task(case, "crowd")
    with at(2, 21):
        ring(task)
        assert told(case, "WarningRaised")["level"] == 1
    with at(3, 21):
        ring(task)
        with pytest.raises(Conflict):
            ring(task)
    task = Task.objects.get(pk=task.pk)
    assert (task.state, task.passed) == ("done", True)
    assert task.opinion == "到期没有答复，依据示范市虚构规定第一条视为同意。"
    assert told(case, "SilenceConsented")["basis"] == "示范市虚构规定第一条"
    assert events(case, "SilenceConsented") == ["SilenceConsented"]


def test_silence_does_not_pass_over_an_objection() -> None:
    item = variant(
        step("ask", unit=HALL, on_silence="consent", silence_basis={"note": "规定"}),
        step("last", "ask"),
    )
    with at(1):
        case = applied(item)
        task = open_task(case, "ask")
        answer(add_review(who(task), task.id, HEALTH, "请看消防通道"), False, "通道只有一米宽")
    with at(3, 21):
        ring(task)
        assert events(case, "SilenceConsented", "TaskEscalated") == ["TaskEscalated"]
        assert states(case) == {"ask": ["open"]}


def test_silence_cancels_what_the_silent_asked() -> None:
    item = variant(
        step("ask", unit=HALL, on_silence="consent", silence_basis={"note": "规定"}),
        step("last", "ask"),
    )
    with at(1):
        case = applied(item)
        task = open_task(case, "ask")
        asked = add_review(who(task), task.id, HEALTH, "请看消防通道", "5wd")
    with at(3, 21):
        ring(task)
        asked.refresh_from_db()
        assert asked.state == "cancelled"
        assert states(case) == {"ask": ["done"], "last": ["open"]}


def test_an_outside_step_escalates_once_and_is_forced() -> None:
    with at(1):
        case = applied()
        do(case, "accept")
        task = open_task(case, "power")
        with pytest.raises(Conflict):
            force(actor("supervisor"), task.id, True, "经协调会研究同意")
    with at(3, 21):
        ring(task)
        assert row(task) == (3, None)
        assert events(case, "TaskEscalated") == ["TaskEscalated"]
        with pytest.raises(Conflict):
            ring(task)
        with pytest.raises(Invalid):
            force(actor("supervisor"), task.id, True, "同意")
        for login in ("hall-reviewer", "market-approver", "admin", "applicant"):
            with pytest.raises(Denied):
                force(actor(login), task.id, True, "经协调会研究同意")
        force(actor("supervisor"), task.id, True, "经协调会研究同意")
        assert told(case, "TaskForced")["passed"] is True
        assert Task.objects.get(pk=task.pk).state == "done"
        with pytest.raises(Conflict):
            force(actor("supervisor"), task.id, True, "经协调会研究同意")
        other = open_task(case, "papers")
        with pytest.raises(Conflict, match="外部环节"):
            force(actor("supervisor"), other.id, True, "经协调会研究同意")


def test_an_outside_answer_comes_from_the_units_system_or_staff() -> None:
    system = Actor(ActorKind.CLIENT, "power", "供电系统", {HALL: frozenset({"client"})})
    other = Actor(ActorKind.CLIENT, "water", "供水系统", {HEALTH: frozenset({"client"})})
    case = applied()
    do(case, "accept")
    task = open_task(case, "power")
    for by in (other, actor("market-reviewer"), actor("supervisor"), actor("applicant")):
        with pytest.raises(Denied):
            answer_external(by, task.id, True)
    with pytest.raises(Conflict, match="不等外部答复"):
        answer_external(actor("market-reviewer"), open_task(case, "papers").id, True)
    answer_external(system, task.id, True, "可以供电")
    assert Task.objects.get(pk=task.pk).opinion == "可以供电"
    with pytest.raises(Conflict):
        answer_external(actor("hall-reviewer"), task.id, True)


def test_an_answer_against_refuses_with_its_reason() -> None:
    item = variant(step("out", kind="external", unit=HALL))
    case = applied(item)
    task = open_task(case, "out")
    with pytest.raises(Invalid):
        answer_external(who(task), task.id, False, "不行")
    answer_external(who(task), task.id, False, "线路容量不够")
    assert (fresh(case).state, fresh(case).reason) == ("refused", "线路容量不够")
