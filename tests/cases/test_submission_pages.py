"""Papers, check and submission of an application in the browser."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pages import browser, dead_links, hidden, text_of
from stall import SCENARIO, fill, open_draft, paper, picture
from yimen.cases.models import Case, Paper
from yimen.parties.api import Account

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def me() -> Client:
    return browser("applicant")


def pdf(name: str = "清单.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or paper(), "application/pdf")


# --- papers ------------------------------------------------------------------------------------


def test_papers_are_handed_in_each_by_itself(me: Client) -> None:
    draft = open_draft(kitchen="on_site")
    url = f"/drafts/{draft.id}/papers"
    page = text_of(me.get(url))
    assert "免交：由示范市人口登记簿提供" in page
    assert "免交：由“摊位登记”办成后自动取得" in page
    assert "PDF、PNG，每个文件不超过 5 MB" in page
    nothing = me.post(url, {})
    assert nothing.status_code == 422
    assert "请选择货品清单的文件" in text_of(nothing)
    assert dead_links(nothing) == set()
    files = {"goods-list": pdf(), "health-check": pdf("证明.pdf", b"no pdf at all")}
    bad = me.post(url, files)
    assert bad.status_code == 422
    assert "证明.pdf" in text_of(bad)
    assert Paper.objects.get().document == "goods-list"  # the good one is kept
    assert "已交" in text_of(bad)


def test_a_file_of_a_kind_that_the_paper_does_not_take(me: Client) -> None:
    draft = open_draft()
    wrong = SimpleUploadedFile("照片.jpg", picture(), "image/jpeg")
    page = me.post(f"/drafts/{draft.id}/papers", {"goods-list": wrong})
    assert page.status_code == 422
    assert not Paper.objects.exists()


def test_the_same_upload_twice_is_one_file_and_it_can_be_taken_back(me: Client) -> None:
    draft = open_draft()
    url = f"/drafts/{draft.id}/papers"
    key = hidden(me.get(url), "_key")
    for _ in range(2):
        me.post(url, {"goods-list": pdf(), "_key": key, "_then": "later"})
    file = Paper.objects.get()
    shown = me.get(f"/papers/{file.id}")
    assert (shown.status_code, shown["Content-Type"]) == (200, "application/pdf")
    assert browser("applicant-2").get(f"/papers/{file.id}").status_code == 404
    for _ in range(2):
        assert me.post(f"{url}/{file.id}/removal").status_code == 302
    assert not Paper.objects.exists()


# --- check and submission ----------------------------------------------------------------------


def test_the_check_shows_what_will_be_sent(me: Client) -> None:
    draft = fill(open_draft())
    page = me.get(f"/drafts/{draft.id}/check")
    words = text_of(page)
    for value in (
        "糖水、凉茶",
        "周六、周日",
        "2,000.50 元",
        "2026年12月5日",
        "来自示范市摊位登记簿",
    ):
        assert value in words, value
    assert f"/drafts/{draft.id}/sections/stall#stall.width" in page.content.decode()
    assert dead_links(page) == set()


def test_without_the_declaration_nothing_is_sent(me: Client) -> None:
    draft = fill(open_draft())
    page = me.post(f"/drafts/{draft.id}/submission", {})
    assert page.status_code == 422
    assert "请阅读声明" in text_of(page)
    assert dead_links(page) == set()
    assert not Case.objects.exists()


def test_an_incomplete_application_says_what_is_missing(me: Client) -> None:
    draft = open_draft()
    assert "提交申请</button>" not in me.get(f"/drafts/{draft.id}/check").content.decode()
    page = me.post(f"/drafts/{draft.id}/submission", {"declaration": "yes"})
    assert page.status_code == 422
    assert "“摊位”还没有填完" in text_of(page)
    assert "还没有提交“货品清单”" in text_of(page)
    assert dead_links(page) == set()


def test_two_presses_of_submit_are_one_case(me: Client) -> None:
    draft = fill(open_draft())
    key = hidden(me.get(f"/drafts/{draft.id}/check"), "_key")
    sent = {"declaration": "yes", "_key": key}
    first = me.post(f"/drafts/{draft.id}/submission", sent)
    case = Case.objects.get(parent=None)
    assert first.url == f"/cases/{case.id}/receipt"
    assert me.post(f"/drafts/{draft.id}/submission", sent).url == first.url
    assert Case.objects.filter(parent=None).count() == 1
    again = me.post(f"/drafts/{draft.id}/submission", {"declaration": "yes", "_key": "other"})
    assert again.status_code == 409
    assert me.get(f"/drafts/{draft.id}").status_code == 404


def test_a_draft_is_given_up_after_one_more_question(me: Client) -> None:
    draft = open_draft()
    url = f"/drafts/{draft.id}/discard"
    assert "要放弃" in text_of(me.get(url))
    for _ in range(2):
        assert me.post(url).url == "/cases"
    draft.refresh_from_db()
    assert draft.ended_at is not None
    assert me.get(f"/drafts/{draft.id}").status_code == 404


def test_a_form_without_its_token_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(login="applicant"))
    assert client.post("/bundles/open-a-stall/start", SCENARIO).status_code == 403
