"""Hellos: several at once, seven days to answer, and the leader who chooses one of them."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Programme
from mentoring import actions
from mentoring.models import Match, MentorOffer, MentorWait
from mentoring.problems import AlreadyAnswered, EnoughHellos, OneMentorAtATime
from mentoring.tasks import let_hellos_lapse
from tests import factories
from tests.mentoring.test_actions import composed, owed, recorded
from tests.mentoring.test_pages import page, send
from youdesign.notices.kinds import Mail, Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import Code, Person, Profile

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def four(looking: Person, programme: Programme, goal: Code) -> list[Match]:
    """Four people who could be Maureen's mentor."""
    offers = [factories.MentorOfferFactory(programme=programme, mentor__name=f"Mentor {n}") for n in "ABCD"]
    for offer in offers:
        offer.helps_with.set([goal])
    return [Match.objects.create(leader=looking, offer=offer) for offer in offers]


def said_yes(match: Match) -> Match:
    """The match once its leader asked and its mentor said yes."""
    asked = actions.choose_mentor(match=match, by=match.leader, hello="Hello there.")
    return actions.accept_match(match=asked, by=match.offer.mentor)


def decide(match: Match, because: str = "") -> Match:
    """Let the leader choose this mentor."""
    return actions.decide_for_mentor(match=match, by=match.leader, because=because, now=timezone.now())


# --- Several hellos ---


def test_three_hellos_can_be_open_and_a_fourth_says_what_to_do(four: list[Match], looking: Person) -> None:
    for match in four[:3]:
        actions.choose_mentor(match=match, by=looking)
    with pytest.raises(EnoughHellos, match="Take one back or say no thanks to one"):
        actions.choose_mentor(match=four[3], by=looking)
    actions.withdraw_choice(match=four[0], by=looking)
    assert actions.choose_mentor(match=four[3], by=looking).is_asked


def test_the_page_shows_every_hello_with_its_clock_and_who_else_there_is(
    client: Client, four: list[Match], looking: Person
) -> None:
    said_yes(four[0])
    actions.choose_mentor(match=four[1], by=looking)
    read = page(client, looking)
    assert "You said hello to two people" in read
    by = timezone.localtime(timezone.now() + datetime.timedelta(days=7))
    assert f"Mentor answers by {by:%A %-d %B}" in read
    assert "Choose Mentor as my mentor" in read
    assert "Two more people who could be your mentor" in read
    assert read.count("Say hello to Mentor") == 2
    actions.choose_mentor(match=four[2], by=looking)
    assert "You have three hellos open" in page(client, looking)


# --- Choosing one ---


def test_choosing_one_ends_the_others_kindly_and_says_to_nobody_whom(four: list[Match], looking: Person) -> None:
    mine, yes, asked, suggested = four
    said_yes(mine)
    said_yes(yes)
    actions.choose_mentor(match=asked, by=looking, hello="Are you there?")
    match = decide(mine, "You listen.")
    assert (match.is_decided, match.state, match.because) == (True, "accepted", "You listen.")
    for other in (yes, asked, suggested):
        other.refresh_from_db()
        assert (other.state, other.declined_at) == ("not_chosen", None)
    assert asked.hello == ""
    told = Notice.objects.filter(state="waiting", kind="match_ended").get()
    assert told.person == yes.offer.mentor
    mail = all_kinds()["match_ended"].compose(told)
    assert isinstance(mail, Mail)
    assert mail.subject == "Your hello with Maureen Webb has ended"
    assert "Mentor A" not in mail.body
    assert not Notice.objects.filter(person=asked.offer.mentor, state="waiting").exists()
    chosen = composed("mentor_decided")
    assert isinstance(chosen, Mail)
    assert "you can read why" in chosen.body
    assert "You listen." not in chosen.body
    assert recorded("decide_for_mentor").about == mine.offer.mentor


def test_a_mentor_is_chosen_after_a_yes_and_by_the_leader_alone(
    asked: Match, looking: Person, mentor: Person, coordinator: Person
) -> None:
    with pytest.raises(AlreadyAnswered):
        decide(asked)
    actions.accept_match(match=asked, by=mentor)
    for person in (mentor, coordinator):
        with pytest.raises(PermissionDenied):
            actions.decide_for_mentor(match=asked, by=person, because="", now=NOW)
    decide(asked)
    with pytest.raises(AlreadyAnswered):
        decide(asked)


