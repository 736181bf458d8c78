"""Django admin: the coordinator's part, by the same actions, within her own programmes."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.models import (
    AgreementClause,
    Cohort,
    DebriefSession,
    GroupMembership,
    Invitation,
    LearningGroup,
    Membership,
    NeedPlan,
    RoleGrant,
)
from tests import factories
from youdesign.conversations.models import Room
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

LISTS = ("programme", "needplan", "cohort", "agreementclause", "rolegrant", "membership")
LISTS += ("learninggroup", "groupmembership", "invitation", "debriefsession")


@pytest.fixture
def elsewhere(db: None) -> LearningGroup:
    """A group of somebody else's programme, with a bit of everything."""
    group = factories.LearningGroupFactory(
        name="Elsewhere group", cohort__name="Elsewhere", members=[factories.PersonFactory(name="Elsewhere Person")]
    )
    programme = group.cohort.programme
    programme.name = "Elsewhere programme"
    programme.save()
    factories.DebriefSessionFactory(group=group)
    factories.RoleGrantFactory(programme=programme, person=group.facilitator)
    factories.MembershipFactory(cohort=group.cohort, person__name="Elsewhere Member")
    NeedPlan.objects.create(
        programme=programme, need="group", what="Elsewhere plan", who=programme.coordinator, by_on="2026-12-01"
    )
    AgreementClause.objects.create(programme=programme, text="Elsewhere clause")
    Invitation.objects.create(
        email="elsewhere@cast.test", cohort=group.cohort, invited_by=programme.coordinator, expires_at=timezone.now()
    )
    return group


def add(client: Client, noun: str, **facts: object) -> str:
    """Post the form that adds one, and return the page that follows."""
    return client.post(f"/admin/cohorts/{noun}/add/", {"why": "As we agreed.", **facts}, follow=True).content.decode()


def act(client: Client, noun: str, action: str, *rows: object) -> str:
    """Choose an action for rows of a list, be sure, and return the page that follows."""
    facts = {"action": action, "sure": "1", "_selected_action": [row.pk for row in rows], "why": "As we agreed."}
    return client.post(f"/admin/cohorts/{noun}/", facts, follow=True).content.decode()


@pytest.mark.parametrize("noun", LISTS)
def test_lists_and_forms_show_nothing_of_other_programmes(
    staff: Client, elsewhere: LearningGroup, group: LearningGroup, plan, noun: str
) -> None:
    plan()
    for page in (f"/admin/cohorts/{noun}/", f"/admin/cohorts/{noun}/add/"):
        answer = staff.get(page)
        assert answer.status_code == (403 if page.endswith("add/") and noun in ("programme", "membership") else 200)
        assert "elsewhere" not in answer.content.decode().lower()


def test_rows_of_other_programmes_cannot_be_opened_or_acted_on(staff: Client, elsewhere: LearningGroup) -> None:
    session = elsewhere.sessions.get()
    for noun, pk in (("learninggroup", elsewhere.pk), ("debriefsession", session.pk), ("cohort", elsewhere.cohort_id)):
        assert staff.get(f"/admin/cohorts/{noun}/{pk}/change/").status_code == 302
    act(staff, "debriefsession", "call_off", session)
    session.refresh_from_db()
    assert not session.is_cancelled


def test_a_stranger_is_kept_out(client: Client, stranger: Person) -> None:
    client.force_login(stranger)
    for noun in LISTS:
        assert client.get(f"/admin/cohorts/{noun}/").status_code in (302, 403)


def test_nothing_is_deleted_here(staff: Client, group: LearningGroup) -> None:
    assert staff.get(f"/admin/cohorts/learninggroup/{group.pk}/delete/").status_code == 403


def test_inviting_sends_the_mail(staff: Client, group: LearningGroup, coordinator: Person) -> None:
    add(
        staff,
        "invitation",
        email="denise@cast.test",
        name="Denise",
        cohort=group.cohort_id,
        role="member",
        group=group.pk,
    )
    invitation = Invitation.objects.get()
    assert (invitation.group, invitation.invited_by) == (group, coordinator)
    assert Notice.objects.get(kind="invitation").email == "denise@cast.test"
    assert AuditEntry.objects.filter(verb="invite", by=coordinator).exists()
    again = f"/admin/cohorts/invitation/{invitation.pk}/send-again/"
    sent_again = staff.post(again, {"why": "It went to spam."}, follow=True).content.decode()
    assert "Sent again: 1." in sent_again
    assert AuditEntry.objects.get(verb="send_again").why == "It went to spam."
    assert 'name="why"' in sent_again
    assert "Nothing was sent. This is too long." in staff.post(again, {"why": "x" * 999}, follow=True).content.decode()
    assert "Send it again" in sent_again
    assert Notice.objects.filter(kind="invitation").count() == 2
    assert "Sent again: 1." in act(staff, "invitation", "send_again", invitation)
    assert "Taken back: 1." in act(staff, "invitation", "take_back", invitation)
    assert "Send it again" not in staff.get(f"/admin/cohorts/invitation/{invitation.pk}/change/").content.decode()
    assert "does not fit where they stand: 1." in act(staff, "invitation", "take_back", invitation)


