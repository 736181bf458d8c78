from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mentoring', '0023_load_as_it_was_shared'),
    ]

    operations = [
        migrations.AddField(
            model_name='mentoroffer',
            name='lived_experience',
            field=models.ManyToManyField(blank=True, related_name='+', to='people.code'),
        ),
    ]
