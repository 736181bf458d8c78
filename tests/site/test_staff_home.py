"""The first staff page: tasks in plain words, with counts of what this member of staff may see."""

import datetime
import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import DjangoAssertNumQueries

from cohorts.models import Cohort, Invitation, LearningGroup, PersonToRing
from mentoring.models import MentorOffer, MentorWait
from tests import factories
from tests.pages import visit
from youdesign.notices.models import Notice
from youdesign.people.actions import raise_concern
from youdesign.people.models import Person
from youdesign.staff_tasks import BEGIN, SUBJECTS, WAITING, admins

DAY = datetime.timedelta(days=1)


def someone_waits_everywhere(cohort: Cohort, by: Person) -> None:
    """Add one of each thing that waits for staff, in this cohort."""
    raise_concern(by=None, contact="", what="Secret words of a concern.", page="", responder=None)
    place = factories.MembershipFactory(cohort=cohort, state="joined")
    group = factories.LearningGroupFactory(cohort=cohort)
    ran_out = timezone.now() - DAY
    email = f"late{place.pk}@cast.test"
    invitation = Invitation.objects.create(email=email, cohort=cohort, invited_by=by, expires_at=ran_out)
    for state in ("parked", "waiting"):
        about = {"kind": "invitation", "object_id": str(invitation.pk), "occurrence": state}
        Notice.objects.create(email=email, state=state, due_at=ran_out, next_try_at=ran_out, **about)
    for state, starts_on in (("asked", timezone.now() + 9 * DAY), ("waiting", timezone.now() - 9 * DAY)):
        other = factories.CohortFactory(programme=cohort.programme, starts_on=starts_on)
        other.applications.create(person=place.person, state=state, answer_by=timezone.now())
    place.person.bounces.create(address=place.person.email, code=550)
    session = factories.DebriefSessionFactory(group=group, starts_at=timezone.now() - DAY)
    PersonToRing.objects.create(group=group, person=place.person, session=session, why="asked")
    factories.ready_proposal(cohort)
    offer = factories.MentorOfferFactory(programme=cohort.programme, state=MentorOffer.State.INTERESTED)
    MentorWait.objects.create(leader=place.person, programme=cohort.programme, told=by, answer_by=timezone.now())
    match = offer.matches.create(leader=place.person, state="chosen", chosen_at=timezone.now())
    match.tasks.create(about=place.person, why="asked")
    factories.BuddyRequestFactory(programme=cohort.programme, state="not_matched")
    factories.BuddyOfferFactory(programme=cohort.programme)


def tasks(client: Client) -> dict[str, int]:
    """Return what waits, as the page's own words say it."""
    text = client.get("/admin/").content.decode()
    found = re.findall(r'<a href="[^"]+">([^<]+)<span class="yd-count"> \((\d+)\)</span></a>', text)
    return {label.replace("&#x27;", "'"): int(count) for label, count in found}


def test_a_coordinator_reads_what_waits_in_her_own_programmes(
    at_work: Client, group: LearningGroup, coordinator: Person
) -> None:
    before = tasks(at_work)
    someone_waits_everywhere(group.cohort, coordinator)
    someone_waits_everywhere(factories.CohortFactory(), coordinator)  # of another programme
    after = tasks(at_work)
    assert {label: after[label] - before[label] for label in after} == {
        "People who asked to join": 1,
        "Waiting, and the cohort has begun": 1,
        "People to ring": 1,
        "Groups without a facilitator": 1,
        "Groups that members would like": 1,
        "Welcome new people": 1,
        "Groups with no date to come": 1,
        "Invitations that ran out": 1,
        "Leaders who wait for a mentor": 1,
        "Mentors who are ready": 0,
        "New mentors to prepare": 1,
        "Leaders who wait for a mentor's answer": 1,
        "Pairs to look after": 1,
        "Dates without a meeting buddy": 1,
        "People who would be meeting buddies": 1,
        "Addresses that take no mail": 1,
        "Messages that could not be sent": 1,
        "Messages that are late": 1,
    }


