"""Who is in two groups may read a debrief through both: a share is one for each person and group."""

from django.db import migrations, models

TABLE = "cohorts_reflectionshare"
BEFORE = f"reflection_is_shared_once ON {TABLE} (reflection_id, person_id) WHERE ended_at IS NULL"
SINCE = (
    f"reflection_share_is_there_once ON {TABLE} (reflection_id, person_id, group_id) "
    "NULLS NOT DISTINCT WHERE ended_at IS NULL"
)


class Migration(migrations.Migration):
    atomic = False  # the indexes are made and dropped beside running requests

    dependencies = [("cohorts", "0003_debriefs")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="reflectionshare", name="reflection_is_shared_once"),
                migrations.AddConstraint(
                    model_name="reflectionshare",
                    constraint=models.UniqueConstraint(
                        fields=("reflection", "person", "group"),
                        condition=models.Q(("ended_at__isnull", True)),
                        nulls_distinct=False,
                        name="reflection_share_is_there_once",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f"CREATE UNIQUE INDEX CONCURRENTLY {SINCE}",
                    "DROP INDEX CONCURRENTLY reflection_share_is_there_once",
                ),
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY reflection_is_shared_once",
                    f"CREATE UNIQUE INDEX CONCURRENTLY {BEFORE}",
                ),
            ],
        ),
    ]
