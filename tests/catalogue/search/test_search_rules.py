"""Scoring and fusion against slow, obvious oracles; synonyms; the order of results."""

from collections import Counter
from math import log

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_index import ENTRIES, SYNONYMS, codes, small

from yimen.catalogue.rules.search.fusion import fused, ranks
from yimen.catalogue.rules.search.lexical import Postings, Weights
from yimen.catalogue.rules.search.synonyms import Synonym, meant, wrong_with
from yimen.catalogue.rules.search.text import content, fold, pairs, tokens

SCORES = st.dictionaries(st.integers(0, 6), st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=7)


@given(SCORES)
def test_a_rank_is_one_more_than_those_who_are_better(scores: dict[int, float]) -> None:
    assert ranks(scores) == {
        one: 1 + sum(other > score for other in scores.values()) for one, score in scores.items()
    }


@given(st.lists(st.tuples(SCORES, st.floats(0.1, 3)), max_size=3), st.floats(0, 60))
def test_fusion_adds_reciprocal_ranks(rankings: list, smoothing: float) -> None:
    found = fused(rankings, smoothing)
    told = [(ranks(scores), weight) for scores, weight in rankings if scores]
    most = sum(weight / (smoothing + 1) for _, weight in told)
    everyone = {number for placed, _ in told for number in placed}
    assert found.keys() == everyone
    for number in everyone:
        total = sum(w / (smoothing + placed[number]) for placed, w in told if number in placed)
        assert found[number] == pytest.approx(total / most)
        assert 0 < found[number] <= 1 + 1e-9


@pytest.mark.parametrize("words", ["灯铺登记", "存油", "灯油 平面图", "wick", "没有的事", "灯"])
def test_scores_are_those_of_the_formula(words: str) -> None:
    weights = Weights()
    held = [
        {
            name: Counter(token for text in texts for token, _ in tokens(fold(text)))
            for name, texts in entry.fields.items()
        }
        for entry in ENTRIES
    ]
    mean = {
        name: max(1.0, sum(len(one[name]) for one in held) / len(held)) for name in weights.fields
    }
    asked = {token for part in content(words) for token, _ in tokens(part)}
    asked |= {token for part in content(words) for token in pairs(part)}
    expected = {}
    for number, fields in enumerate(held):
        score = 0.0
        for token in asked:
            holders = sum(any(token in counts for counts in one.values()) for one in held)
            rarity = log(1 + (len(held) - holders + 0.5) / (holders + 0.5))
            tf = sum(
                weights.fields[name]
                * counts[token]
                / (1 - weights.length + weights.length * len(counts) / mean[name])
                for name, counts in fields.items()
            )
            weight = weights.pair if token.startswith("~") else 1.0
            k1 = weights.saturation
            score += weight * rarity * tf * (k1 + 1) / (k1 + tf)
        if score:
            expected[number] = score
    assert Postings.of(ENTRIES, weights).scores(words) == pytest.approx(expected)


def test_names_count_more_than_descriptions() -> None:
    assert codes(small(), "灯铺登记")[0] == "lamp-registration"
    assert codes(small(), "存油许可")[:2] == ["oil-permit", "lamp-shop"]
    assert codes(small(), "wick filing") == ["wick-filing"]


def test_one_character_finds_names_that_hold_it() -> None:
    assert "oil-permit" in codes(small(), "存")
    assert codes(small(), "i") == [], "one letter stands in every word"
    assert codes(small(), "wick fil") == ["wick-filing"]


def test_nothing_is_found_where_nothing_is_said_of_it() -> None:
    assert codes(small(), "天气预报") == []
    assert codes(small(), "") == []
    assert codes(small(), "？？") == []


def test_at_most_so_many_are_given() -> None:
    assert len(codes(small(), "灯", limit=2)) == 2


def test_synonyms_find_what_they_mean() -> None:
    assert codes(small(), "我想卖火油")[0] == "oil-permit"
    assert set(codes(small(), "搞照明的")[:2]) == {"lamp-registration", "wick-filing"}


def test_the_longer_of_two_synonyms_in_one_place_decides() -> None:
    assert meant("卖火油灯", SYNONYMS) == ["灯芯备案"]
    assert meant("卖火油灯和火油", SYNONYMS) == ["灯芯备案", "存油许可"]


def test_a_synonym_works_backwards_only_if_it_says_so() -> None:
    assert meant("灯铺登记", SYNONYMS) == ["照明"]
    assert meant("存油许可", SYNONYMS) == []


def test_blanks_within_words_do_not_matter() -> None:
    assert meant("火 油", SYNONYMS) == ["存油许可"]
    assert meant("火油", [Synonym("火 油", ("存油许可",))]) == ["存油许可"]


def test_meaning_finds_what_words_do_not() -> None:
    vectors = {
        passage: numpy.eye(4, dtype=numpy.float32)[number]
        for number, entry in enumerate(ENTRIES)
        for passage in entry.passages
    }
    index = small(vectors=vectors)
    near = numpy.array([0.1, 0.2, 0.95, 0.1], dtype=numpy.float32)
    assert codes(index, "天气预报", near=near) == ["oil-permit"]
    assert codes(index, "天气预报", near=near * 0.5) == [], "too far from everything"
    assert codes(index, "灯芯", near=near)[:2] == ["oil-permit", "wick-filing"] or codes(
        index, "灯芯", near=near
    )[:2] == ["wick-filing", "oil-permit"]


def test_the_words_found_are_told_for_marking() -> None:
    assert small().search("我想卖火油").words == ("卖火油", "存油许可")


@pytest.mark.parametrize(
    ("say", "means", "complaint"),
    [
        ("", ["存油许可"], "写群众的说法"),
        ("油", ["存油许可"], "至少两个字"),
        ("很" * 31, ["存油许可"], "最长 30 个字"),
        ("火油", [], "至少一个"),
        ("火油", ["存油许可"] * 9, "最多 8 个"),
        ("存油", ["存油"], "相同"),
        ("火油", ["点灯证"], "没有名称或别名里有“点灯证”"),
    ],
)
def test_what_is_wrong_with_a_synonym_is_told(say: str, means: list[str], complaint: str) -> None:
    told = wrong_with(say, means, ["存油许可", "灯铺登记"])
    assert any(complaint in error.message for error in told)


def test_traditional_official_words_are_right_too() -> None:
    assert wrong_with("火油", ["存油許可"], ["存油许可"]) == []
