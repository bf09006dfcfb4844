"""在办统计表: what runs in the whole city, counted once a minute where counting takes long."""

from django.db import models


class Overview(models.Model):
    """在办统计: the one row with the counts of the supervisors' page, as they were at `at`.

    `counts` are those of `queries.supervision`. Only a city with much under way has it: the page
    of a small one counts afresh.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_overview")]

    def __str__(self) -> str:
        return f"overview of {self.at}"
