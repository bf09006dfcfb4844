"""业务域: what every context's Django app has in common.

A module of its own, so that Django finds only one app in each context's `apps.py`.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

_ROOMS = ("events", "rules", "rules.permissions", "actions", "handlers", "jobs")


class ContextConfig(AppConfig):
    """业务域: base of every context's app: its events, permissions and handlers become known."""

    def ready(self) -> None:
        """就绪: import the rooms that register something."""
        for room in _ROOMS:
            if _exists(f"{self.name}.{room}"):
                import_module(f"{self.name}.{room}")


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the room is a module, not a package
        return False
