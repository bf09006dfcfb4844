"""检索查询: finding what is in force by what people say.

Each process keeps the index in memory, and one small statement tells whether it is still true.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, LiteralString

from django.db import connection

from yimen.catalogue.models import Embedding, SearchMiss, Synonym
from yimen.catalogue.queries.definitions import (
    bundles_in_force,
    items_in_force,
    items_of_bundle,
)
from yimen.catalogue.rules.search import masking, synonyms, text
from yimen.catalogue.rules.search.entries import Entry, entry_of_bundle, entry_of_item
from yimen.catalogue.rules.search.index import Found, Hit, Index
from yimen.catalogue.rules.search.meaning import Embedder, embedder
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require
from yimen.parties.api import Unit
from yimen.vocabulary.api import documents, revision, today

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yimen.catalogue.rules.search.meaning import Vectors

KEPT = 2048
"""Answers kept in memory for the index that gave them."""
MOST = 50
"""The most results of one search."""


@dataclass(frozen=True)
class Sought(Found):
    """检索回答: what was found; `semantic` says whether meaning was asked, or words alone."""

    semantic: bool = False


@dataclass
class _Held:
    """An index with what it was made of, and its latest answers."""

    state: tuple[Any, ...]
    index: Index
    embedder: Embedder | None
    answers: OrderedDict[tuple[str, int, bool], Sought] = field(default_factory=OrderedDict)


_lock = Lock()
_held: list[_Held] = []


def find_services(words: str, limit: int = 10, *, fast: bool = False) -> Sought:
    """检索: bundles and items in force for what people say, best first.

    `fast` asks words and synonyms only, for suggestions while somebody types. Nothing is found for
    empty words.
    """
    asked = " ".join(words.split())[: text.LONGEST]
    if not asked:
        return Sought((), ())
    held = _current()
    key = (text.fold(asked), min(limit, MOST), fast)
    with _lock:
        kept = held.answers.get(key)
        if kept is not None:
            held.answers.move_to_end(key)
            return kept
    model = None if fast else held.embedder
    found = held.index.search(asked, model.of_query(asked) if model else None, key[1])
    sought = Sought(found.hits, found.words, model is not None)
    with _lock:
        held.answers[key] = sought
        if len(held.answers) > KEPT:
            held.answers.popitem(last=False)
    return sought


def warm() -> None:
    """预热: read dictionaries and model now, rather than during somebody's first search.

    Needs no database and leaves no thread behind.
    """
    text.warm()
    masking.warm()
    embedder()


def callings() -> list[str]:
    """全部名称: everything by which the bundles and items in force are called."""
    return [one for entry in _current().index.entries for one in entry.callings]


def vocabulary() -> frozenset[str]:
    """目录用词: every word of the catalogue in force, folded: none of them is private."""
    return _current().index.vocabulary


def unembedded() -> list[str]:
    """待算段落: passages in force whose meaning is not stored; none where there is no model."""
    model = embedder()
    if model is None:
        return []
    wanted = _digests(model, _entries())
    stored = set(Embedding.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [passage for digest, passage in wanted.items() if digest not in stored]


def digest_of_passage(model: Embedder, passage: str) -> str:
    """段落摘要: SHA-256 of the model's name and the passage."""
    return hashlib.sha256(f"{model.name}\0{passage}".encode()).hexdigest()


def digests_in_use(model: Embedder) -> set[str]:
    """在用段落: digests of all passages of what is in force."""
    return set(_digests(model, _entries()))


def synonyms_in_force() -> "QuerySet[Synonym]":
    """现行检索词: by what people say."""
    return Synonym.objects.filter(withdrawn_at=None).order_by("say")


@dataclass(frozen=True)
class MissView:
    """未找到的检索: with what search would suggest for it now."""

    miss: SearchMiss
    suggested: tuple[Hit, ...]


@dataclass(frozen=True)
class SearchDesk:
    """检索维护: what whoever keeps the words sees: misses, words in force, words withdrawn."""

    misses: list[MissView]
    more: int
    """Misses that are not shown."""
    synonyms: list[Synonym]
    withdrawn: list[Synonym]
    semantic: bool


def search_desk(by: Actor, most: int = 30) -> SearchDesk:
    """检索维护: the most frequent misses first; raises `Denied`."""
    require(by, "catalogue.keep_words")
    open_misses = SearchMiss.objects.filter(handled_at=None).order_by("-count", "-last_at")
    shown = list(open_misses[:most])
    return SearchDesk(
        [MissView(miss, find_services(miss.words, 3).hits) for miss in shown],
        open_misses.count() - len(shown),
        list(synonyms_in_force()),
        list(Synonym.objects.exclude(withdrawn_at=None).order_by("-withdrawn_at")[:most]),
        _current().embedder is not None,
    )


def as_rule(row: Synonym) -> synonyms.Synonym:
    """对照规则: an entry as search uses it."""
    return synonyms.Synonym(row.folded, tuple(text.fold(one) for one in row.means), row.both)


# What the index is made of. Ids are made in the order of time, so the greatest tells of additions.
_STATE: LiteralString = """
select (select max(id::text) from catalogue_itemversion),
       (select max(id::text) from catalogue_bundleversion),
       (select max(id::text) from catalogue_synonym),
       (select count(withdrawn_at) from catalogue_synonym),
       (select max(at) from catalogue_embedding),
       (select count(*) from catalogue_embedding)
"""


def _current() -> _Held:
    """The index of what is in force now: today's, and of the newest words."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        state = (*cursor.fetchone(), today(), revision())
    with _lock:
        if _held and _held[0].state == state:
            return _held[0]
    built = _built(state)
    with _lock:
        _held[:] = [built]
    return built


def _built(state: tuple[Any, ...]) -> _Held:
    entries, model = _entries(), embedder()
    vectors = _vectors(model, entries) if model else {}
    rules = [as_rule(row) for row in synonyms_in_force()]
    return _Held(state, Index(entries, rules, vectors), model if vectors else None)


def _entries() -> list[Entry]:
    units = _unit_callings()
    papers = {code: document.name for code, document in documents().items()}
    bundles = [
        entry_of_bundle(bundle, [item for _, item in items_of_bundle(version.pk).values()], units)
        for version, bundle in bundles_in_force()
    ]
    return [*bundles, *(entry_of_item(item, units, papers) for _, item in items_in_force())]


def _unit_callings() -> Mapping[str, Sequence[str]]:
    return {
        unit.code: [unit.name["zh_hans"], unit.name.get("en", ""), unit.short, *unit.aliases]
        for unit in Unit.objects.all()
    }


def _digests(model: Embedder, entries: Iterable[Entry]) -> dict[str, str]:
    passages = dict.fromkeys(one for entry in entries for one in entry.passages)
    return {digest_of_passage(model, passage): passage for passage in passages}


def _vectors(model: Embedder, entries: Iterable[Entry]) -> "Mapping[str, Vectors]":
    import numpy

    wanted = _digests(model, entries)
    rows = Embedding.objects.filter(pk__in=wanted).values_list("pk", "vector")
    return {wanted[digest]: numpy.frombuffer(vector, dtype="<f4") for digest, vector in rows}
