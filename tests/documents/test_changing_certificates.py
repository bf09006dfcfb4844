"""What becomes of a certificate after it was issued, and what anyone may see of it."""

import pytest

from city import actor
from pages import browser, text_of
from stall import submitted, work_through
from yimen.documents.api import Certificate, Verb, change_status, replace, verify
from yimen.kernel import actors
from yimen.kernel.actors import Actor, ActorKind
from yimen.kernel.models import Event
from yimen.kernel.problems import Conflict, Denied, Invalid, Unknown

pytestmark = pytest.mark.usefixtures("demo_city")

HEAD = Actor(ActorKind.STAFF, "head", "局长", {"market-regulation": frozenset({"head"})})
REASON = "存疑，查清之前停用"


@pytest.fixture
def licence() -> Certificate:
    work_through(submitted())
    return Certificate.objects.get(document="stall-licence")


def test_suspended_and_resumed_with_one_event_each(licence: Certificate) -> None:
    change_status(HEAD, licence.id, Verb.SUSPEND, REASON)
    assert not verify(licence.identifier).genuine
    change_status(HEAD, licence.id, Verb.RESUME, "查清无误，恢复使用")
    assert verify(licence.identifier).genuine
    told = Event.objects.filter(type="documents.CertificateChanged", subject_id=licence.id)
    assert [(e.data["verb"], e.data["status"]) for e in told.order_by("id")] == [
        ("suspend", "suspended"),
        ("resume", "valid"),
    ]


def test_what_was_ended_stays_ended(licence: Certificate) -> None:
    change_status(HEAD, licence.id, Verb.RESCIND, REASON)
    with pytest.raises(Conflict, match="不能恢复"):
        change_status(HEAD, licence.id, Verb.RESUME, REASON)


@pytest.mark.parametrize(
    ("verb", "words"), [(Verb.RESCIND, "撤销"), (Verb.WITHDRAW, "撤回"), (Verb.CANCEL, "注销")]
)
def test_the_public_page_tells_the_ways_of_ending_apart_but_no_reason(
    licence: Certificate, verb: Verb, words: str
) -> None:
    change_status(HEAD, licence.id, verb, "查明的情况不公开")
    page = text_of(browser().get(f"/verify/{licence.identifier}"))
    assert "已失效" in page
    assert f"日已{words}" in page
    assert "查明的情况" not in page


def test_a_replaced_one_leads_to_its_successor(licence: Certificate) -> None:
    work_through(submitted())
    other = Certificate.objects.exclude(pk=licence.pk).get(document="stall-licence")
    old = replace(HEAD, licence.id, other.id, "更正经营者名称")
    assert old.status == "replaced"
    page = browser().get(f"/verify/{licence.identifier}")
    assert "已换发" in text_of(page)
    assert f"/verify/{other.identifier}" in page.content.decode()


def test_only_a_valid_one_of_the_same_kind_and_holder_replaces(licence: Certificate) -> None:
    work_through(submitted("applicant-2"))
    theirs = Certificate.objects.exclude(holder=licence.holder).get(document="stall-licence")
    card = Certificate.objects.get(document="hygiene-card", holder=licence.holder)
    for wrong in (theirs, card):
        with pytest.raises(Conflict, match="不一致"):
            replace(HEAD, licence.id, wrong.id, REASON)
    with pytest.raises(Conflict, match="没有找到"):
        replace(HEAD, licence.id, licence.id, REASON)
    with pytest.raises(Conflict, match="换发"):
        change_status(HEAD, licence.id, Verb.REPLACE, REASON)


def test_a_change_needs_a_reason_and_a_certificate(licence: Certificate) -> None:
    with pytest.raises(Invalid):
        change_status(HEAD, licence.id, Verb.SUSPEND, " 无 ")
    with pytest.raises(Unknown):
        change_status(HEAD, licence.holder_id, Verb.SUSPEND, REASON)


@pytest.mark.parametrize(
    "login", ["applicant", "clerk", "market-approver", "health-approver", "supervisor", "admin"]
)
def test_who_may_not_change_it_leaves_a_denial_only(licence: Certificate, login: str) -> None:
    before = Event.objects.count()
    with pytest.raises(Denied, match="负责人"):
        change_status(actor(login), licence.id, Verb.RESCIND, REASON)
    licence.refresh_from_db()
    assert licence.status == "valid"
    assert [e.type for e in Event.objects.order_by("id")[before:]] == ["kernel.ActionDenied"]


def test_the_platform_may_carry_it_out_and_another_head_may_not(licence: Certificate) -> None:
    other = Actor(ActorKind.STAFF, "head", "局长", {"health": frozenset({"head"})})
    with pytest.raises(Denied):
        change_status(other, licence.id, Verb.SUSPEND, REASON)
    change_status(actors.clock("tests"), licence.id, Verb.SUSPEND, REASON)
