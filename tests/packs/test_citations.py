"""Every citation of a pack stands in the text of law that was in force on the day."""

from pathlib import Path

import pytest
from pack_files import PACKS

from yimen.catalogue.rules.contents import read_pack
from yimen.catalogue.rules.laws.citing import LawReport, check_laws
from yimen.catalogue.rules.laws.collection import Collection
from yimen.config import paths

pytestmark = pytest.mark.published


@pytest.fixture(scope="module")
def laws(shared_dir: Path) -> Collection:
    return Collection.read(shared_dir / "law")


def report(name: str, laws: Collection) -> LawReport:
    return check_laws(read_pack(paths.packs() / name), laws)


@pytest.mark.parametrize("name", PACKS)
def test_citations_stand_in_the_text_in_force(name: str, laws: Collection):
    checked = report(name, laws)
    assert [str(finding) for finding in checked.findings] == []
    # What is not marked as unverified was found, word by word.
    assert {one.status for one in checked.checked} <= {"found", "unverified"}
    assert all(one.words for one in checked.checked if one.status == "found")


def test_dongguan_cites_the_laws_it_stands_on(laws: Collection):
    checked = report("dongguan", laws).checked
    assert {one.source.law for one in checked if one.status == "found"} >= {
        "公司法",
        "公司登记管理条例",
        "优化营商环境条例",
        "发票管理办法",
        "社会保险法",
        "住房公积金管理条例",
        "行政许可法",
        "食品安全法实施条例",
        "国务院关于在线政务服务的若干规定",
    }


def test_the_whole_collection_can_be_read(laws: Collection):
    """Every text but those without any numbering has articles, and the code stands whole."""
    editions = {id(one): one for law in laws.laws.values() for one in law}.values()
    assert len(laws) > 1_000
    assert sum(not one.articles for one in editions) <= 6
    (code,) = laws.editions("民法典")
    assert len(code.articles) == 1_260
    assert str(code.in_force) == "2021-01-01"
