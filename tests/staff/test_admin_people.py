"""Accounts, concerns and code lists in Django admin: changed by their actions, within what somebody may."""

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import factories
from youdesign.people.models import AuditEntry, Concern, Person


def act(client: Client, action: str, row: Person | Concern) -> None:
    """Do something to one row of a list, with a reason."""
    where = reverse(f"admin:people_{row._meta.model_name}_changelist")
    client.post(where, {"action": action, "_selected_action": [row.pk], "why": "She asked."})


def test_an_account_is_changed_with_its_audit_row_and_its_password_left_alone(chief: Client, leader: Person) -> None:
    before = Person.objects.values_list("password", flat=True).get(pk=leader.pk)
    answers = {
        "name": "Maureen W",
        "time_zone": "Europe/London",
        "why": "She asked.",
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
    at_work.post(
        reverse("admin:people_person_changelist"),
        {"action": "switch_off", "_selected_action": [boss.pk], "why": "A try."},
    )
    assert Person.objects.get(pk=boss.pk).is_active


def test_a_superuser_gives_rights(chief: Client, leader: Person) -> None:
    group = Group.objects.get(name="Coordinators")
    answers = {
        "name": "Maureen",
        "time_zone": "Europe/London",
        "why": "She asked.",
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk],
    }
    assert chief.post(reverse("admin:people_person_change", args=[leader.pk]), answers).status_code == 302
    leader = Person.objects.get(pk=leader.pk)
    assert leader.is_staff
    assert list(leader.groups.all()) == [group]


def test_nobody_shuts_themselves_out(chief: Client) -> None:
    me = Person.objects.get(is_superuser=True)
    answers = {"name": "Still here", "time_zone": "Europe/London", "why": "I married."}  # no tick in any box
    assert chief.post(reverse("admin:people_person_change", args=[me.pk]), answers).status_code == 302
    me.refresh_from_db()
    assert (me.name, me.is_active, me.is_staff, me.is_superuser) == ("Still here", True, True, True)


def test_accounts_are_switched_off_and_on_from_the_list(chief: Client, leader: Person) -> None:
    for action, is_active in (("switch_off", False), ("switch_on", True)):
        chief.post(
            reverse("admin:people_person_changelist"),
            {"action": action, "_selected_action": [leader.pk], "why": "She asked."},
        )
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
        client.post(
            reverse("admin:people_concern_changelist"),
            {"action": action, "_selected_action": [concern.pk], "why": "I rang."},
        )
        assert Concern.objects.get().state == state
    client.post(
        reverse("admin:people_concern_changelist"),
        {"action": "acting", "_selected_action": [concern.pk], "why": "I rang."},
    )
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
