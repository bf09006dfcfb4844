"""送达: the ways a result reaches the applicant, its clock, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from busking import HEAD, PLATFORM, accepted, certificate, do, granted
from city import actor, run_jobs
from yimen.cases.actions import choose_delivery, hand_over, ring_clock, undo
from yimen.cases.models import Case, Clock, Handover
from yimen.cases.rules import delivery
from yimen.kernel import clock, worktime
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid
from yimen.vocabulary.api import calendar

METHODS = ["electronic", "counter", "mail", "kiosk", "other_city"]
ADDRESS = "示范街 1 号 甲小明 15400010001"
KIOSK = Actor(ActorKind.DEVICE, "kiosk-1", "自助终端")
ABROAD = Actor(ActorKind.CLIENT, "city-2", "邻市窗口", {"": frozenset({"client"})})


@given(st.lists(st.sampled_from(METHODS), min_size=1, unique=True), st.sampled_from(METHODS))
def test_only_what_the_item_offers_and_with_a_place_where_one_is_needed(
    offered: list[str], method: str
) -> None:
    def fits(place: str) -> bool:
        try:
            delivery.check_choice(offered, method, place)
        except Invalid:
            return False
        return True

    assert fits(ADDRESS) == (method in offered)
    assert fits("") == (method in offered and method not in {"mail", "other_city"})
    assert delivery.usual(offered) == ("electronic" if "electronic" in offered else offered[0])


@pytest.mark.usefixtures("demo_city")
class TestOnTheRoad:
    def by_mail(self) -> Case:
        case = accepted()
        choose_delivery(actor("applicant"), case.id, "mail", ADDRESS)
        do(case, "noise")
        do(case, "decide")
        run_jobs()
        case.refresh_from_db()
        return case

    def test_electronic_needs_nothing_and_is_there_when_it_is_issued(self) -> None:
        case = granted()
        assert certificate(case)
        assert not Handover.objects.exists()
        assert not Clock.objects.filter(kind="delivery").exists()

    def test_what_was_chosen_as_electronic_is_handed_at_issue(self) -> None:
        case = accepted()
        choose_delivery(actor("applicant"), case.id, "electronic")
        do(case, "noise")
        do(case, "decide")
        run_jobs()
        handover = Handover.objects.get()
        case.refresh_from_db()
        assert handover.handed_at == case.decided_at
        assert Event.objects.filter(type="cases.ResultHanded").count() == 1

    def test_anything_else_has_ten_working_days_from_the_decision(self) -> None:
        case = self.by_mail()
        found = Clock.objects.get(kind="delivery", stopped_at=None)
        assert found.started_at == case.decided_at
        counted = worktime.deadline(case.decided_at, worktime.Period.parse("10wd"), calendar())
        assert (found.due_at, found.alarm_at) == (counted.due, counted.due)
        assert Handover.objects.get().handed_at is None

    def test_handing_over_stops_the_clock_once(self) -> None:
        case = self.by_mail()
        handed = hand_over(actor("clerk"), case.id, "甲小明", "SF1234567890")
        assert (handed.received_by, handed.reference) == ("甲小明", "SF1234567890")
        assert not Clock.objects.filter(kind="delivery", stopped_at=None).exists()
        told = Event.objects.get(type="cases.ResultHanded")
        assert (told.data["method"], told.data["received_by"]) == ("mail", "甲小明")
        with pytest.raises(Conflict, match="已经送达"):
            hand_over(actor("clerk"), case.id, "甲小明", "SF1234567890")

    def test_a_choice_may_change_until_it_is_handed_over(self) -> None:
        case = self.by_mail()
        choose_delivery(actor("clerk"), case.id, "kiosk")
        assert Handover.objects.get().method == "kiosk"
        choose_delivery(actor("applicant"), case.id, "electronic")
        assert Handover.objects.get().handed_at is not None
        assert not Clock.objects.filter(kind="delivery", stopped_at=None).exists()
        with pytest.raises(Conflict):
            choose_delivery(actor("applicant"), case.id, "counter")

    @pytest.mark.parametrize(
        ("method", "by"), [("kiosk", KIOSK), ("other_city", ABROAD), ("counter", None)]
    )
    def test_kiosk_other_city_and_the_units_own_counter(self, method: str, by: Actor) -> None:
        case = self.by_mail()
        choose_delivery(actor("applicant"), case.id, method, "邻市政务大厅 3 号窗口")
        handed = hand_over(by or actor("market-reviewer"), case.id, "甲小明")
        assert handed.method == method

    def test_what_is_missing_is_named(self) -> None:
        case = self.by_mail()
        with pytest.raises(Invalid) as problem:
            hand_over(actor("clerk"), case.id, "", "")
        assert {error.field for error in problem.value.errors} == {"received_by", "reference"}
        with pytest.raises(Invalid) as problem:
            choose_delivery(actor("applicant"), case.id, "mail", "")
        assert [error.field for error in problem.value.errors] == ["place"]

    def test_nothing_is_handed_over_before_the_grant_or_after_it_was_undone(self) -> None:
        running = accepted("applicant-2")
        choose_delivery(actor("applicant-2"), running.id, "counter")
        with pytest.raises(Conflict):
            hand_over(actor("clerk"), running.id, "乙小红")
        case = self.by_mail()
        undo(HEAD, case.id, "annul", "主体已经终止", "行政许可法（2019）第七十条第（三）项")
        with pytest.raises(Conflict, match="撤销"):
            hand_over(actor("clerk"), case.id, "甲小明", "SF1234567890")
        assert not Clock.objects.filter(kind="delivery", stopped_at=None).exists()

    @pytest.mark.parametrize("login", ["applicant-2", "market-reviewer", "supervisor", "admin"])
    def test_who_may_not_choose_for_the_applicant(self, login: str) -> None:
        case = accepted()
        with pytest.raises(Denied, match="申请人本人"):
            choose_delivery(actor(login), case.id, "counter")
        assert not Handover.objects.exists()

    @pytest.mark.parametrize("login", ["applicant", "health-reviewer", "supervisor", "admin"])
    def test_who_may_not_hand_over(self, login: str) -> None:
        case = self.by_mail()
        with pytest.raises(Denied):
            hand_over(actor(login), case.id, "甲小明", "SF1234567890")
        assert Handover.objects.get().handed_at is None

    def test_a_result_that_is_late_is_warned_of(self) -> None:
        self.by_mail()
        due = Clock.objects.get(kind="delivery").due_at
        with clock.at(due):
            (ringing,) = Clock.objects.filter(alarm_at__lte=clock.now(), stopped_at=None)
            ring_clock(PLATFORM, ringing.id)
        warned = Event.objects.get(type="cases.WarningRaised", data__about=str(ringing.id))
        assert (warned.data["name"], warned.data["light"]) == ("送达期限", "red")
