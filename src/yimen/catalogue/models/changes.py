"""变更单表: drafts of definitions, what reviewers say of them, and what became of them."""

from django.db import models
from django.utils.translation import gettext_noop

from yimen.kernel.ids import new_id


class Change(models.Model):
    """变更单: one reviewed change of the catalogue: its parts take effect together or not at all.

    Drafted by designers, reviewed by others (legal; staffing too where powers are touched), then
    published. What was published stays; another change is made to correct it.
    """

    class State(models.TextChoices):
        """状态"""

        DRAFTING = "drafting", gettext_noop("编制中")
        SUBMITTED = "submitted", gettext_noop("审核中")
        APPROVED = "approved", gettext_noop("审核通过")
        PUBLISHED = "published", gettext_noop("已发布")
        WITHDRAWN = "withdrawn", gettext_noop("已撤下")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=120)
    reason = models.TextField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFTING)
    round = models.PositiveSmallIntegerField(default=1)
    """Which submission this is: reviews count for the round they were given in."""
    author = models.CharField(max_length=64)
    author_name = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-opened_at"], name="change_by_state")]

    def __str__(self) -> str:
        return self.title


class ChangePart(models.Model):
    """变更内容: the YAML text of one definition as the change wants it.

    `based_on` is the digest of the version it was drafted from ("" for something new): another
    version published meanwhile is noticed. `editors` are the accounts that wrote it.
    """

    class Kind(models.TextChoices):
        """种类"""

        ITEM = "item", gettext_noop("事项")
        BUNDLE = "bundle", gettext_noop("一件事")
        LIST = "list", gettext_noop("清单")
        ENTRY = "entry", gettext_noop("基本目录条目")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    change = models.ForeignKey(Change, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.TextField()
    text = models.TextField()
    based_on = models.CharField(max_length=64, blank=True)
    editors = models.JSONField(default=list)
    edited_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    """Counts the savings, so that of two editors the later one is told, not overwritten."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "kind", "code"], name="part_of_change_once")
        ]
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Review(models.Model):
    """审核意见: what one office says of one round of a change."""

    class Office(models.TextChoices):
        """审核部门"""

        LEGAL = "legal", gettext_noop("法制审核")
        STAFFING = "staffing", gettext_noop("编制审核")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    change = models.ForeignKey(Change, models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=10, choices=Office.choices)
    approved = models.BooleanField()
    opinion = models.TextField(blank=True)
    reviewer = models.CharField(max_length=64)
    reviewer_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "round", "office"], name="review_once")
        ]
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.office} {self.approved}"


class Remark(models.Model):
    """批注: a comment on a place of a draft (`steps/2/within`), open until it is settled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    part = models.ForeignKey(ChangePart, models.CASCADE, related_name="remarks")
    path = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    writer = models.CharField(max_length=64)
    writer_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:40]
