"""A debrief straight after an event: two taps, one room for all who press, and nobody has missed anything."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts import actions
from cohorts.debrief_problems import NoStepsToGoBy
from cohorts.live import forgotten
from cohorts.missing import missed_in_a_row
from cohorts.models import Attendance, DebriefSession, DebriefTemplate, LearningGroup, Membership
from tests import factories
from tests.at_once import at_once
from tests.servers import Mailbox
from youdesign.conversations.models import RoomState
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def template(db: None) -> DebriefTemplate:
    """The steps it goes by."""
    how = {"how": ["together", "steps"]}
    found: DebriefTemplate = factories.DebriefTemplateFactory(slug="after_event_30", title="After", minutes=30, **how)
    return found


@pytest.fixture
def asif(group: LearningGroup) -> Person:
    """Asif, who sits in the group too."""
    group.group_memberships.update(joined_at=timezone.now() - 9 * DAY)
    person = factories.MembershipFactory(cohort=group.cohort, person__name="Asif Khan").person
    return factories.GroupMembershipFactory(group=group, person=person, joined_at=timezone.now() - 9 * DAY).person


def press(group: LearningGroup, by: Person) -> DebriefSession:
    return actions.debrief_straight_after(group=group, by=by, now=timezone.now())


def act(session: DebriefSession, by: Person, name: str, moves: int = 0) -> None:
    actions.act_in_debrief(session=session, by=by, name=name, moves=moves, now=timezone.now())


def facts_of(group: LearningGroup) -> dict[str, object]:
    facts: dict[str, object] = RoomState.objects.get(room=group.room).facts
    return facts


def test_whoever_presses_leads_and_is_in_the_room(group: LearningGroup, leader: Person, mentor: Person) -> None:
    session = press(group, leader)
    assert session.ends_at - session.starts_at == 30 * MINUTE
    assert (facts_of(group)["facilitator"], facts_of(group)["here"]) == (leader.pk, [leader.pk])
    assert session.live.title == "After"
    assert AuditEntry.objects.get(verb="debrief_straight_after").by == leader
    act(session, mentor, "here")
    act(session, leader, "begin")
    session.refresh_from_db()
    assert session.state == "live"


def test_where_staff_took_the_steps_away_it_goes_by_the_shortest_for_groups(
    group: LearningGroup, leader: Person, template: DebriefTemplate
) -> None:
    DebriefTemplate.objects.update(is_on=False)
    with pytest.raises(NoStepsToGoBy):
        press(group, leader)
    assert not DebriefSession.objects.exists()
    for minutes in (60, 40):
        factories.DebriefTemplateFactory(minutes=minutes, how=["together"])
    factories.DebriefTemplateFactory(minutes=5, is_written=True)
    session = press(group, leader)
    assert session.template is not None
    assert session.template.minutes == 40


def test_only_those_round_the_table_of_a_group_that_goes_on(
    group: LearningGroup, leader: Person, coordinator: Person, stranger: Person
) -> None:
    for person in (coordinator, stranger):
        with pytest.raises(PermissionDenied):
            press(group, person)
    LearningGroup.objects.update(state="ended")
    with pytest.raises(PermissionDenied):
        press(group, leader)
    assert not DebriefSession.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_are_in_one_debrief(group: LearningGroup, leader: Person, mentor: Person) -> None:
    assert at_once(lambda: press(group, leader), lambda: press(group, mentor)) == ["won", "won"]
    assert DebriefSession.objects.count() == 1
    here = facts_of(group)["here"]
    assert isinstance(here, list)
    assert set(here) == {leader.pk, mentor.pk}
    assert facts_of(group)["facilitator"] == here[0]


def test_whoever_presses_while_a_debrief_goes_on_comes_in_there(
    group: LearningGroup, leader: Person, mentor: Person
) -> None:
    now = timezone.now()
    planned = factories.DebriefSessionFactory(group=group, starts_at=now + 5 * MINUTE, ends_at=now + 60 * MINUTE)
    assert press(group, leader) == planned
    assert facts_of(group)["facilitator"] == mentor.pk  # who runs the group leads what was planned
    assert not Notice.objects.filter(kind="debrief_now").exists()
    act(planned, mentor, "here")
    act(planned, mentor, "begin")
    DebriefSession.objects.update(starts_at=now - 60 * MINUTE, ends_at=now - MINUTE)  # it goes on over its time
    assert press(group, leader) == planned


def test_the_others_hear_at_once_and_whoever_takes_a_pause_does_not(
    group: LearningGroup, leader: Person, mentor: Person, asif: Person, mailbox: Mailbox
) -> None:
    Membership.objects.filter(person=asif).update(state="paused")
    session = press(group, leader)
    rows = Notice.objects.all()
    assert {(row.kind, row.person, row.useful_until) for row in rows} == {
        ("debrief_now", person, session.ends_at) for person in (mentor, asif)
    }
    drain(now=timezone.now())
    [mail] = mailbox.to(mentor.email)
    assert str(mail["Subject"]) == f"{group} debriefs now"
    assert f"/sessions/{session.pk}/live/" in mail.as_string()
    assert not mailbox.to(asif.email)
    assert not mailbox.to(leader.email)


@pytest.mark.parametrize("what", ["in", "closed", "late"])
def test_nobody_is_called_in_who_is_in_or_once_it_is_over(
    group: LearningGroup, leader: Person, mentor: Person, mailbox: Mailbox, what: str
) -> None:
    session = press(group, leader)
    if what == "in":
        act(session, mentor, "here")
    if what == "closed":
        actions.end_debrief(session=session, by=leader, moves=0, now=timezone.now())
    drain(now=session.ends_at + MINUTE if what == "late" else timezone.now())
    assert not mailbox.to(mentor.email)


def test_a_room_that_is_closed_before_it_began_is_called_off(
    client: Client, group: LearningGroup, leader: Person, mentor: Person
) -> None:
    session = press(group, leader)
    actions.end_debrief(session=session, by=leader, moves=0, now=timezone.now())
    session.refresh_from_db()
    assert session.state == "cancelled"
    assert press(group, mentor) != session


def test_one_that_nobody_began_is_forgotten_and_asks_nothing(
    client: Client, group: LearningGroup, leader: Person, mentor: Person
) -> None:
    session = press(group, leader)
    then = timezone.now() - 5 * 60 * MINUTE
    DebriefSession.objects.update(starts_at=then, ends_at=then + 30 * MINUTE)
    client.force_login(mentor)
    assert "Who was there" not in client.get("/").content.decode()
    [live] = forgotten(timezone.now())
    actions.end_forgotten(live=live, moves=0, now=timezone.now())
    session.refresh_from_db()
    assert session.state == "cancelled"


def test_a_lobby_that_gives_way_to_a_planned_session_is_called_off(
    group: LearningGroup, leader: Person, mentor: Person
) -> None:
    session, now = press(group, leader), timezone.now()
    planned = factories.DebriefSessionFactory(group=group, starts_at=now + 5 * MINUTE, ends_at=now + 60 * MINUTE)
    act(planned, mentor, "here")
    session.refresh_from_db()
    assert session.state == "cancelled"
    assert facts_of(group)["session"] == planned.pk


@pytest.fixture
def held(group: LearningGroup, leader: Person, mentor: Person, asif: Person) -> DebriefSession:
    """Maureen and Ruth were there; Asif was not."""
    session = press(group, leader)
    act(session, mentor, "here")
    act(session, leader, "begin")
    actions.end_debrief(session=session, by=leader, moves=1, now=timezone.now())
    session.refresh_from_db()
    return session


def test_it_counts_as_held_by_those_who_came_and_nobody_missed_it(
    held: DebriefSession, group: LearningGroup, leader: Person, asif: Person
) -> None:
    assert held.state == "held"
    assert dict(Attendance.objects.values_list("person", "was")) == {leader.pk: "there"}
    after = Notice.objects.filter(kind__in=("session_after", "session_later"))
    assert {(row.kind, row.person) for row in after} == {("session_after", leader), ("session_later", leader)}
    assert not Notice.objects.filter(kind__in=("session_week", "session_2d", "session_open")).exists()
    assert DebriefSession.objects.to_ask_about(leader, held.ends_at + MINUTE).count() == 1
    assert not DebriefSession.objects.to_ask_about(asif, held.ends_at + MINUTE).exists()


def test_whoever_is_said_not_to_have_been_there_is_neither_rung_nor_written_to(
    held: DebriefSession, group: LearningGroup, mentor: Person, asif: Person, mailbox: Mailbox
) -> None:
    now = timezone.now()
    before = factories.DebriefSessionFactory(group=group, starts_at=now - 2 * DAY, ends_at=now - 2 * DAY + MINUTE)
    for session in (before, held):
        facts = {"by": mentor, "was": {asif.pk: "not_there"}, "now": now}
        actions.say_who_was_there(session=session, **facts)
    assert missed_in_a_row(group, asif) is None
    Notice.objects.exclude(object_id=str(held.pk)).delete()
    drain(now=held.starts_at + DAY + MINUTE)
    assert not mailbox.to(asif.email)
    row = Notice.objects.get(kind="session_after", person=asif, object_id=str(held.pk))
    assert row.state == "withheld"


def test_whoever_joins_while_it_goes_on_is_owed_nothing_about_it(group: LearningGroup, leader: Person) -> None:
    press(group, leader)
    LearningGroup.objects.update(state="open")
    person = factories.MembershipFactory(cohort=group.cohort).person
    group.refresh_from_db()
    actions.join_group(group=group, person=person, by=group.cohort.programme.coordinator)
    assert not Notice.objects.filter(person=person, kind__startswith="session").exists()


# --- The pages ---


def test_two_taps_from_the_groups_page_into_the_room(client: Client, group: LearningGroup, leader: Person) -> None:
    client.force_login(leader)
    path = f"/groups/{group.pk}/debrief-now/"
    assert path in client.get(f"/groups/{group.pk}/").content.decode()
    page = client.get(path).content.decode()
    assert "After, 30 minutes" in page
    assert not DebriefSession.objects.exists()
    response = client.post(path)
    session = DebriefSession.objects.get()
    assert (response.status_code, response.url) == (302, f"/sessions/{session.pk}/live/")  # type: ignore[attr-defined]
    assert "You lead" in client.get(f"/sessions/{session.pk}/live/").content.decode()


def test_the_others_see_it_at_home_and_on_the_groups_page(
    client: Client, group: LearningGroup, leader: Person, mentor: Person
) -> None:
    session = press(group, leader)
    client.force_login(mentor)
    for path in ("/", f"/groups/{group.pk}/"):
        page = client.get(path).content.decode()
        assert "The room for your debrief is open" in page
        assert f"/sessions/{session.pk}/live/" in page
    assert "debrief-now" not in page
    page = client.get(f"/groups/{group.pk}/debrief-now/").content.decode()
    assert "s room is open" in page
    client.post(f"/groups/{group.pk}/debrief-now/")
    assert facts_of(group)["here"] == [leader.pk, mentor.pk]


def test_it_says_what_to_do_where_there_are_no_steps(client: Client, group: LearningGroup, leader: Person) -> None:
    DebriefTemplate.objects.update(is_on=False)
    client.force_login(leader)
    page = client.post(f"/groups/{group.pk}/debrief-now/").content.decode()
    assert "There are no steps for a debrief just now" in page
    assert "<title>Error: " in page


def test_a_date_of_ones_own_that_is_past_leads_there(client: Client, group: LearningGroup, leader: Person) -> None:
    facts = {"involvement__leader": leader, "starts_at": timezone.now() - 60 * MINUTE}
    event = factories.InvolvementEventFactory(**facts)
    client.force_login(leader)
    link = f"/groups/{group.pk}/debrief-now/"
    assert link in client.get(f"/events/{event.pk}/").content.decode()
    LearningGroup.objects.update(state="ended")
    assert link not in client.get(f"/events/{event.pk}/").content.decode()


def test_a_coordinator_who_has_no_seat_is_not_offered_it(
    client: Client, group: LearningGroup, leader: Person, coordinator: Person
) -> None:
    press(group, leader)
    client.force_login(coordinator)
    page = client.get(f"/groups/{group.pk}/").content.decode()
    assert "debrief-now" not in page
    assert "Your debrief goes on" not in page
    assert "The room for your debrief is open" not in page
