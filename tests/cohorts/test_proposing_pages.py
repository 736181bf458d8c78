"""Starting a group from its pages: proposing, joining, facilitating; and staff open it or say why not now."""

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.actions import rather_not_be_with, say_not_now
from cohorts.models import Cohort, LearningGroup, ProposedGroup
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain
from youdesign.people.actions import block_person
from youdesign.people.models import AuditEntry, Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
TYPED = {"name": "First boards", "purpose": "For people new to boards.", "meets": "Thursday mornings"}


@pytest.fixture
def ready(cohort: Cohort) -> ProposedGroup:
    """A proposal that can be opened."""
    return factories.ready_proposal(cohort)


def test_a_member_proposes_from_the_group_pages(
    client: Client, cohort: Cohort, leader: Person, joan: Person, group: LearningGroup
) -> None:
    client.force_login(leader, BACKEND)
    assert "/groups/new/" in client.get(f"/groups/{group.pk}/").content.decode()
    assert "Nobody has proposed a group yet" in client.get("/groups/new/").content.decode()
    assert "We still need somebody" in client.get("/groups/new/start/").content.decode()
    facts = TYPED | {"cohort": cohort.pk, "facilitator": joan.pk}
    text = client.post("/groups/new/start/", facts, follow=True).content.decode()
    assert "Proposed. People of your cohort find it beside their groups." in text
    assert "2 more people are needed." in text
    assert "Joan Bell is asked, and has not answered yet." in text


