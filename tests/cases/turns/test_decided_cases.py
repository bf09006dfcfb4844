"""After the decision: revoked, retracted, annulled or corrected; and no other change."""

from datetime import date
from typing import Any

import pytest

from busking import HEAD, OTHER_HEAD, PLATFORM, accepted, certificate, granted
from city import actor, run_jobs
from yimen.cases.actions import correct, undo
from yimen.cases.models import Ban, Case, Clock, QuotaPlace
from yimen.cases.rules.undoing import FRAUD, UNDOINGS
from yimen.documents.api import Certificate, verify
from yimen.kernel import clock
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid
from yimen.vocabulary.api import today

pytestmark = pytest.mark.usefixtures("demo_city")

REASON = "点位已划为消防通道"
LAW = {verb: way.grounds[0] for verb, way in UNDOINGS.items()}


def told_since(before: int) -> list[str]:
    return list(Event.objects.filter(id__gt=before).order_by("id").values_list("type", flat=True))


def newest() -> int:
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


@pytest.mark.parametrize(
    ("verb", "state", "notice", "words"),
    [
        ("revoke", "revoked", "撤销行政许可决定书", "赔偿"),
        ("retract", "retracted", "撤回行政许可决定书", ""),
        ("annul", "annulled", "注销行政许可决定书", ""),
    ],
)
def test_the_grant_ends_with_its_certificate_and_a_sealed_decision(
    verb: str, state: str, notice: str, words: str
) -> None:
    case = granted()
    permit, before = certificate(case), newest()
    undone = undo(HEAD, case.id, verb, REASON, LAW[verb])
    assert (undone.state, undone.reason) == (state, REASON)
    assert told_since(before) == ["documents.CertificateChanged", "cases.DecisionUndone"]
    assert not verify(permit.identifier).genuine
    run_jobs()
    sealed = Certificate.objects.get(case=case.id, name=notice)
    lines = [text for _, text in sealed.data["lines"]]
    assert case.number in lines
    assert case.papers.filter(reference=str(sealed.id)).exists()
    assert not Ban.objects.exists()
    stored = Case.objects.get(pk=case.pk)
    assert stored.ended_at == case.ended_at
    assert stored.decided_at == case.decided_at


def test_deceit_bars_the_party_for_three_years_where_safety_is_concerned() -> None:
    case = granted()
    undo(HEAD, case.id, "revoke", "伪造了场地证明", FRAUD, fraud=True)
    ban = Ban.objects.get()
    day = today()
    assert (str(ban.party_id), ban.item) == (str(case.party_id), "busking-place")
    assert ban.until == date(day.year + 3, day.month, day.day)
    made = Event.objects.get(type="cases.BanMade")
    assert made.data["until"] == ban.until.isoformat()


def test_what_was_revoked_frees_no_place() -> None:
    first, _ = granted(), granted("applicant-2")
    undo(HEAD, first.id, "revoke", REASON, LAW["revoke"])
    assert QuotaPlace.objects.filter(state="taken").count() == 2
    late = accepted()
    run_jobs()
    late.refresh_from_db()
    assert late.state == "refused"


def test_it_is_undone_once_and_only_when_granted() -> None:
    running = accepted()
    with pytest.raises(Conflict, match="不能撤销"):
        undo(HEAD, running.id, "revoke", REASON, LAW["revoke"])
    case = granted("applicant-2")
    undo(HEAD, case.id, "annul", REASON, LAW["annul"])
    for verb in UNDOINGS:
        with pytest.raises(Conflict):
            undo(HEAD, case.id, verb, REASON, LAW[verb])


def test_a_repeated_request_is_one_decision() -> None:
    case = granted()
    for _ in range(2):
        undo(HEAD, case.id, "revoke", REASON, LAW["revoke"], key="one")
    assert Event.objects.filter(type="cases.DecisionUndone").count() == 1


def test_a_decision_without_reason_or_basis_changes_nothing() -> None:
    case = granted()
    with pytest.raises(Invalid):
        undo(HEAD, case.id, "revoke", "", "")
    case.refresh_from_db()
    assert case.state == "granted"
    assert verify(certificate(case).identifier).genuine


