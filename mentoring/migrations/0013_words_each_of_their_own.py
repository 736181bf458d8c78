from django.db import migrations, models


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
            ],
        ),
    ]
