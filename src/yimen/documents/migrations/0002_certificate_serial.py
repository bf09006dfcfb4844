"""证照流水号: the running number of certificates."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "create sequence documents_certificate_serial",
            "drop sequence documents_certificate_serial",
        )
    ]
