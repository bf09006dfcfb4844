"""检索表: the operators' words, searches that failed, and what passages mean."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from yimen.kernel.ids import new_id


class Synonym(models.Model):
    """检索词对照: people's words for official ones, with who put them there, when and why.

    `say` and `means` are kept as they were written; with `both`, who uses an official word finds
    what `say` finds, too. An entry is withdrawn, never removed or changed.
    """

    class Origin(models.TextChoices):
        """来源"""

        PACK = "pack", gettext_noop("城市包")
        DESK = "desk", gettext_noop("工作台")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    say = models.CharField(max_length=30)
    folded = models.CharField(max_length=60)
    """`say` as search compares it: one entry at a time holds."""
    means = models.JSONField()
    both = models.BooleanField(default=False)
    origin = models.CharField(max_length=4, choices=Origin.choices)
    why = models.TextField(blank=True)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folded"], condition=Q(withdrawn_at=None), name="synonym_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.say} → {'、'.join(self.means)}"


class SearchMiss(models.Model):
    """未找到的检索: words that found nothing, or nothing that was opened; never who asked.

    `count` is since it was last handled, `unopened` how often of it there were results. Handled,
    it leaves the list until it happens again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    words = models.CharField(max_length=60, unique=True)
    count = models.PositiveIntegerField(default=0)
    unopened = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    handled_by = models.CharField(max_length=120, blank=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-count", "-last_at"], condition=Q(handled_at=None), name="miss_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} × {self.count}"


class Embedding(models.Model):
    """段落向量: the meaning of a passage, so that no start computes it again.

    `digest` is of the model's name and the passage; `vector` is 384 little-endian float32.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    vector = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]
