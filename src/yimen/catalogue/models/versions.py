"""版本表: published, immutable versions of items and bundles."""

from django.db import models

from yimen.kernel.ids import new_id


class Version(models.Model):
    """版本: a published definition; the database refuses to change or remove one.

    Of a code, the version that took effect last counts (of two that did on one day, the one
    published later); it is in force unless its `effective_to` is past or it is not `offered`
    (suspended, cancelled). Running cases keep the version they began with. `source` is the YAML
    text it was read from, where there was one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    definition = models.JSONField()
    offered = models.BooleanField(default=True)
    source = models.TextField(default="", blank=True)
    change = models.ForeignKey("catalogue.Change", models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.effective_from} {self.digest[:8]}"


class ItemVersion(Version):
    """事项版本: one published version of a service item."""

    unit = models.ForeignKey("parties.Unit", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "digest"], name="item_version_once")]
        indexes = [models.Index(fields=["code", "-published_at"], name="item_newest")]


class BundleVersion(Version):
    """一件事版本: one published version of a bundle, with the item versions it joins."""

    unit = models.ForeignKey("parties.Unit", models.PROTECT)
    items = models.ManyToManyField(ItemVersion)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "digest"], name="bundle_version_once")
        ]
        indexes = [models.Index(fields=["code", "-published_at"], name="bundle_newest")]


class ListVersion(Version):
    """清单版本: one published version of a list (exemptions, key management, deferral…)."""

    unit = models.ForeignKey("parties.Unit", models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "digest"], name="list_version_once")]
        indexes = [models.Index(fields=["code", "-published_at"], name="list_newest")]


class EntryVersion(Version):
    """基本目录条目版本: one published version of an entry of the basic directory."""

    unit = models.ForeignKey("parties.Unit", models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "digest"], name="entry_version_once")
        ]
        indexes = [models.Index(fields=["code", "-published_at"], name="entry_newest")]
