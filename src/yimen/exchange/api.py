"""共享接口: what other contexts may use."""

from yimen.exchange.actions import ask, load_resources
from yimen.exchange.queries import asked_about, definition_of, resources
from yimen.exchange.rules import Purpose, ResourceDefinition, ResourceFile

__all__ = [
    "Purpose",
    "ResourceDefinition",
    "ResourceFile",
    "ask",
    "asked_about",
    "definition_of",
    "load_resources",
    "resources",
]
