"""检索词检查: what is wrong with the words of a pack's `search.yaml`."""

from collections.abc import Iterator

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.findings import Finding, error
from yimen.catalogue.rules.search.synonyms import wrong_with
from yimen.catalogue.rules.search.text import fold


def check_search(pack: PackContents) -> Iterator[Finding]:
    """检查检索词: words that nothing answers to, and words that are explained twice."""
    if pack.search is None or any(f.startswith(("items/", "bundles/")) for f in pack.faulty):
        return
    called = [(one.name, one.aliases) for one in pack.item_of.values()]
    called += [(loaded.value.name, loaded.value.aliases) for loaded in pack.bundles]
    known = [name.zh_hans for own, aliases in called for name in (own, *aliases)]
    first: set[str] = set()
    for n, entry in enumerate(pack.search.value.synonyms):
        if fold(entry.say) in first:
            message = f"“{entry.say}”重复"
            yield error(pack.search, ("synonyms", n, "say"), message, "并成一条")
        first.add(fold(entry.say))
        for wrong in wrong_with(entry.say, entry.means, known):
            message = f"检索词“{entry.say}”有误"
            yield error(pack.search, ("synonyms", n, wrong.field), message, wrong.message)
