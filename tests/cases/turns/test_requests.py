"""协办: further reviews that bind, opinions that advise, and what becomes of them."""

import pytest

from city import actor
from stage import (
    HALL,
    HEALTH,
    MARKET,
    answer,
    applied,
    at,
    do,
    events,
    fresh,
    open_task,
    ring,
    states,
    step,
    told,
    variant,
    who,
)
from yimen.cases.actions import (
    add_review,
    cancel_request,
    consult,
    force,
    send_back,
    transfer,
)
from yimen.cases.models import Case, Task
from yimen.cases.rules import requests
from yimen.kernel.problems import Conflict, Denied, Invalid

pytestmark = pytest.mark.usefixtures("demo_city")


def two_steps() -> Case:
    return applied(variant(step("base"), step("check", "base", unit=HALL)))


def count(task: Task) -> int:
    return int(Task.objects.values_list("open_requests", flat=True).get(pk=task.pk))


def test_a_further_review_must_be_back_before_the_step_ends() -> None:
    case = two_steps()
    task = open_task(case, "base")
    asked = add_review(who(task), task.id, HEALTH, "请看消防通道是否够宽")
    assert (asked.kind, asked.unit_id, asked.role) == ("review", HEALTH, "reviewer")
    assert (asked.asked_by_id, asked.note) == (task.id, "请看消防通道是否够宽")
    assert asked.period == task.period
    assert count(task) == 1
    assert fresh(case).open_tasks == 1, "a request is no step of the flow"
    for passed in (True, False):
        with pytest.raises(Conflict, match="没有回来"):
            do(case, "base", passed)
    answer(asked, True, "够宽")
    assert count(task) == 0
    do(case, "base")
    assert states(case) == {"base": ["done"], "check": ["open"]}
    assert events(case, "RequestMade", "TaskDone") == ["RequestMade", "TaskDone", "TaskDone"]
    assert told(case, "RequestMade") == {
        "case": str(case.id),
        "task": str(asked.id),
        "asked_by": str(task.id),
        "kind": "review",
        "unit": HEALTH,
        "question": "请看消防通道是否够宽",
    }


def test_a_review_that_is_against_binds_until_the_same_unit_lifts_it() -> None:
    case = two_steps()
    task = open_task(case, "base")
    answer(add_review(who(task), task.id, HEALTH, "请看消防通道"), False, "通道只有一米宽")
    assert requests.objectors(fresh(case).holds, "base") == [HEALTH]
    with pytest.raises(Conflict, match="不能通过"):
        do(case, "base")
    answer(add_review(who(task), task.id, HALL, "请看街面情况"), True)
    with pytest.raises(Conflict, match="不能通过"):
        do(case, "base")
    answer(add_review(who(task), task.id, HEALTH, "已经拓宽，请再看"), True, "已经够宽")
    assert fresh(case).holds == []
    do(case, "base")
    assert states(case)["check"] == ["open"]


def test_an_objection_outlives_a_return_and_a_transfer() -> None:
    item = variant(step("base"), step("deep", "base"), step("last", "deep", unit=HALL))
    case = applied(item)
    do(case, "base")
    task = open_task(case, "deep")
    answer(add_review(who(task), task.id, HEALTH, "请看消防通道"), False, "通道只有一米宽")
    send_back(who(task), task.id, ["base"], "请改过图纸再来")
    do(case, "base")
    again = open_task(case, "deep")
    with pytest.raises(Conflict, match="不能通过"):
        do(case, "deep")
    new = transfer(who(again), again.id, HALL, "由综合窗口审查")
    with pytest.raises(Conflict, match="不能通过"):
        answer(new)
    answer(add_review(who(new), new.id, HEALTH, "已经拓宽，请再看"), True)
    answer(new)
    assert states(case)["last"] == ["open"]


def test_finding_against_the_step_takes_its_objections_away() -> None:
    item = variant(
        step("a"),
        step("b", unit=HEALTH),
        step("c", unit=HALL),
        step("join", "a", "b", "c", quorum=2, kind="sign", role="approver"),
    )
    case = applied(item)
    task = open_task(case, "a")
    answer(add_review(who(task), task.id, HEALTH, "请看消防通道"), False, "通道只有一米宽")
    do(case, "a", False)
    assert fresh(case).holds == []
    do(case, "b")
    do(case, "c")
    do(case, "join")
    assert states(case)["issue"] == ["open"]


