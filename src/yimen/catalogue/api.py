"""目录接口: what other contexts may use."""

from yimen.catalogue.actions import publish_bundle, publish_definitions, publish_item
from yimen.catalogue.models import BundleVersion, ItemVersion
from yimen.catalogue.queries import (
    CatalogueFigures,
    bundle_in_force,
    bundle_of,
    bundles_in_force,
    catalogue_figures,
    conditions_of,
    conditions_of_items,
    digest_of,
    flow_of,
    item_id_in_force,
    item_in_force,
    item_of,
    items_in_force,
    items_of_bundle,
    matching,
    savings_of_bundle,
    unpublished,
    view_of_bundle,
)
from yimen.catalogue.rules import (
    BY_PLATFORM,
    BundleDefinition,
    ItemDefinition,
    Result,
    Row,
    ScenarioQuestion,
    Section,
    Step,
)
from yimen.catalogue.rules.bpmn.drawing import Drawing, Wording
from yimen.catalogue.rules.bpmn.export import bundle_drawing, item_drawing, to_bpmn
from yimen.catalogue.rules.bpmn.imports import Draft, Imported, read_bpmn
from yimen.catalogue.rules.bpmn.untaken import Untaken
from yimen.catalogue.rules.bpmn.wording import wording_of
from yimen.catalogue.rules.checks import check_pack
from yimen.catalogue.rules.conditions import Conditions, Facts
from yimen.catalogue.rules.contents import Definitions, PackContents, read_pack
from yimen.catalogue.rules.firing import Flow, FlowState, ready
from yimen.catalogue.rules.stages import stages
from yimen.catalogue.rules.terms import Quota
from yimen.catalogue.rules.views import BundleView, FieldView, PaperView, Savings

__all__ = [
    "BY_PLATFORM",
    "BundleDefinition",
    "BundleVersion",
    "BundleView",
    "CatalogueFigures",
    "Conditions",
    "Definitions",
    "Draft",
    "Drawing",
    "Facts",
    "FieldView",
    "Flow",
    "FlowState",
    "Imported",
    "ItemDefinition",
    "ItemVersion",
    "PackContents",
    "PaperView",
    "Quota",
    "Result",
    "Row",
    "Savings",
    "ScenarioQuestion",
    "Section",
    "Step",
    "Untaken",
    "Wording",
    "bundle_drawing",
    "bundle_in_force",
    "bundle_of",
    "bundles_in_force",
    "catalogue_figures",
    "check_pack",
    "conditions_of",
    "conditions_of_items",
    "digest_of",
    "flow_of",
    "item_drawing",
    "item_id_in_force",
    "item_in_force",
    "item_of",
    "items_in_force",
    "items_of_bundle",
    "matching",
    "publish_bundle",
    "publish_definitions",
    "publish_item",
    "read_bpmn",
    "read_pack",
    "ready",
    "savings_of_bundle",
    "stages",
    "to_bpmn",
    "unpublished",
    "view_of_bundle",
    "wording_of",
]
