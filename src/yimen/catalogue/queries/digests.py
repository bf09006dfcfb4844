"""定义摘要: what tells one content of a definition from another."""

import hashlib
from typing import Any

import msgspec

from yimen.catalogue.models import ItemVersion
from yimen.catalogue.queries.definitions import item_in_force
from yimen.catalogue.rules import BundleDefinition, ItemDefinition


def digest_of(definition: ItemDefinition | BundleDefinition, **more: Any) -> str:
    """定义摘要: SHA-256 of the definition's canonical JSON (and of what else belongs to it)."""
    content = {**definition.model_dump(mode="json"), **more}
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def digest_of_bundle(bundle: BundleDefinition) -> str:
    """一件事摘要: of the bundle and of the versions of its items in force now."""
    return digest_of(bundle, member_digests=[m.digest for m in members_of(bundle)])


def members_of(bundle: BundleDefinition) -> list[ItemVersion]:
    """联办事项版本: the versions in force today of the items that a bundle joins."""
    return [item_in_force(member.item) for member in bundle.members]
