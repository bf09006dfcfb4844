"""Items decided on the spot: one action through all steps that the clerk may do."""

from typing import Any

import pytest

from busking import accepted
from city import actor, run_jobs
from stall import paper
from yimen.cases.actions import decide_at_once, receive, receive_and_decide
from yimen.cases.models import Case, Task
from yimen.catalogue.api import ItemDefinition, item_in_force, publish_item
from yimen.documents.api import Certificate, store_file
from yimen.kernel import actors
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid

pytestmark = pytest.mark.usefixtures("demo_city")

ITEM = "sign-filing"
UNIT = "government-services"
CHECKS = ["招牌用字与摊位名称不冲突"]
AT_COUNTER = Actor(
    ActorKind.STAFF, "window-3", "三号窗口", {UNIT: frozenset({"clerk", "reviewer"})}
)
FORM = {
    "person.name": "甲小明",
    "person.id_number": "119999199001020114",
    "enterprise.name": "示范市甲记糖水摊",
    "enterprise.credit_code": "92999900MA0000007Q",
    "sign.words": "甲记糖水",
}


def papers() -> dict[str, list[Any]]:
    file = store_file(AT_COUNTER, paper(), name="摊位执照.pdf")
    return {"stall-licence": [file.pk]}


def party() -> Any:
    return actor("applicant").party


def at_once(by: Actor = AT_COUNTER, checks: list[str] = CHECKS) -> Case:
    return receive_and_decide(by, ITEM, party(), FORM, papers=papers(), checks=checks)


def two_signatures(second_unit: str = UNIT) -> None:
    """A version of the item with a second person's step behind the first."""
    definition = dict(item_in_force(ITEM).definition)
    first, last = definition["steps"]
    second = {
        **first,
        "code": "confirm",
        "unit": second_unit,
        "after": ["file"],
        "needs": [],
        "checks": [{"zh_hans": "用字规范"}],
    }
    definition["steps"] = [first, second, {**last, "after": ["confirm"]}]
    publish_item(actors.clock("tests"), ItemDefinition.model_validate(definition))


def test_received_decided_and_issued_in_one_go() -> None:
    case = at_once()
    assert Task.objects.get(case=case, step="file").checks == CHECKS
    assert Task.objects.get(case=case, step="issue").state == "open"
    run_jobs()
    case.refresh_from_db()
    assert case.state == "granted"
    assert Certificate.objects.get(case=case.id).document == "sign-slip"


def test_all_steps_that_the_clerk_may_do_are_done() -> None:
    two_signatures()
    case = at_once(checks=[*CHECKS, "用字规范"])
    stands = dict(Task.objects.filter(case=case).values_list("step", "state"))
    assert stands == {"file": "done", "confirm": "done", "issue": "open"}
    assert Task.objects.get(case=case, step="confirm").checks == ["用字规范"]
    assert Event.objects.filter(type="cases.TaskDone", subject_id=case.id).count() == 2


def test_it_stops_at_somebody_elses_step() -> None:
    two_signatures("health")
    case = at_once()
    stands = dict(Task.objects.filter(case=case).values_list("step", "state"))
    assert stands == {"file": "done", "confirm": "open"}
    with pytest.raises(Denied):
        decide_at_once(AT_COUNTER, case.id, checks=["用字规范"])


def test_a_missing_check_leaves_nothing_behind() -> None:
    two_signatures()
    before = Event.objects.count()
    kept = papers()
    with pytest.raises(Invalid) as problem:
        receive_and_decide(AT_COUNTER, ITEM, party(), FORM, papers=kept, checks=CHECKS)
    assert [error.message for error in problem.value.errors] == ["请核对：用字规范"]
    assert not Case.objects.exists()
    assert Event.objects.count() == before + 1  # the stored file


def test_only_items_handled_on_the_spot() -> None:
    case = accepted()
    with pytest.raises(Conflict, match="不是即办件"):
        decide_at_once(actor("health-reviewer"), case.id, checks=["音量不扰民"])


def test_nothing_open_is_told() -> None:
    case = at_once()
    with pytest.raises(Conflict, match="没有可以当场办"):
        decide_at_once(AT_COUNTER, case.id)


@pytest.mark.parametrize("login", ["applicant", "clerk", "market-reviewer", "supervisor", "admin"])
def test_who_may_not_decide_at_once(login: str) -> None:
    case = receive(actor("clerk"), ITEM, party(), FORM, papers=papers())
    with pytest.raises(Denied):
        decide_at_once(actor(login), case.id, checks=CHECKS)
    assert Task.objects.get(case=case, step="file").state == "open"


def test_who_may_review_but_not_receive_takes_nothing_in() -> None:
    with pytest.raises(Denied):
        at_once(actor("hall-reviewer"))
    assert not Case.objects.exists()
