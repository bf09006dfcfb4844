"""自动环节登记: what automatic steps can do, offered by the contexts that do it.

A pack names an action (`enterprise.register`); the context registers the function behind it. The
function runs in the transaction of the step and returns the elements it produced.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unknown


@dataclass(frozen=True)
class AutomaticStep:
    """自动环节: what the function is told: the case, whose it is, and the whole form."""

    case: UUID
    party: str
    subject: str
    unit: str
    form: Mapping[str, Any]


AutomaticHandler = Callable[[Actor, AutomaticStep], Mapping[str, Any]]
_handlers: dict[str, AutomaticHandler] = {}


def automatic(name: str) -> Callable[[AutomaticHandler], AutomaticHandler]:
    """登记自动环节: decorator that offers a function under the name packs use."""

    def offer(handler: AutomaticHandler) -> AutomaticHandler:
        _handlers[name] = handler
        return handler

    return offer


def handler_of(name: str) -> AutomaticHandler:
    """自动环节函数: raises `Unknown` for a name that no context offers."""
    if name not in _handlers:
        raise Unknown(f"没有名为“{name}”的自动环节。")
    return _handlers[name]


def names() -> frozenset[str]:
    """可用自动环节: the names that packs may use."""
    return frozenset(_handlers)
