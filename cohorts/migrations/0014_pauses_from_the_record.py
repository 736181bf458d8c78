"""Pauses from before they were kept by date are read from the record of what was done to each place."""

from django.db import migrations
from django.utils import timezone


def read_the_record(apps, schema_editor):
    """Give each pause that the record knows its dates; a place paused without a record is paused from now on."""
    Membership = apps.get_model("cohorts", "Membership")
    Pause = apps.get_model("cohorts", "Pause")
    AuditEntry = apps.get_model("people", "AuditEntry")
    there = {str(pk): pk for pk in Membership.objects.values_list("pk", flat=True)}
    done = AuditEntry.objects.filter(noun="cohorts.membership").order_by("at", "pk")
    for key, facts, at in done.values_list("noun_id", "facts", "at").iterator():
        mine = Pause.objects.filter(place=there.get(key), ended_at=None)
        if facts.get("before") == "paused":
            mine.update(ended_at=at)
        elif facts.get("after") == "paused" and key in there and not mine.exists():
            Pause.objects.create(place_id=there[key], began_at=at)
    known = Pause.objects.filter(ended_at=None).values("place")
    for each in Membership.objects.filter(state="paused").exclude(pk__in=known):
        Pause.objects.create(place=each, began_at=timezone.now())


class Migration(migrations.Migration):
    """Rows only; taking it back leaves them to the table's own migration."""

    dependencies = [("cohorts", "0013_dated_pauses"), ("people", "0002_append_only")]

    operations = [migrations.RunPython(read_the_record, migrations.RunPython.noop)]
