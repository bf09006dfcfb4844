"""What the entrance says of the demo is so: log-ins, password, version."""

import re

import pytest
import yaml
from markdown_pages import ROOT, text_of

from yimen import __version__
from yimen.config import paths
from yimen.parties.actions import DEMO_PASSWORD

ENTRANCES = ("README.md", "README.zh.md")


@pytest.mark.parametrize("name", ENTRANCES)
def test_every_demo_log_in_is_named_and_no_other(name: str) -> None:
    demo = paths.packs() / paths.default_pack() / "demo.yaml"
    accounts = yaml.safe_load(demo.read_text("utf-8"))["accounts"]
    table = re.search(r"^\|.*?\n\n", text_of(ROOT / name), re.M | re.S)
    assert table is not None
    named = re.findall(r"`([a-z0-9-]+)`", table.group())
    assert set(named) == {account["login"] for account in accounts}
    assert f"`{DEMO_PASSWORD}`" in text_of(ROOT / name)


@pytest.mark.parametrize("name", [*ENTRANCES, "CHANGELOG.md"])
def test_the_version_is_this_one(name: str) -> None:
    assert __version__ in text_of(ROOT / name)


def test_pictures_are_light() -> None:
    for picture in (ROOT / "docs" / "images").glob("*.png"):
        assert picture.stat().st_size < 300_000, picture.name
