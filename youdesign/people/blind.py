"""Reading with the rights of programme staff: as the database role yd_admin, which may not select what is blind."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection, models

ROLE = "yd_admin"
_is_staff_reading: ContextVar[bool] = ContextVar("is_staff_reading", default=False)


@contextmanager
def as_programme_staff() -> Iterator[None]:
    """Run every query of this block as yd_admin; PostgreSQL itself refuses what staff may not read or change."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    mark = _is_staff_reading.set(True)
    try:
        yield
    finally:
        _is_staff_reading.reset(mark)
        _give_back_role()


def _give_back_role() -> None:
    """Give the connection its own rights back, or throw it away: it must never serve the next request half-way."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    except DatabaseError:
        connection.close()


if TYPE_CHECKING:
    Field = models.Field[Any, Any]
    CharField = models.CharField[str, str]
    TextField = models.TextField[str, str]
else:
    Field, CharField, TextField = object, models.CharField, models.TextField


class Blind(Field):
    """A column that reads as None for programme staff, so that joins and foreign keys work without asking for it.

    This only spares staff pages an error. What keeps the words from them is that yd_admin has no right to the column.
    """

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """Select nothing in place of the column while staff read."""
        return ("NULL", ()) if _is_staff_reading.get() else super().select_format(compiler, sql, params)

    def deconstruct(self) -> Any:
        """Look like the plain field to migrations: the column is the same."""
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__.removeprefix('Blind')}", args, kwargs


class BlindCharField(Blind, CharField):
    """One line that programme staff do not read."""


class BlindTextField(Blind, TextField):
    """A longer text that programme staff do not read."""