def test_a_superseded_vote_drops_what_it_asked_and_its_objection_holds_nothing_back() -> None:
    item = variant(
        step("a"),
        step("b", unit=HEALTH),
        step("join", "a", "b", quorum=1, kind="sign", role="approver"),
    )
    case = applied(item)
    task = open_task(case, "a")
    answer(add_review(who(task), task.id, HEALTH, "请看消防通道"), False, "通道只有一米宽")
    waiting = consult(who(task), task.id, HALL, "街面情况如何")
    do(case, "b")
    assert states(case)["a"] == ["superseded"]
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    do(case, "join")
    assert states(case)["issue"] == ["open"]


def test_an_opinion_advises_only() -> None:
    case = two_steps()
    task = open_task(case, "base")
    asked = consult(who(task), task.id, HEALTH, "通道多宽算够", "2wd")
    assert (asked.kind, asked.period) == ("consult", "2wd")
    with pytest.raises(Conflict):
        do(case, "base")
    answer(asked, False, "我们不赞成在这里搭台")
    assert fresh(case).holds == []
    do(case, "base")
    assert states(case)["check"] == ["open"]


def test_silence_ends_the_waiting_for_an_opinion_but_not_for_a_review() -> None:
    with at(1):
        case = two_steps()
        task = open_task(case, "base")
        opinion = consult(who(task), task.id, HEALTH, "通道多宽算够", "1wd")
        review = add_review(who(task), task.id, HEALTH, "请看消防通道", "1wd")
    with at(3):
        ring(opinion)
        ring(review)
        opinion.refresh_from_db()
        review.refresh_from_db()
        assert (opinion.state, review.state) == ("cancelled", "open")
        assert count(task) == 1
        assert told(case, "RequestCancelled")["reason"] == "到期没有答复，不再等候"


def test_who_asks_may_do_without_the_answer() -> None:
    case = two_steps()
    task = open_task(case, "base")
    asked = add_review(who(task), task.id, HEALTH, "请看消防通道")
    with pytest.raises(Denied):
        cancel_request(actor("health-reviewer"), asked.id, "我们不想审查")
    with pytest.raises(Invalid):
        cancel_request(who(task), asked.id, "")
    cancel_request(who(task), asked.id, "现场已经核实")
    assert count(task) == 0
    with pytest.raises(Conflict):
        cancel_request(who(task), asked.id, "现场已经核实")
    do(case, "base")


def test_what_cannot_be_asked() -> None:
    case = two_steps()
    task = open_task(case, "base")
    by = who(task)
    for unit, question, within, field in (
        (MARKET, "请看消防通道", "", "unit"),
        ("tax", "请看消防通道", "", "unit"),
        (HEALTH, "请看", "", "question"),
        (HEALTH, "请看消防通道", "三天", "within"),
    ):
        with pytest.raises(Invalid) as wrong:
            add_review(by, task.id, unit, question, within)
        assert wrong.value.errors[0].field == field
    for login in ("health-reviewer", "market-approver", "supervisor", "applicant", "admin"):
        with pytest.raises(Denied):
            consult(actor(login), task.id, HEALTH, "请看消防通道")
    asked = consult(by, task.id, HEALTH, "请看消防通道")
    with pytest.raises(Conflict, match="不能再请别人"):
        consult(who(asked), asked.id, HALL, "你们怎么看")
    assert Task.objects.filter(case=case, asked_by__isnull=False).count() == 1


def test_a_transferred_request_still_answers_who_asked() -> None:
    case = two_steps()
    task = open_task(case, "base")
    asked = add_review(who(task), task.id, HEALTH, "请看消防通道")
    new = transfer(who(asked), asked.id, HALL, "街面归综合窗口")
    assert (new.asked_by_id, new.note, count(task)) == (task.id, "请看消防通道", 1)
    answer(new)
    assert count(task) == 0
    do(case, "base")


def test_the_end_of_the_case_ends_what_was_asked() -> None:
    item = variant(step("a"), step("b", unit=HALL))
    case = applied(item)
    task = open_task(case, "a")
    asked = add_review(who(task), task.id, HEALTH, "请看消防通道")
    case = do(case, "b", False)
    asked.refresh_from_db()
    assert (case.state, asked.state) == ("refused", "cancelled")
    with pytest.raises(Conflict):
        answer(asked)


def test_a_forced_resolution_passes_over_objections() -> None:
    with at(1):
        item = variant(step("out", kind="external", unit=HALL), step("last", "out"))
        case = applied(item)
        task = open_task(case, "out")
        answer(add_review(who(task), task.id, HEALTH, "请看消防通道"), False, "通道只有一米宽")
        waiting = consult(who(task), task.id, MARKET, "街面情况如何")
    with at(4):
        force(actor("supervisor"), task.id, True, "经协调会研究同意")
        waiting.refresh_from_db()
        assert (waiting.state, fresh(case).holds) == ("cancelled", [])
        assert states(case) == {"out": ["done"], "last": ["open"]}
