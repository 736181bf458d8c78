"""A leader may have several hellos open, and one mentor for good; a hello ends by itself after seven days."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # indexes are made and dropped beside running requests

    dependencies = [
        ('mentoring', '0005_writing'),
    ]

    operations = [
        migrations.AddField('match', 'decided_at', models.DateTimeField(blank=True, null=True, verbose_name='when the leader decided for this mentor')),
        migrations.AddField('match', 'lapsed_at', models.DateTimeField(blank=True, null=True, verbose_name='when nobody had answered in time')),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField('match', 'because', models.CharField(blank=True, default='', max_length=2000, verbose_name='why the leader chose them, as the mentor reads it'), preserve_default=False),
            ],
            database_operations=[  # with a default in the database, for processes that do not know the column yet
                migrations.RunSQL("ALTER TABLE mentoring_match ADD COLUMN because varchar(2000) DEFAULT '' NOT NULL", "ALTER TABLE mentoring_match DROP COLUMN because"),
            ],
        ),
        migrations.AlterField('match', 'state', models.CharField(choices=[('suggested', 'Suggested'), ('chosen', 'Asked for a hello'), ('accepted', 'Said yes to a hello'), ('met', 'Met'), ('agreed', 'Agreed'), ('active', 'Under way'), ('paused', 'Paused'), ('ending', 'Ending'), ('ended_well', 'Ended well'), ('ended_early', 'Ended early'), ('switched', 'Switched'), ('not_chosen', 'Not chosen'), ('not_accepted', 'Not now'), ('lapsed', 'Lapsed')], default='suggested', max_length=12)),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='match',
                    constraint=models.UniqueConstraint(condition=Q(('state__in', ['agreed', 'active', 'paused', 'ending']), Q(('decided_at__isnull', False), ('state__in', ['accepted', 'met'])), _connector='OR'), fields=('leader',), name='match_is_one_mentor_for_good'),
                ),
                migrations.RemoveConstraint(model_name='match', name='match_is_one_mentor_at_a_time'),
            ],
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY match_is_one_mentor_for_good ON mentoring_match (leader_id) WHERE state IN ('agreed', 'active', 'paused', 'ending') OR (decided_at IS NOT NULL AND state IN ('accepted', 'met'))",
                    "DROP INDEX CONCURRENTLY match_is_one_mentor_for_good",
                ),
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY match_is_one_mentor_at_a_time",
                    "CREATE UNIQUE INDEX CONCURRENTLY match_is_one_mentor_at_a_time ON mentoring_match (leader_id) WHERE state IN ('chosen', 'accepted', 'met', 'agreed', 'active', 'paused', 'ending')",
                ),
            ],
        ),
    ]
