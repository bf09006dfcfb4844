"""适配器约定: what every way of reaching a resource offers."""

from typing import Any, Protocol


class Adapter(Protocol):
    """适配器: asks one kind of system."""

    def ask(self, resource: str, key: str) -> dict[str, Any] | None:
        """查询: the values by element for `key`, or None when the register has no such record.

        Raises `Unavailable` when the system does not answer.
        """
        ...
