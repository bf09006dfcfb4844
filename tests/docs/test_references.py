"""The reference pages say what the code does, and the glossary knows every noun and state."""

import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.db.models import Model
from markdown_pages import ROOT, text_of

from yimen.cases.rules import states
from yimen.kernel.http import Audience

GLOSSARY = text_of(ROOT / "docs" / "glossary.md")
MODELS = [model for model in apps.get_models() if model.__module__.startswith("yimen.")]
EXPLAINED = set(re.findall(r"`([\w.-]+)`", GLOSSARY))


def test_reference_pages_are_true() -> None:
    generate = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(generate, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_glossary_knows_every_table() -> None:
    assert {model.__name__ for model in MODELS} - EXPLAINED == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_glossary_knows_every_state_and_its_word(model: type[Model]) -> None:
    chosen = [pair for field in model._meta.fields for pair in field.flatchoices]
    missing = [f"`{value}` {word}" for value, word in chosen if f"`{value}` {word}" not in GLOSSARY]
    assert missing == []


def test_the_glossary_knows_every_edge_and_audience() -> None:
    assert {verb for _, verb in states.TRANSITIONS} <= EXPLAINED
    assert {audience.value for audience in Audience} <= EXPLAINED
