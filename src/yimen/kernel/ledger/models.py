"""日志表: leaves, inner nodes and checkpoints, to which is only added; and how far sealing came."""

from django.db import models


class LedgerLeaf(models.Model):
    """日志叶: the hash of one event's entry, at its place in the log (counted from 0).

    No foreign key: events may be partitioned, and a removed event must not take its leaf along.
    """

    index = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.index} ← {self.event_id}"


class LedgerNode(models.Model):
    """日志节点: the hash of the complete subtree `index` of 2^`level` leaves, from level 1."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LedgerCheckpoint(models.Model):
    """日志检查点: a signed statement of the log's size (entries) and root.

    `note` is the signed text in the C2SP form, `verifier` the public key that goes with it.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    note = models.TextField()
    verifier = models.TextField()

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return self.note


class LedgerFrontier(models.Model):
    """封存进度: the one row that says how far the log is complete; see `frontier`.

    Every event up to id `settled` is in the log, and no event with such an id can appear any
    more. All ids up to `bound` had been given out when the transactions `holders` were seen.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    algorithm = models.TextField()
    settled = models.BigIntegerField(default=0)
    bound = models.BigIntegerField(default=0)
    holders = models.JSONField(default=list)

    class Meta:
        app_label = "kernel"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="ledger_has_one_frontier"),
        ]

    def __str__(self) -> str:
        return f"≤ {self.settled}"
