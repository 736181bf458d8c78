"""Handing over in Django admin: one step, and every refusal says where it is done."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import expect

from cohorts.actions import hand_over_group
from cohorts.models import Cohort, LearningGroup, Programme
from tests import factories
from youdesign.conversations.actions import post_message
from youdesign.conversations.models import Room
from youdesign.people.actions import raise_concern
from youdesign.people.models import Person

LIVE = "[data-connection][data-state=live]"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_a_group_is_handed_over_in_one_step(
    staff: Client, group: LearningGroup, joan: Person, mentor: Person, leader: Person
) -> None:
    page = f"/admin/cohorts/learninggroup/{group.pk}/hand-over/"
    assert page in staff.get(f"/admin/cohorts/learninggroup/{group.pk}/change/").content.decode()
    asked = staff.get(page).content.decode()
    assert "Joan Bell" in asked
    assert "Maureen Webb" not in asked
    assert "Choose who takes it over." in staff.post(page, {"to": ""}).content.decode()
    assert "Error:" in staff.post(page, {"to": leader.pk, "why": "They asked."}).content.decode()
    text = staff.post(page, {"to": joan.pk, "why": "They asked."}, follow=True).content.decode()
    assert "Joan Bell facilitates Tuesday group now. Ruth Adeyemi is out of it and of its room." in text
    assert Room.objects.visible_to(joan).exists()
    assert not Room.objects.visible_to(mentor).exists()


def test_a_programme_is_handed_over_in_one_step(
    staff: Client, programme: Programme, cohort: Cohort, amir: Person, mentor: Person
) -> None:
    page = f"/admin/cohorts/programme/{programme.pk}/hand-over/"
    assert page in staff.get(f"/admin/cohorts/programme/{programme.pk}/change/").content.decode()
    assert page in staff.get(f"/admin/cohorts/cohort/{cohort.pk}/change/").content.decode()
    assert staff.post(page, {"to": mentor.pk, "why": "They asked."}).status_code == 200
    text = staff.post(page, {"to": amir.pk, "why": "They asked."}, follow=True).content.decode()
    assert "Amir Khan coordinates Leading Together now, and all its cohorts." in text
    assert staff.get(page).status_code == 404


def test_a_programmes_coordinator_is_changed_by_no_other_form(
    client: Client, chief: Person, programme: Programme, amir: Person
) -> None:
    client.force_login(chief, BACKEND)
    facts = {"name": "Leading Together", "state": "running", "coordinator": amir.pk}
    client.post(f"/admin/cohorts/programme/{programme.pk}/change/", facts)
    programme.refresh_from_db()
    assert programme.coordinator != amir


def test_when_nobody_could_take_it_over_the_page_says_what_to_do(staff: Client, group: LearningGroup) -> None:
    text = staff.get(f"/admin/cohorts/learninggroup/{group.pk}/hand-over/").content.decode()
    assert "Give somebody the role first." in text
    assert "Hand it over" not in text


def test_groups_of_other_programmes_are_not_there(staff: Client) -> None:
    other = factories.LearningGroupFactory()
    assert staff.get(f"/admin/cohorts/learninggroup/{other.pk}/hand-over/").status_code == 404


def test_refusals_name_the_groups_with_the_way(
    staff: Client, group: LearningGroup, mentor: Person, chief: Person, programme: Programme
) -> None:
    way = f'<a href="/admin/cohorts/learninggroup/{group.pk}/hand-over/">the group “Tuesday group”</a>'
    grant = factories.RoleGrantFactory(person=mentor, programme=programme, role="facilitator")
    place = factories.MembershipFactory(person=mentor, cohort=group.cohort)
    for noun, action, row in (("rolegrant", "end_these_roles", grant), ("membership", "withdraw", place)):
        facts = {"action": action, "_selected_action": [row.pk], "why": "They asked."}
        assert way in staff.post(f"/admin/cohorts/{noun}/", facts, follow=True).content.decode()
    staff.force_login(chief, BACKEND)
    facts = {"action": "switch_off", "_selected_action": [mentor.pk], "why": "They asked."}
    assert way in staff.post("/admin/people/person/", facts, follow=True).content.decode()
    facts = {"name": "Ruth", "time_zone": "Europe/London"}
    assert way in staff.post(f"/admin/people/person/{mentor.pk}/change/", facts).content.decode()
    assert Person.objects.get(pk=mentor.pk).is_active


@pytest.mark.parametrize("box", ["is_staff", "is_active"])
def test_a_named_coordinator_hands_over_before_losing_the_staff_pages(
    staff: Client, chief: Person, programme: Programme, coordinator: Person, box: str
) -> None:
    staff.force_login(chief, BACKEND)
    facts = {"name": "Priya", "time_zone": "Europe/London", "is_staff": "on", "is_active": "on", "why": "She leaves."}
    page = f"/admin/people/person/{coordinator.pk}/change/"
    way = f'<a href="/admin/cohorts/programme/{programme.pk}/hand-over/">the programme “Leading Together” and'
    refused = staff.post(page, {name: value for name, value in facts.items() if name != box}).content.decode()
    assert "Nothing was changed, because others rely on Priya Nair here. Hand over first:" in refused
    assert way in refused
    assert getattr(Person.objects.get(pk=coordinator.pk), box)
    assert staff.post(page, facts).status_code == 302


def test_a_facilitator_needs_no_staff_pages(staff: Client, chief: Person, group: LearningGroup, mentor: Person) -> None:
    Person.objects.filter(pk=mentor.pk).update(is_staff=True)
    staff.force_login(chief, BACKEND)
    facts = {"name": "Ruth", "time_zone": "Europe/London", "is_active": "on", "why": "She only facilitates."}
    assert staff.post(f"/admin/people/person/{mentor.pk}/change/", facts).status_code == 302
    assert not Person.objects.get(pk=mentor.pk).is_staff


def test_whoever_is_named_to_answer_keeps_the_rights_to(staff: Client, chief: Person) -> None:
    lead = factories.PersonFactory(name="Nadia Okafor", is_staff=True)
    lead.groups.add(lead.groups.model.objects.get(name="Safeguarding leads"))
    concern = raise_concern(by=None, contact="", what="It worried me.", page="", responder=lead)
    staff.force_login(chief, BACKEND)
    facts = {"name": "Nadia", "time_zone": "Europe/London", "is_active": "on", "is_staff": "on", "why": "A new role."}
    refused = staff.post(f"/admin/people/person/{lead.pk}/change/", facts).content.decode()
    assert (
        f'<a href="/admin/people/concern/{concern.pk}/hand-over/">concern {concern.pk}, which is not closed' in refused
    )
    assert lead.groups.exists()


def test_the_old_facilitators_open_room_ends_at_once_and_the_new_ones_opens(
    signed_in: Any, group: LearningGroup, mentor: Person, joan: Person, leader: Person, coordinator: Person
) -> None:
    old, new = (signed_in(person).new_page() for person in (mentor, joan))
    room = f"/rooms/{group.room_id}/"
    assert new.goto(room).status == 404
    old.goto(room)
    old.wait_for_selector(LIVE, state="attached")
    old.fill("textarea", "I was about to say")
    hand_over_group(group=group, to=joan, by=coordinator)
    post_message(room=group.room, by=leader, text="Not for the old one", client_id=uuid4())
    expect(old.locator("[data-connection]")).to_contain_text("You are no longer in this room.")
    assert old.input_value("textarea") == "I was about to say"
    assert "Not for the old one" not in old.content()
    assert new.goto(room).status == 200
    expect(new.locator("[data-log]")).to_contain_text("Not for the old one")
