"""内核表: the append-only event table, its deliveries, and answered requests."""

from django.db import models

from yimen.kernel.ids import new_id
from yimen.kernel.ledger import models as ledger_models  # noqa: F401  (its tables are ours)


class Event(models.Model):
    """事件: one thing that was done; audit trail, outbox and ledger leaf at once.

    Rows are only ever added: the database refuses to change or remove one. They stand in
    partitions by id (`kernel.partitions`).
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=new_id, editable=False)
    type = models.TextField()
    at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField(blank=True)
    for_party = models.TextField(blank=True)
    subject_kind = models.TextField(blank=True)
    subject_id = models.TextField(blank=True)
    unit = models.TextField(blank=True)
    request = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["type", "at"], name="event_type_at"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_kind}:{self.subject_id}"


class Delivery(models.Model):
    """送达: an event that a handler has taken effect of; at most one row for each pair.

    The database does not check the key: a partition of old events could not be taken off else.
    """

    event = models.ForeignKey(Event, models.PROTECT, db_constraint=False)
    handler = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id}"


class AnsweredRequest(models.Model):
    """已答请求: an action done under an idempotency key, and what it gave back.

    `fingerprint` is the digest of action and arguments: the same key with other content is refused.
    """

    actor_id = models.TextField()
    key = models.TextField()
    action = models.TextField()
    fingerprint = models.BinaryField(max_length=32)
    subject_model = models.TextField(blank=True)
    subject_id = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "key"], name="answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
