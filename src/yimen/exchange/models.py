"""共享表: the catalogue of resources, and the registers kept on this platform."""

from django.db import models


class Resource(models.Model):
    """数据资源: a catalogued data set of one provider."""

    code = models.TextField(primary_key=True)
    definition = models.JSONField()

    def __str__(self) -> str:
        return self.code


class RegisterRecord(models.Model):
    """登记记录: a record of a register that this platform keeps itself (`local-register`)."""

    resource = models.ForeignKey(Resource, models.PROTECT)
    key = models.TextField()
    values = models.JSONField()
    demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "key"], name="record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} record"
