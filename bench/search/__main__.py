"""检索测量: `make bench-search`: both halves, with and without meaning and synonyms, as JSON."""

import dataclasses
import sys
from itertools import product

from bench.running import machine, say, tell
from bench.search.measuring import measure, search_with
from bench.search.queries import DAY, PACK, Half, queries
from yimen.cli.pack_check import know_the_tables

HALVES: tuple[Half, Half] = ("tuning", "test")


def main() -> None:
    """测量: one line on the machine, one for each half and way of searching."""
    know_the_tables()
    from yimen.catalogue.rules.contents import read_pack
    from yimen.catalogue.rules.search.meaning import embedder
    from yimen.catalogue.rules.search.packs import index_of
    from yimen.catalogue.rules.search.text import warm

    model, pack = embedder(), read_pack(PACK)
    say("建立索引")
    warm()
    full = index_of(pack, model, on=DAY)
    bare = index_of(dataclasses.replace(pack, search=None), model, on=DAY)
    known = {entry.code for entry in full.entries}
    tell({"bench": "search", "machine": machine(), "pack": PACK.name, "entries": len(known)})
    if model is None:
        say("没有语义模型，只测字词")
    for half, index in product(HALVES, (full, bare)):
        asked = queries(half, known)
        for way in (model, None) if model else (None,):
            found = measure(search_with(index, way), asked)
            how = {"semantic": way is not None, "synonyms": bool(index.synonyms)}
            tell({"half": half, **how, **found.as_json()})
            if half == "tuning" and "--missed" in sys.argv:  # the test half stays unseen
                for query, codes in found.missed:
                    say(f"{query.words}：应得 {'、'.join(sorted(query.codes))}，得 {codes}")


if __name__ == "__main__":
    main()
