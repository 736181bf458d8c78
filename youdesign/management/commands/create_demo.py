"""`manage.py create_demo`: the demo programme on the first run, and who you can be."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from youdesign.demo import story
from youdesign.demo.making import make_demo

ROLES = (
    (story.LEADER, "a patient leader"),
    (story.MENTOR, "her mentor, and her group's facilitator"),
    (story.COORDINATOR, "the coordinator, who also works in /admin/"),
    (story.OUTSIDER, "a patient leader in another programme"),
    (story.HOST, "somebody at an NHS host"),
)


class Command(BaseCommand):
    """Makes the demo programme once."""

    help = "Make the demo programme (demo mode only) and print its people."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the people, and say who they are."""
        if not settings.DEMO:
            raise CommandError("The demo is for demo mode only. Set YOUDESIGN_DEMO=1 on a computer of your own.")
        make_demo()
        self.stdout.write(f"Sign in as one of these people. The password is {settings.DEMO_PASSWORD}")
        for who, role in ROLES:
            self.stdout.write(f"  {who.email:<20} {who.name}, {role}")
