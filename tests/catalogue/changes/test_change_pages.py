"""The pages of changes: a day of designer and officers over HTTP, and who may not."""

from datetime import date
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from city import actor
from pages import browser, dead_links, hidden, text_of
from stage import applied
from yimen.catalogue.actions import open_change, remark, save_part, submit_change
from yimen.catalogue.api import item_in_force, item_of
from yimen.catalogue.models import Change, ChangePart
from yimen.config import paths
from yimen.vocabulary.api import today

pytestmark = pytest.mark.usefixtures("demo_city")
CARD = (paths.packs() / "demo/items/stall/hygiene-card.yaml").read_text("utf-8")


def dated(text: str = CARD, since: date | None = None) -> str:
    return text.replace('effective_from: "2025-01-01"', f'effective_from: "{since or today()}"')


def opened() -> Change:
    return open_change(actor("designer"), "食品卫生卡少跑一次", "材料已能共享")


def drafted(text: str = CARD) -> ChangePart:
    return save_part(actor("designer"), opened().id, "item", "hygiene-card", dated(text))


def address(part: ChangePart, rest: str = "") -> str:
    return f"/desk/changes/{part.change_id}/{part.kind}/{part.code}{rest}"


def do(client: Client, change: Any, verb: str, **data: str) -> Any:
    return client.post(f"/desk/changes/{change.id}/do/{verb}", data, follow=True)


def test_an_empty_list_says_what_to_do() -> None:
    page = browser("designer").get("/desk/changes")
    assert "还没有变更单" in text_of(page)
    assert "新建变更单" in text_of(page)
    assert "新建变更单" not in text_of(browser("law-officer").get("/desk/changes"))


@pytest.mark.parametrize("login", ["clerk", "supervisor", "market-approver"])
def test_outsiders_are_refused(login: str) -> None:
    part, client = drafted(), browser(login)
    assert client.get("/desk/changes").status_code == 403
    assert client.get(f"/desk/changes/{part.change_id}/parts").status_code == 403
    for rest in ("", "/check", "/flow.bpmn"):
        assert client.get(address(part, rest)).status_code == 404
    assert client.get(f"/desk/changes/{part.change_id}").status_code == 404
    assert client.post(address(part, "/remarks"), {"text:": "？"}).status_code == 404
    assert do(client, part.change, "submit").status_code == 404
    assert client.post(address(part), {"sheet": "text", "text": "x"}).status_code == 404


def test_applicants_and_strangers_see_nothing() -> None:
    assert browser("applicant").get("/desk/changes").status_code == 403
    assert browser().get("/desk/changes").status_code == 302


def test_a_change_is_opened_with_title_and_reason() -> None:
    client = browser("designer")
    page = client.post("/desk/changes", {"title": "", "reason": "有理由"})
    assert page.status_code == 422
    assert "有理由" in page.content.decode()
    assert not dead_links(page)
    page = client.post("/desk/changes", {"title": "标题", "reason": "理由"}, follow=True)
    assert "变更单还是空的" in text_of(page)
    assert browser("law-officer").post("/desk/changes", {"title": "t"}).status_code == 403


def test_a_definition_in_force_is_found_and_begins_today() -> None:
    change, client = opened(), browser("designer")
    url = f"/desk/changes/{change.id}/parts"
    assert "食品卫生卡" in text_of(client.get(url, {"q": "卫生"}))
    assert "没有查到" in text_of(client.get(url, {"q": "没有的东西"}))
    client.post(url, {"_way": "change", "part": "item/hygiene-card"})
    text = change.parts.get().text
    assert text == dated()
    page = client.post(url, {"_way": "change", "part": "item/hygiene-card"})
    assert page.status_code == 409
    assert "已经有它" in text_of(page)
    assert client.post(url, {"_way": "change", "part": "item/nothing"}).status_code == 404
    assert client.post(url, {"_way": "new", "kind": "unit"}).status_code == 422


@pytest.mark.parametrize("kind", ["item", "bundle", "list", "entry"])
def test_an_empty_definition_begins_with_a_skeleton(kind: str) -> None:
    change, client = opened(), browser("designer")
    url = f"/desk/changes/{change.id}/parts"
    wanted = {"_way": "new", "kind": kind, "code": "new-thing", "name": "新东西: 试"}
    page = client.post(url, wanted, follow=True)
    assert page.status_code == 200
    assert "new-thing" in text_of(page)
    assert client.get(page.redirect_chain[-1][0] + "?sheet=text").status_code == 200
    for sheet in ("basics", "entries", "steps", "sections", "guide"):
        assert client.get(f"{page.redirect_chain[-1][0]}?sheet={sheet}").status_code == 200
    bad = client.post(url, {**wanted, "code": "", "name": "x"})
    assert bad.status_code == 422


