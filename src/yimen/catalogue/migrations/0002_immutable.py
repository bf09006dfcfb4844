"""版本不可变: published versions are never changed or removed."""

from django.db import migrations

TABLES = ["catalogue_itemversion", "catalogue_bundleversion", "catalogue_bundleversion_items"]


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("kernel", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            f"""
            create trigger {table}_immutable before update or delete on {table}
                for each row execute function kernel_refuse_change();
            create trigger {table}_no_truncate before truncate on {table}
                for each statement execute function kernel_refuse_change();
            """,
            f"""
            drop trigger {table}_no_truncate on {table};
            drop trigger {table}_immutable on {table};
            """,
        )
        for table in TABLES
    ]
