"""The one clock of all who send: a lease that one machine writes down, another reads."""

import datetime

from django.db import connection


def database_time() -> datetime.datetime:
    """Return the time by the database, whatever the clock of this machine says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now
