"""词汇表: what the loaded pack calls things."""

from django.db import models


class PackLoad(models.Model):
    """装载记录: one loading of a pack; the newest row of a pack is what is in force.

    `digest` is the SHA-256 of all its files: loading the same content again adds nothing.
    """

    pack = models.TextField()
    digest = models.CharField(max_length=64)
    city = models.JSONField()
    calendar = models.JSONField()
    years = models.JSONField()
    """The years whose calendar was published when this was loaded."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pack", "-id"], name="packload_newest")]

    def __str__(self) -> str:
        return f"{self.pack} {self.digest[:8]}"


class Term(models.Model):
    """词条: an element or document type as the newest loading of the pack defines it."""

    class Kind(models.TextChoices):
        """词条类别: what sort of word it is."""

        ELEMENT = "element", "数据元"
        DOCUMENT = "document", "材料/证照类型"

    kind = models.TextField(choices=Kind.choices)
    code = models.TextField()
    definition = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="term_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Area(models.Model):
    """区划: a city, street, town, park or area."""

    code = models.TextField(primary_key=True)
    name = models.JSONField()
    kind = models.TextField()
    parent = models.ForeignKey("self", models.PROTECT, null=True)
    own = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.name["zh_hans"])