def test_inviting_to_a_full_group_or_another_cohorts_says_so(staff: Client, group: LearningGroup) -> None:
    other = factories.CohortFactory(programme=group.cohort.programme)
    assert "is in another cohort" in add(
        staff, "invitation", email="d@cast.test", role="member", cohort=other.pk, group=group.pk
    )
    for _ in range(7):
        group.group_memberships.create(person=factories.PersonFactory())
    text = add(staff, "invitation", email="d@cast.test", role="member", cohort=group.cohort_id, group=group.pk)
    assert "All eight seats of" in text
    assert not Invitation.objects.exists()


def test_starting_a_group_opens_its_room(staff: Client, cohort: Cohort, mentor: Person) -> None:
    add(staff, "rolegrant", email="Ruth@cast.test", programme=cohort.programme_id, role="facilitator")
    assert RoleGrant.objects.get(person=mentor).role == "facilitator"
    add(staff, "learninggroup", cohort=cohort.pk, name="Thursday group", facilitator=mentor.pk)
    group = LearningGroup.objects.get(name="Thursday group")
    assert Room.objects.visible_to(mentor).get() == group.room
    assert "Thursday group" in staff.get(f"/admin/cohorts/learninggroup/{group.pk}/change/").content.decode()


def test_a_role_for_nobody_says_so(staff: Client, cohort: Cohort) -> None:
    text = add(staff, "rolegrant", email="nobody@cast.test", programme=cohort.programme_id, role="mentor")
    assert "Nobody has joined with this address yet." in text


def test_ending_a_role(staff: Client, cohort: Cohort) -> None:
    grant = factories.RoleGrantFactory(programme=cohort.programme)
    assert "Ended: 1." in act(staff, "rolegrant", "end_these_roles", grant)
    grant.refresh_from_db()
    assert grant.ended_at is not None


def test_seating_somebody_who_has_a_place(staff: Client, group: LearningGroup) -> None:
    person = factories.MembershipFactory(cohort=group.cohort).person
    add(staff, "groupmembership", group=group.pk, person=person.pk)
    assert group.has_member(person)
    assert "Left: 1." in act(
        staff, "groupmembership", "give_up_these_seats", GroupMembership.objects.get(person=person)
    )
    assert not group.has_member(person)


def test_seating_a_ninth_says_so(staff: Client, group: LearningGroup) -> None:
    for _ in range(7):
        group.group_memberships.create(person=factories.PersonFactory())
    person = factories.MembershipFactory(cohort=group.cohort).person
    assert "just filled its last place" in add(staff, "groupmembership", group=group.pk, person=person.pk)
    assert not group.has_member(person)


def session_facts(group: LearningGroup, day: str, **facts: object) -> dict[str, object]:
    return {"group": group.pk, "on": day, "starts": "18:00", "ends": "19:00", "time_zone": "Europe/London", **facts}


def test_planning_moving_and_calling_off(staff: Client, group: LearningGroup, leader: Person) -> None:
    next_year = timezone.now().year + 1
    add(staff, "debriefsession", **session_facts(group, f"{next_year}-07-01"))
    session = DebriefSession.objects.get()
    assert session.starts_at == datetime.datetime(next_year, 7, 1, 17, tzinfo=datetime.UTC)
    assert Notice.objects.filter(kind="session_reminder", person=leader).count() == 2
    page = f"/admin/cohorts/debriefsession/{session.pk}/change/"
    assert 'value="18:00"' in staff.get(page).content.decode()
    staff.post(page, session_facts(group, f"{next_year}-07-02", ends="19:30"))
    session.refresh_from_db()
    assert session.calendar_sequence == 1
    assert session.ends_at - session.starts_at == datetime.timedelta(minutes=90)
    assert "Called off: 1." in act(staff, "debriefsession", "call_off", session)
    assert Notice.objects.filter(kind="session_cancelled", person=leader).exists()
    assert staff.get(page).status_code == 200  # to look at
    staff.post(page, session_facts(group, f"{next_year}-07-03"))
    session.refresh_from_db()
    assert session.calendar_sequence == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"on": "2020-01-01"}, "Choose a day to come"),
        ({"on": "9999-01-01"}, "Check the year"),
        ({"on": "2027-02-30"}, "Write a day that exists"),
        ({"on": "2027-03-28", "starts": "01:30"}, "1:30am does not exist that night"),
        ({"ends": "18:00"}, "over as it begins"),
        ({"ends": "17:00"}, "end before it begins"),
        ({"starts": "09:00", "ends": "18:00"}, "more than 8 hours"),
        ({"time_zone": "Mars/One"}, "Choose a time zone from the list"),
    ],
)
def test_a_time_that_cannot_be_says_so(
    staff: Client, group: LearningGroup, facts: dict[str, object], words: str
) -> None:
    assert words in add(staff, "debriefsession", **session_facts(group, "2027-07-01") | facts)
    assert not DebriefSession.objects.exists()


