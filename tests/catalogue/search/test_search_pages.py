"""The portal's search, its suggestions, the operation of the API, and the desk's page."""

import re

import pytest

from pages import browser, dead_links, hidden, text_of
from yimen.catalogue.models import SearchMiss, Synonym

pytestmark = pytest.mark.usefixtures("demo_city")


def missed() -> list[tuple[str, int, int]]:
    return [(m.words, m.count, m.unopened) for m in SearchMiss.objects.order_by("words")]


# --- the portal ------------------------------------------------------------------------------


def test_results_are_found_by_what_people_say_bundles_first() -> None:
    page = browser().get("/bundles", {"q": "我想摆地摊卖糖水"})
    words = text_of(page)
    assert words.index("我要摆个摊") < words.index("摊位登记", words.index("事项、实施机关"))
    assert "找到 3 项，最相关的在前" in words
    assert missed() == []
    assert not dead_links(page)


def test_the_words_found_are_marked_in_every_script() -> None:
    client = browser()
    page = client.get("/bundles", {"q": "招牌"}).content.decode()
    assert "<mark>招牌</mark>备案" in page
    client.cookies["language"] = "zh-hant"
    page = client.get("/bundles", {"q": "摊位"}).content.decode()
    assert "<mark>攤位</mark>登記" in page


def test_typed_markup_is_shown_as_text_in_marked_results() -> None:
    page = browser().get("/bundles", {"q": "招牌<b>备案</b>"}).content.decode()
    assert "<b>备案" not in page
    assert "&lt;b&gt;" in page


def test_what_is_not_found_says_what_to_do_and_is_recorded_without_the_visitor() -> None:
    words = text_of(browser("applicant").get("/bundles", {"q": "造飞船 13800138000"}))
    assert "没有找到相关的事" in words
    assert "换个说法试试" in words
    assert "可以一次办的事" in words
    assert "我要摆个摊" in words
    assert missed() == [("造飞船", 1, 0)]


def test_private_searches_are_not_recorded() -> None:
    for words in ("119999199001020114", "13800138000", "我叫李小明"):
        browser().get("/bundles", {"q": words})
    assert missed() == []


def test_results_of_which_none_is_opened_are_a_miss_too() -> None:
    client = browser()
    client.get("/bundles", {"q": "招牌"})
    client.get("/bundles", {"q": "招牌"})
    assert missed() == [], "the same page again says nothing"
    client.get("/bundles", {"q": "摊位"})
    assert missed() == [("招牌", 1, 1)]
    assert client.cookies["sought"]["httponly"]


@pytest.mark.parametrize("path", ["/items/sign-filing", "/bundles/open-a-stall"])
def test_results_of_which_one_is_opened_are_none(path: str) -> None:
    client = browser()
    client.get("/bundles", {"q": "招牌"})
    assert client.get(path).status_code == 200
    client.get("/bundles", {"q": "摊位"})
    assert missed() == []


def test_suggestions_are_a_part_of_a_page() -> None:
    page = browser().get("/search/suggestions", {"q": "招"})
    assert 'href="/items/sign-filing"' in page.content.decode()
    assert "<html" not in page.content.decode()
    assert browser().get("/search/suggestions", {"q": ""}).content.strip() == b""
    assert browser().get("/search/suggestions", {"q": "飞船"}).content.strip() == b""
    assert missed() == [], "who is still typing has not missed anything"


def test_the_home_page_asks_for_suggestions() -> None:
    page = browser().get("/").content.decode()
    assert 'hx-get="/search/suggestions"' in page
    assert 'id="suggestions"' in page


def test_odd_searches_do_no_harm() -> None:
    for words in ("\0", "　", "%", "a" * 5000, "招牌" * 200, "'; drop table", "🏮"):
        assert browser().get("/bundles", {"q": words}).status_code == 200


# --- the API ---------------------------------------------------------------------------------


def test_the_api_answers_with_codes_names_and_scores() -> None:
    answer = browser().get("/api/v1/search", {"q": "招牌", "limit": 1}).json()
    assert answer["words"] == "招牌"
    assert answer["semantic"] is False
    (first,) = answer["results"]
    assert (first["code"], first["kind"]) == ("sign-filing", "item")
    assert first["title"]["zh_hant"] == "招牌備案"
    assert 0 < first["score"] <= 1


