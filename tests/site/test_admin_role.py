"""Programme staff work in Django admin without the right to read private words: PostgreSQL itself refuses."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cohorts.actions import invite, share_reflection, write_reflection
from cohorts.models import LearningGroup
from mentoring.models import Match
from tests import factories
from youdesign.conversations.actions import post_message
from youdesign.conversations.models import Room
from youdesign.notices.models import Notice
from youdesign.people import audit, staff_role
from youdesign.people.actions import raise_concern, record_consent
from youdesign.people.blind import ROLE, as_programme_staff
from youdesign.people.models import AuditEntry, Concern, ConsentEvent, Person
from youdesign.people.privacy import blind_fields, local_models

SECRET = "Nobody on the staff may read this line."
BLIND = sorted(
    (model._meta.db_table, model._meta.get_field(name).column)
    for model in local_models()
    for name in blind_fields(model)
)
NEVER_WRITTEN = ("cohorts_reflection", "cohorts_reflectionshare", "conversations_message", "people_personkey")
NEVER_READ = ("django_session", "mfa_authenticator", "usersessions_usersession", "account_emailconfirmation")
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def world(
    group: LearningGroup, match: Match, programme: Any, coordinator: Person, leader: Person, mentor: Person
) -> None:
    """One row of each thing that staff see, and one of each private thing that they must not."""
    call_command("load_starter_content", verbosity=0)
    factories.DebriefSessionFactory(group=group)
    factories.SceneFactory()
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    reflection = write_reflection(by=leader, event=event, text=SECRET)
    share_reflection(reflection=reflection, person=mentor, by=leader)
    post_message(room=group.room, by=leader, text=SECRET, client_id=uuid4())
    Match.objects.filter(pk=match.pk).update(hello=SECRET)
    record_consent(person=leader, purpose="a-purpose", version="1", is_given=True)
    raise_concern(by=leader, contact="", what="What the answerer must read.", page="", responder=None)
    Group.objects.get(name="Coordinators").user_set.add(coordinator)
    host = factories.HostFactory()
    host.contacts.create(name="Helen", email="helen@host.test")
    programme.need_plans.create(need="mentor", who=coordinator, what="Asking three people.", by_on=date(2026, 12, 4))
    invite(by=coordinator, cohort=group.cohort, group=group, email="new@cast.test", name="Nell")


@pytest.fixture
def at_work(world: None, coordinator: Person, client: Client) -> Client:
    """The coordinator's window."""
    client.force_login(coordinator)
    return client


# Accounts, rooms, notices and the audit belong to no programme: for superusers. Concerns: for those who answer them.
NOT_FOR_COORDINATORS = (AuditEntry, Concern, ConsentEvent, Group, Notice, Person, Room)


@pytest.fixture
def chief(world: None, client: Client) -> Client:
    """A superuser's window."""
    client.force_login(factories.PersonFactory(is_staff=True, is_superuser=True))
    return client


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


# --- What PostgreSQL refuses ---


@pytest.mark.parametrize(("table", "column"), BLIND)
def test_staff_may_not_select_a_blind_column(db: None, table: str, column: str) -> None:
    assert not may(f'SELECT "{column}" FROM "{table}"')
    assert not may(f'SELECT 1 FROM "{table}" WHERE "{column}" IS NULL')
    assert not may(f'UPDATE "{table}" SET "{column}" = "{column}"')
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


# --- What the pages do ---


