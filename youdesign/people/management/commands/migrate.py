"""Django's migrate, then the database role behind Django admin with its rights on every table there is now."""

from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from youdesign.people.accounts import DEMO_ADDRESSES
from youdesign.people.models import Person
from youdesign.people.staff_role import ensure_role, grant_rights

DEMO_PEOPLE = (
    "This database holds demo people, whose password everybody knows. Start with an empty database, "
    "or set YOUDESIGN_DEMO=1 if this is the demo."
)


class Command(migrate.Command):
    """manage.py migrate"""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then set the rights; a plan or a check changes nothing."""
        super().handle(*args, **options)
        if options["database"] == DEFAULT_DB_ALIAS and not options.get("plan") and not options.get("check_unapplied"):
            ensure_role()
            grant_rights()
            refuse_demo_people()


def refuse_demo_people() -> None:
    """Raise CommandError, so that nothing starts, when a real site's database holds people of the demo."""
    if not settings.DEMO and Person.objects.filter(email__endswith=DEMO_ADDRESSES).exists():
        raise CommandError(DEMO_PEOPLE)
