"""What the tests of staff pages share: what staff see, a line they must not see, what their database role may do."""

from django.contrib import admin
from django.db import ProgrammingError, connection, transaction

from youdesign.people.blind import ROLE

SECRET = "Nobody on the staff may read this line."
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


def may(statement: str) -> bool:
    """Return whether yd_admin may run the statement; whatever it did is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
            cursor.execute(statement)
            transaction.set_rollback(True)
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        return False
    return True


def role_now() -> str:
    """Return the role that this connection's queries run as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])
