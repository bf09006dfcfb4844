"""端点: what every endpoint declares, and how requests are read.

What the operations of the JSON API share stands in `operations`, which loads the API's library.
"""

from yimen.kernel.http.endpoints import Audience, check_admitted, declared, endpoint
from yimen.kernel.http.requests import actor_of, idempotency_key, uuid_of

__all__ = [
    "Audience",
    "actor_of",
    "check_admitted",
    "declared",
    "endpoint",
    "idempotency_key",
    "uuid_of",
]
