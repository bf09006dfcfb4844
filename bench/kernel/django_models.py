"""共用表的模型: Django models of the tables in `schema.sql`; import after Django's set-up."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Unit(models.Model):
    """部门: a unit."""

    code = models.TextField(primary_key=True)
    name = models.TextField()

    class Meta:
        app_label, db_table, managed = "bench", "unit", False


class Approval(models.Model):
    """办件: a case."""

    objects: ClassVar[models.Manager["Approval"]]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.TextField(unique=True)
    item = models.TextField()
    party = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, db_column="unit")
    state = models.TextField(default="accepted")
    waiting = models.IntegerField()
    form = models.JSONField()
    result = models.TextField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label, db_table, managed = "bench", "approval", False


class Task(models.Model):
    """任务: a row of a unit's inbox."""

    objects: ClassVar[models.Manager["Task"]]
    approval_id: uuid.UUID
    unit_id: str

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    approval = models.ForeignKey(Approval, models.PROTECT)
    step = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, db_column="unit")
    state = models.TextField(default="open")
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(null=True)
    opinion = models.TextField(null=True)

    class Meta:
        app_label, db_table, managed = "bench", "task", False


class Audit(models.Model):
    """审计: one row for each thing done."""

    objects: ClassVar[models.Manager["Audit"]]

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    actor = models.TextField()
    type = models.TextField()
    approval = models.ForeignKey(Approval, models.PROTECT)
    unit = models.TextField()
    data = models.JSONField()

    class Meta:
        app_label, db_table, managed = "bench", "audit", False
