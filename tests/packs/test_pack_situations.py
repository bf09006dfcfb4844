"""Every pack in the repository comes to what its situations say, and has no dead end."""

import pytest
from pack_files import PACKS

from yimen.catalogue.rules.contents import PackContents, read_pack
from yimen.catalogue.rules.situations.judging import judge
from yimen.catalogue.rules.situations.walking import walk_pack
from yimen.config import paths


@pytest.fixture(scope="module", params=PACKS)
def contents(request: pytest.FixtureRequest) -> PackContents:
    return read_pack(paths.packs() / request.param)


def test_situations_come_true(contents: PackContents):
    report = judge(contents)
    assert [(one.name, one.misses) for one in report.verdicts if one.misses] == []
    assert [str(one) for one in report.findings] == []
    assert report.counts["situations"] >= 10


def test_every_definition_has_a_situation(contents: PackContents):
    shown = {code for one in judge(contents).verdicts for code in (*one.items, one.subject)}
    written = [one.value.code for one in (*contents.items, *contents.bundles)]
    assert [code for code in written if code not in shown] == []


def test_every_way_leads_to_an_end(contents: PackContents):
    report = walk_pack(contents)
    assert report.ok, [str(one) for one in report.troubles]
    assert report.counts["stuck"] == 0
    assert report.counts["granted"] > report.counts["subjects"]
    assert report.counts["refused"] > report.counts["subjects"]
