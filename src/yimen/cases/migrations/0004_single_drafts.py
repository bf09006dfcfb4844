"""单独申请: a draft is of a bundle or of one item by itself, never of both."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_flat"),
        ("catalogue", "0003_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="bundle",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="catalogue.bundleversion",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="catalogue.itemversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(bundle__isnull=False, item__isnull=True)
                | models.Q(bundle__isnull=True, item__isnull=False),
                name="draft_of_bundle_or_item",
            ),
        ),
    ]
