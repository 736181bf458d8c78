"""When one of the two takes a pause: their mentoring waits, the other is told kindly, and it goes on after."""

import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.actions import come_back, leave_programme, pause_place, resume_place, take_a_pause
from cohorts.models import Cohort, Programme
from mentoring import actions
from mentoring.models import Match, MentorOffer, PairTask
from tests import factories
from tests.at_once import at_once
from tests.mentoring.test_pages import page
from youdesign.notices.drain import drain
from youdesign.notices.kinds import Mail, Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def going(match: Match) -> Match:
    """Maureen and Ruth are under way."""
    match.state, match.answered_at = "active", timezone.now() - 60 * DAY
    match.save()
    return match


def state_of(match: Match) -> str:
    """Where it stands now."""
    match.refresh_from_db()
    return match.state


def told(kind: str) -> dict[str, Any]:
    """Return what each person is told of a kind, as it is true now."""
    compose = all_kinds()[kind].compose
    return {str(notice.person): compose(notice) for notice in Notice.objects.filter(kind=kind)}


def test_it_waits_and_goes_on_and_the_other_is_told_kindly(going: Match, leader: Person) -> None:
    take_a_pause(by=leader)
    assert state_of(going) == "paused"
    assert list(told("pair_waits")) == ["Ruth Adeyemi"]
    mail = told("pair_waits")["Ruth Adeyemi"]
    assert isinstance(mail, Mail)
    assert "Nobody is asked why, and it says nothing about you." in mail.body
    take_a_pause(by=leader)
    come_back(by=leader)
    assert state_of(going) == "active"
    assert isinstance(told("pair_waits")["Ruth Adeyemi"], Withheld)
    assert isinstance(told("pair_goes_on")["Ruth Adeyemi"], Mail)
    assert set(AuditEntry.objects.filter(verb__startswith="pair_").values_list("verb", flat=True)) == {
        "pair_waits",
        "pair_goes_on",
    }


@pytest.mark.parametrize("state", ["accepted", "met", "agreed", "ending"])
def test_what_is_not_under_way_yet_stays_where_it_is_and_waits_too(going: Match, leader: Person, state: str) -> None:
    Match.objects.update(state=state)
    take_a_pause(by=leader)
    assert state_of(going) == state
    assert isinstance(told("pair_waits")["Ruth Adeyemi"], Mail)


def test_it_waits_until_both_are_back(going: Match, leader: Person, mentor: Person) -> None:
    factories.MembershipFactory(person=mentor)
    for person in (leader, mentor):
        take_a_pause(by=person)
    come_back(by=leader)
    assert state_of(going) == "paused"
    assert told("pair_goes_on") == {}
    come_back(by=mentor)
    assert state_of(going) == "active"
    assert list(told("pair_goes_on")) == ["Maureen Webb"]


def test_a_pause_in_one_of_two_programmes_is_none(going: Match, leader: Person) -> None:
    place = leader.memberships.get()
    factories.MembershipFactory(person=leader)
    pause_place(membership=place, by=leader)
    resume_place(membership=place, by=leader)
    assert state_of(going) == "active"
    assert told("pair_waits") == told("pair_goes_on") == {}


def test_whoever_leaves_in_a_pause_keeps_their_mentor(going: Match, leader: Person) -> None:
    take_a_pause(by=leader)
    leave_programme(membership=leader.memberships.get(), by=leader)
    assert state_of(going) == "active"


def test_nobody_is_reminded_of_a_talk_and_the_page_says_so(
    client: Client, going: Match, leader: Person, mentor: Person
) -> None:
    talk = factories.TalkFactory(match=going)
    take_a_pause(by=leader)
    for person, words in ((mentor, "Maureen is taking a pause"), (leader, "You are taking a pause")):
        for path in (reverse("talk-detail", args=[talk.pk]), reverse("match-detail", args=[going.pk])):
            assert f"{words}, so your mentoring waits." in page(client, person, path)
    for kind in ("talk_reminder", "talk_after"):
        notice = Notice(kind=kind, person=mentor, object_id=str(talk.pk), occurrence=f"1d.{talk.calendar_sequence}")
        notice.occurrence = notice.occurrence if kind == "talk_reminder" else str(talk.calendar_sequence)
        assert all_kinds()[kind].compose(notice).reason == (  # type: ignore[union-attr]
            "One of you two is taking a pause, so your mentoring waits."
        )


def test_a_pair_that_waits_is_not_stuck_and_its_clock_begins_anew(going: Match, leader: Person) -> None:
    PairTask.objects.create(match=going, about=leader, why="missed")
    take_a_pause(by=leader)
    assert actions.look_for_quiet_pairs(now=timezone.now()) == 0
    assert not PairTask.objects.waiting().exists()
    come_back(by=leader)
    assert PairTask.objects.waiting().count() == 1
    assert actions.look_for_quiet_pairs(now=timezone.now() + 41 * DAY) == 0
    assert actions.look_for_quiet_pairs(now=timezone.now() + 43 * DAY) == 1


@pytest.mark.parametrize("why", ["load", "cover", "asked", "fit"])
def test_what_one_of_them_carries_stays_on_the_list_in_a_pause(going: Match, leader: Person, why: str) -> None:
    task = PairTask.objects.create(match=going, about=going.offer.mentor, why=why)
    take_a_pause(by=leader)
    assert PairTask.objects.waiting().get() == task


@pytest.mark.django_db(transaction=True)
def test_mentors_who_pause_at_once_do_not_wait_for_each_other(programme: Programme, cohort: Cohort) -> None:
    mentors = [factories.MembershipFactory(cohort=cohort).person for _ in range(6)]
    leaders = [factories.MembershipFactory(cohort=cohort).person for _ in range(6)]
    for turn, mentor in enumerate(mentors):
        offer = factories.MentorOfferFactory(mentor=mentor, programme=programme, places=8)
        for leader in leaders if turn % 2 else leaders[::-1]:
            met = {"state": "met", "chosen_at": timezone.now(), "room": factories.RoomFactory()}
            Match.objects.create(leader=leader, offer=offer, **met)
    came_to = at_once(*(partial(take_a_pause, by=mentor) for mentor in mentors))
    assert came_to == ["won"] * 6
    assert Notice.objects.filter(kind="pair_waits").count() == 36


def test_a_mentor_in_a_pause_was_not_silent(asked: Match, mentor: Person) -> None:
    other = factories.MembershipFactory().person
    ago = timezone.now() - 9 * DAY
    Match.objects.create(leader=other, offer=asked.offer, state="lapsed", chosen_at=ago, lapsed_at=ago)
    factories.MembershipFactory(person=mentor)
    take_a_pause(by=mentor)
    actions.let_lapse(now=timezone.now() + 8 * DAY)
    assert state_of(asked) == "lapsed"
    assert MentorOffer.objects.get(pk=asked.offer_id).state == "available"


def test_the_mail_reaches_the_other_only(going: Match, leader: Person, mentor: Person, mailbox: Any) -> None:
    take_a_pause(by=leader)
    drain(now=timezone.now())
    assert [str(mail["Subject"]) for mail in mailbox.to(mentor.email)] == ["Maureen Webb is taking a pause"]
    assert mailbox.to(leader.email) == []