def test_there_is_one_mentor_for_good(four: list[Match], looking: Person) -> None:
    decide(said_yes(four[0]))
    with pytest.raises(OneMentorAtATime):
        actions.choose_mentor(match=Match.objects.create(leader=looking, offer=four[1].offer), by=looking)
    with pytest.raises(IntegrityError, match="match_is_one_mentor_for_good"), transaction.atomic():
        Match.objects.create(leader=looking, offer=four[2].offer, state="met", chosen_at=NOW, decided_at=NOW)


def test_before_that_there_is_a_talk_and_no_agreement(client: Client, asked: Match, looking: Person) -> None:
    actions.accept_match(match=asked, by=asked.offer.mentor)
    read = page(client, looking, reverse("match-detail", args=[asked.pk]))
    assert "Your hello with Ruth Adeyemi" in read
    assert "Offer times for a talk" in read
    assert page(client, looking, reverse("talk-new", args=[asked.pk]))
    assert "Our agreement" not in read
    with pytest.raises(PermissionDenied):
        actions.sign_agreement(match=asked, by=looking, mark="", now=NOW)
    decide(asked)
    assert "Our agreement" in page(client, looking, reverse("match-detail", args=[asked.pk]))


def test_the_mentor_reads_why_they_were_chosen_only_as_it_was_ticked(
    client: Client, suggestion: Match, looking: Person, mentor: Person
) -> None:
    match = said_yes(suggestion)
    path = reverse("match-decide", args=[match.pk])
    read = page(client, looking, path)
    line = "You help with what I want help with: “Handling a hard conversation”."
    assert line in read
    assert "checked" not in read
    send(client, looking, "match-decide", match.pk, choose="1", words="You laughed with me.")
    read = page(client, mentor, reverse("match-detail", args=[match.pk]))
    assert "You were chosen because" in read
    assert "You laughed with me." in read
    assert line not in read


def test_what_is_ticked_is_shared_and_what_is_made_up_is_refused(client: Client, asked: Match, looking: Person) -> None:
    match = actions.accept_match(match=asked, by=asked.offer.mentor)
    client.force_login(looking)
    path = reverse("match-decide", args=[match.pk])
    read = client.post(path, {"reasons": ["7"], "words": "Mine."}).content.decode()
    assert "Tick only what stands in this list." in read
    assert "Mine." in read
    client.post(path, {"reasons": ["0"]})
    match.refresh_from_db()
    assert match.because == "You help with what I want help with: “Handling a hard conversation”."


def test_whoever_has_chosen_a_mentor_waits_for_none_any_more(four: list[Match], looking: Person) -> None:
    mine, passed = said_yes(four[0]), actions.choose_mentor(match=four[1], by=looking)
    actions.pass_on_match(match=passed, by=passed.offer.mentor, now=NOW)
    assert MentorWait.objects.open().get().leader == looking
    decide(mine)
    assert not MentorWait.objects.open().exists()
    assert composed("mentor_wanted") == Withheld("They do not wait any more.")


def test_what_was_typed_about_why_comes_back_when_the_hello_has_ended_meanwhile(
    client: Client, suggestion: Match, looking: Person, mentor: Person
) -> None:
    match = said_yes(suggestion)
    actions.end_match(match=match, by=mentor)
    read = send(client, looking, "match-decide", match.pk, choose="1", words="You laughed with me.")
    assert "You laughed with me." in read
    assert AlreadyAnswered.words in read


# --- Seven days ---


def days_later(days: float) -> datetime.datetime:
    """A moment so long after now."""
    return timezone.now() + datetime.timedelta(days=days)


def test_a_mentor_is_reminded_on_the_fourth_day_while_it_is_open(asked: Match, mentor: Person) -> None:
    notice = Notice.objects.get(kind="match_still_open")
    assert notice.person == mentor
    assert abs(notice.due_at - days_later(4)) < datetime.timedelta(minutes=1)
    assert isinstance(composed("match_still_open"), Mail)
    actions.answer_not_now(match=asked, by=mentor)
    assert composed("match_still_open") == Withheld("It was answered or taken back already.")


