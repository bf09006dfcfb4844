"""目录接口: what other contexts may use."""

from yimen.catalogue.actions import digest_of, digest_of_bundle, publish_bundle, publish_item
from yimen.catalogue.models import BundleVersion, ItemVersion
from yimen.catalogue.queries import (
    CatalogueFigures,
    bundle_in_force,
    bundle_of,
    bundles_in_force,
    catalogue_figures,
    conditions_of,
    is_published,
    item_in_force,
    item_of,
    items_in_force,
    items_of_bundle,
    matching,
    savings_of_bundle,
    view_of_bundle,
)
from yimen.catalogue.rules import (
    BundleDefinition,
    ItemDefinition,
    Result,
    Row,
    ScenarioQuestion,
    Section,
    Step,
)
from yimen.catalogue.rules.checks import check_pack
from yimen.catalogue.rules.conditions import Conditions, Facts
from yimen.catalogue.rules.contents import PackContents, read_pack
from yimen.catalogue.rules.flow import ready
from yimen.catalogue.rules.stages import stages
from yimen.catalogue.rules.views import BundleView, FieldView, PaperView, Savings

__all__ = [
    "BundleDefinition",
    "BundleVersion",
    "BundleView",
    "CatalogueFigures",
    "Conditions",
    "Facts",
    "FieldView",
    "ItemDefinition",
    "ItemVersion",
    "PackContents",
    "PaperView",
    "Result",
    "Row",
    "Savings",
    "ScenarioQuestion",
    "Section",
    "Step",
    "bundle_in_force",
    "bundle_of",
    "bundles_in_force",
    "catalogue_figures",
    "check_pack",
    "conditions_of",
    "digest_of",
    "digest_of_bundle",
    "is_published",
    "item_in_force",
    "item_of",
    "items_in_force",
    "items_of_bundle",
    "matching",
    "publish_bundle",
    "publish_item",
    "read_pack",
    "ready",
    "savings_of_bundle",
    "stages",
    "view_of_bundle",
]
