"""只增不改: the database itself refuses to change or remove what must stay as it is."""

from django.db import migrations

FORWARD = """
create function kernel_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% rows are never changed or removed (%)', tg_table_name, tg_op
        using errcode = 'restrict_violation';
end $$;
create trigger kernel_event_append_only before update or delete on kernel_event
    for each row execute function kernel_refuse_change();
create trigger kernel_event_no_truncate before truncate on kernel_event
    for each statement execute function kernel_refuse_change();
"""
BACKWARD = """
drop trigger kernel_event_no_truncate on kernel_event;
drop trigger kernel_event_append_only on kernel_event;
drop function kernel_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
