"""Citations of a pack against a small collection of fictional laws."""

import time
from pathlib import Path

import pytest
from small_pack import SmallPack

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.laws.citing import Checked, check_laws
from yimen.catalogue.rules.laws.collection import Collection
from yimen.catalogue.rules.laws.unverified import unverified_citations
from yimen.kernel.problems import Invalid

ITEM = "items/open-shop.yaml"
LAW = "灯镇店铺条例"
CITED = "{law: 灯镇店铺条例, version: 2024-01-01, article: 第一条}"
ARTICLES = """第一条 开店的，应当登记。

第二条 登记自受理之日起10日内办结。

第三条 本条例自{}起施行。
"""


@pytest.fixture
def lantern(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "lantern")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    laws = tmp_path / "laws"
    laws.mkdir()
    (laws / f"{LAW}(2024-01-01).md").write_text(ARTICLES.format("2024年3月1日"), "utf-8")
    (laws / f"{LAW}(2019-01-01).md").write_text(ARTICLES.format("2019年3月1日"), "utf-8")
    return laws


def checked(pack: PackContents, folder: Path) -> list[Checked]:
    return list(check_laws(pack, Collection.read(folder)).checked)


def cite(lantern: SmallPack, law: str = LAW, version: str = "2024-01-01", article: str = "第一条"):
    written = f"{{law: {law}, version: {version}, article: {article}}}"
    return lantern.change(ITEM, CITED, written)


def first(lantern: SmallPack, folder: Path) -> Checked:
    return checked(lantern.read(), folder)[0]


def test_a_right_citation_is_found_with_its_words(lantern: SmallPack, folder: Path):
    one = first(lantern, folder)
    assert (one.status, one.message) == ("found", "")
    assert one.words == "第一条 开店的，应当登记。"
    assert one.place == f"{LAW}(2024-01-01).md:1"
    assert (one.file, one.line) == (ITEM, lantern.line_of(ITEM, "basis:"))


def test_what_is_unverified_may_be_checked_once_its_text_is_there(lantern: SmallPack, folder: Path):
    report = check_laws(lantern.read(), Collection.read(folder))
    two = report.checked[1]
    assert two.status == "verifiable"
    (finding,) = report.findings
    assert (finding.level, finding.file) == ("warning", ITEM)
    assert "可以核对" in finding.message
    assert report.counts["notes"] > 0
    assert report.counts["citations"] == 2
    (folder / f"{LAW}(2024-01-01).md").unlink()
    assert checked(lantern.read(), folder)[1].status == "unverified"


def test_an_older_version_was_not_in_force(lantern: SmallPack, folder: Path):
    one = first(cite(lantern, version="2019-01-01"), folder)
    assert one.status == "not_in_force"
    assert str(one.in_force) == "2024-01-01"
    assert "施行的" in one.message
    assert "改成 version: 2024-01-01" in one.remedy


def test_a_version_that_is_not_law_yet_was_not_in_force(lantern: SmallPack, folder: Path):
    lantern.change(ITEM, "effective_from: 2025-01-01", "effective_from: 2024-02-29")
    one = first(lantern, folder)
    assert one.status == "not_in_force"
    assert "2024-01-01 版自 2024-03-01 起施行" in one.remedy


def test_before_the_first_version_nothing_was_law(lantern: SmallPack, folder: Path):
    lantern.change(ITEM, "effective_from: 2025-01-01", "effective_from: 2019-02-28")
    one = first(cite(lantern, version="2019-01-01"), folder)
    assert one.status == "not_in_force"
    assert "2019-03-01 起才施行" in one.message


def test_a_law_that_was_repealed_is_not_in_force(lantern: SmallPack, folder: Path):
    text = f"第一条 本法自2024年6月1日起施行。《{LAW}》同时废止。\n"
    (folder / "店铺法(2024-05-01).md").write_text(text, "utf-8")
    one = first(lantern, folder)
    assert one.status == "not_in_force"
    assert "自 2024-06-01 起已被《店铺法》废止" in one.message


def test_an_article_that_is_not_there_names_the_nearest(lantern: SmallPack, folder: Path):
    one = first(cite(lantern, article="第四条"), folder)
    assert one.status == "no_article"
    assert "没有第四条" in one.message
    assert "到第三条为止" in one.remedy
    part = first(lantern.change(ITEM, "第四条", "第二条第二款"), folder)
    assert part.status == "no_article"
    assert "第二条有 1 款" in part.remedy


def test_an_article_nobody_can_read_says_how_to_write_it(lantern: SmallPack, folder: Path):
    one = first(cite(lantern, article="总则"), folder)
    assert one.status == "no_article"
    assert "第五十三条" in one.message


def test_a_version_or_law_that_is_not_there_is_a_warning(lantern: SmallPack, folder: Path):
    report = check_laws(cite(lantern, version="2020-01-01").read(), Collection.read(folder))
    assert report.checked[0].status == "no_version"
    assert "有 2019-01-01、2024-01-01" in report.checked[0].message
    lantern.change(ITEM, "law: 灯镇店铺条例, version: 2020-01-01", "law: 灯法, version: 2020-01-01")
    report = check_laws(lantern.read(), Collection.read(folder))
    assert report.checked[0].status == "missing"
    assert {one.level for one in report.findings} == {"warning"}
    assert report.counts["missing"] == 1


def test_documents_hold_as_of_the_items_that_use_them(lantern: SmallPack, folder: Path):
    old = f"{{law: {LAW}, version: 2019-01-01, article: 第一条}}"
    lantern.change("documents.yaml", "{code: plan,", f"{{code: plan, basis: [{old}],")
    assert first(lantern, folder).status == "not_in_force"
    lantern.change(ITEM, "effective_from: 2025-01-01", "effective_from: 2020-01-01")
    assert first(lantern, folder).status == "found"


def test_unverified_citations_are_listed_with_what_rests_on_them(lantern: SmallPack):
    note = "{note: 待核, unverified: true}"
    lantern.change("documents.yaml", "{code: plan,", f"{{code: plan, basis: [{note}],")
    document, item = unverified_citations(lantern.read())
    assert (document.code, document.key, document.source.note) == ("plan", "basis", "待核")
    assert (item.code, item.key) == ("open-shop", "limits.statutory_basis")
    assert item.name is not None
    assert item.name.zh_hans == "开店登记"
    assert item.line == lantern.line_of(ITEM, "statutory_basis")


def test_a_folder_without_law_is_refused(tmp_path: Path):
    with pytest.raises(Invalid, match="没有法规文本"):
        Collection.read(tmp_path)


@pytest.mark.published
def test_five_hundred_citations_take_less_than_three_seconds(lantern: SmallPack, shared_dir: Path):
    titles = [
        "行政许可法", "公司法", "食品安全法实施条例", "民法典", "优化营商环境条例", "劳动法",
        "土地管理法", "建筑法", "消防法", "城乡规划法",
    ]  # fmt: skip
    collection = Collection.read(shared_dir / "law")
    cited = [
        f"{{law: {title}, version: {collection.editions(title)[-1].version}, article: 第{n}条}}"
        for title in titles
        for n in range(1, 51)
    ]
    lantern.change(ITEM, f"basis: [{CITED}]", f"basis: [{', '.join(cited)}]")
    pack = lantern.read()
    started = time.process_time()
    report = check_laws(pack, Collection.read(shared_dir / "law"))
    assert time.process_time() - started < 3
    assert report.counts["citations"] > 500
    assert report.counts["no_article"] == 0
