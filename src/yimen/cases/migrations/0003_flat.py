"""大小无关: what lists and searches need, so that they cost the same however many cases ended."""

import django.db.models.deletion
from django.db import migrations, models

# Names are found by any part of them. Trigrams need three signs, and two make a Chinese word: so
# pairs of neighbouring signs. A bundle's name and code stand on its parent only.
# queries/search.py uses these very expressions, or the indexes would not serve.
FORWARD = """
create function cases_bigrams(words text) returns text[]
language plpgsql immutable strict parallel safe as $$  -- 3 µs a name; language sql takes 22
declare
    signs text := lower(words);
    pairs text[];
begin
    for i in 1..length(signs) - 1 loop
        pairs := pairs || substr(signs, i, 2);
    end loop;
    return pairs;
end $$;
create index case_subject on cases_case using gin (cases_bigrams(subject))
    where parent_id is null;
-- The planner does not look at the statistics of a partial index.
create statistics case_subject_pairs on (cases_bigrams(subject)) from cases_case;
create index case_credit_code on cases_case (
    coalesce(produced ->> 'enterprise.credit_code', form ->> 'enterprise.credit_code')
) where coalesce(produced ->> 'enterprise.credit_code', form ->> 'enterprise.credit_code')
    is not null;
"""
BACKWARD = """
drop index case_credit_code;
drop statistics case_subject_pairs;
drop index case_subject;
drop function cases_bigrams(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_kernel_turns'),
        ('catalogue', '0002_immutable'),
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Overview',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('counts', models.JSONField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_number',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_unit',
        ),
        migrations.RemoveIndex(
            model_name='task',
            name='task_inbox',
        ),
        migrations.RemoveIndex(
            model_name='task',
            name='task_done',
        ),
        migrations.AlterField(
            model_name='case',
            name='parent',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='cases.case'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('parent__isnull', False)), fields=['parent'], name='case_children'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['unit'], name='case_running'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at__isnull', False), ('item', None)), fields=['ended_at'], name='case_bundle_ended'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['unit', 'role', 'due_at', 'id'], include=('warn_at',), name='task_inbox'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at', 'id'], name='task_due'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'done')), fields=['unit', 'role', 'done_at', 'id'], name='task_done'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('number',), name='case_number', opclasses=['text_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='overview',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='one_overview'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
