"""词汇接口: what other contexts may use."""

from yimen.vocabulary.actions import load_words
from yimen.vocabulary.models import Area
from yimen.vocabulary.queries import (
    area_definitions,
    areas,
    calendar,
    city,
    documents,
    elements,
    loaded_digest,
    newest_load,
    one_revision,
    revision,
    today,
)
from yimen.vocabulary.rules import (
    AreaDefinition,
    AreaFile,
    Choice,
    CityDefinition,
    DocumentDefinition,
    DocumentFile,
    ElementDefinition,
    ElementFile,
    ElementSource,
    check_table,
    check_value,
)

__all__ = [
    "Area",
    "AreaDefinition",
    "AreaFile",
    "Choice",
    "CityDefinition",
    "DocumentDefinition",
    "DocumentFile",
    "ElementDefinition",
    "ElementFile",
    "ElementSource",
    "area_definitions",
    "areas",
    "calendar",
    "check_table",
    "check_value",
    "city",
    "documents",
    "elements",
    "load_words",
    "loaded_digest",
    "newest_load",
    "one_revision",
    "revision",
    "today",
]
