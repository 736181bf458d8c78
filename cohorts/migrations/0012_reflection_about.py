from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0011_questions_in_writing")]

    operations = [
        migrations.AddField(
            model_name="reflection",
            name="about_kind",
            field=models.CharField(
                blank=True, db_default="", max_length=16, verbose_name="what kind of thing it is about"
            ),
        ),
        migrations.AddField(
            model_name="reflection",
            name="about_key",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="what it is about"),
        ),
        migrations.AddConstraint(
            model_name="reflection",
            constraint=models.CheckConstraint(
                condition=Q(about_key__isnull=True, about_kind="")
                | (~Q(about_kind="") & Q(about_key__isnull=False, event__isnull=True)),
                name="reflection_is_about_one_thing",
            ),
        ),
    ]