def test_concerns_are_counted_for_those_who_answer_them(at_work: Client, coordinator: Person) -> None:
    assert "Concerns waiting" not in tasks(at_work)
    coordinator.groups.add(Group.objects.get(name="Safeguarding leads"))
    assert tasks(at_work)["Concerns waiting"] == 1
    assert "What the answerer must read." not in at_work.get("/admin/").content.decode()


@pytest.mark.parametrize("who", ["at_work", "chief"])
def test_each_count_is_the_length_of_the_list_it_leads_to(
    who: str, request: pytest.FixtureRequest, group: LearningGroup, coordinator: Person
) -> None:
    client = request.getfixturevalue(who)
    someone_waits_everywhere(group.cohort, coordinator)
    someone_waits_everywhere(factories.CohortFactory(), coordinator)
    waiting = client.get("/admin/").context["waiting"]
    assert waiting
    for task in waiting:
        assert client.get(task["url"]).context["cl"].result_count == task["count"], task["label"]


def test_a_group_is_without_a_facilitator_when_theirs_has_stopped(group: LearningGroup, mentor: Person) -> None:
    groups = LearningGroup.objects.without_facilitator()
    assert group in groups.all()
    grant = factories.RoleGrantFactory(person=mentor, programme=group.cohort.programme, role="facilitator")
    assert group not in groups.all()
    Person.objects.filter(pk=mentor.pk).update(is_active=False)
    assert group in groups.all()
    Person.objects.filter(pk=mentor.pk).update(is_active=True)
    grant.ended_at = timezone.now()
    grant.save()
    assert group in groups.all()
    LearningGroup.objects.update(state="ended")
    assert group not in groups.all()


def test_a_group_without_a_date_is_one_with_none_to_come(group: LearningGroup) -> None:
    session = factories.DebriefSessionFactory(group=group)
    assert not LearningGroup.objects.without_date(timezone.now()).exists()
    assert LearningGroup.objects.without_date(session.ends_at + DAY).exists()
    session.state = "cancelled"
    session.save()
    assert LearningGroup.objects.without_date(timezone.now()).exists()


def test_what_can_be_begun_opens_and_is_called_the_same_there(at_work: Client) -> None:
    begin = at_work.get("/admin/").context["begin"]
    assert "Invite someone" in [task["label"] for task in begin]
    assert "Set up a programme" not in [task["label"] for task in begin]
    for task in begin:
        assert f"<h1>{task['label']}</h1>" in at_work.get(task["url"]).content.decode()


def test_every_list_is_under_a_subject_and_every_task_has_its_page() -> None:
    named = [label for labels in SUBJECTS.values() for label in labels]
    assert len(named) == len(set(named))
    assert set(named) == set(admins(admin.site))
    assert {task.of for task in WAITING} | {label for label, _ in BEGIN} <= set(named)
    assert all(admins(admin.site)[label].adds for label, _ in BEGIN)


def test_a_list_under_no_subject_is_still_found(chief: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SUBJECTS, "Mentoring")
    assert "Everything else" in chief.get("/admin/").content.decode()


def test_the_page_asks_the_same_number_of_questions_for_few_and_many(
    at_work: Client, group: LearningGroup, coordinator: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        with django_assert_num_queries(26):
            at_work.get("/admin/")
        for _ in range(5):
            someone_waits_everywhere(group.cohort, coordinator)


def test_the_names_of_apps_lead_to_the_one_first_page(at_work: Client) -> None:
    assert at_work.get("/admin/cohorts/")["Location"] == "/admin/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_reads_well_in_a_browser(
    scheme: str, signed_in: Any, group: LearningGroup, coordinator: Person
) -> None:
    coordinator.is_superuser = True
    coordinator.save()
    page = signed_in(coordinator, color_scheme=scheme).new_page()
    for path in ("/admin/", f"/admin/cohorts/learninggroup/{group.pk}/hand-over/", "/admin/cohorts/learninggroup/"):
        faults, _ = visit(page, path)
        assert faults == []
    page.goto("/admin/")
    page.get_by_role("link", name="Groups without a facilitator").click()
    expect(page.get_by_role("link", name="Tuesday group")).to_be_visible()
