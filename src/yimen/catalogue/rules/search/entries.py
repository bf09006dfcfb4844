"""检索条目: what of a bundle or an item can be found, by field, in every language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.kernel.packs import Names

Kind = Literal["bundle", "item"]
Field = Literal["name", "alias", "text", "member", "result", "theme", "unit", "paper", "question"]

PASSAGE = 300
"""The longest passage whose meaning is taken, in characters: more would blur it."""


@dataclass(frozen=True)
class Entry:
    """检索条目: a bundle or an item as search sees it; `fields` hold its texts, unfolded."""

    code: str
    kind: Kind
    title: Names
    fields: Mapping[Field, tuple[str, ...]]

    @property
    def callings(self) -> tuple[str, ...]:
        """名称和别名: everything by which the entry is called."""
        return (*self.fields["name"], *self.fields["alias"])

    @property
    def passages(self) -> tuple[str, ...]:
        """段落: the texts whose meaning stands for the entry: its names, and what it says."""
        name = self.title.zh_hans
        said = [text for text in self.fields["text"] if _is_chinese(text)][:1]
        joined = [text for text in self.fields["member"] if _is_chinese(text)]
        found = [*self.callings]
        found += [f"{name}：{text}" for text in said]
        if joined:
            found.append(f"{name}：{'、'.join(joined)}")
        return tuple(dict.fromkeys(text[:PASSAGE] for text in found))


def entry_of_item(
    item: ItemDefinition, units: Mapping[str, Iterable[str]], documents: Mapping[str, Names]
) -> Entry:
    """事项条目: `units` holds what each unit is called, `documents` the name of each paper."""
    papers = [documents[use.document] for use in item.papers if use.document in documents]
    result = documents.get(item.result_document)
    return Entry(
        item.code,
        "item",
        item.name,
        {
            "name": _texts([item.name]),
            "alias": _texts(item.aliases),
            "text": _texts([item.description]),
            "member": (),
            "result": _texts([result]),
            "theme": _texts([item.theme]),
            "unit": tuple(units.get(item.unit, ())),
            "paper": _texts(papers),
            "question": _texts([one.question for one in item.scenario]),
        },
    )


def entry_of_bundle(
    bundle: BundleDefinition,
    items: Iterable[ItemDefinition],
    units: Mapping[str, Iterable[str]],
) -> Entry:
    """一件事条目: `items` are those that it joins."""
    return Entry(
        bundle.code,
        "bundle",
        bundle.name,
        {
            "name": _texts([bundle.name]),
            "alias": _texts(bundle.aliases),
            "text": _texts([bundle.summary]),
            "member": _texts([item.name for item in items]),
            "result": (),
            "theme": (),
            "unit": tuple(units.get(bundle.unit, ())),
            "paper": (),
            "question": _texts([one.question for one in bundle.scenario]),
        },
    )


def _texts(names: Iterable[Names | None]) -> tuple[str, ...]:
    """Each text once. Traditional names are left out: folded, they are the Simplified ones."""
    told = [text for one in names if one for text in (one.zh_hans, one.en) if text]
    return tuple(dict.fromkeys(told))


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)
