"""The health check of deliver: the promise itself, that what is due gets sent."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from youdesign.notices.models import Notice


class Command(BaseCommand):
    """Fail when notices wait that nobody takes."""

    help = "Fails when a notice has been due for ten minutes and nobody, worker or deliver, is sending it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count what waits too long, whoever should have sent it."""
        waiting = Notice.objects.overdue(timezone.now()).count()
        if waiting:
            raise CommandError(f"Overdue: {waiting}. Look at the log of deliver, and at the mail server.")
        self.stdout.write("Nothing is overdue.")
