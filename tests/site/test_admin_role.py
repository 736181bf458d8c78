"""Programme staff work in Django admin without the right to read private words: PostgreSQL itself refuses."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.staff.seen import may, role_now
from youdesign.people import audit
from youdesign.people.blind import ROLE, as_programme_staff
from youdesign.people.models import AuditEntry, Person
from youdesign.people.privacy import blind_fields, local_models

BLIND = sorted(
    (model._meta.db_table, model._meta.get_field(name).column)
    for model in local_models()
    for name in blind_fields(model)
)
NEVER_WRITTEN = ("cohorts_reflection", "cohorts_reflectionshare", "conversations_message", "people_personkey")
NEVER_READ = ("django_session", "mfa_authenticator", "usersessions_usersession", "account_emailconfirmation")


@pytest.mark.parametrize(("table", "column"), BLIND)
def test_staff_may_not_select_a_blind_column(db: None, table: str, column: str) -> None:
    assert not may(f'SELECT "{column}" FROM "{table}"')
    assert not may(f'SELECT 1 FROM "{table}" WHERE "{column}" IS NULL')
    assert not may(f'UPDATE "{table}" SET "{column}" = DEFAULT')
    assert not may(f'SELECT * FROM "{table}"')


@pytest.mark.parametrize("table", NEVER_WRITTEN)
def test_staff_may_not_write_private_things(db: None, table: str) -> None:
    assert may(f'SELECT id FROM "{table}"')
    assert not may(f'UPDATE "{table}" SET id = id')
    assert not may(f'DELETE FROM "{table}"')
    assert not may(f'INSERT INTO "{table}" DEFAULT VALUES')


@pytest.mark.parametrize("table", ["people_auditentry", "people_consentevent"])
def test_staff_may_add_to_the_record_and_never_change_it(db: None, table: str) -> None:
    assert may(f'SELECT * FROM "{table}"')
    assert not may(f'UPDATE "{table}" SET id = id')
    assert not may(f'DELETE FROM "{table}"')


@pytest.mark.parametrize("table", NEVER_READ)
def test_staff_may_not_read_what_opens_an_account(db: None, table: str) -> None:
    assert not may(f'SELECT 1 FROM "{table}"')
    assert not may(f'DELETE FROM "{table}"')


def test_staff_may_not_make_or_delete_an_account(db: None) -> None:
    assert not may("DELETE FROM people_person")
    assert not may("INSERT INTO people_person DEFAULT VALUES")
    assert may("UPDATE people_person SET phone = phone")
    assert not may("UPDATE account_emailaddress SET verified = true")


def test_the_role_cannot_sign_in_and_has_no_rights_of_its_own(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = %s",
            [ROLE],
        )
        assert cursor.fetchone() == (False,) * 5
    assert not may("CREATE TABLE public.mine (id int)")
    assert not may("TRUNCATE people_code")


def test_a_join_or_a_foreign_key_reads_a_person_without_the_password(leader: Person) -> None:
    with transaction.atomic():
        audit.record("x", leader, by=leader)
    with as_programme_staff():
        joined = AuditEntry.objects.select_related("by").get().by
        followed = AuditEntry.objects.get().by
        assert (joined, joined.password, followed.password) == (leader, None, None)
    assert Person.objects.get(pk=leader.pk).password


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [ZeroDivisionError, DatabaseError])
def test_the_connection_gets_its_own_rights_back_after_an_error(error: type[Exception], leader: Person) -> None:
    mine, inside = role_now(), ""

    @as_programme_staff()
    def fail() -> None:
        nonlocal inside
        inside = role_now()
        raise error

    with pytest.raises(error):
        fail()
    assert inside == ROLE
    assert role_now() == mine
    assert Person.objects.get(pk=leader.pk).password


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_broke_halfway_leaves_no_staff_rights_behind(leader: Person) -> None:
    mine = role_now()

    @transaction.atomic
    def break_in_the_middle() -> None:
        with as_programme_staff(), connection.cursor() as cursor:
            cursor.execute("SELECT password FROM people_person")

    with pytest.raises(DatabaseError):
        break_in_the_middle()
    assert role_now() == mine
    assert Person.objects.get(pk=leader.pk).password


def test_a_refused_page_leaves_no_staff_rights_behind(leader: Person, client: Client) -> None:
    client.force_login(leader)
    mine = role_now()
    client.get("/admin/people/person/")
    client.get("/admin/people/person/999999/change/")
    assert role_now() == mine
