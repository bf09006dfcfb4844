"""Texts of law: their numbers, days, articles, force and ends, on small fictional laws."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.catalogue.rules.laws import articles
from yimen.catalogue.rules.laws.articles import Reference
from yimen.catalogue.rules.laws.collection import Collection, plain
from yimen.catalogue.rules.laws.numerals import dates, number, written
from yimen.catalogue.rules.laws.texts import LawText, read

OLD = """# 中华人民共和国店铺法

2003年8月27日 镇民大会通过

<!-- INFO END -->

## 第一章 总则

第一条 为了店铺，制定本法。

第二条 开店的，应当登记：

(一)有店名的；

（二）有店主的：

1.店主有名牌；

2.店主有住处；

(三)有店面的。

登记不收费。

第二条之一 油铺另有规定。

第三条 本法自2004年7月1日起施行。

1990年6月1日发布的《店铺暂行办法》、《灯铺管理办法》同时废止；《油铺办法》第三条同时废止。
"""
AMENDED = OLD.replace(
    "镇民大会通过", "镇民大会通过\n\n2019年4月23日 《关于修改〈店铺法〉的决定》修正"
)
REVISED = (
    "# 店铺法\n\n<!-- INFO END -->\n\n第一条 开店。\n\n第二条 本法自二〇二五年一月一日起施行。\n"
)
NUMBERED = "# 灯的通知\n\n<!-- INFO END -->\n\n各店：\n\n一、点灯。\n\n可以点蜡烛。\n\n二、灭灯。\n"


def law(name: str, text: str) -> LawText:
    found = read(name, text)
    assert found is not None
    return found


@pytest.fixture
def laws() -> Collection:
    return Collection.of(
        iter(
            [
                law("法/店铺法(2003-08-27).md", OLD),
                law("法/店铺法(2019-04-23).md", AMENDED),
                law("法/店铺法(2024-06-30).md", REVISED),
                law("灯的通知(1999-10-31).md", NUMBERED),
                law("店铺暂行办法(1990-06-01).md", "# 店铺暂行办法\n\n第一条 试行。\n"),
            ]
        )
    )


@given(st.integers(1, 9999))
def test_numbers_are_read_as_they_are_written(value: int):
    assert number(written(value)) == value
    assert number(str(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("一十二", 12), ("一百零三", 103), ("一百一十", 110), ("二〇〇四", 2004),
     ("１２", 12), ("一千二百六十", 1260)],
)  # fmt: skip
def test_numbers_of_law(text: str, value: int):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "甲", "第一"])
def test_what_is_no_number_is_refused(text: str):
    with pytest.raises(ValueError, match="不是数字"):
        number(text)


def test_days_are_read_in_every_script():
    text = "自２０１３年７月１日起，二○○四年七月一日，2020年2月30日，2019年 4月23日"
    assert dates(text) == [date(2013, 7, 1), date(2004, 7, 1), date(2019, 4, 23)]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("第五十三条", Reference(53)),
        ("第一百二十条之一", Reference(120, 1)),
        ("第三十二条第一款第四项", Reference(32, 0, 1, 4)),
        ("第三十二条第一款第（四）项", Reference(32, 0, 1, 4)),
        ("第二条第二项", Reference(2, item=2)),
        ("二十三", Reference(23)),
        ("第二十三项", Reference(23)),
        ("第 12 条", Reference(12)),
    ],
)
def test_citations_are_understood(text: str, reference: Reference):
    assert articles.parse(text) == (reference,)


def test_several_articles_are_several_references():
    assert [one.article for one in articles.parse("第三条、第五条至第七条")] == [3, 5, 7]


@pytest.mark.parametrize("text", ["前言", "第条", "第三章", "附件一"])
def test_what_is_no_article_says_how_to_write_one(text: str):
    with pytest.raises(ValueError, match="第三十二条第一款第四项"):
        articles.parse(text)


def words(text: LawText, reference: str) -> str | None:
    (one,) = articles.parse(reference)
    return text.articles[one.label].words(one)


def test_articles_have_paragraphs_and_items():
    text = law("店铺法(2003-08-27).md", OLD)
    assert list(text.articles) == [(1, 0), (2, 0), (2, 1), (3, 0)]
    assert text.articles[2, 0].line == 11
    whole = words(text, "第二条")
    assert whole is not None
    assert whole.splitlines()[0] == "第二条 开店的，应当登记："
    assert len(whole.splitlines()) == 7
    assert words(text, "第二条第二款") == "登记不收费。"
    assert words(text, "第二条第一款第二项") == "（二）有店主的：\n1.店主有名牌；\n2.店主有住处；"
    assert words(text, "第二条第三项") == "(三)有店面的。"
    assert words(text, "第二条第三款") is None
    assert words(text, "第二条第四项") is None
    assert words(text, "第二条第二款第一项") is None
    assert words(text, "第一条第一项") is None


def test_a_text_without_articles_goes_by_its_points():
    text = law("灯的通知(1999-10-31).md", NUMBERED)
    assert not text.is_numbered
    assert words(text, "一") == "一、点灯。\n可以点蜡烛。"
    assert words(text, "二") == "二、灭灯。"


def test_force_is_read_from_the_text(laws: Collection):
    old, amended, revised = laws.editions("店铺法")
    assert (old.in_force, old.is_force_read) == (date(2004, 7, 1), True)
    # An amended text repeats the first day, which says nothing of the amendment.
    assert (amended.in_force, amended.is_force_read) == (date(2019, 4, 23), False)
    assert revised.in_force == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("closing", "day"),
    [
        ("本办法自公布之日起施行。", date(2020, 1, 15)),
        ("本办法自发布之日起30日后施行。", date(2020, 2, 14)),
        ("本办法自公布之日起满三个月后施行。", date(2020, 4, 15)),
        ("本办法从2020年3月1日起实施。", date(2020, 3, 1)),
    ],
)
def test_force_in_other_words(closing: str, day: date):
    text = law("办法(2020-01-15).md", f"# 办法\n\n第一条 {closing}\n")
    assert (text.in_force, text.is_force_read) == (day, True)


def test_the_version_in_force_on_a_day(laws: Collection):
    def version(day: date) -> str:
        found = laws.in_force("《中华人民共和国店铺法》", day)
        return str(found.version) if found else ""

    assert version(date(2004, 6, 30)) == ""
    assert version(date(2004, 7, 1)) == "2003-08-27"
    assert version(date(2019, 4, 23)) == "2019-04-23"
    assert version(date(2024, 12, 31)) == "2019-04-23"
    assert version(date(2025, 1, 1)) == "2024-06-30"


def test_a_law_ends_when_the_one_that_repeals_it_comes_into_force(laws: Collection):
    assert laws.repealed_by("店铺暂行办法", date(2004, 6, 30)) is None
    by = laws.repealed_by("店铺暂行办法", date(2004, 7, 1))
    assert by is not None
    assert (by.title, str(by.version)) == ("店铺法", "2003-08-27")
    assert laws.repealed_by("灯铺管理办法", date(2010, 1, 1)) is not None
    assert laws.repealed_by("油铺办法", date(2010, 1, 1)) is None  # only an article of it ended
    assert laws.repealed_by("店铺法", date(2030, 1, 1)) is None


def test_books_of_one_code_are_one_law():
    noted = "2020年5月28日 通过\n\n2021年1月1日 施行\n\n<!-- INFO END -->\n\n"
    head = "# 中华人民共和国灯典\n\n# {}\n\n" + noted
    books = Collection.of(
        iter(
            [
                law("灯典/总则.md", head.format("总则") + "第一条 亮。\n"),
                law("灯典/油编.md", head.format("油编") + "第二条 油。\n"),
            ]
        )
    )
    (code,) = books.editions("灯典")
    assert list(code.articles) == [(1, 0), (2, 0)]
    assert code.in_force == date(2021, 1, 1)
    assert list(books.editions("灯典总则编")[0].articles) == [(1, 0)]
    assert list(books.editions("灯典油编")[0].articles) == [(2, 0)]


def test_other_files_are_no_law():
    assert read("README.md", "# 说明\n\n这里有法规。\n") is None


@pytest.mark.parametrize(
    "title", ["店铺法（试行）", "《店铺法(试行)》", "中华人民共和国店铺法 (试行)"]
)
def test_titles_are_compared_plainly(title: str):
    assert plain(title) == "店铺法(试行)"
