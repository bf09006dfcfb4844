"""模拟表: simulations that were asked for, and what they found."""

from django.db import models
from django.utils.translation import gettext_noop

from yimen.catalogue.models.changes import Change
from yimen.kernel.ids import new_id


class Simulation(models.Model):
    """模拟: one run of the wind tunnel: what was assumed, by whom, and the result.

    `code` is an item or a bundle as it was in force when it ran; `change` the draft beside it.
    `experiment` are the values that were given, past cases included; `done` of `whole`
    replications are run. `result` is `rules.simulation.outcomes.Simulation.as_json`, `trouble`
    why there is none.
    """

    class State(models.TextChoices):
        """状态"""

        QUEUED = "queued", gettext_noop("等待模拟")
        RUNNING = "running", gettext_noop("正在模拟")
        DONE = "done", gettext_noop("模拟完成")
        FAILED = "failed", gettext_noop("没有模拟成")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField()
    name = models.JSONField()
    change = models.ForeignKey(Change, models.PROTECT, null=True)
    experiment = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    done = models.PositiveSmallIntegerField(default=0)
    whole = models.PositiveSmallIntegerField()
    result = models.JSONField(null=True)
    trouble = models.TextField(blank=True)
    asked_by = models.CharField(max_length=64)
    asked_by_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-asked_at"], name="simulation_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.asked_at:%Y-%m-%d}"
