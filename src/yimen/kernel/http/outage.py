"""数据库不可达: telling an outage from a fault of the platform's own."""

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext

from yimen.kernel.problems import Unavailable

RETRY_AFTER_SECONDS = 10
"""When a client should try again: a restarted database answers within seconds."""


def outage(error: BaseException | None) -> Unavailable | None:
    """停机: the problem to tell when the database does not answer; None for any other error.

    What was asked for was undone with its transaction, or never begun: asking again is safe with
    the same idempotency key.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    return Unavailable(gettext("数据库暂时没有应答。已保存的内容不会丢失，请过一会儿再试。"))