def pages_of(model: type[models.Model]) -> Iterator[str]:
    """Yield the addresses of a model's pages in Django admin: list, search, add, and one row's own pages."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_changelist") + "?q=a"
    yield reverse(f"{name}_add")
    row = model._base_manager.defer(*blind_fields(model)).first()
    assert row is not None, f"there is no {model._meta.label} to look at: add one to the world"
    yield reverse(f"{name}_change", args=[row.pk])
    yield reverse(f"{name}_history", args=[row.pk])
    yield reverse(f"{name}_delete", args=[row.pk])


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_every_staff_page_works_and_shows_no_private_words(model: type[models.Model], chief: Client) -> None:
    answers = {path: chief.get(path) for path in pages_of(model)}
    for path, response in answers.items():
        if path.endswith(("/add/", "/delete/")):
            assert response.status_code in (200, 403), path
        else:
            assert response.status_code == 200, path
        body = response.content.decode()
        assert SECRET not in body, path
        assert "md5$" not in body, path
    assert role_now() != ROLE


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_coordinator_meets_a_page_or_a_refusal_and_no_private_words(
    model: type[models.Model], at_work: Client
) -> None:
    for path in pages_of(model):
        response = at_work.get(path)
        assert response.status_code in (200, 302, 403), path
        assert SECRET not in response.content.decode(), path
    opens = at_work.get(next(pages_of(model))).status_code
    assert opens == (403 if model in NOT_FOR_COORDINATORS else 200)


def test_staff_pages_offer_nothing_private(db: None) -> None:
    labels = {model._meta.label for model in REGISTERED}
    private = {"cohorts.Reflection", "cohorts.ReflectionShare", "conversations.Message", "conversations.RoomEvent"}
    opening = {"people.PersonKey", "account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession"}
    assert not labels & (private | opening)


def test_the_first_page_and_the_list_of_an_app_work(at_work: Client) -> None:
    LogEntry.objects.create(
        user=Person.objects.get(name="Priya Nair"),
        content_type=ContentType.objects.get_for_model(Person),
        object_id="1",
        object_repr="Somebody",
        action_flag=CHANGE,
    )
    assert "Somebody" in at_work.get("/admin/").content.decode()
    assert at_work.get("/admin/people/").status_code == 200


def test_an_account_is_changed_with_its_audit_row_and_its_password_left_alone(chief: Client, leader: Person) -> None:
    before = Person.objects.values_list("password", flat=True).get(pk=leader.pk)
    answers = {
        "name": "Maureen W",
        "time_zone": "Europe/London",
        "phone": "0117 496 0001",
        "phone_hours": "",
        "is_active": "on",
    }
    response = chief.post(reverse("admin:people_person_change", args=[leader.pk]), answers)
    assert response.status_code == 302
    leader = Person.objects.get(pk=leader.pk)
    assert (leader.name, leader.phone, leader.password) == ("Maureen W", "0117 496 0001", before)
    row = AuditEntry.objects.get(verb="change account")
    assert (row.about, row.facts) == (leader, {"fields": "name, phone"})


def test_a_coordinator_cannot_change_a_superuser(at_work: Client) -> None:
    boss = factories.PersonFactory(is_superuser=True)
    response = at_work.post(
        reverse("admin:people_person_change", args=[boss.pk]), {"name": "Gone", "time_zone": "Europe/London"}
    )
    assert response.status_code == 403
    at_work.post(reverse("admin:people_person_changelist"), {"action": "switch_off", "_selected_action": [boss.pk]})
    assert Person.objects.get(pk=boss.pk).is_active


def test_a_superuser_gives_rights(chief: Client, leader: Person) -> None:
    group = Group.objects.get(name="Coordinators")
    answers = {
        "name": "Maureen",
        "time_zone": "Europe/London",
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk],
    }
    assert chief.post(reverse("admin:people_person_change", args=[leader.pk]), answers).status_code == 302
    leader = Person.objects.get(pk=leader.pk)
    assert leader.is_staff
    assert list(leader.groups.all()) == [group]


def test_accounts_are_switched_off_and_on_from_the_list(chief: Client, leader: Person) -> None:
    for action, is_active in (("switch_off", False), ("switch_on", True)):
        chief.post(reverse("admin:people_person_changelist"), {"action": action, "_selected_action": [leader.pk]})
        assert Person.objects.get(pk=leader.pk).is_active == is_active
    assert AuditEntry.objects.filter(verb="change account", about=leader).count() == 2


def test_a_concern_is_moved_on_from_the_list_by_those_who_answer(world: None, client: Client) -> None:
    lead = factories.PersonFactory(is_staff=True)
    lead.groups.add(Group.objects.get(name="Safeguarding leads"))
    client.force_login(lead)
    concern = Concern.objects.get()
    assert (
        "What the answerer must read."
        in client.get(reverse("admin:people_concern_change", args=[concern.pk])).content.decode()
    )
    for action, state in (("seen", "seen"), ("acting", "acting"), ("closed", "closed")):
        client.post(reverse("admin:people_concern_changelist"), {"action": action, "_selected_action": [concern.pk]})
        assert Concern.objects.get().state == state
    client.post(reverse("admin:people_concern_changelist"), {"action": "acting", "_selected_action": [concern.pk]})
    assert Concern.objects.get().state == "closed"
    assert AuditEntry.objects.filter(verb="move", by=lead).count() == 3


def test_a_code_is_reworded(at_work: Client) -> None:
    entry = factories.CodeFactory(listing="asset", slug="humour")
    path = reverse("admin:people_code_change", args=[entry.pk])
    answers = {"label": "Making people laugh", "hint": "", "position": "3", "is_on": "on", "slug": "other"}
    assert at_work.post(path, answers).status_code == 302
    entry.refresh_from_db()
    assert (entry.label, entry.slug) == ("Making people laugh", "humour")


def test_the_list_of_people_costs_the_same_for_many(
    chief: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = reverse("admin:people_person_changelist")
    chief.get(path)
    with django_assert_num_queries(8):
        chief.get(path)
    factories.PersonFactory.create_batch(30)
    with django_assert_num_queries(8):
        chief.get(path)


# --- The connection afterwards ---


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


# --- The doors ---


def test_staff_sign_in_and_out_by_our_own_pages(at_work: Client, client: Client) -> None:
    assert Client().get("/admin/", follow=True).redirect_chain[-1][0] == "/account/login/?next=%2Fadmin%2F"
    assert at_work.get("/admin/password_change/")["Location"] == "/account/password/change/"
    response = at_work.post("/admin/logout/")
    assert (response.status_code, response["Location"]) == (307, "/account/logout/")


def test_who_is_not_staff_is_refused(leader: Person, client: Client) -> None:
    client.force_login(leader)
    assert client.get("/admin/", follow=True).status_code == 403


# --- How the role is made ---


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
