"""Who helps to run a group, on its pages, in the messages and on the staff's pages."""

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import be_unwell_today, end_cofacilitation, hand_over_group
from cohorts.models import CoFacilitation, LearningGroup
from tests import factories
from tests.cohorts.walls import HOUR
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def page(client: Client, person: Person, path: str) -> str:
    """Return the page as this person reads it."""
    client.force_login(person, BACKEND)
    return client.get(path, follow=True).content.decode()


def test_the_groups_page_names_her_and_lets_her_step_down(
    client: Client, group: LearningGroup, helps: CoFacilitation, joan: Person, leader: Person
) -> None:
    assert "Co-facilitator" in page(client, leader, f"/groups/{group.pk}/")
    assert "Stop helping" not in page(client, leader, f"/groups/{group.pk}/")
    assert "Co-facilitator, you" in (text := page(client, joan, f"/groups/{group.pk}/"))
    assert f'href="/colleagues/{leader.pk}/"' in text
    answer = client.post(f"/groups/{group.pk}/step-down/", follow=True).content.decode()
    assert "You do not help to run Tuesday group any more." in answer
    assert client.get(f"/groups/{group.pk}/").status_code == 404
    assert client.post(f"/groups/{group.pk}/step-down/").status_code == 302  # pressed twice


def test_home_and_my_groups_say_what_her_part_is(
    client: Client, group: LearningGroup, helps: CoFacilitation, joan: Person, mentor: Person
) -> None:
    factories.LearningGroupFactory(cohort=group.cohort, facilitator=joan)
    assert "You help to run this group." in page(client, joan, "/")
    text = page(client, joan, "/group/")
    assert "You help to run this group." in text
    assert "You facilitate this group." in text


def test_a_session_is_run_from_her_page_too(
    client: Client, helps: CoFacilitation, joan: Person, leader: Person, plan
) -> None:
    session = plan(agenda="We say hello.")
    text = page(client, joan, f"/sessions/{session.pk}/")
    for words in ("Change or move it", "Messages about it", "Show what people need", "Not answered:"):
        assert words in text
    assert "Tell someone about this plan" not in text
    assert "Tell someone about this plan" in page(client, leader, f"/sessions/{session.pk}/")


@pytest.mark.django_db(transaction=True)
def test_the_mails_name_both_and_ask_neither_whether_they_come(
    helps: CoFacilitation, joan: Person, leader: Person, plan, mailbox: Mailbox
) -> None:
    plan(starts_at=timezone.now() + HOUR)
    drain(now=timezone.now())
    words = "Ruth Adeyemi and Joan Bell, who run the session and are expecting you."
    assert words in text_of(mailbox.to(leader.email)[-1])
    hers = {mail["Subject"]: text_of(mail) for mail in mailbox.to(joan.email)}
    assert "You now help to run Tuesday group" in hers
    (reminder,) = (text for subject, text in hers.items() if subject.startswith("Your group meets"))
    assert "expecting you" not in reminder
    assert "See who is coming" in reminder


@pytest.mark.django_db(transaction=True)
def test_who_stopped_meanwhile_hears_nothing_about_the_group(
    helps: CoFacilitation, joan: Person, leader: Person, coordinator: Person, plan
) -> None:
    plan(starts_at=timezone.now() + HOUR)
    be_unwell_today(by=leader, now=timezone.now())
    end_cofacilitation(helps=helps, by=joan)
    hand_over_group(group=helps.group, to=factories.PersonFactory(), by=coordinator)
    drain(now=timezone.now())
    assert not Notice.objects.filter(person=joan, state="sent").exists()
    assert set(Notice.objects.filter(kind="cannot_come").values_list("state", flat=True)) == {"withheld"}


def test_a_coordinator_adds_and_ends_one_and_says_why(
    staff: Client, group: LearningGroup, joan: Person, mentor: Person
) -> None:
    where = "/admin/cohorts/cofacilitation/"
    facts = {"group": group.pk, "person": joan.pk}
    assert "Error:" in staff.post(f"{where}add/", facts).content.decode()
    staff.post(f"{where}add/", facts | {"why": "Ruth asked for help."})
    helps = CoFacilitation.objects.get()
    assert AuditEntry.objects.get(verb="add_cofacilitator").why == "Ruth asked for help."
    act = {"action": "end_these", "_selected_action": [helps.pk]}
    staff.post(where, act)
    assert CoFacilitation.objects.current().exists()
    staff.post(where, act | {"why": "She moves away."})
    assert not CoFacilitation.objects.current().exists()
    assert "is not a facilitator" not in staff.get(f"{where}add/").content.decode()


def test_who_cannot_help_is_said_above_the_form(staff: Client, group: LearningGroup, mentor: Person) -> None:
    factories.RoleGrantFactory(person=mentor, programme=group.cohort.programme, role="facilitator")
    facts = {"group": group.pk, "person": mentor.pk, "why": "They asked."}
    text = staff.post("/admin/cohorts/cofacilitation/add/", facts).content.decode()
    assert "This person facilitates the group already." in text


def test_when_the_facilitator_stops_who_helps_is_offered_first(
    staff: Client, group: LearningGroup, helps: CoFacilitation
) -> None:
    for name in ("Abe First", "Zoe Last"):
        factories.RoleGrantFactory(person__name=name, programme=group.cohort.programme, role="facilitator")
    text = staff.get(f"/admin/cohorts/learninggroup/{group.pk}/hand-over/").content.decode()
    assert text.index("Joan Bell") < text.index("Abe First") < text.index("Zoe Last")
    assert "Joan Bell" in staff.get(f"/admin/cohorts/learninggroup/{group.pk}/change/").content.decode()
