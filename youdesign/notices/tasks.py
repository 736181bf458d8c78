"""The task that beat and nudges knock with; the rows hold what is owed, so a lost or doubled task does no harm."""

from celery import shared_task

from youdesign.notices.clock import database_time
from youdesign.notices.drain import drain
from youdesign.notices.notice_kinds import owe_concerns


@shared_task
def send_due_notices() -> None:
    """Send what is due now."""
    now = database_time()
    owe_concerns(now=now)
    drain(now=now)
