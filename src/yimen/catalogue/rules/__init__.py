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
    Step,
)

__all__ = [
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
