"""子办件: a step that is a case of another item; each in a transaction of its own."""

import pytest

from city import actor, run_jobs
from stage import (
    HEALTH,
    PLATFORM,
    answer,
    applied,
    do,
    events,
    fresh,
    open_task,
    states,
    step,
    variant,
)
from yimen.cases import jobs
from yimen.cases.actions import open_subcase, settle_subcase
from yimen.cases.models import Case, Task
from yimen.kernel.problems import Conflict, Denied

pytestmark = pytest.mark.usefixtures("demo_city")


def waiting(**more: object) -> Case:
    inner = variant(step("inner", unit=HEALTH), unit=HEALTH)
    outer = variant(
        step("base"),
        step("sub", "base", kind="subcase", item=inner, within="3wd"),
        step("last", "sub"),
        **more,
    )
    case = applied(outer)
    do(case, "base")
    return case


def sub_of(case: Case) -> Case:
    return Case.objects.get(for_task=Task.objects.get(case=case, step="sub").id)


def test_the_job_opens_a_case_for_the_same_party_with_what_is_known() -> None:
    case = waiting()
    assert not Case.objects.filter(for_task__isnull=False).exists()
    run_jobs()
    sub = sub_of(case)
    assert (sub.party_id, sub.subject, sub.parent_id) == (case.party_id, case.subject, None)
    assert (sub.unit_id, sub.state) == (HEALTH, "accepted")
    assert sub.form == fresh(case).form
    assert states(sub) == {"inner": ["open"]}
    assert states(case)["sub"] == ["open"]
    jobs.run_step(str(open_task(case, "sub").id))
    assert Case.objects.filter(for_task__isnull=False).count() == 1


def test_its_grant_lets_the_step_go_on() -> None:
    case = waiting()
    run_jobs()
    sub = sub_of(case)
    do(sub, "inner")
    run_jobs()
    assert fresh(sub).state == "granted"
    assert states(case) == {"base": ["done"], "sub": ["done"], "last": ["open"]}
    assert "已经办成" in Task.objects.get(case=case, step="sub").opinion
    do(case, "last")
    run_jobs()
    assert fresh(case).state == "granted"


def test_its_refusal_refuses_with_the_reason() -> None:
    case = waiting()
    run_jobs()
    do(sub_of(case), "inner", False, "电路不合格")
    run_jobs()
    assert fresh(case).state == "refused"
    assert "电路不合格" in fresh(case).reason


def test_the_end_of_the_first_case_ends_its_sub_case() -> None:
    inner = variant(step("inner", unit=HEALTH), unit=HEALTH)
    case = applied(
        variant(step("sub", kind="subcase", item=inner, within="3wd"), step("other", unit=HEALTH))
    )
    run_jobs()
    sub = sub_of(case)
    do(case, "other", False)
    run_jobs()
    assert (fresh(case).state, fresh(sub).state) == ("refused", "terminated")
    assert events(sub, "CaseEnded") == ["CaseEnded"]


def test_a_subcase_that_comes_too_late_is_not_opened() -> None:
    inner = variant(step("inner", unit=HEALTH), unit=HEALTH)
    case = applied(
        variant(step("sub", kind="subcase", item=inner, within="3wd"), step("other", unit=HEALTH))
    )
    do(case, "other", False)
    run_jobs()
    assert not Case.objects.filter(for_task__isnull=False).exists()


def test_only_the_platform_and_only_once() -> None:
    case = waiting()
    task = open_task(case, "sub")
    for login in ("market-reviewer", "supervisor", "applicant"):
        with pytest.raises(Denied):
            open_subcase(actor(login), task.id)
    sub = open_subcase(PLATFORM, task.id)
    with pytest.raises(Conflict, match="已经开了"):
        open_subcase(PLATFORM, task.id)
    with pytest.raises(Conflict):
        settle_subcase(PLATFORM, sub.id)
    with pytest.raises(Denied):
        settle_subcase(actor("market-reviewer"), sub.id)
    with pytest.raises(Conflict, match="不开子办件"):
        open_subcase(PLATFORM, open_task(sub, "inner").id)
    answer(open_task(sub, "inner"))
    run_jobs()
    with pytest.raises(Conflict):
        settle_subcase(PLATFORM, sub.id)
