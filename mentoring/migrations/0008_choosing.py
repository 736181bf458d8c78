"""A leader's private notes for choosing; kind words with "not now", and passing a hello on."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mentoring', '0007_rounds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChoosingNotes',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('body', models.BinaryField(verbose_name='my notes')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='how many times they were saved')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('leader', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='choosing_notes', to=settings.AUTH_USER_MODEL)),
            ],
            options={'verbose_name_plural': 'choosing notes'},
        ),
        migrations.AddField('match', 'passed_on_at', models.DateTimeField(blank=True, null=True, verbose_name='when the mentor passed it on')),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField('match', 'answer_words', models.CharField(blank=True, default='', max_length=500, verbose_name='what the mentor said with not now'), preserve_default=False),
            ],
            database_operations=[  # with a default in the database, for processes that do not know the column yet
                migrations.RunSQL("ALTER TABLE mentoring_match ADD COLUMN answer_words varchar(500) DEFAULT '' NOT NULL", "ALTER TABLE mentoring_match DROP COLUMN answer_words"),
            ],
        ),
    ]
