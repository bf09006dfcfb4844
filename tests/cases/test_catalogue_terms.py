"""Terms of the catalogue at work: delegation to towns, papers that lists let come later."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import actor, run_jobs
from pages import browser, text_of
from workshop import REVIEWER, applied, do, open_task, upload, variant, workshop
from yimen.cases.actions import complete_task, hand_in_deferred, undo
from yimen.cases.models import Case, Promise, Task
from yimen.cases.rules import commitment, delegation
from yimen.catalogue.api import ItemDefinition, item_of
from yimen.documents.api import Certificate
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.problems import Conflict, Denied
from yimen.vocabulary.api import today

NOTE = {"note": "示范市虚构规定第三条"}
TOWN, AREA, OWN = "baihe-town", "999900101", "health"


def delegated(kind: str = "entrusted", scope: str = "all") -> dict[str, Any]:
    terms = {"to": ["qingshan-street", TOWN], "by": "stall.goods", "kind": kind, "scope": scope}
    return {"delegation": {**terms, "basis": NOTE}}


def townsman(*roles: str) -> Actor:
    return Actor(ActorKind.STAFF, "clerk-of-baihe", "白河镇经办", {TOWN: frozenset(roles)})


def work(case: Case, by: Actor) -> Case:
    """Does every task of the case as one person."""
    while tasks := Task.objects.filter(case=case, state="open").exclude(role="system"):
        task = tasks[0]
        step = next(s for s in item_of(case.item_id).steps if s.code == task.step)
        complete_task(by, task.id, True, "", [check.zh_hans for check in step.checks])
    run_jobs()
    case.refresh_from_db()
    return case


def of_town(area: str = AREA, **terms: str) -> Case:
    return applied(variant(**delegated(**terms)), form={"stall.goods": area})


# --- rules -------------------------------------------------------------------------------------

AREAS = {"qingshan-street": "999900001", TOWN: AREA}
_KINDS = st.sampled_from(["entrusted", "transferred"])
_SCOPES = st.sampled_from(["accept", "all"])
_VALUES = st.sampled_from(["", AREA, "999900001", "999900000", "别处"])


@pytest.fixture(scope="module")
def permit(django_db_setup: None, django_db_blocker: Any) -> ItemDefinition:
    with django_db_blocker.unblock():
        return workshop()


@given(_KINDS, _SCOPES, _VALUES)
def test_what_a_town_takes_over(permit: ItemDefinition, kind: str, scope: str, value: str) -> None:
    item = ItemDefinition.model_validate(permit.model_dump(mode="json") | delegated(kind, scope))
    town = delegation.town_of(item, {"stall.goods": value}, AREAS)
    assert (town != "") == (value in AREAS.values())
    assert town in {"", *AREAS}
    handled_by = delegation.unit_of_case(item, town)
    assert handled_by == (town if town and scope == "all" else OWN)
    for step in item.steps:
        unit = delegation.unit_of_step(item, step, town)
        taken = bool(town) and (scope == "all" or step.kind == "accept")
        assert unit == (town if taken else OWN)
        elsewhere = step.model_copy(update={"unit": "market-regulation"})
        assert delegation.unit_of_step(item, elsewhere, town) == "market-regulation"
    seal = delegation.sealing(item, handled_by)
    assert seal.issuer == (handled_by if kind == "transferred" else OWN)
    assert bool(seal.entrusted) == (kind == "entrusted" and handled_by != OWN)


@given(st.booleans(), st.sampled_from([True, False, None]))
def test_the_watch_of_a_key_list_falls_away_only_when_it_is_known_to(
    listed: bool, holds: bool | None
) -> None:
    class Known:
        def applies(self, when: str) -> bool | None:
            return holds

    class Item:
        key = [type("Entry", (), {"when": "x"})] if listed else []

    watched = commitment.watched(Item(), Known())  # type: ignore[arg-type]
    assert watched == (listed and holds is not False)
    assert commitment.watched(Item(), None) == listed  # type: ignore[arg-type]


# --- delegation --------------------------------------------------------------------------------


@pytest.mark.usefixtures("demo_city")
def test_the_town_of_the_area_handles_the_whole_case() -> None:
    case = of_town()
    assert (case.unit_id, open_task(case).unit_id) == (TOWN, TOWN)
    with pytest.raises(Denied):
        complete_task(actor(REVIEWER), open_task(case).id, True, "", [])
    case = work(case, townsman("reviewer", "approver"))
    assert case.state == "granted"
    assert set(case.tasks.exclude(role="system").values_list("unit_id", flat=True)) == {TOWN}


@pytest.mark.usefixtures("demo_city")
@pytest.mark.parametrize("area", ["999900401", "卖豆花"])
def test_elsewhere_the_item_s_own_unit_does(area: str) -> None:
    case = of_town(area)
    assert (case.unit_id, open_task(case).unit_id) == (OWN, OWN)


@pytest.mark.usefixtures("demo_city")
def test_a_town_that_only_accepts_hands_the_case_on() -> None:
    case = of_town(scope="accept")
    assert (case.unit_id, open_task(case).unit_id) == (OWN, TOWN)
    task = open_task(case)
    points = [c.zh_hans for c in item_of(case.item_id).steps[0].checks]
    complete_task(townsman("reviewer"), task.id, True, "", points)
    assert open_task(case).unit_id == OWN


@pytest.mark.usefixtures("demo_city")
@pytest.mark.parametrize(
    ("kind", "issuer", "noted"), [("entrusted", OWN, True), ("transferred", TOWN, False)]
)
def test_in_whose_name_certificates_and_notices_go_out(kind: str, issuer: str, noted: bool) -> None:
    case = work(of_town(kind=kind), townsman("reviewer", "approver"))
    found = Certificate.objects.filter(case=case.id)
    assert {one.issuer_id for one in found} == {issuer}
    for one in found:
        assert ("受托" in str(one.data)) == noted


@pytest.mark.usefixtures("demo_city")
def test_who_entrusted_may_undo_what_the_town_decided() -> None:
    case = work(of_town(), townsman("reviewer", "approver"))
    head = Actor(ActorKind.STAFF, "head-of-health", "局长", {OWN: frozenset({"head"})})
    undone = undo(head, case.id, "revoke", "场地证明是假的", "行政许可法第六十九条")
    assert undone.state == "revoked"


# --- products ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("demo_city")
def test_what_is_produced_without_an_automatic_step_is_there_when_it_is_granted() -> None:
    made = ["stall.place", "stall.opening_day", "stall.open_flame", "stall.width"]
    case = applied(variant(produces=made))
    for _ in range(3):
        do(case)
    assert Case.objects.get(pk=case.pk).produced == {}
    run_jobs()
    produced = Case.objects.get(pk=case.pk).produced
    number = Certificate.objects.get(case=case.id, document="workshop-permit").number
    assert produced == {
        "stall.place": number,
        "stall.opening_day": today().isoformat(),
        "stall.open_flame": True,
    }


# --- later papers ------------------------------------------------------------------------------


def later() -> str:
    known = workshop().model_dump(mode="json")
    papers = [
        {**one, "may_promise": True, "later_list": "later-papers"}
        if one["document"] == "health-check"
        else one
        for one in known["papers"]
    ]
    return variant(papers=papers)


@pytest.mark.usefixtures("demo_city")
def test_a_paper_that_may_come_later_settles_the_promise_that_stood_for_it() -> None:
    case = applied(later(), committed=["health-check"])
    promise = Promise.objects.get(case=case)
    for _ in range(3):
        do(case)
    run_jobs()
    case.refresh_from_db()
    assert case.state == "granted"
    me = browser("applicant")
    assert "延期后补材料" in text_of(me.get(f"/cases/{case.id}"))
    assert "先凭您的承诺办理" in text_of(me.get(f"/promises/{promise.id}"))
    hand_in_deferred(actor("applicant"), promise.id, upload("health-check"))
    promise.refresh_from_db()
    assert promise.state == "kept"
    assert not case.clocks.filter(kind="check", stopped_at=None).exists()
    assert "延期后补材料" not in text_of(me.get(f"/cases/{case.id}"))


@pytest.mark.usefixtures("demo_city")
def test_any_other_promise_is_checked_not_handed_in() -> None:
    case = applied(committed=["fire-photo"])
    promise = Promise.objects.get(case=case)
    with pytest.raises(Conflict, match="不用补交"):
        hand_in_deferred(actor("applicant"), promise.id, upload("fire-photo"))
