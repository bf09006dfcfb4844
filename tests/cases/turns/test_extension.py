"""延期: the head's answer moves both limits once, or nothing."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import actor, run_jobs
from stage import (
    HALL,
    MARKET,
    PLATFORM,
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
    step,
    told,
    variant,
    who,
)
from stall import BUNDLE, submitted, task_of
from stall import do as do_of_stall
from yimen.cases.actions import ask_extension, complete_task, start_procedure, transfer
from yimen.cases.models import Case, Clock, Task
from yimen.cases.rules import extension
from yimen.catalogue.api import (
    ItemDefinition,
    bundle_in_force,
    bundle_of,
    item_in_force,
    item_of,
    publish_bundle,
    publish_item,
)
from yimen.documents.api import Certificate
from yimen.kernel import worktime
from yimen.kernel.problems import Conflict, Denied, Invalid
from yimen.kernel.worktime import Period, Unit
from yimen.parties.api import Account
from yimen.vocabulary.api import calendar

pytestmark = pytest.mark.usefixtures("demo_city")
WHY = "专家意见还没有收齐"


def accepted() -> Case:
    return applied(variant(step("a", within="3wd"), step("b", unit=HALL)))


def ask(case: Case, code: str = "a") -> Task:
    task = open_task(case, code)
    return ask_extension(who(task), task.id, WHY)


def limits(case: Case) -> dict[str, tuple[str, object]]:
    kinds = ["promised", "statutory"]
    return {c.kind: (c.period, c.due_at) for c in case.clocks.filter(kind__in=kinds)}


def test_approved_by_the_head_both_limits_are_longer() -> None:
    with at(1):
        case = accepted()
        before = open_task(case, "a").due_at
        asked = ask(case)
        assert (asked.unit_id, asked.role, asked.kind) == (MARKET, "head", "extension")
        assert asked.note == WHY
    with at(2):
        answer(asked)
        run_jobs()
    promised = worktime.deadline(moment(1), Period.parse("20wd"), calendar()).due
    statutory = worktime.deadline(moment(1), Period.parse("30wd"), calendar()).due
    assert limits(case) == {"promised": ("20wd", promised), "statutory": ("30wd", statutory)}
    decided = told(case, "ExtensionDecided")
    assert datetime.fromisoformat(decided.pop("due")) == statutory
    assert decided == {
        "case": str(case.id),
        "task": str(asked.id),
        "unit": MARKET,
        "by_period": "10wd",
        "reason": WHY,
        "granted": True,
    }
    assert open_task(case, "a").due_at == before, "the step keeps its own limit"
    assert Certificate.objects.get(case=case.id).name == "延长办理期限告知书"


def test_refused_leaves_all_as_it_was() -> None:
    with at(1):
        case = accepted()
        before = limits(case)
        asked = ask(case)
        answer(asked, False, "人手足够，按期办结")
        run_jobs()
        assert limits(case) == before
        assert told(case, "ExtensionDecided")["granted"] is False
        assert not Certificate.objects.filter(case=case.id).exists()
        answer(ask(case))
        assert limits(case) != before, "a refused request may be made again"


def test_once_only_and_one_request_at_a_time() -> None:
    with at(1):
        case = accepted()
        asked = ask(case)
        with pytest.raises(Conflict, match="等待负责人"):
            ask(case, "b")
        with pytest.raises(Conflict, match="没有回来"):
            do(case, "a")
        answer(asked)
        with pytest.raises(Conflict, match="只能延长一次"):
            ask(case)


def test_only_while_the_legal_limit_runs() -> None:
    with at(1):
        case = accepted()
        asked = ask(case)
    due = clock_of(case, Clock.Kind.STATUTORY).due_at
    with at(30, 21), pytest.raises(Conflict, match="已经届满"):
        answer(asked)
    assert Task.objects.get(pk=asked.pk).state == "open"
    assert clock_of(case, Clock.Kind.STATUTORY).due_at == due
    with at(30, 21), pytest.raises(Conflict, match="已经届满"):
        ask(accepted_on_the_first())


def accepted_on_the_first() -> Case:
    with at(1):
        return accepted()


def test_a_red_promise_is_green_again_and_warns_anew() -> None:
    with at(1):
        case = accepted()
    promised = clock_of(case, Clock.Kind.PROMISED)
    with at(12, 21):
        ring(promised)
        answer(ask(case))
        promised.refresh_from_db()
        assert (promised.warned, promised.alarm_at is not None) == (0, True)


def test_an_extension_counts_beside_pauses() -> None:
    with at(1):
        case = accepted()
    with at(3):
        start_procedure(actor("market-reviewer"), case.id, "testing", "5wd", "需要检测板材")
        answer(ask(case))
        assert clock_of(case, Clock.Kind.PROMISED).paused


def bundle_with_extensions() -> Case:
    """The stall bundle, whose items allow an extension of 4 and of 7 working days."""
    for code, by in (("stall-registration", "4wd"), ("hygiene-card", "7wd")):
        known = item_of(item_in_force(code).id).model_dump(mode="json")
        limits = {**known["limits"], "extension": by, "extension_basis": {"note": "示范市虚构规定"}}
        publish_item(PLATFORM, ItemDefinition.model_validate({**known, "limits": limits}))
    bundle = bundle_of(bundle_in_force(BUNDLE).id)
    publish_bundle(PLATFORM, bundle)
    return submitted()


def test_a_bundles_promise_moves_by_the_longest_extension_once() -> None:
    with at(1):
        root = bundle_with_extensions()
        do_of_stall("market-reviewer", task_of(root, "stall-registration", "accept"))
        base = Period.parse(clock_of(root, Clock.Kind.PROMISED).period)
        for item, code, days in (
            ("hygiene-card", "review", 7),
            ("stall-registration", "documents", 7),
        ):
            task = task_of(root, item, code)
            give_a_head(task.case.unit_id)
            answer_as_head(ask_extension(who(task), task.id, WHY))
            one = clock_of(root, Clock.Kind.PROMISED)
            assert Period.parse(one.period).amount == base.amount + days
            counted = worktime.deadline(one.started_at, Period.parse(one.period), calendar())
            assert one.due_at == counted.due


def give_a_head(unit: str) -> None:
    """The health office has no head among the demo people."""
    account = Account.objects.get(login="market-head")
    account.appointments.get_or_create(
        unit_id=unit, role="head", defaults={"since": account.appointments.get(unit=MARKET).since}
    )


def answer_as_head(task: Task) -> None:
    complete_task(actor("market-head"), task.id, True)


def test_who_may_not_and_what_is_missing() -> None:
    case = accepted()
    task = open_task(case, "a")
    for login in ("market-approver", "hall-reviewer", "supervisor", "applicant"):
        with pytest.raises(Denied):
            ask_extension(actor(login), task.id, WHY)
    with pytest.raises(Invalid):
        ask_extension(who(task), task.id, "忙")
    asked = ask(case)
    with pytest.raises(Conflict, match="不能移交"):
        transfer(who(asked), asked.id, HALL, "请窗口的领导批")
    other = applied(variant(step("a"), limits=without_extension()))
    with pytest.raises(Conflict, match="没有延长"):
        ask(other)
    received = applied()
    with pytest.raises(Conflict):
        ask(received, "accept")


def without_extension() -> dict[str, object]:
    note = {"note": "示范市虚构规定"}
    return {
        "promised": "6wd",
        "promised_basis": note,
        "statutory": "20wd",
        "statutory_basis": note,
    }


def test_a_head_sees_the_question_and_events_are_in_order() -> None:
    case = accepted()
    answer(ask(case))
    assert events(case, "RequestMade", "TaskDone", "ExtensionDecided") == [
        "RequestMade",
        "TaskDone",
        "ExtensionDecided",
    ]
    assert fresh(case).state == "accepted"
    assert item_of(case.item_id).limits.extension == Period.parse("10wd")


# --- the rule ----------------------------------------------------------------------------------

DAYS = st.integers(1, 200).map(lambda n: Period.parse(f"{n}wd"))


@given(period=DAYS, by=DAYS, more=st.lists(DAYS, max_size=4))
def test_extensions_add_up_and_a_bundle_takes_the_longest(
    period: Period, by: Period, more: list[Period]
) -> None:
    assert extension.extended(period, by).amount == period.amount + by.amount
    longest = max((one.amount for one in more), default=0)
    assert extension.of_bundle(period, more).amount == period.amount + longest
    assert extension.of_bundle(period, more).unit is Unit.WORKDAYS


def test_other_units_do_not_add_up() -> None:
    with pytest.raises(Conflict, match="单位不同"):
        extension.extended(Period.parse("3mo"), Period.parse("10wd"))
