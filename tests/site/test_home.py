"""Home: the five needs in order, honest where one is empty, the next thing to do, and what is coming up."""

import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from cohorts.actions import accept_invitation, invite, say_who_was_there
from cohorts.models import Cohort, LearningGroup, NeedPlan
from mentoring.models import Match
from tests import factories
from youdesign.home.dates import coming_up
from youdesign.home.needs import needs_of
from youdesign.home.steps import next_step
from youdesign.home.table import Table
from youdesign.people.models import Person, Profile
from youdesign.people.sections import SECTIONS

FIVE = ["My mentor", "Somewhere to try things out", "Skills", "My learning group", "Colleagues"]


def page(person: Person | None) -> str:
    """Return home as this person reads it."""
    client = Client()
    if person:
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client.get("/").content.decode()


def table(person: Person) -> Table:
    """Return what home knows about this person."""
    return Table(person, timezone.now())


def test_the_five_needs_keep_their_order(leader: Person) -> None:
    assert [need.title for need in needs_of(table(leader))] == FIVE


def test_an_empty_need_says_who_does_what_and_by_when(leader: Person, coordinator: Person) -> None:
    programme = leader.memberships.get().cohort.programme
    NeedPlan.objects.create(
        programme=programme,
        need="mentor",
        what="More mentors prepare",
        who=coordinator,
        by_on=datetime.date(2026, 12, 4),
    )
    mentor, *_, colleagues = needs_of(table(leader))
    assert (mentor.gap_lead, mentor.gap) == ("Priya Nair is on to this.", "More mentors prepare, by 4 December 2026.")
    assert "Nobody has written down a date yet" in colleagues.gap


def test_a_mentor_and_a_group_fill_their_seats(leader: Person, match: Match, group: LearningGroup) -> None:
    filled = {need.title for need in needs_of(table(leader)) if need.is_filled}
    assert filled == {"My mentor", "My learning group"}


def test_the_next_thing_is_what_a_newcomer_needs_first(leader: Person) -> None:
    all_of_it = [section.slug for section in SECTIONS]
    for said, title in (
        ([], "Say what you bring and need"),
        (["about"], "Carry on: What I bring"),
        (all_of_it[:-1], "Carry on: What I need"),
        (all_of_it, "Find a mentor"),
    ):
        Profile.objects.update_or_create(person=leader, defaults={"sections_said": said})
        step = next_step(table(leader))
        assert step is not None
        assert step.title == title


def test_a_mentor_who_is_asked_hears_that_first(match: Match) -> None:
    Match.objects.update(state="chosen")
    step = next_step(table(match.offer.mentor))
    assert step is not None
    assert step.title == "Maureen Webb would like you as a mentor"


def test_what_is_coming_up_is_in_order(leader: Person, group: LearningGroup) -> None:
    session = factories.DebriefSessionFactory(group=group)
    soon = timezone.now() + datetime.timedelta(days=1)
    factories.InvolvementEventFactory(involvement__leader=leader, starts_at=soon, state="coming_up", title="The board")
    dates = coming_up(table(leader))
    assert [date.at for date in dates] == [soon, session.starts_at]


def test_each_kind_of_person_reads_something_true(
    leader: Person, mentor: Person, coordinator: Person, host_contact: Person, group: LearningGroup
) -> None:
    assert "You should not have to do it alone" in page(None)
    assert "You facilitate this group" in page(mentor)
    assert "Programme staff pages" in page(coordinator)
    assert "Riverside NHS Trust" in page(host_contact)
    assert "You have no place in a programme yet" in page(factories.PersonFactory())


def test_home_costs_the_same_however_much_there_is(
    leader: Person, match: Match, group: LearningGroup, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    client.get("/")
    with django_assert_max_num_queries(26) as few:
        client.get("/")
    factories.DebriefSessionFactory.create_batch(6, group=group)
    factories.InvolvementEventFactory.create_batch(6, involvement__leader=leader)
    with django_assert_max_num_queries(26) as many:
        client.get("/")
    assert len(many) <= len(few)


def test_who_is_just_back_from_an_event_can_debrief_with_their_group_at_once(
    leader: Person, group: LearningGroup
) -> None:
    event = factories.InvolvementEventFactory(
        involvement__leader=leader, starts_at=timezone.now() - datetime.timedelta(hours=2)
    )
    way = f'<a href="/groups/{group.pk}/debrief-now/">Debrief straight after, with {group}</a>'
    assert way in page(leader)
    session = factories.DebriefSessionFactory(group=group, state="live")
    assert way not in page(leader)  # called in already
    session.delete()
    event.starts_at -= datetime.timedelta(hours=11)
    event.save()
    assert way not in page(leader)
    event.starts_at += datetime.timedelta(hours=11)
    event.state = "cancelled"
    event.save()
    assert way not in page(leader)


def test_a_pause_is_said_kindly_and_nothing_is_asked(leader: Person, cohort: Cohort) -> None:
    assert "Say what you bring" in page(leader)
    leader.memberships.update(state="paused")
    assert next_step(table(leader)) is None
    said = page(leader)
    assert "Your place is kept" in said
    assert "You are taking a pause</a>" in said  # in the bar of every page
    assert "Say what you bring" not in said
    client = Client()
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    back = client.post("/pause/", {"wish": "back"}, follow=True)
    assert back.redirect_chain == [("/", 302)]
    assert "Good to have you back." in back.content.decode()
    assert leader.memberships.get().state == "active"


def test_an_invitation_to_her_own_address_waits_on_home_until_it_is_answered(
    coordinator: Person, cohort: Cohort
) -> None:
    newcomer = factories.PersonFactory(email="nell@cast.test")
    EmailAddress.objects.filter(user=newcomer).update(verified=False)
    invitation = invite(by=coordinator, cohort=cohort, email="nell@cast.test")
    step = next_step(table(newcomer))
    assert step is not None
    assert step.title != "You are invited to Leading Together"  # the address is not proved to be hers
    EmailAddress.objects.filter(user=newcomer).update(verified=True)
    step = next_step(table(newcomer))
    assert step is not None
    assert step.title == "You are invited to Leading Together"
    accept_invitation(invitation=invitation, by=newcomer)
    step = next_step(table(newcomer))
    assert step is None or "invited" not in step.title


def test_whoever_ran_a_session_is_asked_who_was_there_until_it_is_said(
    leader: Person, mentor: Person, coordinator: Person, group: LearningGroup
) -> None:
    assert "Say who was there" not in page(mentor)
    began = timezone.now() - datetime.timedelta(days=3)
    group.group_memberships.update(joined_at=began - datetime.timedelta(days=1))
    session = factories.DebriefSessionFactory(group=group, starts_at=began)
    called_off = factories.DebriefSessionFactory(group=group, starts_at=began, state="cancelled")
    factories.DebriefSessionFactory(group=group, starts_at=began, state="summary_agreed")
    said = page(mentor)
    assert said.count(f'href="/sessions/{session.pk}/who-was-there/"') == 2  # the next thing, and a line that stays
    assert said.count("/who-was-there/") == 2  # of the one that was said and summed up nothing is asked
    assert f"/sessions/{called_off.pk}/who-was-there/" not in said
    assert "Say who was there" not in page(leader)
    say_who_was_there(session=session, by=mentor, was={leader.pk: "there"}, now=timezone.now())
    assert "Say who was there" not in page(mentor)
