"""模拟: what was simulated, by whom, and what came of it."""

import django.db.models.deletion
from django.db import migrations, models

import yimen.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_search")]
    operations = [
        migrations.CreateModel(
            name="Simulation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=yimen.kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.TextField()),
                ("name", models.JSONField()),
                ("experiment", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "等待模拟"),
                            ("running", "正在模拟"),
                            ("done", "模拟完成"),
                            ("failed", "没有模拟成"),
                        ],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("done", models.PositiveSmallIntegerField(default=0)),
                ("whole", models.PositiveSmallIntegerField()),
                ("result", models.JSONField(null=True)),
                ("trouble", models.TextField(blank=True)),
                ("asked_by", models.CharField(max_length=64)),
                ("asked_by_name", models.CharField(max_length=120)),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.change",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-asked_at"], name="simulation_newest")],
            },
        ),
    ]
