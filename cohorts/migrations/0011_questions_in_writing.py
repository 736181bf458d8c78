from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0010_straight_after")]

    operations = [
        migrations.AlterField(
            model_name="learningnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("writing", "Written quietly"),
                    ("question", "A question in writing"),
                    ("learning", "What I take with me"),
                    ("private", "Notes for myself"),
                ],
                max_length=8,
            ),
        ),
    ]
