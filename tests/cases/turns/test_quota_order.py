"""A limited number of grants: who holds, who goes on, who finds it full, and in which order."""

from datetime import timedelta

import pytest

from busking import PLATFORM, accepted, applied, do, granted, task
from city import actor, run_jobs
from yimen.cases.actions import review_place
from yimen.cases.models import Case, QuotaCount, QuotaPlace
from yimen.documents.api import Certificate
from yimen.kernel import clock
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied

pytestmark = pytest.mark.usefixtures("demo_city")


def decided(case: Case) -> Case:
    """Through the steps of people; what holds it back, holds it back."""
    do(case, "noise")
    do(case, "decide")
    run_jobs()
    case.refresh_from_db()
    return case


def places() -> list[tuple[int, str]]:
    return list(QuotaPlace.objects.order_by("place").values_list("place", "state"))


def test_those_within_the_number_are_held_by_nothing() -> None:
    one, two, three = accepted(), accepted("applicant-2"), accepted()
    assert [case.holds for case in (one, two, three)] == [[], [], ["quota"]]
    assert places() == [(1, "waiting"), (2, "waiting"), (3, "waiting")]


def test_the_third_waits_though_its_work_is_done_and_goes_on_when_a_place_is_left() -> None:
    one, two, three = accepted(), accepted("applicant-2"), accepted()
    assert decided(three).state == "accepted"
    assert not Certificate.objects.filter(case=three.id).exists()
    do(one, "noise", False, "夜间太吵，扰民")
    run_jobs()
    three.refresh_from_db()
    assert (three.state, three.holds) == ("granted", [])
    freed = Event.objects.get(type="cases.PlaceFreed")
    assert (freed.data["case"], freed.data["place"]) == (str(three.id), 3)
    assert decided(two).state == "granted"
    assert places() == [(1, "freed"), (2, "taken"), (3, "taken")]


def test_when_all_places_are_taken_the_rest_is_refused_with_its_reason() -> None:
    one, two, three = accepted(), accepted("applicant-2"), accepted()
    decided(one)
    decided(two)
    three.refresh_from_db()
    assert three.state == "refused"
    assert "受理的先后顺序" in three.reason
    run_jobs()
    notice = Certificate.objects.get(case=three.id)
    assert notice.name == "不予许可决定书"


def test_who_is_accepted_when_all_is_taken_is_refused_at_once() -> None:
    granted()
    granted("applicant-2")
    late = applied()
    do(late, "accept")
    run_jobs()
    late.refresh_from_db()
    assert late.state == "refused"


def test_a_place_left_before_the_next_is_accepted_holds_nobody() -> None:
    one, _ = accepted(), accepted("applicant-2")
    do(one, "noise", False, "夜间太吵，扰民")
    assert accepted().holds == []


def test_acceptance_dated_back_goes_before_those_who_wait_and_takes_nothing_from_the_assured() -> (
    None
):
    one, two, three, four = (accepted() for _ in range(4))
    Case.objects.filter(pk=four.pk).update(accepted_at=one.accepted_at - timedelta(days=3))
    with pytest.raises(Conflict, match="没有轮到"):
        review_place(PLATFORM, four.id)
    do(one, "noise", False, "夜间太吵，扰民")
    run_jobs()
    holds = dict(Case.objects.values_list("id", "holds"))
    assert [holds[case.id] for case in (two, three, four)] == [[], ["quota"], []]


def test_the_next_year_counts_anew() -> None:
    for _ in range(3):
        accepted()
    with clock.at(clock.now() + timedelta(days=366)):
        later = applied()
        do(later, "accept")
        later.refresh_from_db()
        assert later.holds == []
    assert QuotaCount.objects.count() == 2


def test_only_the_platform_looks_and_a_second_look_changes_nothing() -> None:
    one, _, three = accepted(), accepted(), accepted()
    for login in ("market-approver", "supervisor", "applicant", "admin"):
        with pytest.raises(Denied):
            review_place(actor(login), three.id)
    do(one, "noise", False, "夜间太吵，扰民")
    run_jobs()
    with pytest.raises(Conflict, match="没有在等"):
        review_place(PLATFORM, three.id)
    assert Event.objects.filter(type="cases.PlaceFreed").count() == 1


def test_before_acceptance_there_is_no_place() -> None:
    case = applied()
    assert task(case, "accept").state == "open"
    assert not QuotaPlace.objects.exists()
