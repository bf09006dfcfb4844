"""存证日志: leaves, nodes and checkpoints, which are only added to, and the frontier."""

from django.db import migrations, models

TABLES = ("ledgerleaf", "ledgernode", "ledgercheckpoint")
FORWARD = "".join(
    f"""
create trigger kernel_{table}_append_only before update or delete on kernel_{table}
    for each row execute function kernel_refuse_change();
create trigger kernel_{table}_no_truncate before truncate on kernel_{table}
    for each statement execute function kernel_refuse_change();
"""
    for table in TABLES
)
BACKWARD = "".join(
    f"""
drop trigger kernel_{table}_no_truncate on kernel_{table};
drop trigger kernel_{table}_append_only on kernel_{table};
"""
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="LedgerLeaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("hash", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="LedgerNode",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level",
                        "index",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="LedgerCheckpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
                ("note", models.TextField()),
                ("verifier", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="LedgerFrontier",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("algorithm", models.TextField()),
                ("settled", models.BigIntegerField(default=0)),
                ("bound", models.BigIntegerField(default=0)),
                ("holders", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="ledger_has_one_frontier"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
