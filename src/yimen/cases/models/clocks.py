"""时限表: the clocks of cases, and the procedures that stop them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from yimen.cases.models.core import Case
from yimen.kernel.ids import new_id


class Clock(models.Model):
    """时限: a running legal or promised period of a case, of the agency or of the applicant.

    `period` is written as in packs (`20wd`). While the law stops a clock, `paused` is set and no
    alarm is; `due_at` is then what it would be if the pause ended at once. A provisional deadline
    rests on a year whose calendar is not published yet; it is counted again when that arrives.
    `subject` is the promise or hearing that the clock belongs to.
    """

    class Kind(models.TextChoices):
        """时限类别"""

        PROMISED = "promised", gettext_noop("承诺时限")
        STATUTORY = "statutory", gettext_noop("法定时限")
        ACCEPTANCE = "acceptance", gettext_noop("受理审查时限")
        SUPPLEMENT = "supplement", gettext_noop("补正期限")
        DEFERRAL = "deferral", gettext_noop("容缺补交期限")
        CHECK = "check", gettext_noop("承诺核查期限")
        HEARING_REQUEST = "hearing_request", gettext_noop("申请听证期限")
        HEARING = "hearing", gettext_noop("组织听证期限")
        RENEWAL = "renewal", gettext_noop("有效期届满")
        DELIVERY = "delivery", gettext_noop("送达期限")
        TASK = "task", gettext_noop("环节时限")  # shown only: a task keeps its own limit

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    subject = models.UUIDField(null=True)
    kind = models.TextField(choices=Kind.choices)
    period = models.TextField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    alarm_at = models.DateTimeField(null=True)
    warned = models.PositiveSmallIntegerField(default=0)
    paused = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    derivation = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(subject=None, stopped_at=None),
                name="case_clock_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["alarm_at"],
                condition=Q(stopped_at=None, alarm_at__isnull=False),
                name="clock_alarm",
            ),
            models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="clock_running"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.case_id}"


class Pause(models.Model):
    """特别程序: time that the law takes out of the limits, from its written notice to its end.

    On the parent of a bundle it repeats the child's (`of_child`): one promise, one clock.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    of_child = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    procedure = models.TextField()
    task = models.UUIDField(null=True)
    expected = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "procedure", "task"],
                condition=Q(ended_at=None, of_child=None),
                nulls_distinct=False,
                name="procedure_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.case_id}"
