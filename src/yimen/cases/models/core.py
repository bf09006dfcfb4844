"""办件主表: drafts, cases and tasks; the state of every flow."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from yimen.cases.rules.states import RUNNING
from yimen.kernel.ids import new_id


class Draft(models.Model):
    """草稿: an application being filled in, to a bundle or to one item by itself; becomes a case
    when it is submitted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bundle = models.ForeignKey("catalogue.BundleVersion", models.PROTECT, null=True)
    item = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, null=True)
    party = models.ForeignKey("parties.Party", models.PROTECT)
    started_by = models.TextField()
    scenario = models.JSONField(default=dict)
    form = models.JSONField(default=dict)
    supplied = models.JSONField(default=dict)
    """Elements that a resource answered: `{element: {value, resource}}`."""
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bundle__isnull=False, item__isnull=True)
                | Q(bundle__isnull=True, item__isnull=False),
                name="draft_of_bundle_or_item",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.id}"


class Case(models.Model):
    """办件: one application to one item, or the parent of a bundle's applications.

    A parent has a bundle and a receipt number; a child has an item and a parent; an application
    to a single item has neither. `form` and `produced` stand on the root: each element once.
    `marks` says for each step that was reached how it stands (`open`, `done`, `skipped`,
    `failed`, `superseded`); `rework` which steps a step waits for that it sent back; `holds` what
    must be settled before anything is issued. These and the counters are the state of the flow:
    they change only while the row is locked.
    """

    class State(models.TextChoices):
        """办件状态"""

        RECEIVED = "received", gettext_noop("已收件")
        SUPPLEMENTING = "supplementing", gettext_noop("待补正")
        ACCEPTED = "accepted", gettext_noop("已受理")
        GRANTED = "granted", gettext_noop("准予办结")
        PARTLY = "partly", gettext_noop("部分办结")
        REFUSED = "refused", gettext_noop("不予许可")
        NOT_REQUIRED = "not_required", gettext_noop("不受理（依法不需要办理）")
        NOT_ACCEPTED = "not_accepted", gettext_noop("不予受理")
        RETURNED = "returned", gettext_noop("退回重新申报")
        WITHDRAWN = "withdrawn", gettext_noop("已撤回申请")
        TERMINATED = "terminated", gettext_noop("已终止")
        REVOKED = "revoked", gettext_noop("已撤销")
        RETRACTED = "retracted", gettext_noop("许可已撤回")
        ANNULLED = "annulled", gettext_noop("已注销")

    class Channel(models.TextChoices):
        """申请渠道"""

        ONLINE = "online", gettext_noop("网上")
        COUNTER = "counter", gettext_noop("窗口")
        MAIL = "mail", gettext_noop("邮寄")
        KIOSK = "kiosk", gettext_noop("自助终端")
        MOBILE = "mobile", gettext_noop("移动端")
        API = "api", gettext_noop("系统对接")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField()
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", db_index=False
    )
    bundle = models.ForeignKey("catalogue.BundleVersion", models.PROTECT, null=True, db_index=False)
    item = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, null=True, db_index=False)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="cases", db_index=False)
    for_task = models.UUIDField(null=True)
    """The task of another case that this one was opened for (`subcase` steps)."""
    renews = models.UUIDField(null=True)
    """The certificate that is to be renewed."""
    submitted_by = models.TextField()
    channel = models.TextField(choices=Channel.choices, default=Channel.ONLINE)
    subject = models.TextField()
    unit = models.ForeignKey("parties.Unit", models.PROTECT, db_index=False)
    state = models.TextField(choices=State.choices, default=State.RECEIVED)
    scenario = models.JSONField(default=dict)
    form = models.JSONField(default=dict)
    produced = models.JSONField(default=dict)
    savings = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    rework = models.JSONField(default=dict)
    holds = models.JSONField(default=list)
    open_tasks = models.PositiveIntegerField(default=0)
    open_children = models.PositiveIntegerField(default=0)
    open_pauses = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="case_number", opclasses=["text_pattern_ops"]
            ),
            models.CheckConstraint(
                condition=Q(bundle__isnull=False, item__isnull=True, parent__isnull=True)
                | Q(bundle__isnull=True, item__isnull=False),
                name="case_of_bundle_or_item",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=list(RUNNING))
                | Q(ended_at__isnull=False) & ~Q(state__in=list(RUNNING)),
                name="case_ended_when_final",
            ),
        ]
        indexes = [
            models.Index(fields=["party", "-received_at"], name="case_of_party"),
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="case_children"
            ),
            models.Index(fields=["unit"], condition=Q(ended_at=None), name="case_running"),
            models.Index(
                fields=["ended_at"],
                condition=Q(item=None, ended_at__isnull=False),
                name="case_bundle_ended",
            ),
            models.Index(
                fields=["for_task"], condition=Q(for_task__isnull=False), name="case_for_task"
            ),
        ]

    opened_now: "Sequence[Task]" = ()
    """The tasks that the action which gave back this instance has opened; not stored."""

    def __str__(self) -> str:
        return self.number


class Task(models.Model):
    """任务: an open or finished step of a case, owned by a unit.

    A task with `asked_by` was added by whoever works on that task (a further review, another
    unit's opinion, the head's approval of an extension): it is not a step of the flow, and the
    asking task cannot end while its `open_requests` are not back. `period` is the limit as packs
    write it; `due_at` rests on it. At `alarm_at` the task is looked at again: to warn (`warned`
    is the level reached: 1 handler, 2 unit, 3 supervisors) or because silence has a consequence.
    """

    class State(models.TextChoices):
        """任务状态"""

        OPEN = "open", gettext_noop("待办")
        DONE = "done", gettext_noop("已办")
        RETURNED = "returned", gettext_noop("已退回前面环节")
        TRANSFERRED = "transferred", gettext_noop("已移交")
        SUPERSEDED = "superseded", gettext_noop("不再需要")
        CANCELLED = "cancelled", gettext_noop("已取消")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    step = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    unit = models.ForeignKey("parties.Unit", models.PROTECT, db_index=False)
    role = models.TextField()
    state = models.TextField(choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    period = models.TextField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    alarm_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="requests", db_index=False
    )
    open_requests = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.TextField(blank=True)
    passed = models.BooleanField(null=True)
    opinion = models.TextField(blank=True)
    checks = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"],
                condition=Q(state="open", asked_by=None),
                name="step_open_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "role", "due_at", "id"],
                include=["warn_at"],
                condition=Q(state="open"),
                name="task_inbox",
            ),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="task_due"),
            models.Index(
                fields=["asked_by"],
                condition=Q(asked_by__isnull=False),
                name="task_requests",
            ),
            models.Index(
                fields=["unit", "role", "done_at", "id"],
                condition=Q(state="done"),
                name="task_done",
            ),
            models.Index(
                fields=["alarm_at"],
                condition=Q(state="open", alarm_at__isnull=False),
                name="task_alarm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
