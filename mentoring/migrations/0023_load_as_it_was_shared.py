from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mentoring', '0022_buddy_answers_stay'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField('loadsaid', 'was_shared', models.BooleanField(default=False, verbose_name='for whoever supports them too, when it was said')),
            ],
            database_operations=[  # with a default in the database, for processes that do not know the column yet
                migrations.RunSQL("ALTER TABLE mentoring_loadsaid ADD COLUMN was_shared boolean DEFAULT false NOT NULL", "ALTER TABLE mentoring_loadsaid DROP COLUMN was_shared"),
            ],
        ),
    ]
