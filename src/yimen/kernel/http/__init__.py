"""端点: what every endpoint declares, and how requests are read."""

from yimen.kernel.http.endpoints import Audience, declared, endpoint
from yimen.kernel.http.requests import idempotency_key, uuid_of

__all__ = ["Audience", "declared", "endpoint", "idempotency_key", "uuid_of"]