@pytest.mark.parametrize(
    "login",
    ["applicant", "clerk", "market-reviewer", "market-approver", "health-approver", "supervisor"],
)
def test_who_may_not_undo_leaves_a_denial_only(login: str) -> None:
    case = granted()
    before = newest()
    with pytest.raises(Denied, match="负责人"):
        undo(actor(login), case.id, "revoke", REASON, LAW["revoke"])
    assert told_since(before) == ["kernel.ActionDenied"]
    case.refresh_from_db()
    assert case.state == "granted"


def test_the_head_of_another_unit_may_not_and_the_platform_carries_out_a_rule() -> None:
    case = granted()
    with pytest.raises(Denied):
        undo(OTHER_HEAD, case.id, "revoke", REASON, LAW["revoke"])
    undo(PLATFORM, case.id, "revoke", REASON, LAW["revoke"])


def test_no_clock_runs_on_after_a_grant_was_undone() -> None:
    case = granted()
    Clock.objects.create(
        case=case, kind="check", period="20wd", started_at=clock.now(), due_at=clock.now()
    )
    undo(HEAD, case.id, "revoke", REASON, LAW["revoke"])
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


# --- correction --------------------------------------------------------------------------------


def put_right(case: Case, by: Any = HEAD, **values: str) -> Certificate:
    return correct(by, case.id, "曲目名称写错了一个字", values)


def test_a_slip_is_put_right_by_a_new_certificate_with_the_same_last_day() -> None:
    case = granted()
    old, form, before = certificate(case), dict(case.form), newest()
    with clock.at(clock.now().replace(year=clock.now().year)):
        new = put_right(case, actor("market-approver"), **{"stall.goods": "拉二胡：二泉映月"})
    assert told_since(before)[-2:] == ["documents.CertificateChanged", "cases.ResultCorrected"]
    old.refresh_from_db()
    assert (old.status, new.status) == ("replaced", "valid")
    assert new.valid_until == old.valid_until
    assert new.number != old.number
    assert ["表演内容", "拉二胡：二泉映月"] in new.data["lines"]
    assert verify(old.identifier).successor == new.identifier
    case.refresh_from_db()
    assert (case.state, case.form) == ("granted", form)
    run_jobs()
    assert Certificate.objects.filter(case=case.id, name="更正告知书").count() == 1


def test_a_second_correction_starts_from_the_first() -> None:
    case = granted()
    put_right(case, **{"stall.goods": "拉二胡：二泉映月"})
    newer = put_right(case, **{"stall.place": "示范广场西侧"})
    assert newer.data["values"]["stall.goods"] == "拉二胡：二泉映月"
    assert Certificate.objects.filter(case=case.id, status="valid").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"person.phone": "15400010001"}, "person.phone"),
        ({"stall.goods": ""}, "stall.goods"),
        ({}, "values"),
    ],
)
def test_only_what_it_shows_and_really_changes(values: dict[str, str], field: str) -> None:
    case = granted()
    with pytest.raises(Invalid) as problem:
        put_right(case, **values)
    assert [error.field for error in problem.value.errors] == [field]
    assert Certificate.objects.filter(case=case.id).count() == 1


def test_the_same_again_is_no_correction() -> None:
    case = granted()
    with pytest.raises(Invalid, match="没有更正"):
        put_right(case, **{"stall.goods": case.form["stall.goods"]})


@pytest.mark.parametrize("login", ["applicant", "market-reviewer", "health-approver", "admin"])
def test_who_may_not_correct(login: str) -> None:
    case = granted()
    with pytest.raises(Denied, match="核准人员"):
        put_right(case, actor(login), **{"stall.goods": "吹口琴"})
    assert certificate(case).status == "valid"


def test_nothing_is_corrected_after_the_grant_has_ended() -> None:
    case = granted()
    undo(HEAD, case.id, "annul", REASON, LAW["annul"])
    with pytest.raises(Conflict):
        put_right(case, **{"stall.goods": "吹口琴"})
