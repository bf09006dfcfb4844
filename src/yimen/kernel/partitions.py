"""事件分区: the table of events grows by partitions, which are there before they are needed."""

from django.db import connection, transaction
from procrastinate.contrib.django import app

SIZE = 10_000_000
"""Ids in a partition: some million cases. Fewer would make every history ask more partitions."""
_AHEAD = 1
"""Empty partitions beyond the one being filled; a job a day can be missed for long."""


def make_partitions(size: int = SIZE, ahead: int = _AHEAD) -> int:
    """备好分区: make the partitions that the next events need; how many were made.

    Events that found none stand in the partition for the rest; they get one of their own, and
    writers wait that moment. Otherwise nobody waits: whoever holds a lock that is needed makes
    this give up after two seconds, until the next time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '2s'")
        cursor.execute("select kernel_make_event_partitions(%s, %s)", [size, ahead])
        (made,) = cursor.fetchone()
    return int(made)


@app.periodic(cron="17 3 * * *")
@app.task(queue="events", name="kernel.partitions", queueing_lock="kernel.partitions")
def make_ahead(timestamp: int) -> None:
    """备好分区: every night."""
    make_partitions()
