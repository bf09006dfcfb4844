"""督查表: reform plans and their items."""

from django.db import models


class Plan(models.Model):
    """工作要点: a reform plan as published."""

    code = models.TextField(primary_key=True)
    title = models.TextField()
    number = models.TextField(blank=True)
    issued_on = models.DateField(null=True)
    head = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.title


class PlanItem(models.Model):
    """要点: one promise of a plan.

    `content` holds part, units, figures, what delivers it and what measures it, as the pack's
    plan file writes them; `text` is the published wording, present once it was imported.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    title = models.TextField()
    text = models.TextField(blank=True)
    content = models.JSONField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_item_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
