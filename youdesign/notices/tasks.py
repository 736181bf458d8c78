"""The task that beat and nudges knock with; the rows hold what is owed, so a lost or doubled task does no harm."""

from celery import shared_task
from django.utils import timezone

from youdesign.notices.drain import drain


@shared_task
def send_due_notices() -> None:
    """Send what is due now."""
    drain(now=timezone.now())