def test_a_definition_can_be_like_another_and_a_bundle_composed() -> None:
    change, client = opened(), browser("designer")
    url = f"/desk/changes/{change.id}/parts"
    like = {"_way": "new", "kind": "item", "like": "hygiene-card", "code": "card-2", "name": "卡"}
    client.post(url, like)
    text = change.parts.get(code="card-2").text
    assert "code: card-2\nname: {zh_hans: 卡}" in text or "code: card-2\nname: 卡" in text
    assert "食品卫生卡：与摊位登记同时受理" in text
    wanted = {"_way": "compose", "kind": "bundle", "code": "both", "name": "两件"}
    assert client.post(url, {**wanted, "item": "stage-permit"}).status_code == 422
    both = {**wanted, "item": ["stall-registration", "hygiene-card"]}
    assert client.post(url, both, follow=True).status_code == 200
    assert "members:" in change.parts.get(code="both").text


def test_every_sheet_of_every_kind_opens_for_writers_and_readers() -> None:
    part = drafted()
    loose = (paths.packs() / "demo/bundles/open-a-stall.yaml").read_text("utf-8")
    save_part(actor("designer"), part.change_id, "bundle", "open-a-stall", dated(loose))
    sheets = ["basics", "limits", "fields", "papers", "scenario", "steps", "result", "powers"]
    sheets += ["guide", "text", "members", "sections"]
    for login in ("designer", "law-officer"):
        for kind, code in (("item", "hygiene-card"), ("bundle", "open-a-stall")):
            for sheet in sheets:
                url = f"/desk/changes/{part.change_id}/{kind}/{code}"
                page = browser(login).get(url, {"sheet": sheet})
                assert page.status_code == 200
                assert not dead_links(page)
            for at in ("steps/0", "fields/0", "papers/+", "scenario/0", "members/1", "sections/0"):
                page = browser(login).get(url, {"sheet": at.partition("/")[0], "at": at})
                assert page.status_code == 200


