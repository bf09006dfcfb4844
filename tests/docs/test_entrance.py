"""What the entrance says of the demo is so: log-ins, password, version."""

import re

import pytest
from markdown_pages import ROOT, text_of

from yimen import __version__
from yimen.catalogue.api import PackContents, read_pack
from yimen.config import paths
from yimen.parties.actions import DEMO_PASSWORD

ENTRANCES = ("README.md", "README.zh.md")


def _needed(pack: PackContents) -> set[str]:
    """Who is needed to try the first bundle: everybody but those who work on other things only."""
    assert pack.demo is not None
    first = next(one.value for one in pack.bundles if one.value.code == "company-startup")
    steps = {
        (step.unit or item.unit, step.role)
        for item in pack.members_of(first)
        for step in item.steps
    }
    return {
        account.login
        for account in pack.demo.value.accounts
        if not {"reviewer", "approver"} & set(account.roles)
        or {(account.unit, role) for role in account.roles} & steps
    }


@pytest.mark.parametrize("name", ENTRANCES)
def test_the_demo_log_ins_are_named(name: str) -> None:
    pack = read_pack(paths.packs() / paths.default_pack())
    assert pack.demo is not None
    table = re.search(r"^\|.*?\n\n", text_of(ROOT / name), re.M | re.S)
    assert table is not None
    named = set(re.findall(r"`([a-z0-9-]+)`", table.group()))
    assert named >= _needed(pack)
    assert named <= {account.login for account in pack.demo.value.accounts}
    assert f"`{DEMO_PASSWORD}`" in text_of(ROOT / name)


@pytest.mark.parametrize("name", [*ENTRANCES, "CHANGELOG.md"])
def test_the_version_is_this_one(name: str) -> None:
    assert __version__ in text_of(ROOT / name)


def test_pictures_are_light() -> None:
    for picture in (ROOT / "docs" / "images").glob("*.png"):
        assert picture.stat().st_size < 300_000, picture.name
