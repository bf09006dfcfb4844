"""What anyone sees who checks a certificate: by identifier, by file, genuine, ended or altered."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from city import actor
from pages import browser, dead_links, text_of
from stall import paper, picture, submitted, work_through
from yimen.documents.api import Certificate, content_of
from yimen.documents.queries import verify
from yimen.parties.api import Party

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def anyone() -> Client:
    return browser()


def issued() -> Certificate:
    work_through(submitted())
    return Certificate.objects.select_related("file").get(document="stall-licence")


def upload(client: Client, content: bytes, name: str = "证照.pdf") -> object:
    kind = "application/pdf" if name.endswith("pdf") else "image/png"
    return client.post("/verify", {"file": SimpleUploadedFile(name, content, kind)})


def test_a_genuine_certificate_says_so_with_issuer_number_and_dates(anyone: Client) -> None:
    found = issued()
    page = anyone.get(f"/verify/{found.identifier}")
    words = text_of(page)
    for part in ("真实有效", "测试签章", found.number, found.identifier, "签章之后内容没有改动"):
        assert part in words, part
    assert found.issuer.name["zh_hans"] in words
    assert "可信时间戳证明签章时间" in words


def test_the_form_leads_to_the_result_and_forgives_spaces(anyone: Client) -> None:
    found = issued()
    spaced = f" {found.identifier[:9]} {found.identifier[9:]} "
    answer = anyone.get("/verify", {"identifier": spaced})
    assert answer.headers["Location"] == f"/verify/{found.identifier}"


def test_the_file_as_issued_is_confirmed_and_a_changed_one_is_not(anyone: Client) -> None:
    content = content_of(issued().file)
    same = upload(anyone, content)
    assert "真实有效" in text_of(same)
    assert "与签发的原文件逐字节一致" in text_of(same)
    changed = text_of(upload(anyone, content[:-40] + b"%changed\n" + content[-40:]))
    assert "与签发时不一致" in changed
    assert "真实有效" not in changed
    foreign = text_of(upload(anyone, paper()))
    assert "与签发时不一致" in foreign
    assert "没有电子签章" in foreign


@pytest.mark.parametrize(
    ("status", "until", "words"),
    [
        ("revoked", None, "已撤销"),
        ("suspended", None, "暂停"),
        ("valid", date(2020, 1, 1), "已过有效期"),
    ],
)
def test_an_ended_certificate_says_why(
    anyone: Client, status: str, until: date | None, words: str
) -> None:
    found = issued()
    Certificate.objects.filter(pk=found.pk).update(status=status, valid_until=until)
    page = text_of(anyone.get(f"/verify/{found.identifier}"))
    assert "已失效" in page
    assert words in page
    assert "真实有效" not in page


def test_the_name_of_a_person_is_masked() -> None:
    found = issued()
    person = Party.objects.get(pk=actor("applicant").party)
    Certificate.objects.filter(pk=found.pk).update(holder=person, holder_name=person.name)
    assert verify(found.identifier).holder == "甲**"
    assert "甲小明" not in text_of(browser().get(f"/verify/{found.identifier}"))


def test_what_cannot_be_a_certificate_is_told_at_its_field(anyone: Client) -> None:
    for answer in (
        anyone.get("/verify", {"identifier": "123"}),
        anyone.get("/verify", {"identifier": ""}),
        anyone.post("/verify"),
        upload(anyone, picture(), "照片.png"),
    ):
        assert answer.status_code == 422
        assert "请改正以下问题" in text_of(answer)
        assert not dead_links(answer)


def test_an_identifier_not_issued_here_is_not_found(anyone: Client) -> None:
    found = issued()
    Certificate.objects.filter(pk=found.pk).update(identifier="elsewhere")
    page = anyone.get(f"/verify/{found.identifier}")
    assert page.status_code == 404
    assert "没有这份证照" in text_of(page)
    assert anyone.get("/verify/nonsense").status_code == 422


def test_the_form_is_for_anyone(anyone: Client) -> None:
    assert "核验证照真伪" in text_of(anyone.get("/verify"))
    assert anyone.put("/verify").status_code == 405
