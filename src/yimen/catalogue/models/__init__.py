"""目录表: published versions, and the changes that lead to them."""

from yimen.catalogue.models.changes import Change, ChangePart, Remark, Review
from yimen.catalogue.models.search import Embedding, SearchMiss, Synonym
from yimen.catalogue.models.simulation import Simulation
from yimen.catalogue.models.versions import (
    BundleVersion,
    EntryVersion,
    ItemVersion,
    ListVersion,
    Version,
)

__all__ = [
    "BundleVersion",
    "Change",
    "ChangePart",
    "Embedding",
    "EntryVersion",
    "ItemVersion",
    "ListVersion",
    "Remark",
    "Review",
    "SearchMiss",
    "Simulation",
    "Synonym",
    "Version",
]