def test_places_move_by_the_table(staff: Client, group: LearningGroup, leader: Person) -> None:
    place = leader.memberships.get()
    for action, state in (("pause", "paused"), ("come_back", "active"), ("withdraw", "withdrawn")):
        act(staff, "membership", action, place)
        place.refresh_from_db()
        assert place.state == state
    assert not group.has_member(leader)
    assert "does not fit where they stand: 1." in act(staff, "membership", "complete", place)
    assert Membership.objects.get(pk=place.pk).state == "withdrawn"


def test_plain_facts_leave_an_audit_row(staff: Client, cohort: Cohort, coordinator: Person) -> None:
    add(
        staff, "needplan", programme=cohort.programme_id, need="group", what="A group on Thursdays.",
        who=coordinator.pk, by_on="2026-12-04",
    )  # fmt: skip
    plan = NeedPlan.objects.get()
    assert AuditEntry.objects.get(noun="cohorts.needplan").noun_id == str(plan.pk)


def test_a_coordinator_cannot_write_the_general_agreement(staff: Client, cohort: Cohort) -> None:
    assert "This field is required" in add(staff, "agreementclause", text="For all", position=1)
    add(staff, "agreementclause", text="Ours", position=1, programme=cohort.programme_id)
    assert AgreementClause.objects.filter(programme=cohort.programme).count() == 1


def test_who_is_coming_is_nowhere_in_admin(staff: Client, plan, leader: Person) -> None:
    session = plan()
    session.attendances.create(person=leader, answer="coming")
    for page in ("", f"{session.pk}/change/"):
        assert "Maureen" not in staff.get(f"/admin/cohorts/debriefsession/{page}").content.decode()
    assert staff.get("/admin/cohorts/attendance/").status_code == 404


@pytest.mark.parametrize("noun", ["membership", "learninggroup", "invitation", "debriefsession", "rolegrant"])
def test_lists_ask_the_same_number_of_questions_for_few_and_many(
    staff: Client, group: LearningGroup, coordinator: Person, plan, noun: str, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        factories.MembershipFactory(cohort=group.cohort)
        factories.LearningGroupFactory(cohort=group.cohort)
        factories.RoleGrantFactory(programme=group.cohort.programme)
        factories.DebriefSessionFactory(group=group)
        Invitation.objects.create(
            email=f"{factories.PersonFactory().pk}@cast.test", cohort=group.cohort, invited_by=coordinator,
            expires_at=timezone.now(),
        )  # fmt: skip
    with django_assert_max_num_queries(18):
        assert staff.get(f"/admin/cohorts/{noun}/").status_code == 200


@pytest.mark.parametrize(
    ("noun", "asked", "found"),
    [
        ("invitation", "stands=waiting", 1),
        ("invitation", "stands=ran_out", 1),
        ("invitation", "stands=accepted", 0),
        ("invitation", "stands=nonsense", 2),
        ("rolegrant", "when=now", 1),
        ("rolegrant", "when=before", 1),
        ("groupmembership", "when=now", 1),
        ("groupmembership", "when=before", 0),
        ("learninggroup", "missing=date", 1),
        ("learninggroup", "missing=facilitator", 1),
    ],
)
def test_lists_are_narrowed_by_plain_questions(
    staff: Client, group: LearningGroup, coordinator: Person, noun: str, asked: str, found: int
) -> None:
    for days in (1, -1):
        Invitation.objects.create(
            email=f"{days}@cast.test", cohort=group.cohort, invited_by=coordinator,
            expires_at=timezone.now() + datetime.timedelta(days=days),
        )  # fmt: skip
    factories.RoleGrantFactory(programme=group.cohort.programme, ended_at=timezone.now())
    assert staff.get(f"/admin/cohorts/{noun}/?{asked}").context["cl"].result_count == found
