"""Whoever stepped down may offer anew: only offers that are not over are one per programme."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False  # the index is made beside running requests

    dependencies = [
        ('mentoring', '0003_talks'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name='mentoroffer',
                    constraint=models.UniqueConstraint(condition=Q(('state', 'stepped_down'), _negated=True), fields=('mentor', 'programme'), name='mentor_offer_is_live_once_per_programme'),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY mentor_offer_is_live_once_per_programme ON mentoring_mentoroffer (mentor_id, programme_id) WHERE NOT (state = 'stepped_down')",
                    "DROP INDEX CONCURRENTLY mentor_offer_is_live_once_per_programme",
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='mentoroffer',
            name='mentor_offer_is_one_per_programme',
        ),
    ]
