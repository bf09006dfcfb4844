"""目录查询: definitions in force, and definitions of given versions."""

from yimen.catalogue.queries.definitions import (
    CatalogueFigures,
    bundle_in_force,
    bundle_of,
    bundles_in_force,
    catalogue_figures,
    conditions_of,
    conditions_of_items,
    flow_of,
    in_force,
    item_id_in_force,
    item_in_force,
    item_of,
    items_in_force,
    items_of_bundle,
    matching,
    savings_of_bundle,
    view_of_bundle,
)
from yimen.catalogue.queries.digests import digest_of, unpublished

__all__ = [
    "CatalogueFigures",
    "bundle_in_force",
    "bundle_of",
    "bundles_in_force",
    "catalogue_figures",
    "conditions_of",
    "conditions_of_items",
    "digest_of",
    "flow_of",
    "in_force",
    "item_id_in_force",
    "item_in_force",
    "item_of",
    "items_in_force",
    "items_of_bundle",
    "matching",
    "savings_of_bundle",
    "unpublished",
    "view_of_bundle",
]
