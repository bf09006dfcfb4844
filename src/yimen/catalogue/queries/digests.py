"""定义摘要: what tells one content of a definition from another, and what is published of it."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from pydantic import BaseModel

from yimen.catalogue.models import (
    BundleVersion,
    EntryVersion,
    ItemVersion,
    ListVersion,
    Version,
)
from yimen.catalogue.queries.definitions import in_force
from yimen.catalogue.rules import BundleDefinition
from yimen.catalogue.rules.contents import Definitions
from yimen.kernel.problems import Unknown


def digest_of(definition: BaseModel, **more: Any) -> str:
    """定义摘要: SHA-256 of what a definition says, as canonical JSON (and of what else belongs
    to it). What is left at its default does not count, so that new keys change no digest."""
    content = {**definition.model_dump(mode="json", exclude_defaults=True), **more}
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def members_of(bundle: BundleDefinition, on: date) -> list[ItemVersion]:
    """联办事项版本: the versions in force on a day of the items that a bundle joins, in its order.

    Raises `Unknown` naming those that are not in force then.
    """
    codes = [member.item for member in bundle.members]
    found = {one.code: one for one in in_force(ItemVersion.objects.filter(code__in=codes), on)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise Unknown(
            f"一件事“{bundle.code}”的成员 {'、'.join(missing)} 在 {on} 没有生效的版本："
            "先发布它们，或从一件事里删去。"
        )
    return [found[code] for code in codes]


def unpublished(definitions: Definitions) -> Definitions:
    """未发布部分: those definitions of which no version says the same."""
    return Definitions(
        tuple(_new(ItemVersion, definitions.items)),
        tuple(_new(BundleVersion, definitions.bundles, BundleDefinition)),
        tuple(_new(ListVersion, definitions.lists)),
        tuple(_new(EntryVersion, definitions.entries)),
        definitions.sources,
    )


def _new(
    model: type[Version], definitions: Iterable[Any], read: type[BundleDefinition] | None = None
) -> list[Any]:
    """A bundle's stored digest is also of its members; what it says itself is read anew."""
    wanted = list(definitions)
    rows = model._base_manager.filter(code__in=[one.code for one in wanted])
    if read is None:
        known = set(rows.values_list("code", "digest"))
    else:
        known = {(row.code, digest_of(read.model_validate(row.definition))) for row in rows}
    return [one for one in wanted if (one.code, digest_of(one)) not in known]
