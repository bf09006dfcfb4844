"""本地登记簿: a register that this platform keeps in its own database."""

from typing import Any

from yimen.exchange.models import RegisterRecord


class LocalRegister:
    """本地登记簿: answers from `RegisterRecord`."""

    def ask(self, resource: str, key: str) -> dict[str, Any] | None:
        """查询: the record's values, or None."""
        return (
            RegisterRecord.objects.filter(resource_id=resource, key=key)
            .values_list("values", flat=True)
            .first()
        )
