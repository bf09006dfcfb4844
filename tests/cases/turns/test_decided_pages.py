"""Pages after the decision: finding, undoing, correcting; handing over; choosing; migrating."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from busking import ITEM, accepted, another_version, applied, certificate, do, granted
from city import actor, run_jobs
from pages import browser, dead_links, text_of
from yimen.cases.actions import choose_delivery
from yimen.cases.models import Case, Handover
from yimen.cases.rules.undoing import FRAUD
from yimen.kernel.models import Event
from yimen.parties.api import Account

pytestmark = pytest.mark.usefixtures("demo_city")

ADDRESS = "示范街 1 号 甲小明 15400010001"


@pytest.fixture
def head() -> Client:
    """The approver of the unit, made its head."""
    account = Account.objects.get(login="market-approver")
    post = account.appointments.get()
    post.pk, post.role = None, "head"
    post.save()
    return browser("market-approver")


def keyed(**more: Any) -> dict[str, Any]:
    return {"_key": str(uuid4()), **more}


# --- undoing and correcting --------------------------------------------------------------------


def test_a_decided_case_is_found_by_number_and_by_certificate(head: Client) -> None:
    case = granted()
    running = accepted("applicant-2")
    for words in (case.number, case.number[:6].lower(), certificate(case).identifier):
        assert case.number in text_of(head.get("/desk/decisions", {"q": words}))
    for words in ("", "123", running.number, "没有这个"):
        assert "/desk/decisions/" not in head.get("/desk/decisions", {"q": words}).content.decode()
    other = browser("health-approver").get("/desk/decisions", {"q": case.number})
    assert "没有查到" in text_of(other)


def test_the_head_undoes_a_grant_on_its_page(head: Client) -> None:
    case = granted()
    page = head.get(f"/desk/decisions/{case.id}")
    assert "撤销、撤回或注销" in text_of(page)
    assert not dead_links(page)
    given = keyed(verb="revoke", ground=FRAUD, reason="伪造了场地证明")
    for _ in range(2):
        answer = head.post(f"/desk/decisions/{case.id}/undoing", given)
        assert answer.headers["Location"] == f"/desk/decisions/{case.id}"
    assert Event.objects.filter(type="cases.DecisionUndone").count() == 1
    assert Event.objects.filter(type="cases.BanMade").count() == 1
    words = text_of(head.get(f"/desk/decisions/{case.id}"))
    assert "已撤销" in words
    assert "伪造了场地证明" in words


def test_what_is_missing_is_shown_with_what_was_typed(head: Client) -> None:
    case = granted()
    page = head.post(f"/desk/decisions/{case.id}/undoing", keyed(reason="查明的事实很长"))
    assert page.status_code == 422
    words = page.content.decode()
    assert "请选择撤销、撤回或注销" in words
    assert "查明的事实很长" in words
    assert not dead_links(page)


def test_the_approver_corrects_but_does_not_undo() -> None:
    case = granted()
    me = browser("market-approver")
    page = me.get(f"/desk/decisions/{case.id}")
    assert "更正结果" in text_of(page)
    assert "undoing" not in page.content.decode()
    values = keyed(why="曲目名称写错了")
    values |= {"person.name": "甲小明", "stall.place": "示范广场东侧"}
    wrong = me.post(
        f"/desk/decisions/{case.id}/correction",
        values | {"stall.goods": case.form["stall.goods"]},
    )
    assert wrong.status_code == 422
    assert "没有需要更正" in text_of(wrong)
    assert not dead_links(wrong)
    me.post(f"/desk/decisions/{case.id}/correction", values | {"stall.goods": "二胡独奏"})
    assert certificate(case).data["values"]["stall.goods"] == "二胡独奏"
    denied = me.post(
        f"/desk/decisions/{case.id}/undoing",
        keyed(verb="revoke", ground=FRAUD, reason="伪造了场地证明"),
    )
    assert denied.status_code == 403
    assert certificate(case).status == "valid"


def test_staff_of_the_unit_see_it_and_others_do_not() -> None:
    case = granted()
    assert "您可以查看" in text_of(browser("market-reviewer").get(f"/desk/decisions/{case.id}"))
    assert browser("health-reviewer").get(f"/desk/decisions/{case.id}").status_code == 404
    assert browser("applicant").get(f"/desk/decisions/{case.id}").status_code == 403


# --- delivery ----------------------------------------------------------------------------------


def waiting(method: str = "mail") -> Case:
    case = accepted()
    choose_delivery(actor("applicant"), case.id, method, ADDRESS)
    do(case, "noise")
    do(case, "decide")
    run_jobs()
    return case


def test_the_applicant_chooses_and_sees_what_was_chosen() -> None:
    case, me = applied(), browser("applicant")
    address = f"/cases/{case.id}/delivery"
    page = me.get(address)
    assert "自助终端打印" in text_of(page)
    wrong = me.post(address, keyed(method="mail", place=""))
    assert (wrong.status_code, dead_links(wrong)) == (422, set())
    answer = me.post(address, keyed(method="mail", place=ADDRESS))
    assert answer.headers["Location"] == f"/cases/{case.id}"
    assert ADDRESS in me.get(address).content.decode()
    assert browser("applicant-2").get(address).status_code == 404


def test_the_clerk_hands_over_what_waits() -> None:
    case, clerk = waiting(), browser("clerk")
    listed = text_of(clerk.get("/desk/handovers"))
    assert case.number in listed
    assert ADDRESS in listed
    form = clerk.get(f"/desk/handovers/{case.id}")
    assert "邮件单号" in text_of(form)
    wrong = clerk.post(f"/desk/handovers/{case.id}", keyed(received_by="甲小明"))
    assert (wrong.status_code, dead_links(wrong)) == (422, set())
    given = keyed(received_by="甲小明", reference="SF1234567890")
    assert clerk.post(f"/desk/handovers/{case.id}", given).status_code == 302
    assert Handover.objects.get().received_by == "甲小明"
    assert "没有等待送达的结果" in text_of(clerk.get("/desk/handovers"))
    assert clerk.get(f"/desk/handovers/{case.id}").status_code == 404
    handed = browser("applicant").get(f"/cases/{case.id}/delivery")
    assert "送达。" in text_of(handed)


def test_other_units_do_not_see_what_waits() -> None:
    case = waiting("counter")
    assert case.number in text_of(browser("market-reviewer").get("/desk/handovers"))
    assert case.number not in text_of(browser("health-reviewer").get("/desk/handovers"))
    assert browser("health-reviewer").get(f"/desk/handovers/{case.id}").status_code == 404


# --- migration ---------------------------------------------------------------------------------


def test_the_administrator_previews_and_migrates() -> None:
    one, two, admin = accepted(), accepted("applicant-2"), browser("admin")
    old = one.item_id
    assert "没有按旧版本办理" in text_of(admin.get("/desk/migrations"))
    another_version(visits=4)
    assert f"/desk/migrations/{old}" in admin.get("/desk/migrations").content.decode()
    page = admin.get(f"/desk/migrations/{old}")
    words = text_of(page)
    for part in (one.number, two.number, "噪声审查", "跑动由 1 次增加到 4 次", "要征得同意"):
        assert part in words, part
    none = admin.post(f"/desk/migrations/{old}", keyed(reason="按新规定办理"))
    assert "请勾选" in text_of(none)
    assert not dead_links(none)
    given = keyed(case=[str(one.id)], reason="按新规定办理")
    wanting = admin.post(f"/desk/migrations/{old}", given)
    assert (wanting.status_code, dead_links(wanting)) == (422, set())
    done = admin.post(f"/desk/migrations/{old}", given | {"consent": "申请人书面同意"})
    assert done.headers["Location"] == "/desk/migrations"
    versions = dict(Case.objects.values_list("id", "item_id"))
    assert (versions[one.id] != old, versions[two.id] == old) == (True, True)
    assert Event.objects.get(type="cases.CaseMigrated").data["item"] == ITEM


def test_migration_is_for_administrators() -> None:
    accepted()
    for login in ("market-approver", "supervisor", "clerk", "applicant"):
        assert browser(login).get("/desk/migrations").status_code == 403
    assert browser("admin").get(f"/desk/migrations/{uuid4()}").status_code == 404
