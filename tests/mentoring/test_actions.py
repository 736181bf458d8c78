"""Rules of asking and answering: who may, what moves, what is recorded, and what is owed to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cohorts.models import Programme
from mentoring import actions
from mentoring.models import Match, MentorOffer
from mentoring.problems import AlreadyAnswered, LeaderHasLeft, MentorHasNoSpace, OneMentorAtATime
from tests import factories
from youdesign.conversations.models import Message, Room, RoomMember
from youdesign.notices.kinds import Mail, Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.models import AuditEntry, Code, Person
from youdesign.people.states import MoveNotAllowed

pytestmark = pytest.mark.django_db


def owed() -> list[tuple[str, str]]:
    """The kinds that wait to be sent, and to whom."""
    waiting = Notice.objects.filter(state="waiting").select_related("person").order_by("pk")
    return [(notice.kind, str(notice.person)) for notice in waiting]


def composed(kind: str) -> Mail | Withheld:
    """What the notice of this kind says when it is due."""
    return all_kinds()[kind].compose(Notice.objects.get(kind=kind))


def recorded(verb: str) -> AuditEntry:
    """The one audit row of this verb."""
    return AuditEntry.objects.get(verb=verb)


# --- Suggesting ---


def test_suggestions_keep_reasons_inputs_and_weights(suggestion: Match) -> None:
    assert suggestion.state == "suggested"
    assert suggestion.reasons[0]["words"][1] == "handling a hard conversation"
    assert suggestion.workings["weights"]["goals"] == 30
    assert recorded("suggest_mentors").facts == {"suggested": 1, "replaced": 0}


def test_nobody_is_told_that_they_were_suggested(suggestion: Match) -> None:
    assert owed() == []


def test_asking_again_replaces_suggestions_nobody_answered(suggestion: Match, looking: Person) -> None:
    again = actions.suggest_mentors(leader=looking, by=looking)
    suggestion.refresh_from_db()
    assert suggestion.state == "not_chosen"
    assert [match.offer for match in again] == [suggestion.offer]


def test_the_coordinator_is_told_once_a_day_when_nobody_fits(looking: Person, coordinator: Person) -> None:
    MentorOffer.objects.update(state="resting")
    assert actions.suggest_mentors(leader=looking, by=looking) == []
    actions.suggest_mentors(leader=looking, by=looking)
    assert owed() == [("mentor_wanted", "Priya Nair")]
    mail = composed("mentor_wanted")
    assert isinstance(mail, Mail)
    assert mail.subject == "Maureen Webb is waiting for a mentor"


def test_the_coordinator_may_look_for_a_leader_and_strangers_may_not(
    looking: Person, coordinator: Person, stranger: Person
) -> None:
    assert len(actions.suggest_mentors(leader=looking, by=coordinator)) == 1
    with pytest.raises(PermissionDenied):
        actions.suggest_mentors(leader=looking, by=stranger)


def test_while_somebody_is_asked_only_others_are_suggested(
    asked: Match, looking: Person, programme: Programme, goal: Code
) -> None:
    assert actions.suggest_mentors(leader=looking, by=looking) == []
    other = factories.MentorOfferFactory(programme=programme)
    other.helps_with.set([goal])
    assert [match.offer for match in actions.suggest_mentors(leader=looking, by=looking)] == [other]


def test_nobody_is_suggested_to_a_leader_who_has_decided(match: Match, leader: Person) -> None:
    with pytest.raises(OneMentorAtATime):
        actions.suggest_mentors(leader=leader, by=leader)


# --- Choosing ---


def test_choosing_holds_a_place_and_tells_the_mentor_without_the_hello(asked: Match, mentor: Person) -> None:
    assert asked.state == "chosen"
    assert asked.chosen_at is not None
    assert owed() == [("match_chosen", "Ruth Adeyemi"), ("match_still_open", "Ruth Adeyemi")]
    mail = composed("match_chosen")
    assert isinstance(mail, Mail)
    assert "board" not in mail.subject + mail.body
    assert recorded("choose_mentor").about == mentor


def test_a_full_mentor_is_said_kindly_and_truly(suggestion: Match, looking: Person) -> None:
    MentorOffer.objects.update(places=1)
    Match.objects.create(
        leader=factories.PersonFactory(), offer=suggestion.offer, state="chosen", chosen_at=suggestion.suggested_at
    )
    with pytest.raises(MentorHasNoSpace, match=r"Ruth had room when we suggested this\. Now every place is taken"):
        actions.choose_mentor(match=suggestion, by=looking)
    suggestion.refresh_from_db()
    assert (suggestion.state, owed()) == ("suggested", [])


def test_a_resting_mentor_cannot_be_asked(suggestion: Match, looking: Person) -> None:
    MentorOffer.objects.update(state="resting")
    with pytest.raises(MentorHasNoSpace, match="not taking anybody on just now"):
        actions.choose_mentor(match=suggestion, by=looking)


def test_a_second_click_says_that_it_moved_on(asked: Match, looking: Person) -> None:
    with pytest.raises(AlreadyAnswered):
        actions.choose_mentor(match=asked, by=looking)


def test_a_choice_can_be_taken_back_and_the_hello_goes_with_it(asked: Match, looking: Person) -> None:
    actions.withdraw_choice(match=asked, by=looking)
    asked.refresh_from_db()
    assert (asked.state, asked.hello) == ("not_chosen", "")
    assert owed() == []
    assert not MentorOffer.objects.with_taken().get(pk=asked.offer_id).taken
    assert isinstance(composed("match_chosen"), Withheld)


# --- Declining ---


def test_rather_waiting_declines_all_and_tells_the_coordinator_alone(suggestion: Match, looking: Person) -> None:
    assert actions.decline_all(leader=looking, by=looking) == 1
    suggestion.refresh_from_db()
    assert suggestion.state == "not_chosen"
    assert suggestion.declined_at is not None
    assert owed() == [("mentor_wanted", "Priya Nair")]
    assert actions.suggest_mentors(leader=looking, by=looking) == []


def test_a_stale_wish_to_wait_changes_nothing(looking: Person) -> None:
    assert actions.decline_all(leader=looking, by=looking) == 0
    assert owed() == []


def test_the_coordinator_is_not_told_what_is_no_longer_so(
    suggestion: Match, looking: Person, programme: Programme, goal: Code
) -> None:
    actions.decline_all(leader=looking, by=looking)
    factories.MentorOfferFactory(programme=programme).helps_with.set([goal])
    assert actions.suggest_mentors(leader=looking, by=looking)
    assert composed("mentor_wanted") == Withheld("They do not wait any more.")


# --- Answering ---


def test_a_yes_opens_a_room_for_the_two_and_is_no_promise(
    looking: Person, mentor: Person, goal: Code, programme: Programme
) -> None:
    factories.MentorOfferFactory(programme=programme).helps_with.set([goal])
    mine, other = sorted(
        actions.suggest_mentors(leader=looking, by=looking), key=lambda match: match.offer.mentor_id != mentor.pk
    )
    actions.choose_mentor(match=mine, by=looking)
    match = actions.accept_match(match=mine, by=mentor)
    other.refresh_from_db()
    assert (match.state, match.is_decided, other.state) == ("accepted", False, "suggested")
    assert match.room is not None
    assert match.room.title == "Maureen Webb and Ruth Adeyemi"
    people = RoomMember.objects.present().filter(room=match.room)
    assert {member.person for member in people} == {looking, mentor}
    assert owed()[-1] == ("match_accepted", "Maureen Webb")
    assert isinstance(composed("match_accepted"), Mail)
    assert isinstance(composed("match_chosen"), Withheld)
    assert recorded("accept_match").about == looking


def test_the_hello_is_the_first_thing_in_their_room_said_by_her_once(
    asked: Match, looking: Person, mentor: Person
) -> None:
    Match.objects.update(hello="I sit on the discharge board.")
    match = actions.accept_match(match=asked, by=mentor)
    with pytest.raises(AlreadyAnswered):
        actions.accept_match(match=asked, by=mentor)
    said = Message.objects.filter(room=match.room)
    assert [(message.author, message.text) for message in said] == [(looking, "I sit on the discharge board.")]
    rooms = Room.objects.with_unread_for
    assert (rooms(mentor).get(pk=match.room_id).unread, rooms(looking).get(pk=match.room_id).unread) == (1, 0)


def test_without_a_hello_the_room_is_empty(asked: Match, mentor: Person) -> None:
    Match.objects.update(hello="")
    assert not Message.objects.filter(room=actions.accept_match(match=asked, by=mentor).room).exists()


def test_not_now_is_answered_kindly_and_frees_the_place(asked: Match, mentor: Person, looking: Person) -> None:
    actions.answer_not_now(match=asked, by=mentor)
    asked.refresh_from_db()
    assert (asked.state, asked.room) == ("not_accepted", None)
    mail = composed("match_not_now")
    assert isinstance(mail, Mail)
    assert "says nothing about you" in mail.body
    assert not Match.objects.holding().filter(leader=looking).exists()


def test_a_mentor_whose_places_shrank_cannot_say_yes(asked: Match, mentor: Person) -> None:
    MentorOffer.objects.update(places=0)
    with pytest.raises(MentorHasNoSpace, match="All your places are taken"):
        actions.accept_match(match=asked, by=mentor)


@pytest.mark.parametrize("left", ["gave up her place", "cannot sign in"])
def test_a_mentor_does_not_get_a_room_with_somebody_who_has_left(
    asked: Match, mentor: Person, looking: Person, left: str
) -> None:
    if left == "cannot sign in":
        Person.objects.filter(pk=looking.pk).update(is_active=False)
    else:
        looking.memberships.update(state="withdrawn")
    with pytest.raises(LeaderHasLeft):
        actions.accept_match(match=asked, by=mentor)
    assert actions.answer_not_now(match=asked, by=mentor).state == "not_accepted"
    assert not Room.objects.exists()


@pytest.mark.parametrize("action", [actions.accept_match, actions.answer_not_now])
def test_an_answer_is_given_once(asked: Match, mentor: Person, action: Callable[..., Any]) -> None:
    action(match=asked, by=mentor)
    with pytest.raises(AlreadyAnswered):
        action(match=asked, by=mentor)


@pytest.mark.parametrize("action", [actions.choose_mentor, actions.withdraw_choice])
@pytest.mark.parametrize("who", ["mentor", "stranger", "coordinator"])
def test_only_the_leader_chooses(asked: Match, request: Any, action: Callable[..., Any], who: str) -> None:
    with pytest.raises(PermissionDenied):
        action(match=asked, by=request.getfixturevalue(who))


@pytest.mark.parametrize("action", [actions.accept_match, actions.answer_not_now])
@pytest.mark.parametrize("who", ["leader", "stranger", "coordinator"])
def test_only_the_mentor_answers(asked: Match, request: Any, action: Callable[..., Any], who: str) -> None:
    with pytest.raises(PermissionDenied):
        action(match=asked, by=request.getfixturevalue(who))


def test_only_the_leader_says_they_would_rather_wait(suggestion: Match, looking: Person, coordinator: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.decline_all(leader=looking, by=coordinator)


# --- Offers ---


def test_offers_move_by_the_table_alone(offer: MentorOffer, mentor: Person, coordinator: Person) -> None:
    actions.move_offer(offer=offer, to="resting", by=mentor)
    actions.move_offer(offer=offer, to="available", by=coordinator)
    with pytest.raises(MoveNotAllowed):
        actions.move_offer(offer=offer, to="preparing", by=coordinator)
    assert [entry.facts["after"] for entry in AuditEntry.objects.filter(verb="move_offer").order_by("pk")] == [
        "resting",
        "available",
    ]


def test_strangers_move_no_offer(offer: MentorOffer, stranger: Person) -> None:
    with pytest.raises(PermissionDenied):
        actions.move_offer(offer=offer, to="resting", by=stranger)
