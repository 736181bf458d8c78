"""PostgreSQL's own extensions that search needs, made by a migration, or asked for in words that help."""

from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

NOT_ALLOWED = "42501"
NOT_THERE = ("0A000", "58P01")
ASK = (
    "The database user may not add the extension {name}, which search needs. "
    'Ask whoever runs the database to run this once in this database, then migrate again:\n  CREATE EXTENSION "{name}";'
)
INSTALL = (
    "This PostgreSQL has no extension {name}, which search needs. It comes with PostgreSQL's "
    "contrib package (Debian and Ubuntu install it with the server): install that, then migrate again."
)


class Extension(CreateExtension):
    """Adds an extension if it is not there; going back leaves it, since others may use it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Add it, or raise CommandError with what to do."""
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                super().database_forwards(app_label, schema_editor, from_state, to_state)
        except DatabaseError as error:
            code = getattr(error.__cause__, "pgcode", "")
            if code == NOT_ALLOWED:
                raise CommandError(ASK.format(name=self.name)) from error
            if code in NOT_THERE:
                raise CommandError(INSTALL.format(name=self.name)) from error
            raise

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Leave it."""
