"""退回与移交: exact rows and events on a real database."""

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
    states,
    step,
    told,
    variant,
    who,
)
from yimen.cases.actions import add_review, consult, send_back, transfer
from yimen.cases.models import Case, Pause, Task
from yimen.kernel.problems import Conflict, Denied, Invalid

pytestmark = pytest.mark.usefixtures("demo_city")


def parallel() -> Case:
    """base → (left → deep) ‖ right → sign."""
    item = variant(
        step("base"),
        step("left", "base", unit=HEALTH),
        step("deep", "left"),
        step("right", "base", unit=HALL),
        step("sign", "deep", "right", kind="sign", role="approver"),
    )
    case = applied(item)
    do(case, "base")
    do(case, "left")
    return fresh(case)


def test_only_what_was_asked_reopens_then_the_asker_and_the_join_comes_once() -> None:
    case = parallel()
    task = open_task(case, "deep")
    send_back(who(task), task.id, ["left"], "现场照片看不清楚")
    case = fresh(case)
    assert states(case) == {
        "base": ["done"],
        "left": ["done", "open"],
        "right": ["open"],
        "deep": ["returned"],
    }
    assert (case.open_tasks, case.rework) == (2, {"deep": ["left"]})
    do(case, "right")
    do(case, "left")
    assert states(case)["deep"] == ["returned", "open"]
    case = do(case, "deep")
    assert states(case)["sign"] == ["open"]
    assert (case.open_tasks, case.rework) == (1, {})
    assert told(case, "TaskReturned") == {
        "case": str(case.id),
        "task": str(task.id),
        "step": "deep",
        "name": "deep",
        "unit": MARKET,
        "to": ["left"],
        "reason": "现场照片看不清楚",
    }
    returned = Task.objects.get(pk=task.pk)
    assert (returned.passed, returned.opinion) == (None, "现场照片看不清楚")


def test_a_return_cancels_what_was_asked_and_ends_the_steps_procedure() -> None:
    item = variant(
        step("base"),
        step("test", "base", kind="inspect", within="5wd", procedure="testing"),
    )
    with at(2):
        case = applied(item)
        do(case, "base")
        assert fresh(case).open_pauses == 1
    with at(4):
        task = open_task(case, "test")
        asked = consult(who(task), task.id, HEALTH, "样品怎么取？", "2wd")
        send_back(who(task), task.id, ["base"], "样品登记有误")
        asked.refresh_from_db()
        assert asked.state == "cancelled"
        assert Task.objects.get(pk=task.pk).open_requests == 0
        case = fresh(case)
        assert case.open_pauses == 0
        assert Pause.objects.get(case=case).ended_at is not None
        assert events(case, "RequestCancelled", "ProcedureEnded", "TaskReturned") == [
            "TaskReturned",
            "RequestCancelled",
            "ProcedureEnded",
        ]
    with at(5):
        do(case, "base")
        assert fresh(case).open_pauses == 1, "done again, the step stops the clocks again"


def test_what_cannot_be_returned() -> None:
    case = parallel()
    task = open_task(case, "deep")
    by = who(task)
    for to, reason in ((["left"], "不清"), ([], "照片看不清楚"), (["right"], "照片看不清楚")):
        with pytest.raises(Invalid):
            send_back(by, task.id, to, reason)
    with pytest.raises(Denied):
        send_back(actor("health-reviewer"), task.id, ["left"], "照片看不清楚")
    asked = add_review(by, task.id, HEALTH, "请看消防通道")
    with pytest.raises(Conflict, match="协办任务"):
        send_back(who(asked), asked.id, ["left"], "照片看不清楚")
    assert states(case)["left"] == ["done"]
    answer(asked)
    do(case, "deep")
    with pytest.raises(Conflict, match="已经办过"):
        send_back(by, task.id, ["left"], "照片看不清楚")


def test_a_transfer_is_the_same_step_elsewhere_with_the_same_last_day() -> None:
    case = parallel()
    task = open_task(case, "right")
    asked = consult(who(task), task.id, MARKET, "街面归谁管？", "1wd")
    new = transfer(who(task), task.id, HEALTH, "街面归卫生部门管理")
    task.refresh_from_db()
    assert (task.state, task.opinion) == ("transferred", "街面归卫生部门管理")
    assert (new.unit_id, new.step, new.role) == (HEALTH, "right", "reviewer")
    assert (new.due_at, new.opened_at, new.period) == (task.due_at, task.opened_at, task.period)
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert fresh(case).open_tasks == 2
    assert told(case, "TaskTransferred")["to"] == HEALTH
    with pytest.raises(Denied):
        transfer(who(task), new.id, HALL, "还是我们来办吧")
    do(case, "right")
    do(case, "deep")
    assert states(case)["sign"] == ["open"]


def test_a_transfer_needs_a_unit_that_can_act() -> None:
    case = parallel()
    task = open_task(case, "right")
    for unit in (HALL, "tax", "nowhere", ""):
        with pytest.raises(Invalid) as wrong:
            transfer(who(task), task.id, unit, "街面归别的部门管理")
        assert wrong.value.errors[0].field == "unit"
    with pytest.raises(Invalid):
        transfer(who(task), task.id, HEALTH, "不归")


def test_a_transferred_procedure_goes_on_and_ends_with_its_new_task() -> None:
    item = variant(step("test", kind="inspect", within="5wd", procedure="testing"))
    case = applied(item)
    task = open_task(case, "test")
    new = transfer(who(task), task.id, HEALTH, "由卫生部门检测")
    case = fresh(case)
    assert case.open_pauses == 1
    assert Pause.objects.get(case=case, ended_at=None).task == new.id
    answer(new)
    assert fresh(case).open_pauses == 0


def test_a_repeated_return_is_one_return() -> None:
    case = parallel()
    task = open_task(case, "deep")
    first = send_back(who(task), task.id, ["left"], "现场照片看不清楚", key="once")
    again = send_back(who(task), task.id, ["left"], "现场照片看不清楚", key="once")
    assert first == again
    assert events(case, "TaskReturned") == ["TaskReturned"]
