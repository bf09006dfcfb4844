"""A small index of invented services, for tests of what is found and in which order."""

from collections.abc import Sequence

from yimen.catalogue.rules.search.entries import Entry, Field
from yimen.catalogue.rules.search.index import Index, Tuning
from yimen.catalogue.rules.search.synonyms import Synonym
from yimen.kernel.packs import Names

FIELDS: tuple[Field, ...] = (
    "name", "alias", "text", "member", "result", "theme", "unit", "paper", "question",
)  # fmt: skip


def entry(code: str, title: str, kind: str = "item", **texts: Sequence[str]) -> Entry:
    fields = {field: tuple(texts.get(field, ())) for field in FIELDS}
    fields["name"] = (title, *texts.get("name", ()))
    return Entry(code, kind, Names(zh_hans=title), fields)  # type: ignore[arg-type]


ENTRIES = (
    entry("lamp-shop", "开灯铺", "bundle", member=("灯铺登记", "存油许可"), text=("一次办好灯铺",)),
    entry("lamp-registration", "灯铺登记", alias=("灯笼店执照",), unit=("灯芯所",)),
    entry("oil-permit", "存油许可", text=("存放灯油超过一桶的",), paper=("平面图",)),
    entry("wick-filing", "灯芯备案", name=("Wick filing",)),
)
SYNONYMS = (
    Synonym("火油", ("存油许可",)),
    Synonym("火油灯", ("灯芯备案",)),
    Synonym("照明", ("灯铺登记", "灯芯备案"), both=True),
)


def small(tuning: Tuning | None = None, **options: object) -> Index:
    return Index(ENTRIES, SYNONYMS, tuning=tuning, **options)  # type: ignore[arg-type]


def codes(index: Index, words: str, **options: object) -> list[str]:
    return [hit.code for hit in index.search(words, **options).hits]  # type: ignore[arg-type]
