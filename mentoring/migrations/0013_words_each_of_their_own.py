from django.db import migrations, models


SAME = "other.match_id = task.match_id AND other.about_id = task.about_id AND other.why = task.why AND other.done_at IS NULL"
OLDER = f"EXISTS (SELECT FROM mentoring_pairtask other WHERE {SAME} AND other.id < task.id)"
ONE_HOLDS_ALL = f"""
UPDATE mentoring_pairtask task SET words = (
  SELECT left(string_agg(other.words, E'\\n\\n' ORDER BY other.id), 1000) FROM mentoring_pairtask other WHERE {SAME}
) WHERE task.done_at IS NULL AND task.why = 'asked' AND NOT {OLDER}"""
THE_OTHERS_ARE_DONE = f"UPDATE mentoring_pairtask task SET done_at = now() WHERE task.done_at IS NULL AND {OLDER}"


class Migration(migrations.Migration):
    atomic = False  # an index that nobody waits for is made outside a transaction

    dependencies = [
        ('mentoring', '0012_cover'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='pairtask',
                    constraint=models.UniqueConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('why', 'asked'), _negated=True)), fields=('match', 'about', 'why'), name='pair_task_is_open_once'),
                ),
                migrations.RemoveConstraint(model_name='pairtask', name='pair_is_looked_after_once'),
            ],
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY pair_task_is_open_once ON mentoring_pairtask (match_id, about_id, why) WHERE done_at IS NULL AND NOT (why = 'asked')",
                    "DROP INDEX CONCURRENTLY pair_task_is_open_once",
                ),
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY pair_is_looked_after_once",
                    "CREATE UNIQUE INDEX CONCURRENTLY pair_is_looked_after_once ON mentoring_pairtask (match_id, about_id, why) WHERE done_at IS NULL",
                ),
                # On the way back one of each stays open, with the words of all as far as there is room; none is deleted.
                migrations.RunSQL(migrations.RunSQL.noop, [ONE_HOLDS_ALL, THE_OTHERS_ARE_DONE]),
            ],
        ),
    ]