def test_after_seven_days_it_ends_and_all_three_are_told(client: Client, asked: Match, looking: Person) -> None:
    assert actions.let_lapse(now=days_later(6.9)) == 0
    assert actions.let_lapse(now=days_later(7.1)) == 1
    assert actions.let_lapse(now=days_later(7.1)) == 0
    asked.refresh_from_db()
    assert asked.state == "lapsed"
    assert set(owed()) >= {
        ("match_lapsed", "Maureen Webb"),
        ("match_was_open", "Ruth Adeyemi"),
        ("mentor_wanted", "Priya Nair"),
    }
    for kind in ("match_lapsed", "match_was_open"):
        mail = composed(kind)
        assert isinstance(mail, Mail)
        assert "heard you at the board" not in mail.body
    assert MentorWait.objects.open().get().leader == looking
    assert "Ruth Adeyemi has not answered in seven days" in page(client, looking)
    assert "This was not answered in seven days" in page(
        client, asked.offer.mentor, reverse("match-detail", args=[asked.pk])
    )


def test_what_was_answered_does_not_lapse(asked: Match, mentor: Person, looking: Person) -> None:
    actions.accept_match(match=asked, by=mentor)
    assert actions.let_lapse(now=days_later(30)) == 0


def test_the_coordinator_is_told_only_where_nobody_else_is_left(four: list[Match], looking: Person) -> None:
    actions.choose_mentor(match=four[0], by=looking)
    actions.let_lapse(now=days_later(8))
    assert not MentorWait.objects.exists()


def lapsed(offer: MentorOffer, days_ago: int) -> Match:
    """A hello that this mentor did not answer."""
    leader = factories.PersonFactory()
    at = days_later(-days_ago)
    return Match.objects.create(leader=leader, offer=offer, state="lapsed", chosen_at=at, lapsed_at=at)


def test_a_mentor_who_is_silent_twice_rests_and_is_told_so(
    client: Client, asked: Match, offer: MentorOffer, mentor: Person
) -> None:
    lapsed(offer, days_ago=3)
    Match.objects.filter(pk=asked.pk).update(chosen_at=days_later(-8))
    let_hellos_lapse()
    offer.refresh_from_db()
    assert offer.state == "resting"
    mail = composed("match_was_open")
    assert isinstance(mail, Mail)
    assert "you rest from new people for now" in mail.body
    assert recorded("rest_unlisted").about == mentor
    assert "Welcome back." in send(client, mentor, "offer-back", offer.pk)


@pytest.mark.parametrize("answer", ["not_accepted", None])
def test_one_silence_or_one_after_an_answer_is_no_more_than_that(asked: Match, offer: MentorOffer, answer: Any) -> None:
    if answer:
        lapsed(offer, days_ago=9)
        Match.objects.filter(pk=lapsed(offer, days_ago=3).pk).update(
            state=answer, lapsed_at=None, answered_at=days_later(-2)
        )
    actions.let_lapse(now=days_later(8))
    offer.refresh_from_db()
    assert offer.state == "available"


# --- A mentor who did not answer is not suggested again at once ---


def suggested_now(leader: Person) -> list[str]:
    """Return whom a leader is suggested now."""
    return [str(match.offer.mentor) for match in actions.suggest_mentors(leader=leader, by=leader)]


def test_who_did_not_answer_is_suggested_again_after_a_fortnight_and_only_when_they_have_been_here(
    client: Client, asked: Match, looking: Person, mentor: Person
) -> None:
    actions.let_lapse(now=days_later(8))
    Match.objects.update(lapsed_at=days_later(-13))
    MentorOffer.objects.update(state="available")
    Person.objects.filter(pk=mentor.pk).update(last_login=timezone.now())
    again = timezone.localtime(days_later(1))
    assert f"again before {again.day} {again:%B}, and then only once they have been here again." in page(
        client, looking
    )
    assert suggested_now(looking) == []
    Match.objects.update(lapsed_at=days_later(-15))
    assert suggested_now(looking) == ["Ruth Adeyemi"]
    Match.objects.filter(state="suggested").delete()
    Person.objects.filter(pk=mentor.pk).update(last_login=days_later(-20))
    assert suggested_now(looking) == []


def test_others_are_suggested_a_mentor_who_did_not_answer_one(asked: Match, programme: Programme, goal: Code) -> None:
    actions.let_lapse(now=days_later(8))
    other = factories.MembershipFactory(cohort=asked.leader.memberships.get().cohort).person
    Profile.objects.create(person=other).goals.set([goal])
    assert suggested_now(other) == ["Ruth Adeyemi"]
