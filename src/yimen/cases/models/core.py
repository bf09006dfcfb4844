"""办件表: drafts, cases, tasks, clocks and papers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from yimen.kernel.ids import new_id


class Draft(models.Model):
    """草稿: an application being filled in; becomes a case when it is submitted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bundle = models.ForeignKey("catalogue.BundleVersion", models.PROTECT)
    party = models.ForeignKey("parties.Party", models.PROTECT)
    started_by = models.TextField()
    scenario = models.JSONField(default=dict)
    form = models.JSONField(default=dict)
    supplied = models.JSONField(default=dict)
    """Elements that a resource answered: `{element: {value, resource}}`."""
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"draft {self.id}"


class Case(models.Model):
    """办件: one application to one item, or the parent of a bundle's applications.

    A parent has a bundle and a receipt number; a child has an item and a parent. `form` and
    `produced` stand on the parent: each element once. `done_steps` and the two counters are the
    state of the flow; they change only while the row is locked.
    """

    class State(models.TextChoices):
        """办件状态"""

        RECEIVED = "received", gettext_noop("已收件")
        ACCEPTED = "accepted", gettext_noop("已受理")
        GRANTED = "granted", gettext_noop("准予办结")
        PARTLY = "partly", gettext_noop("部分办结")
        REFUSED = "refused", gettext_noop("不予许可")
        NOT_ACCEPTED = "not_accepted", gettext_noop("不予受理")
        WITHDRAWN = "withdrawn", gettext_noop("已撤回")
        TERMINATED = "terminated", gettext_noop("已终止")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField(unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    bundle = models.ForeignKey("catalogue.BundleVersion", models.PROTECT, null=True)
    item = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, null=True)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="cases")
    submitted_by = models.TextField()
    subject = models.TextField()
    unit = models.ForeignKey("parties.Unit", models.PROTECT)
    state = models.TextField(choices=State.choices, default=State.RECEIVED)
    scenario = models.JSONField(default=dict)
    form = models.JSONField(default=dict)
    produced = models.JSONField(default=dict)
    savings = models.JSONField(default=dict)
    done_steps = models.JSONField(default=list)
    open_tasks = models.PositiveIntegerField(default=0)
    open_children = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bundle__isnull=False, item__isnull=True, parent__isnull=True)
                | Q(bundle__isnull=True, item__isnull=False),
                name="case_of_bundle_or_item",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=["received", "accepted"])
                | Q(ended_at__isnull=False) & ~Q(state__in=["received", "accepted"]),
                name="case_ended_when_final",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-received_at"], name="case_of_party"),
            models.Index(fields=["unit", "state"], name="case_of_unit"),
        ]

    def __str__(self) -> str:
        return self.number


class Task(models.Model):
    """任务: an open or finished step of a case, owned by a unit."""

    class State(models.TextChoices):
        """任务状态"""

        OPEN = "open", gettext_noop("待办")
        DONE = "done", gettext_noop("已办")
        CANCELLED = "cancelled", gettext_noop("已取消")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    step = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    unit = models.ForeignKey("parties.Unit", models.PROTECT)
    role = models.TextField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True)
    passed = models.BooleanField(null=True)
    opinion = models.TextField(blank=True)
    checks = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], condition=Q(state="open"), name="step_open_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "role", "due_at"], condition=Q(state="open"), name="task_inbox"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class Clock(models.Model):
    """时限: a running legal or promised period of a case, or the limit of one task.

    `period` is written as in packs (`20wd`). A provisional deadline rests on a year whose
    calendar is not published yet; it is counted again when that arrives.
    """

    class Kind(models.TextChoices):
        """时限类别"""

        PROMISED = "promised", gettext_noop("承诺时限")
        STATUTORY = "statutory", gettext_noop("法定时限")
        TASK = "task", gettext_noop("环节时限")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    task = models.OneToOneField(Task, models.PROTECT, null=True, related_name="clock")
    kind = models.TextField(choices=Kind.choices)
    period = models.TextField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    derivation = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(task=None), name="case_clock_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["started_at"],
                condition=Q(provisional=True, stopped_at=None),
                name="clock_provisional",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.case_id}"


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
