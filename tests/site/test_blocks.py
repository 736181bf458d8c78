"""Blocking holds both ways and everywhere, and only the one who blocked knows."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from cohorts.actions import write_reflection
from cohorts.models import LearningGroup
from cohorts.reflections import plain
from mentoring import actions as mentoring
from mentoring.models import Match, MentorOffer
from mentoring.problems import AlreadyAnswered, MentorHasNoSpace
from tests import factories
from youdesign.colleagues.blocks import keep_away
from youdesign.colleagues.directory import find
from youdesign.conversations import actions, problems
from youdesign.conversations.models import Ask
from youdesign.conversations.problems import AskIsOver, CannotBeAsked
from youdesign.notices.drain import drain
from youdesign.people.actions import block_person, end_block, save_listing, save_what_i_bring
from youdesign.people.models import AuditEntry, Block, Listing, Person

ENDINGS = [
    ("leader", "accepted", "not_chosen"),
    ("mentor", "met", "not_accepted"),
    ("leader", "agreed", "ended_early"),
    ("mentor", "active", "ended_early"),
    ("leader", "paused", "ended_early"),
    ("leader", "ending", "ended_early"),
]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


@pytest.fixture
def bev(group: LearningGroup) -> Person:
    """Bev, in Maureen's group, who can be found and asked."""
    person: Person = factories.GroupMembershipFactory(group=group).person
    save_what_i_bring(person=person, by=person)
    save_listing(person=person, by=person, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    return person


@pytest.fixture
def both(leader: Person, bev: Person) -> tuple[Person, Person]:
    """The two, each to be found and asked."""
    save_what_i_bring(person=leader, by=leader)
    save_listing(person=leader, by=leader, reach=Listing.Reach.COLLEAGUES, can_be_asked=True)
    return leader, bev


def found_by(person: Person) -> set[Person]:
    return {card.person for card in find(person, {}).cards}


@pytest.mark.parametrize("way", ["blocker", "blocked"])
def test_they_do_not_find_open_or_ask_each_other(both: tuple[Person, Person], way: str) -> None:
    one, other = both if way == "blocker" else both[::-1]
    assert other in found_by(one)
    block_person(person=both[1], by=both[0])
    assert other not in found_by(one)
    for path in ("", "ask/"):
        assert signed_in(one).get(f"/colleagues/{other.pk}/{path}").status_code == 404
    with pytest.raises(CannotBeAsked):
        actions.ask_colleague(person=other, by=one, question="Hello?")


def test_a_room_for_two_stays_to_be_read_and_takes_no_more_words(both: tuple[Person, Person]) -> None:
    leader, bev = both
    asked = actions.ask_colleague(person=bev, by=leader, question="Before.")
    room = actions.answer_ask(ask=asked, by=bev, text="An answer.")
    block = block_person(person=bev, by=leader)
    for person in both:
        page = signed_in(person).get(f"/rooms/{room.pk}/").content.decode()
        assert "An answer." in page
        assert "This room is closed." in page
        with pytest.raises(problems.RoomClosed):
            actions.post_message(room=room, by=person, text="More.", client_id=uuid4())
    end_block(block=block, by=leader)
    assert actions.post_message(room=room, by=bev, text="Again.", client_id=uuid4()).message.number == 3


def test_in_a_group_both_stay_and_the_blockers_page_folds_the_words(
    both: tuple[Person, Person], group: LearningGroup
) -> None:
    leader, bev = both
    block_person(person=bev, by=leader)
    for person in both:
        actions.post_message(room=group.room, by=person, text=f"Words of {person}", client_id=uuid4())
    hers = signed_in(leader).get(f"/rooms/{group.room.pk}/").content.decode()
    assert f'data-folded="{bev.pk}"' in hers
    assert "You blocked this person. Show what they wrote" in hers
    assert f"Words of {bev}" in hers
    his = signed_in(bev).get(f"/rooms/{group.room.pk}/").content.decode()
    assert "data-folded" not in his


def test_they_are_not_suggested_and_a_suggestion_from_before_goes(
    leader: Person, mentor: Person, offer: MentorOffer, coordinator: Person
) -> None:
    goal = factories.CodeFactory(listing="goal_theme")
    save_what_i_bring(person=leader, by=leader, goals=[goal])
    offer.helps_with.add(goal)
    match = mentoring.suggest_mentors(leader=leader, by=leader)[0]
    block_person(person=leader, by=mentor)
    assert str(mentor) not in signed_in(leader).get("/mentor/").content.decode()
    with pytest.raises(MentorHasNoSpace):
        mentoring.choose_mentor(match=match, by=leader)
    assert mentoring.suggest_mentors(leader=leader, by=leader) == []
    assert not Match.objects.filter(state="chosen").exists()


def test_the_blocked_is_told_nothing_and_staff_see_no_names(leader: Person, bev: Person) -> None:
    block_person(person=bev, by=leader)
    row = AuditEntry.objects.get(noun="people.block")
    assert (row.about, row.facts) == (None, {})
    assert not Block.objects.visible_to(bev).exists()
    assert bev.name not in signed_in(bev).get("/colleagues/blocked/").content.decode()


def test_blocking_from_a_page_and_letting_near_again(leader: Person, bev: Person) -> None:
    client = signed_in(leader)
    path = f"/colleagues/{bev.pk}/block/"
    assert path in client.get(f"/colleagues/{bev.pk}/").content.decode()
    assert "is not told" in client.get(path).content.decode()
    assert f"You blocked {bev}." in client.post(path, follow=True).content.decode()
    client.post(path)
    block = Block.objects.get()
    client.post(f"/colleagues/blocked/{block.pk}/end/")
    assert not Block.objects.exists()


def test_whom_one_does_not_know_one_cannot_name(leader: Person, host_contact: Person, bev: Person) -> None:
    client = signed_in(leader)
    for pk in (host_contact.pk, leader.pk, 10_000_000):
        assert client.post(f"/colleagues/{pk}/block/").status_code == 404
    Ask.objects.create(asker=host_contact, asked=leader, question="From outside")
    assert client.get(f"/colleagues/{host_contact.pk}/block/").status_code == 200


def test_only_the_blocker_ends_a_block(leader: Person, bev: Person) -> None:
    block = block_person(person=bev, by=leader)
    with pytest.raises(PermissionDenied):
        end_block(block=block, by=bev)
    with pytest.raises(PermissionDenied):
        block_person(person=leader, by=leader)
    assert signed_in(bev).post(f"/colleagues/blocked/{block.pk}/end/").status_code == 404


@pytest.mark.parametrize("way", ["by whoever asked", "by whoever was asked"])
def test_a_question_is_gone_for_whoever_was_asked_and_stands_for_whoever_asked(
    both: tuple[Person, Person], way: str
) -> None:
    leader, bev = both
    asked = actions.ask_colleague(person=bev, by=leader, question="Who takes the minutes?")
    block_person(person=bev, by=leader) if way == "by whoever asked" else block_person(person=leader, by=bev)
    theirs, hers = signed_in(bev), signed_in(leader)
    path = f"/asks/{asked.pk}/"
    for answer in (theirs.get(path), theirs.post(path, {"text": "I do."}), theirs.post(f"{path}not-now/")):
        assert answer.status_code == 404
    assert "Maureen Webb asks you" not in theirs.get("/").content.decode()
    assert "has your question" in hers.get(path).content.decode()
    with pytest.raises(AskIsOver):
        actions.answer_ask(ask=asked, by=bev, text="I do.")


def test_a_hello_between_people_kept_apart_is_not_accepted(leader: Person, mentor: Person, offer: MentorOffer) -> None:
    match = Match.objects.create(leader=leader, offer=offer)
    mentoring.choose_mentor(match=match, by=leader, hello="Hello.")
    block_person(person=mentor, by=leader)
    with pytest.raises(AlreadyAnswered):
        mentoring.accept_match(match=match, by=mentor)


def said_hello(leader: Person, offer: MentorOffer) -> Match:
    return mentoring.choose_mentor(match=Match.objects.create(leader=leader, offer=offer), by=leader, hello="Hello.")


def mails_after_a_drain(mailoutbox: list[EmailMessage]) -> list[tuple[str, str]]:
    mailoutbox.clear()
    drain(now=timezone.now())
    return [(mail.to[0], str(mail.subject)) for mail in mailoutbox]


def test_a_leader_who_blocks_a_mentor_takes_her_hello_back(
    leader: Person, mentor: Person, offer: MentorOffer, mailoutbox: list[EmailMessage]
) -> None:
    match = said_hello(leader, offer)
    signed_in(leader).post(f"/colleagues/{mentor.pk}/block/")
    match.refresh_from_db()
    assert (match.state, match.hello) == ("not_chosen", "")
    assert mails_after_a_drain(mailoutbox) == []
    assert "Maureen" not in signed_in(mentor).get("/").content.decode()


def test_a_mentor_who_blocks_a_leader_says_not_now_and_she_does_not_wait_in_vain(
    leader: Person, mentor: Person, offer: MentorOffer, mailoutbox: list[EmailMessage]
) -> None:
    match = said_hello(leader, offer)
    signed_in(mentor).post(f"/colleagues/{leader.pk}/block/")
    match.refresh_from_db()
    assert match.state == "not_accepted"
    assert "Hello." not in signed_in(mentor).get(f"/mentor/{match.pk}/").content.decode()
    assert mails_after_a_drain(mailoutbox) == [(leader.email, "Ruth Adeyemi cannot be your mentor just now")]


@pytest.mark.parametrize("answer", [mentoring.accept_match, mentoring.answer_not_now], ids=["yes", "not now"])
def test_no_mail_names_a_mentor_whom_the_leader_blocked(
    leader: Person, mentor: Person, offer: MentorOffer, mailoutbox: list[EmailMessage], answer: Callable[..., Match]
) -> None:
    answer(match=said_hello(leader, offer), by=mentor)
    keep_away(person=mentor, by=leader)
    assert mails_after_a_drain(mailoutbox) == []


@pytest.mark.parametrize(("who", "state", "then"), ENDINGS)
def test_blocking_ends_the_mentoring_where_that_is_wanted_and_the_other_hears_no_word_of_the_block(
    match: Match, mailoutbox: list[EmailMessage], who: str, state: str, then: str
) -> None:
    Match.objects.update(state=state)
    by, other = (match.leader, match.offer.mentor) if who == "leader" else (match.offer.mentor, match.leader)
    window, where = signed_in(by), f"/colleagues/{other.pk}/block/"
    assert "end our mentoring" in window.get(where).content.decode()
    window.post(where, {"end": "1"})
    match.refresh_from_db()
    assert match.state == then
    assert mails_after_a_drain(mailoutbox) == [(other.email, f"Your mentoring with {by} has ended")]
    assert "block" not in str(mailoutbox[0].body).lower()
    assert Match.objects.barred().filter(pk=match.pk).exists()


def test_blocking_alone_leaves_the_mentoring_and_nothing_new_is_shared(
    match: Match, mailoutbox: list[EmailMessage]
) -> None:
    reflection = write_reflection(by=match.leader, event=None, words=plain("Words."))
    signed_in(match.leader).post(f"/colleagues/{match.offer.mentor.pk}/block/")
    match.refresh_from_db()
    assert match.state == "accepted"
    answer = signed_in(match.leader).post(f"/reflections/{reflection.pk}/share-with-my-mentor/", follow=True)
    assert "no mentor of yours can read it now" in answer.content.decode()
    assert not reflection.shares.exists()
    assert mails_after_a_drain(mailoutbox) == []


def test_whom_a_leader_left_is_not_suggested_to_her_again(match: Match, leader: Person) -> None:
    mentoring.end_match(match=match, by=leader)
    mentoring.think_again(leader=leader, by=leader)
    assert not Match.objects.filter(leader=leader, state="suggested").exists()
    assert Match.objects.barred().filter(pk=match.pk).exists()


def test_who_is_not_one_of_the_two_ends_nothing(match: Match, stranger: Person) -> None:
    with pytest.raises(PermissionDenied):
        mentoring.end_match(match=match, by=stranger)


def test_what_has_ended_ends_once(match: Match, leader: Person) -> None:
    mentoring.end_match(match=match, by=leader)
    with pytest.raises(AlreadyAnswered):
        mentoring.end_match(match=match, by=leader)
