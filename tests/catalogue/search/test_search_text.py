"""Folding, cutting and marking: nothing is lost, and both scripts are one."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.catalogue.rules.search.text import content, cut, fold, marked, tokens

CHINESE = st.text(alphabet="我想开个奶茶店營業執照食品经营许可證AbC12 ，。", max_size=30)


@given(CHINESE, st.lists(CHINESE.map(fold), max_size=4))
def test_marking_changes_no_text(text: str, words: list[str]) -> None:
    pieces = marked(text, words)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(a[1] != b[1] for a, b in pairwise(pieces))


@given(CHINESE)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [("營業執照", "营业执照"), ("ＬＥＤ", "led"), ("Company Seal", "company seal"), ("臺", "台")],
)
def test_scripts_widths_and_cases_are_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("我想开个奶茶店", "开奶茶店"),
        ("请问怎么办理营业执照", "营业执照"),
        ("how do i register a company", "registercompany"),
    ],
)
def test_what_people_say_around_it_is_left_out(said: str, left: str) -> None:
    assert "".join(content(said)) == left


def test_a_search_of_empty_words_is_taken_as_it_stands() -> None:
    assert content("怎么办") == ["怎么办"]
    assert content("？！") == []


def test_words_are_marked_in_the_other_script_too() -> None:
    assert marked("辦理營業執照", ["营业执照"]) == [("辦理", False), ("營業執照", True)]
    assert marked("无关", ["营业执照"]) == [("无关", False)]


def test_long_words_are_found_by_their_parts() -> None:
    assert {"身份", "身份证"} <= set(cut("身份证"))
    assert {token for token, is_word in tokens("刻公章") if not is_word} == {"~刻公", "~公章"}


def test_the_dictionary_leaves_no_file_that_others_could_plant(tmp_path: object) -> None:
    """jieba's own start reads a dump from the folder for temporary files, and runs it."""
    import subprocess

    program = (
        "import tempfile; tempfile.tempdir = r'" + str(tmp_path) + "'\n"
        "from yimen.cli.pack_check import know_the_tables; know_the_tables()\n"
        "from yimen.catalogue.rules.search.text import warm; warm()\n"
        "import os; print(os.listdir(tempfile.tempdir))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert "Building prefix dict" not in done.stderr
