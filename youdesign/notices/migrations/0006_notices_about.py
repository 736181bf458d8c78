from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False  # sending goes on while the index is made

    dependencies = [
        ('notices', '0005_calendar_feeds'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='notice',
            index=models.Index(fields=['object_id', 'kind'], name='notice_about'),
        ),
    ]