def test_the_api_records_misses_and_refuses_what_is_no_search() -> None:
    assert browser().get("/api/v1/search", {"q": "造飞船"}).json()["results"] == []
    assert missed() == [("造飞船", 1, 0)]
    for wrong in ({}, {"q": ""}, {"q": "招" * 101}, {"q": "招牌", "limit": 51}):
        assert browser().get("/api/v1/search", wrong).status_code == 422


# --- the desk --------------------------------------------------------------------------------


def desk(login: str = "designer"):
    client = browser(login)
    return client, client.get("/desk/search/")


def test_the_desk_shows_misses_words_and_suggestions() -> None:
    browser().get("/bundles", {"q": "招牌"})
    client = browser()
    client.get("/bundles", {"q": "大招牌"})
    client.get("/bundles", {"q": "造飞船"})
    _, page = desk()
    words = text_of(page)
    assert "造飞船" in words
    assert "大招牌 1 其中 1 次有结果而没有打开" in words
    assert "“大招牌”就是 招牌备案" in words
    assert "卖唱 街头表演点位许可 城市包" in words
    assert not dead_links(page)


def test_one_click_makes_a_suggestion_a_word() -> None:
    client = browser()
    client.get("/bundles", {"q": "大招牌"})
    client.get("/bundles", {"q": "造飞船"})
    client, page = desk()
    form = re.search(r'name="say" value="大招牌">.*?</form>', page.content.decode(), re.S)
    assert form
    sent = {
        "say": "大招牌",
        "means": re.search(r'name="means" value="([^"]*)"', form[0])[1],
        "why": re.search(r'name="why" value="([^"]*)"', form[0])[1],
        "_key": hidden(page, "_key"),
    }
    answer = client.post("/desk/search/", sent, follow=True)
    assert "已添加检索词“大招牌”" in text_of(answer)
    assert Synonym.objects.get(say="大招牌").means == [sent["means"]]
    assert [words for words, *_ in missed() if words == "大招牌"]
    assert SearchMiss.objects.get(words="大招牌").handled_at


def test_a_word_is_added_by_hand_and_withdrawn() -> None:
    client, page = desk()
    sent = {"say": "宵夜档", "means": "摊位登记、食品卫生卡", "why": "夜市的叫法", "both": "1"}
    client.post("/desk/search/", {**sent, "_key": hidden(page, "_key")})
    row = Synonym.objects.get(say="宵夜档")
    assert (row.means, row.both) == (["摊位登记", "食品卫生卡"], True)
    refused = client.post(f"/desk/search/{row.id}/withdrawal", {"withdrawn_why": ""})
    assert refused.status_code == 422
    assert "写一句为什么撤下" in text_of(refused)
    assert not dead_links(refused)
    answer = client.post(
        f"/desk/search/{row.id}/withdrawal", {"withdrawn_why": "查错了"}, follow=True
    )
    assert "已撤下检索词“宵夜档”" in text_of(answer)
    assert "事项编制员" in text_of(answer)


def test_what_is_wrong_is_told_with_what_was_typed() -> None:
    client, _ = desk()
    answer = client.post("/desk/search/", {"say": "宵夜档", "means": "点灯证", "why": "叫法"})
    assert answer.status_code == 422
    assert "没有名称或别名里有“点灯证”的事项" in text_of(answer)
    assert 'value="宵夜档"' in answer.content.decode()
    assert not dead_links(answer)
    twice = client.post("/desk/search/", {"say": "卖唱", "means": "摊位登记", "why": "叫法"})
    assert twice.status_code == 409
    assert "已经有检索词了" in text_of(twice)


def test_a_miss_that_needs_no_word_is_settled() -> None:
    browser().get("/bundles", {"q": "造飞船"})
    client, _ = desk("admin")
    miss = SearchMiss.objects.get()
    answer = client.post(f"/desk/search/misses/{miss.id}/settling", follow=True)
    assert "“造飞船”已标为不用处理" in text_of(answer)
    assert "没有待处理的" in text_of(answer)


@pytest.mark.parametrize("login", ["clerk", "supervisor", "applicant", "law-officer"])
def test_the_page_is_for_those_who_keep_words(login: str) -> None:
    client, page = desk(login)
    assert page.status_code == 403
    assert client.post("/desk/search/", {"say": "宵夜档"}).status_code == 403
    assert "/desk/search/" not in client.get("/desk").content.decode()
