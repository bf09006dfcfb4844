"""Renewal before expiry: decided in time, deemed granted, and what cannot be renewed."""

from datetime import date
from uuid import UUID

import pytest

from city import run_jobs
from pages import browser, text_of
from workshop import REVIEWER, actor, applied, at, clock_of, do, events_of, ring, variant
from yimen.cases.actions import ask_supplement, withdraw
from yimen.cases.models import Ban, Case, Clock, Task
from yimen.documents.api import Certificate
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Invalid
from yimen.vocabulary.api import calendar

pytestmark = pytest.mark.usefixtures("demo_city")

EXPIRES = date(2027, 3, 4)


def granted(login: str = "applicant") -> Certificate:
    """A permit granted on 5 March 2026, valid for a year."""
    with at(2):
        case = applied(login=login)
    for day in (3, 4, 5):
        with at(day):
            do(case)
            run_jobs()
    certificate = Certificate.objects.get(case=case.id, document="workshop-permit")
    assert certificate.valid_until == EXPIRES
    return certificate


def renewing(certificate: Certificate, day: int = 25, month: int = 2) -> Case:
    with at(day, month=month, year=2027):
        return applied(renews=certificate.id)


def test_not_decided_before_expiry_the_renewal_is_granted() -> None:
    old = granted()
    case = renewing(old)
    limit = clock_of(case, Clock.Kind.RENEWAL)
    assert limit.due_at.astimezone(calendar().zone).isoformat() == "2027-03-05T00:00:00+08:00"
    assert limit.derivation[1].startswith("届满前没有决定的")
    with at(26, month=2, year=2027):
        do(case)
    with at(5, hour=0, month=3, year=2027):
        ring(case, Clock.Kind.RENEWAL)
        assert case.marks["review"] == case.marks["decide"] == "skipped"
        assert Task.objects.get(case=case, step="review").state == "superseded"
        run_jobs()
    case.refresh_from_db()
    old.refresh_from_db()
    assert (case.state, case.open_tasks, old.status) == ("granted", 0, "replaced")
    assert Certificate.objects.filter(case=case.id, document="workshop-permit").count() == 1
    assert Certificate.objects.filter(case=case.id, name="准予延续告知书").count() == 1
    event = Event.objects.get(type="cases.RenewalDeemed")
    assert event.data["certificate"] == str(old.id)
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


def test_silence_from_the_first_day_accepts_and_grants() -> None:
    case = renewing(granted())
    with at(5, hour=0, month=3, year=2027):
        ring(case, Clock.Kind.RENEWAL)
        run_jobs()
    case.refresh_from_db()
    assert case.state == "granted"
    assert events_of(case).count("CaseAccepted") == 1


def test_decided_in_time_it_replaces_the_old_certificate() -> None:
    old = granted()
    case = renewing(old)
    with at(26, month=2, year=2027):
        for _ in range(3):
            do(case)
        run_jobs()
    old.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, old.status) == ("granted", "replaced")
    assert clock_of(case, Clock.Kind.RENEWAL).stopped_at is not None


def test_a_refusal_or_a_withdrawal_leaves_the_old_certificate_as_it_is() -> None:
    old = granted()
    refused, withdrawn = renewing(old), renewing(old)
    with at(26, month=2, year=2027):
        do(refused)
        do(refused, passed=False, opinion="现场生熟没有分开")
        withdraw(actor("applicant"), withdrawn.id)
        run_jobs()
    old.refresh_from_db()
    assert old.status == "valid"
    assert not Clock.objects.filter(kind=Clock.Kind.RENEWAL, stopped_at=None).exists()


def test_what_the_applicant_has_not_supplemented_ends_with_the_certificate() -> None:
    case = renewing(granted())
    with at(26, month=2, year=2027):
        ask_supplement(actor(REVIEWER), case.id, {"goods-list": "没有签名"})
    with at(5, hour=0, month=3, year=2027):
        ring(case, Clock.Kind.RENEWAL)
    assert case.state == "terminated"


def test_what_is_expired_or_somebody_elses_is_not_renewed() -> None:
    old, other = granted(), granted("applicant-2")
    with at(5, month=3, year=2027), pytest.raises(Invalid) as late:
        applied(renews=old.id)
    assert "已经届满" in late.value.errors[0].message
    with at(1, month=2, year=2027):
        for renews in (other.id, UUID(int=7)):
            with pytest.raises(Invalid):
                applied(renews=renews)
        with pytest.raises(Invalid) as never:
            applied(variant(renewal=None), renews=old.id)
    assert "不是延续事项" in never.value.errors[0].message


def test_whoever_is_banned_may_not_apply_until_the_last_day_is_over() -> None:
    code = variant(concerns=["public_safety"], commitment=None)
    case = applied(code)
    Ban.objects.create(
        party=case.party,
        item=code,
        case=case,
        until=date(2026, 6, 1),
        reason="提供虚假材料",
        made_at=case.received_at,
    )
    with at(1, month=6), pytest.raises(Conflict, match="2026年6月1日"):
        applied(code)
    with at(1, month=6):
        assert applied(code, login="applicant-2").state == "received"
        assert applied().state == "received"
    with at(2, month=6):
        assert applied(code).state == "received"


def test_a_late_renewal_is_taken_and_the_page_says_so() -> None:
    case = renewing(granted())
    with at(26, month=2, year=2027):
        words = text_of(browser("applicant").get(f"/cases/{case.id}"))
    assert "原证照有效期至2027年3月4日" in words
    assert "三十日前申请" in words
