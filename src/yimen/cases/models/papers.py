"""材料表: the papers of drafts and cases, and what was promised in place of one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from yimen.cases.models.core import Case, Draft
from yimen.kernel.ids import new_id


class Paper(models.Model):
    """申请材料: a paper of a draft or case: uploaded, from a resource, or a sibling's result."""

    class Origin(models.TextChoices):
        """材料来源"""

        UPLOADED = "uploaded", gettext_noop("申请人提交")
        RESOURCE = "resource", gettext_noop("数据共享取得")
        RESULT = "result", gettext_noop("关联证照取得")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="papers")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="papers")
    document = models.TextField()
    name = models.TextField()
    origin = models.TextField(choices=Origin.choices, default=Origin.UPLOADED)
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True)
    reference = models.TextField(blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False) | Q(case__isnull=False), name="paper_of_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.name}"


class Promise(models.Model):
    """承诺: a paper promised by a day (deferral), or a promise in place of proof (commitment).

    A broken one bars its party from promising again until it is repaired.
    """

    class Kind(models.TextChoices):
        """承诺类别"""

        DEFERRAL = "deferral", gettext_noop("容缺补交")
        COMMITMENT = "commitment", gettext_noop("告知承诺")

    class State(models.TextChoices):
        """承诺状态"""

        OPEN = "open", gettext_noop("待履行")
        KEPT = "kept", gettext_noop("已履行")
        BROKEN = "broken", gettext_noop("未履行")
        REPAIRED = "repaired", gettext_noop("已修复")
        LAPSED = "lapsed", gettext_noop("已失效")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="promises")
    party = models.ForeignKey("parties.Party", models.PROTECT)
    kind = models.TextField(choices=Kind.choices)
    document = models.TextField()
    name = models.TextField()
    due_on = models.DateField(null=True)
    state = models.TextField(choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "document"], name="promised_once")]
        indexes = [
            models.Index(fields=["party"], condition=Q(state="broken"), name="promise_broken")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.document} {self.state}"