def test_what_is_missing_or_too_long_is_said_and_kept(client: Client, cohort: Cohort, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    text = client.post("/groups/new/start/", {"cohort": cohort.pk, "name": "x" * 81}).content.decode()
    for words in ("80 characters at most", "Say what the group is for.", "Say roughly when it could meet.", "x" * 81):
        assert words in text
    assert not ProposedGroup.objects.exists()


def test_a_second_one_is_refused_with_the_words_kept(client: Client, cohort: Cohort, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    facts = TYPED | {"cohort": cohort.pk}
    client.post("/groups/new/start/", facts)
    assert client.post("/groups/new/start/", facts).status_code == 302  # pressed twice
    text = client.post("/groups/new/start/", facts | {"name": "Another"}).content.decode()
    assert "You have proposed a group already." in text
    assert "For people new to boards." in text


def test_a_facilitator_of_another_programme_is_refused_with_the_words_kept(
    client: Client, cohort: Cohort, leader: Person
) -> None:
    elsewhere = factories.MembershipFactory(person=leader).cohort
    other = factories.RoleGrantFactory(programme=elsewhere.programme, role="facilitator").person
    client.force_login(leader, BACKEND)
    text = client.post("/groups/new/start/", TYPED | {"cohort": cohort.pk, "facilitator": other.pk}).content.decode()
    assert "This person cannot facilitate in that cohort." in text
    assert "For people new to boards." in text
    assert not ProposedGroup.objects.exists()


def test_whom_one_blocks_is_not_offered_to_be_asked(client: Client, leader: Person, joan: Person) -> None:
    client.force_login(leader, BACKEND)
    assert "Joan Bell" in client.get("/groups/new/start/").content.decode()
    block_person(person=joan, by=leader)
    assert "Joan Bell" not in client.get("/groups/new/start/").content.decode()


def test_joining_and_thinking_again(client: Client, ready: ProposedGroup, leader: Person) -> None:
    client.force_login(leader, BACKEND)
    page = f"/groups/new/{ready.pk}/"
    assert "First boards" in client.get("/groups/new/").content.decode()
    assert "You are in." in client.post(f"{page}answer/", {"answer": "in"}, follow=True).content.decode()
    assert "4 of 8" in client.get("/groups/new/").content.decode()
    text = client.post(f"{page}answer/", {"answer": "no_thanks"}, follow=True).content.decode()
    assert "No thanks is fine. Nobody is told." in text
    assert client.post(f"{page}answer/", {"answer": "maybe"}).status_code == 400


def test_kept_apart_it_is_as_if_there_were_none(client: Client, ready: ProposedGroup, leader: Person) -> None:
    rather_not_be_with(person=leader, by=ready.people()[0])
    client.force_login(leader, BACKEND)
    assert "Nobody has proposed a group yet" in client.get("/groups/new/").content.decode()
    unknown = client.get("/groups/new/999999/")
    mine = client.get(f"/groups/new/{ready.pk}/")
    assert (mine.status_code, unknown.status_code) == (404, 404)
    assert client.post(f"/groups/new/{ready.pk}/answer/", {"answer": "in"}).status_code == 404


def test_a_facilitator_says_yes_where_nobody_is_asked(client: Client, cohort: Cohort, joan: Person) -> None:
    proposal = factories.ProposedGroupFactory(cohort=cohort)
    client.force_login(joan, BACKEND)
    assert "Could you facilitate it?" in client.get(f"/groups/new/{proposal.pk}/").content.decode()
    text = client.post(f"/groups/new/{proposal.pk}/facilitate/", {"wish": "yes"}, follow=True).content.decode()
    assert "You facilitate it" in text


def test_the_lists_cost_the_same_for_few_and_many(
    client: Client, cohort: Cohort, leader: Person, django_assert_max_num_queries
) -> None:
    client.force_login(leader, BACKEND)
    for _ in range(2):
        with django_assert_max_num_queries(12):
            client.get("/groups/new/")
        for _ in range(4):
            factories.ready_proposal(cohort)


# --- Staff ---


def test_a_coordinator_opens_it_with_one_press(staff: Client, ready: ProposedGroup) -> None:
    assert "Groups that members would like" in staff.get("/admin/").content.decode()
    page = f"/admin/cohorts/proposedgroup/{ready.pk}/"
    assert f"{page}answer/" in staff.get(f"{page}change/").content.decode()
    assert "Open the group" in staff.get(f"{page}answer/").content.decode()
    text = staff.post(f"{page}answer/", {"open": "Open the group"}, follow=True).content.decode()
    assert "Opened: First boards. Everybody in it gets a message." in text
    assert LearningGroup.objects.get().members().count() == 3


def test_why_not_now_is_needed_and_goes_to_the_people(staff: Client, ready: ProposedGroup) -> None:
    page = f"/admin/cohorts/proposedgroup/{ready.pk}/answer/"
    assert "Say why not now: they read it." in staff.post(page, {"not_now": "1", "words": " "}).content.decode()
    facts = {"not_now": "1", "words": "Every facilitator is busy.", "why": "No budget."}
    assert "get your words" in staff.post(page, facts, follow=True).content.decode()
    assert ProposedGroup.objects.get().words == "Every facilitator is busy."
    assert AuditEntry.objects.get(noun="cohorts.proposedgroup", verb="move").why == "No budget."


def test_what_stands_in_the_way_is_said(staff: Client, cohort: Cohort) -> None:
    proposal = factories.ProposedGroupFactory(cohort=cohort)
    text = staff.post(f"/admin/cohorts/proposedgroup/{proposal.pk}/answer/", {"open": "1"}).content.decode()
    assert "Nothing was changed. Nobody has said yes to facilitate this group" in text


def test_other_programmes_are_not_there(staff: Client) -> None:
    other = factories.ProposedGroupFactory()
    assert staff.get(f"/admin/cohorts/proposedgroup/{other.pk}/answer/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_mail_says_why_not_now(ready: ProposedGroup, coordinator: Person, mailbox: Mailbox) -> None:
    say_not_now(proposal=ready, by=coordinator, words="Every facilitator is busy until May.")
    drain(now=timezone.now())
    (mail,) = mailbox.to(ready.people()[0].email)
    assert "Priya Nair wrote:\r\nEvery facilitator is busy until May." in text_of(mail)
