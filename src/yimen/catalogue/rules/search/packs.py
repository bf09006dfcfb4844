"""按包检索: the index of a pack's files, without any database."""

from datetime import date

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.search.entries import Entry, entry_of_bundle, entry_of_item
from yimen.catalogue.rules.search.index import Index, Tuning
from yimen.catalogue.rules.search.meaning import Embedder


def entries_of(pack: PackContents, on: date | None = None) -> list[Entry]:
    """检索条目: of the bundles and items that a pack offers on a day, or ever."""
    units = {
        unit.code: [unit.name.zh_hans, unit.name.en, unit.short, *unit.aliases]
        for unit in (pack.units.value.units if pack.units else ())
    }
    papers = {code: document.name for code, document in pack.document_of.items()}
    bundles = [
        entry_of_bundle(loaded.value, pack.members_of(loaded.value), units)
        for loaded in pack.bundles
        if loaded.value.status == "open" and _holds(loaded.value, on)
    ]
    items = [one for one in pack.item_of.values() if one.offered and _holds(one, on)]
    return [*bundles, *(entry_of_item(item, units, papers) for item in items)]


def _holds(one: ItemDefinition | BundleDefinition, on: date | None) -> bool:
    if on is None:
        return True
    return one.effective_from <= on and (one.effective_to is None or on <= one.effective_to)


def index_of(
    pack: PackContents,
    model: Embedder | None,
    *,
    on: date | None = None,
    tuning: Tuning | None = None,
) -> Index:
    """城市包索引: with its words; by meaning too where there is a model (10 ms a passage)."""
    entries = entries_of(pack, on)
    entered = pack.search.value.synonyms if pack.search else []
    vectors = {}
    if model:
        passages = list(dict.fromkeys(one for entry in entries for one in entry.passages))
        vectors = dict(zip(passages, model.of_passages(passages), strict=True))
    return Index(entries, [one.as_synonym() for one in entered], vectors, tuning)
