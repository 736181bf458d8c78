"""What beat knocks with; the rows hold what was asked, and one that falls over holds up no other."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from youdesign.my_data import downloads, erasing
from youdesign.people.models import DataExport, ErasureRequest


@shared_task
def do_what_people_asked() -> None:
    """Start a task for each download to make and each person to erase, and forget what is over."""
    now = timezone.now()
    for key in DataExport.objects.to_make().values_list("pk", flat=True):
        make_download.delay(str(key))
    for wish in ErasureRequest.objects.due(now).values_list("pk", flat=True):
        erase_person.delay(wish)
    downloads.empty_old_downloads(now=now)
    erasing.forget_addresses(now=now)


@shared_task
def make_download(pk: str) -> None:
    """Make one download, unless it is made."""
    downloads.make_download(UUID(pk), now=timezone.now())


@shared_task
def erase_person(pk: int) -> None:
    """Erase one person, unless they changed their mind."""
    erasing.erase_person(pk, now=timezone.now())
