"""The guide for writers of packs explains every key, and its examples are right."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.guide import DirectoryFile
from yimen.catalogue.rules.lists import ListDefinition
from yimen.catalogue.rules.search.synonyms import SearchFile
from yimen.catalogue.rules.situations.model import SituationFile
from yimen.exchange.rules import ResourceFile
from yimen.kernel.packs import PackModel
from yimen.parties.rules import DemoFile, UnitFile
from yimen.vocabulary.rules import (
    AreaFile,
    CityDefinition,
    DocumentFile,
    ElementDefinition,
    ElementFile,
)

GUIDE = (Path(__file__).parents[2] / "docs" / "pack-guide.md").read_text("utf-8")
WRITTEN = set(re.findall(r"`([a-z_]+)`", GUIDE))
FILES = (
    CityDefinition, UnitFile, AreaFile, ElementFile, DocumentFile, ResourceFile, ItemDefinition,
    BundleDefinition, DemoFile, DirectoryFile, ListDefinition, SearchFile, SituationFile,
)  # fmt: skip


def models_in(annotation: Any) -> Iterator[type[PackModel]]:
    """The pack models that a type annotation contains, and those in their fields."""
    if isinstance(annotation, type) and issubclass(annotation, PackModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for part in get_args(annotation):
        yield from models_in(part)


def literals_in(annotation: Any) -> Iterator[str]:
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from literals_in(part)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.__name__)
def test_guide_explains_every_key(file: type[PackModel]):
    for model in set(models_in(file)):
        missing = set(model.model_fields) - WRITTEN
        assert missing == set(), model.__name__


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.__name__)
def test_guide_explains_every_value_to_choose(file: type[PackModel]):
    written = set(re.findall(r"`([a-z_-]+)`", GUIDE))
    for model in set(models_in(file)):
        for name, field in model.model_fields.items():
            chosen = {value for value in literals_in(field.annotation) if value}
            assert chosen - written == set(), (model.__name__, name)


def test_examples_of_the_guide_are_right():
    blocks = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
              if text.count("when:") < 2]  # fmt: skip
    elements = [one for block in blocks if isinstance(block, list) for one in block]
    items = [block for block in blocks if isinstance(block, dict) and "steps" in block]
    assert ElementDefinition.model_validate(elements[0]).source
    assert ItemDefinition.model_validate(items[0]).steps