def fields_of(page: Any) -> dict[str, list[str]]:
    """What a browser would send of the editor's form, nothing changed."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: dict[str, list[str]] = {}
            self.within, self.select, self.area = False, "", ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            has = dict(attrs)
            name = has.get("name") or ""
            if tag == "form":
                self.within = has.get("id") == "editor"
            if not self.within or "disabled" in has or has.get("form", "editor") != "editor":
                return
            if tag == "input" and (has.get("type") != "checkbox" or "checked" in has):
                self.found.setdefault(name, []).append(has.get("value") or "")
            if tag == "select":
                self.select = name
            if tag == "option" and self.select and "selected" in has:
                self.found.setdefault(self.select, []).append(has.get("value") or "")
            if tag == "textarea":
                self.area = name
                self.found[name] = [""]

        def handle_endtag(self, tag: str) -> None:
            if tag == "form":
                self.within = False
            if tag == "select":
                self.select = ""
            if tag == "textarea":
                self.area = ""

        def handle_data(self, data: str) -> None:
            if self.area:
                self.found[self.area][0] += data.removeprefix("\n")

    reader = Reader()
    reader.feed(page.content.decode())
    return reader.found


SHEETS = ["basics", "limits", "result", "powers", "guide", "text"]
ENTRIES = ["steps/0", "steps/2", "fields/4", "papers/3"]


@pytest.mark.parametrize("place", [*SHEETS, *ENTRIES])
def test_a_form_that_is_saved_unchanged_changes_nothing(place: str) -> None:
    part, client = drafted(), browser("designer")
    where = {"sheet": place.partition("/")[0], "at": place if "/" in place else ""}
    page = client.get(address(part), where)
    given = {name: value for name, value in fields_of(page).items() if name}
    page = client.post(address(part), {**given, "_do": "save"}, follow=True)
    assert "没有改动" in text_of(page)
    part.refresh_from_db()
    assert (part.text, part.revision) == (dated(), 1)


def test_an_entry_is_edited_in_its_own_lines() -> None:
    part, client = drafted(), browser("designer")
    page = client.get(address(part), {"sheet": "papers", "at": "papers/3"})
    given = fields_of(page)
    given["papers/3/may_promise"] = ["on"]
    given["papers/3/copies"] = ["2"]
    assert client.post(address(part), {**given, "_do": "save"}).status_code == 302
    part.refresh_from_db()
    assert part.text == dated().replace(
        "    essential: false\n    may_defer: true\n",
        "    essential: false\n    may_defer: true\n    may_promise: true\n    copies: 2\n",
    )


def test_entries_are_added_moved_and_removed() -> None:
    part, client = drafted(), browser("designer")
    new = {"sheet": "fields", "at": "fields/+", "revision": "1", "_do": "save"}
    client.post(address(part), {**new, "fields/+/element": "stall.width"})
    part.refresh_from_db()
    assert "  - element: stall.goods\n  - element: stall.width\n    required: false\n" in part.text
    for button, revision in (("up:9", "2"), ("drop:0", "3")):
        client.post(address(part), {"sheet": "fields", "_entry": button, "revision": revision})
    part.refresh_from_db()
    found = [line.split()[-1] for line in part.text.splitlines() if "- element:" in line]
    assert found[0] == "person.id_number"
    assert found[-2:] == ["stall.width", "stall.goods"]
    gone = client.post(address(part), {"sheet": "fields", "_entry": "drop:99", "revision": "4"})
    assert gone.status_code == 404


def test_what_is_checked_is_not_saved() -> None:
    part, client = drafted(), browser("designer")
    bad = part.text.replace("unit: health", "unit: heath", 1)
    page = client.post(address(part), {"sheet": "text", "text": bad, "_do": "check"})
    assert "heath" in page.content.decode()
    assert "还没有保存" in text_of(page)
    fragment = client.post(address(part, "/check"), {"sheet": "text", "text": bad})
    assert "heath" in text_of(fragment)
    assert "<html" not in fragment.content.decode()
    part.refresh_from_db()
    assert part.text == dated()


def test_faulty_text_is_kept_and_opens_no_form() -> None:
    part, client = drafted(), browser("designer")
    given = {"sheet": "text", "text": "code: [\r\n", "revision": "1"}
    assert client.post(address(part), given).status_code == 302
    part.refresh_from_db()
    assert part.text == "code: [\n"
    assert "表单打不开" in text_of(client.get(address(part), {"sheet": "basics"}))
    refused = client.post(address(part), {"sheet": "basics", "revision": "2"})
    assert refused.status_code == 409


def test_the_later_of_two_editors_sees_both_texts() -> None:
    part, client = drafted(), browser("designer")
    save_part(actor("admin"), part.change_id, part.kind, part.code, CARD + "# theirs\n", 1)
    mine = {"sheet": "text", "text": dated() + "# mine\n", "revision": "1"}
    page = client.post(address(part), mine)
    assert page.status_code == 409
    assert "# mine" in text_of(page)
    assert "- # theirs" in text_of(page)
    assert hidden(page, "revision") == "2"
    assert client.post(address(part), {**mine, "revision": "2"}).status_code == 302


def test_the_preview_answers_as_the_applicant_would() -> None:
    part, client = drafted(), browser("designer")
    page = text_of(client.get(address(part, "/check")))
    assert "健康检查证明" in page
    answers = {"p.scenario.sells_food": "true", "p.scenario.kitchen": "brought"}
    page = text_of(client.get(address(part, "/check"), answers))
    assert "健康检查证明" not in page.partition("申请材料")[2]
    assert "最慢要 2 个工作日" in page


def test_the_picture_is_drawn_of_the_draft() -> None:
    part, client = drafted(), browser("law-officer")
    answer = client.get(address(part, "/flow.bpmn"))
    assert b"<bpmn:definitions" in answer.content
    save_part(actor("designer"), part.change_id, part.kind, part.code, "code: x\n", 1)
    assert client.get(address(part, "/flow.bpmn")).status_code == 404


def test_comments_stand_beside_their_place_until_settled() -> None:
    part, officer = drafted(), browser("law-officer")
    said = {"path": "steps/0/within", "text:steps/0/within": "半天够吗？"}
    officer.post(address(part, "/remarks"), said)
    officer.post(address(part, "/remarks"), {"path": "", "text:": " "})
    page = browser("designer").get(address(part), {"sheet": "steps", "at": "steps/0"})
    assert "半天够吗？" in text_of(page)
    page = browser("designer").get(f"/desk/changes/{part.change_id}")
    assert "1 条待处理" in text_of(page)
    assert "环节 › 1 › 本环节时限" in text_of(page)
    made = part.remarks.get()
    browser("designer").post(address(part, "/remarks"), {"settle": str(made.id)})
    made.refresh_from_db()
    assert made.settled_at
    other = remark(actor("designer"), drafted().change_id, "item", "hygiene-card", "", "别处")
    wrong = browser("designer").post(address(part, "/remarks"), {"settle": str(other.id)})
    assert wrong.status_code == 404
    evil = {"settle": str(made.id), "back": "https://example.com/"}
    answer = browser("designer").post(address(part, "/remarks"), evil)
    assert answer["Location"].startswith("/desk/")


def test_the_whole_way_to_the_public_page() -> None:
    designer, officer = browser("designer"), browser("law-officer")
    part = drafted(CARD.replace("visits: 2", "visits: 1"))
    change = part.change
    page = text_of(do(designer, change, "submit"))
    assert "审核中" in page
    mine = '<strong class="govuk-tag govuk-tag--red">等我处理'
    assert mine in officer.get("/desk/changes").content.decode()
    assert mine not in browser("staffing-officer").get("/desk/changes").content.decode()
    page = do(officer, change, "review", review="legal:no")
    assert page.status_code == 422
    assert not dead_links(page)
    do(officer, change, "review", **{"review": "legal:no", "opinion-legal": "依据不全"})
    page = text_of(designer.get(f"/desk/changes/{change.id}"))
    assert "依据不全" in page
    assert "跑动" in page or "跑几次" in page or "次数" in page
    do(designer, change, "submit")
    do(officer, change, "review", **{"review": "legal:yes", "opinion-legal": ""})
    assert do(officer, change, "publish").status_code == 403
    page = do(designer, change, "publish")
    assert "看公开页" in text_of(page)
    assert item_of(item_in_force("hygiene-card").pk).visits == 1
    assert designer.get("/items/hygiene-card").status_code == 200
    assert do(designer, change, "reopen").status_code == 409


def test_what_keeps_a_change_back_is_told_with_the_way_there() -> None:
    part = drafted(CARD.replace("promised: 2wd", "promised: 1wd"))
    client = browser("designer")
    page = do(client, part.change, "submit")
    assert page.status_code == 422
    html = page.content.decode()
    assert f"{address(part)}?sheet=limits#limits" in html
    assert f"{address(part)}?sheet=text#line-" in html


def test_a_list_tells_which_items_it_touches() -> None:
    change = opened()
    body = (
        "code: card-key\nname: 重点清单\nkind: key\nsummary: 示范\nunit: health\n"
        f'effective_from: "{today()}"\nbasis: [{{note: 示范市虚构规定}}]\n'
        "entries: [{item: hygiene-card}]\n"
    )
    save_part(actor("designer"), change.id, "list", "card-key", body)
    page = text_of(browser("law-officer").get(f"/desk/changes/{change.id}"))
    assert "清单带来" in page
    assert "我要摆个摊" in page


def test_a_change_is_taken_back_withdrawn_and_emptied() -> None:
    part, client = drafted(), browser("designer")
    do(client, part.change, "submit")
    assert "编制中" in text_of(do(client, part.change, "reopen"))
    assert do(client, part.change, "withdraw").status_code == 422
    do(client, part.change, "drop", part="item/hygiene-card")
    assert not part.change.parts.exists()
    assert "已撤下" in text_of(do(client, part.change, "withdraw", reason="不改了"))
    assert do(client, part.change, "burn").status_code == 404
    assert client.post(f"/desk/changes/{uuid4()}/do/submit").status_code == 404


def test_a_version_published_meanwhile_is_shown_and_accepted() -> None:
    part, other = drafted(), opened()
    later = dated(CARD.replace("visits: 2", "visits: 1"))
    save_part(actor("designer"), other.id, "item", "hygiene-card", later)
    submit_change(actor("designer"), other.id)
    do(browser("law-officer"), other, "review", review="legal:yes")
    do(browser("designer"), other, "publish")
    client = browser("designer")
    assert "发布了新版本" in text_of(client.get(f"/desk/changes/{part.change_id}"))
    assert do(client, part.change, "submit").status_code == 409
    page = do(client, part.change, "renew", part="item/hygiene-card")
    assert "发布了新版本" not in text_of(page)
    assert do(client, part.change, "submit").status_code == 200


def test_the_list_can_be_narrowed_to_a_state() -> None:
    change = drafted().change
    client = browser("designer")
    assert change.title in text_of(client.get("/desk/changes", {"state": "drafting"}))
    assert "没有这个状态" in text_of(client.get("/desk/changes", {"state": "published"}))


def test_running_cases_are_counted() -> None:
    applied("stage-permit")
    change = opened()
    text = (paths.packs() / "demo/items/kernel/stage-permit.yaml").read_text("utf-8")
    save_part(actor("designer"), change.id, "item", "stage-permit", dated(text))
    page = browser("designer").get(f"/desk/changes/{change.id}").content.decode()
    assert '<td class="y-end">1</td>' in page
