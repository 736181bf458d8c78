"""How the database role behind Django admin is made, by one process or many, and by a user who may not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from tests.staff.seen import may
from youdesign.people import staff_role
from youdesign.people.blind import ROLE


def test_migrate_can_run_again_and_takes_away_what_is_not_said(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON people_personkey, django_session TO {ROLE}")
    assert may("SELECT wrapped FROM people_personkey")
    call_command("migrate", verbosity=0)
    assert not may("SELECT wrapped FROM people_personkey")
    assert not may("SELECT 1 FROM django_session")


def test_a_plan_changes_no_rights(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT ON people_personkey TO {ROLE}")
    call_command("migrate", plan=True)
    assert may("SELECT wrapped FROM people_personkey")


def test_a_database_user_who_may_not_make_roles_gets_the_sql_to_ask_for(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff_role, "ROLE", "yd_admin_of_another_site")

    def as_somebody_small(cursor: CursorWrapper) -> None:
        cursor.execute("CREATE ROLE yd_small NOLOGIN")
        cursor.execute("SET LOCAL ROLE yd_small")
        make(cursor)

    make = staff_role._make_and_join
    monkeypatch.setattr(staff_role, "_make_and_join", as_somebody_small)
    with pytest.raises(CommandError, match="CREATE ROLE yd_admin NOLOGIN"):
        staff_role.ensure_role()


@pytest.mark.django_db(transaction=True)
def test_many_processes_may_make_the_role_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    role = f"yd_race_{uuid4().hex[:8]}"
    monkeypatch.setattr(staff_role, "ROLE", role)
    start = Barrier(8)

    def make_it(_: int) -> None:
        start.wait(10)
        staff_role.ensure_role()
        connection.close()

    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(make_it, range(8)))
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
            cursor.execute("RESET ROLE")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE IF EXISTS {role}")
