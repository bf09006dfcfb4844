"""Every command that a page shows exists, with the options it is shown with."""

import re
from pathlib import Path

import click
import pytest
from markdown_pages import PAGES, ROOT, name_of, shown_commands

from yimen.cli import main

SHOWN = [(page, words) for page in PAGES for words in shown_commands(page)]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words name, and the words behind its name."""
    command: click.Command = main
    while words and isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            break
        command, words = found, words[1:]
    return command, words


def unknown(words: list[str]) -> list[str]:
    """What of a shown command there is not."""
    program, *rest = words
    if program == "make":
        named = [word for word in rest if re.fullmatch("[a-z]+", word)]
        return [word for word in named if word not in TARGETS]
    command, rest = command_of(rest)
    if isinstance(command, click.Group):
        return [word for word in rest[:1] if re.match("[a-z]", word)]
    if command.context_settings.get("ignore_unknown_options"):
        return []  # the words are another program's
    known = {option for param in command.params for option in param.opts} | {"--help", "-h"}
    return [word for word in rest if word.startswith("-") and word.strip("[]") not in known]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_shown_commands_exist(page: Path) -> None:
    assert [words for shown, words in SHOWN if shown == page and unknown(words)] == []


def test_the_entrance_shows_how_to_begin_in_both_languages() -> None:
    english, chinese = (list(shown_commands(ROOT / name)) for name in ("README.md", "README.zh.md"))
    assert english == chinese
    assert english[:2] == [["make", "run"], ["make", "test"]]
    assert ["yimen", "up"] in english


def test_a_command_that_does_not_exist_is_found() -> None:
    assert unknown(["make", "tea"]) == ["tea"]
    assert unknown(["yimen", "tea"]) == ["tea"]
    assert unknown(["yimen", "deadline", "2026-02-03", "--tea"]) == ["--tea"]
    assert unknown(["yimen", "deadline", "2026-02-03", "--within", "20wd"]) == []
