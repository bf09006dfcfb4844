"""目录规则: pure models and derivations of items and bundles."""

from yimen.catalogue.rules.definitions import (
    BundleDefinition,
    BundleMember,
    FieldUse,
    ItemDefinition,
    PaperUse,
    Result,
    Row,
    ScenarioQuestion,
    Section,
)
from yimen.catalogue.rules.steps import BY_PLATFORM, Step

__all__ = [
    "BY_PLATFORM",
    "BundleDefinition",
    "BundleMember",
    "FieldUse",
    "ItemDefinition",
    "PaperUse",
    "Result",
    "Row",
    "ScenarioQuestion",
    "Section",
    "Step",
]
