"""What an applicant sees after submitting: receipt, progress, own cases, papers, certificates."""

from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.test import Client

from city import run_jobs
from pages import browser, dead_links, text_of
from stall import do, open_draft, submitted, task_of, work_through
from yimen.cases.models import Case, Paper
from yimen.documents.api import Certificate

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def me() -> Client:
    return browser("applicant")


def progress(root: Case) -> str:
    return f"/cases/{root.id}"


def refused() -> Case:
    """A case whose registration was refused, with all that follows from it."""
    root = submitted()
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    checking = task_of(root, "stall-registration", "documents")
    do("market-reviewer", checking, passed=False, opinion="货品清单里有禁卖的东西")
    run_jobs()
    root.refresh_from_db()
    return root


# --- receipt -----------------------------------------------------------------------------------


def test_the_receipt_has_the_number_and_what_happens_next(
    me: Client, django_assert_max_num_queries: Any
) -> None:
    root = submitted()
    with django_assert_max_num_queries(25):
        page = me.get(f"{progress(root)}/receipt")
    words = text_of(page)
    assert root.number in words
    assert root.subject in words
    assert "3 个事项已同时交给各部门" in words
    for item in ("摊位登记", "招牌备案", "食品卫生卡"):
        assert item in words, item
    assert "承诺在" in words


# --- progress ----------------------------------------------------------------------------------


def test_progress_tells_who_works_and_who_waits_for_what(
    me: Client, django_assert_max_num_queries: Any
) -> None:
    root = submitted()
    with django_assert_max_num_queries(25):
        page = me.get(progress(root))
    words = text_of(page)
    assert "已办结 0 项，共 3 项" in words
    assert "等待统一社会信用代码" in words
    assert "受理 ·" in words
    assert "这个日期怎么算出来的" in words
    assert "申请已提交" in words
    assert 'max="3"' in page.content.decode()
    assert dead_links(page) == set()


def test_the_page_refreshes_itself_only_when_there_is_news(me: Client) -> None:
    root = submitted()
    url = progress(root)
    page = me.get(url).content.decode()
    seen = page.split("?seen=")[1].split('"')[0]
    htmx = {"HX-Request": "true"}
    assert me.get(url, {"seen": seen}, headers=htmx).status_code == 204
    do("market-reviewer", task_of(root, "stall-registration", "accept"))
    news = me.get(url, {"seen": seen}, headers=htmx)
    assert news.status_code == 200
    assert news.content.decode().lstrip().startswith('<div id="progress"')
    assert "办理中" in text_of(news)
    assert f'href="{url}"' in news.content.decode()  # without scripts: a link to reload


def test_a_refusal_is_shown_with_its_reason_and_notice(me: Client) -> None:
    root = refused()
    page = me.get(progress(root))
    words = text_of(page)
    assert "货品清单里有禁卖的东西" in words
    assert "不予许可决定书" in words
    assert "已终止" in words
    assert "hx-get" not in page.content.decode()  # it is over: nothing to wait for


def test_the_end_has_certificates_to_take_and_to_verify(me: Client) -> None:
    root = work_through(submitted())
    page = me.get(progress(root))
    html = page.content.decode()
    for certificate in Certificate.objects.all():
        assert f'href="/certificates/{certificate.id}"' in html
        assert f'href="/verify/{certificate.identifier}"' in html
    assert "测试签章" in html
    assert "按时办结" in html
    assert "hx-get" not in html


def test_other_people_s_cases_do_not_exist() -> None:
    root = submitted()
    other = browser("applicant-2")
    assert other.get(progress(root)).status_code == 404
    assert other.get(f"{progress(root)}/receipt").status_code == 404
    assert other.get(f"/cases/{uuid4()}").status_code == 404
    for url in (progress(root), f"{progress(root)}/receipt", "/cases", "/receipts"):
        assert browser().get(url).url.startswith("/login?next="), url


def test_units_of_the_case_and_supervisors_see_its_progress() -> None:
    root = submitted(scenario={"sells_food": "false", "has_sign": "false"})
    assert browser("market-reviewer").get(progress(root)).status_code == 200
    assert browser("supervisor").get(progress(root)).status_code == 200
    assert browser("health-reviewer").get(progress(root)).status_code == 404
    assert browser("market-reviewer").get("/cases").status_code == 403


# --- papers and certificates -------------------------------------------------------------------


def test_staff_open_only_the_papers_of_their_own_items(me: Client) -> None:
    root = submitted(scenario={"kitchen": "on_site"})
    check = Paper.objects.get(case=root, document="health-check")
    assert me.get(f"/papers/{check.id}").status_code == 200
    assert browser("health-reviewer").get(f"/papers/{check.id}").status_code == 200
    assert browser("market-reviewer").get(f"/papers/{check.id}").status_code == 404
    assert browser("applicant-2").get(f"/papers/{check.id}").status_code == 404
    supplied = Paper.objects.filter(case=root, file=None).first()
    assert supplied is not None
    assert me.get(f"/papers/{supplied.id}").status_code == 404  # shared data: there is no file


def test_a_certificate_is_for_its_holder_and_those_who_work_with_it(me: Client) -> None:
    work_through(submitted())
    licence = Certificate.objects.get(document="stall-licence")
    url = f"/certificates/{licence.id}"
    answer = me.get(url)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    told = unquote(answer["Content-Disposition"])
    assert told == f"inline; filename*=utf-8''{licence.name}-{licence.holder_name}.pdf"
    assert browser("hall-reviewer").get(url).status_code == 200  # the sign filing takes it
    assert browser("applicant-2").get(url).status_code == 404
    assert browser().get(url).status_code == 302
    card = Certificate.objects.get(document="hygiene-card")
    assert browser("hall-reviewer").get(f"/certificates/{card.id}").status_code == 404


# --- own cases and receipts ---------------------------------------------------------------------


def test_my_cases_are_empty_at_first_and_say_what_to_do(me: Client) -> None:
    words = text_of(me.get("/cases"))
    assert "还没有办件" in words
    assert "去办一件事" in words
    assert "没有填了一半的申请" in words


def test_my_cases_list_drafts_and_cases(me: Client, django_assert_max_num_queries: Any) -> None:
    draft = open_draft()
    root = submitted()
    with django_assert_max_num_queries(25):
        page = me.get("/cases")
    html = page.content.decode()
    assert f'href="/drafts/{draft.id}"' in html
    assert f'href="{progress(root)}"' in html
    assert "办结 0 / 3 项" in text_of(page)
    assert str(root.id) not in browser("applicant-2").get("/cases").content.decode()


def test_a_receipt_number_finds_the_case_however_it_is_typed(me: Client) -> None:
    root = submitted()
    assert me.get("/receipts").status_code == 200
    typed = f"  {root.number.lower().replace('-', ' ')} "
    assert me.post("/receipts", {"number": typed}).url == progress(root)
    child = root.children.first()
    assert child is not None
    assert me.post("/receipts", {"number": child.number}).url == progress(root)


@pytest.mark.parametrize("login", ["applicant", "applicant-2"])
def test_a_wrong_number_and_a_stranger_s_look_alike(login: str) -> None:
    root = submitted()
    number = root.number if login == "applicant-2" else "7K3M-9XQF"
    page = browser(login).post("/receipts", {"number": number})
    assert page.status_code == 404
    assert "没有找到这个回执号的办件" in text_of(page)
    assert f'value="{number}"' in page.content.decode()
    assert dead_links(page) == set()
