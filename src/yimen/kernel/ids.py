"""标识: opaque identifiers that sort by the time they were made (UUIDv7, RFC 9562)."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """新标识: a fresh UUIDv7."""
    return uuid7()
