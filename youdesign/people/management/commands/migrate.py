"""Django's migrate, then the database role behind Django admin with its rights on every table there is now."""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from youdesign.people.staff_role import ensure_role, grant_rights


class Command(migrate.Command):
    """manage.py migrate"""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then set the rights; a plan or a check changes nothing."""
        super().handle(*args, **options)
        if options["database"] == DEFAULT_DB_ALIAS and not options.get("plan") and not options.get("check_unapplied"):
            ensure_role()
            grant_rights()
