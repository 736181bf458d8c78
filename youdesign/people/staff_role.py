"""The database role behind Django admin: what programme staff may do to each table, enforced by PostgreSQL."""

from collections.abc import Iterable

from django.apps import apps
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, models, transaction
from django.db.backends.utils import CursorWrapper

from youdesign.people.blind import ROLE
from youdesign.people.privacy import blind_fields

EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
# Tables of other packages that hold what opens an account; a model of ours says it as STAFF_MAY.
OTHERS = {
    "sessions.session": "",
    "account.emailconfirmation": "",
    "account.emailaddress": "SELECT",
    "mfa.authenticator": "",
    "usersessions.usersession": "",
    "admin.logentry": "",
    "people.person_groups": EVERYTHING,
    "people.person_user_permissions": EVERYTHING,
}
TRIES = 10
NOT_ALLOWED = "42501"
# What PostgreSQL says when two processes do the same at once: already there, not unique, row changed meanwhile.
AT_ONCE = {"42710", "23505", "XX000"}
ONE_AT_A_TIME = 7_302_026  # the number of the lock that two processes migrating one database share
HOW_TO = (
    f"The database user may not make the role {ROLE}, which keeps private words from programme staff. "
    f"Ask whoever runs the database to run this once, then migrate again:\n"
    f'  CREATE ROLE {ROLE} NOLOGIN;\n  GRANT {ROLE} TO "{{user}}";'
)


def ensure_role() -> None:
    """Make the role if it is missing, and let this database user take it; any number of processes may do so at once.

    Raises CommandError with the SQL for a database administrator when this user may not.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                _make_and_join(cursor)
                return
        except DatabaseError as error:
            code = getattr(error.__cause__, "pgcode", "")
            if code == NOT_ALLOWED:
                raise CommandError(HOW_TO.format(user=connection.settings_dict["USER"])) from error
            if code not in AT_ONCE:
                raise
    raise CommandError(f"The role {ROLE} could not be made: other processes kept changing it. Run migrate again.")


def _make_and_join(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN")
    # From PostgreSQL 16 on, a member may be one who cannot SET ROLE; before that there is no such thing.
    right = "SET" if cursor.connection.server_version >= 160000 else "MEMBER"
    cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [ROLE, right])
    if not cursor.fetchone()[0]:
        cursor.execute(f"GRANT {ROLE} TO current_user")


@transaction.atomic
def grant_rights() -> None:
    """Give the role exactly what each table allows, in one step: what is not said here is taken away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.db_table in tables:
                columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
                cursor.execute(";".join(rights_for(model, [column.name for column in columns])))


def rights_for(model: type[models.Model], columns: Iterable[str]) -> list[str]:
    """Return the statements that set the role's rights on one table; blind columns are neither read nor changed."""
    table = connection.ops.quote_name(model._meta.db_table)
    blind = blind_fields(model)
    hidden = {field.column for field in model._meta.concrete_fields if field.name in blind}
    shown = ", ".join(connection.ops.quote_name(column) for column in columns if column not in hidden)
    holder = model._meta.auto_created or model  # a join table is held by the model whose choices it keeps
    allowed = OTHERS.get(model._meta.label_lower, getattr(holder, "STAFF_MAY", EVERYTHING))
    statements = [f"REVOKE ALL ON {table} FROM {ROLE}"]
    for right in filter(None, allowed.split(", ")):
        only = f" ({shown})" if hidden and right in ("SELECT", "UPDATE") else ""
        statements.append(f"GRANT {right}{only} ON {table} TO {ROLE}")
    return statements
