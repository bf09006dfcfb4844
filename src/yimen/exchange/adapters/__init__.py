"""共享适配器: how resources are reached; one module per kind of system."""

from yimen.exchange.adapters.base import Adapter
from yimen.exchange.adapters.local_register import LocalRegister

ADAPTERS: dict[str, Adapter] = {"local-register": LocalRegister()}

__all__ = ["ADAPTERS", "Adapter"]
