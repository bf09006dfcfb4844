"""版本表: published, immutable versions of items and bundles."""

from django.db import models

from yimen.kernel.ids import new_id


class Version(models.Model):
    """版本: a published definition; the database refuses to change or remove one.

    The newest version whose `effective_from` has come is the one in force; running cases keep
    the version they began with.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    definition = models.JSONField()

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
