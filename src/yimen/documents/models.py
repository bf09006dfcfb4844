"""材料与证照表: files by their content, and issued certificates."""

from django.db import models
from django.utils.translation import gettext_noop

from yimen.kernel.ids import new_id


class StoredFile(models.Model):
    """文件: some bytes, known by their SHA-256; the same content is kept once."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    kind = models.TextField()
    media_type = models.TextField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Certificate(models.Model):
    """电子证照: an issued, signed, revocable result or notice.

    `data` is what the document says, as it was laid out; corrections make a new version.
    """

    class Status(models.TextChoices):
        """证照状态"""

        VALID = "valid", gettext_noop("有效")
        SUSPENDED = "suspended", gettext_noop("暂停使用")
        REVOKED = "revoked", gettext_noop("已撤销")
        REPLACED = "replaced", gettext_noop("已换发")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    identifier = models.TextField(unique=True)
    number = models.TextField()
    document = models.TextField()
    name = models.TextField()
    holder = models.ForeignKey("parties.Party", models.PROTECT, related_name="certificates")
    holder_name = models.TextField()
    issuer = models.ForeignKey("parties.Unit", models.PROTECT)
    case = models.UUIDField(null=True, db_index=True)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    data = models.JSONField()
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    status = models.TextField(choices=Status.choices, default=Status.VALID)
    demo_seal = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="certificate_number_once")
        ]

    def __str__(self) -> str:
        return self.identifier
