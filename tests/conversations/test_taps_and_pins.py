"""What others do to a message: tap under it, pin it, hide it."""

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories
from tests.conversations.saying import frames, kept_copy, log, say, seen_by, sent_by, words
from tests.conversations.test_rules import at_once, seqs
from tests.site.test_access import window_of
from youdesign.conversations import actions, problems
from youdesign.conversations.actions.messages import MOST_PINS
from youdesign.conversations.entries import BLOCKED
from youdesign.conversations.models import Message, Reaction, Room
from youdesign.people.actions import block_person
from youdesign.people.models import AuditEntry, Person


@pytest.fixture
def message(led: Room, leader: Person) -> Message:
    """Something Maureen has said."""
    return say(led, leader, "Something hard")


def tap(message: Message, by: Person, *, is_on: bool = True, code: str = "me_too") -> None:
    """Tap under it, or take the tap back."""
    actions.set_reaction(message=message, by=by, code=code, is_on=is_on)


def pin(message: Message, by: Person, *, is_on: bool = True) -> None:
    """Pin it, or take it down."""
    actions.pin_message(message=message, by=by, is_on=is_on)


def hide(message: Message, by: Person, *, is_on: bool = True) -> None:
    """Hide it, or show it again."""
    actions.hide_message(message=message, by=by, is_on=is_on)


# --- Taps ---


def test_a_tap_counts_once_and_can_be_taken_back_once(
    led: Room, message: Message, leader: Person, mentor: Person
) -> None:
    before = len(seqs(led))
    for _ in range(2):
        tap(message, mentor)
    tap(message, leader)
    tap(message, mentor, code="thank_you")
    assert len(seqs(led)) == before + 3
    page = words(seen_by(leader, "message-detail", led.pk, 1))
    assert "Me too Ruth Adeyemi, You" in page
    assert "Me too 2" in words(seen_by(leader, "room-detail", led.pk))
    for _ in range(2):
        tap(message, mentor, is_on=False)
    assert len(seqs(led)) == before + 4
    assert sorted(Reaction.objects.values_list("person__name", "code")) == [
        ("Maureen Webb", "me_too"),
        ("Ruth Adeyemi", "thank_you"),
    ]


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ("gone", problems.NotThereAnyMore),
        ("hidden", problems.NotThereAnyMore),
        ("closed", problems.RoomClosed),
        ("unseen", PermissionDenied),
        ("left", PermissionDenied),
    ],
)
def test_what_cannot_be_answered_cannot_be_tapped_or_pinned(
    led: Room, message: Message, denise: Person, mentor: Person, leader: Person, end: str, why: type[Exception]
) -> None:
    {
        "gone": lambda: actions.take_back_message(message=message, by=leader),
        "hidden": lambda: hide(message, mentor),
        "closed": lambda: actions.close_room(room=led, by=mentor),
        "unseen": lambda: led.members.filter(person=denise).update(sees_after=1),
        "left": lambda: actions.remove_member(room=led, person=denise, by=mentor),
    }[end]()
    for act in (tap, pin):
        with pytest.raises(why):
            act(message, denise)
    assert not Reaction.objects.exists()
    assert not Message.objects.filter(pinned_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_taps_at_once_are_one_and_leave_no_hole(led: Room, message: Message, mentor: Person) -> None:
    before = len(seqs(led))
    assert at_once(*[lambda: tap(message, mentor)] * 20) == [None] * 20
    assert Reaction.objects.count() == 1
    assert seqs(led) == list(range(1, before + 2))


def test_no_page_can_tap_what_is_no_tap(led: Room, message: Message, mentor: Person) -> None:
    for fields in ({}, {"on": "clap"}, {"on": "yes", "off": "yes"}, {"on": ""}):
        assert sent_by(mentor, "message-react", led.pk, 1, **fields).status_code == 302
    assert not Reaction.objects.exists()


# --- Pins ---


def test_what_is_pinned_stands_above_for_everyone_the_latest_first(led: Room, leader: Person, mentor: Person) -> None:
    for text in ("The date", "The link"):
        pin(say(led, leader, text), mentor)
    page = words(seen_by(leader, "room-detail", led.pk))
    assert "2 pinned messages Maureen Webb: The link Maureen Webb: The date" in page
    pin(Message.objects.get(text="The link"), leader, is_on=False)
    assert "1 pinned message Maureen Webb: The date" in words(seen_by(mentor, "room-detail", led.pk))


def test_what_a_blocked_person_said_is_folded_in_pins_and_in_what_answers_it(
    led: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    pin(say(led, leader, "Cruel words"), mentor)
    say(led, denise, "No", reply_to=1)
    block_person(person=leader, by=mentor)
    page = seen_by(mentor, "room-detail", led.pk).content.decode()
    assert page.count("Cruel words") == 1
    assert "Maureen Webb: You blocked this person" in page
    assert seen_by(denise, "room-detail", led.pk).content.decode().count("Cruel words") == 3
    answering = window_of(mentor).get(f"/rooms/{led.pk}/?reply=1")
    assert answering.context["answered"].beginning == BLOCKED
    assert answering.content.decode().count("Cruel words") == 1


def test_pinning_twice_is_one_and_ten_are_enough(led: Room, leader: Person, mentor: Person) -> None:
    messages = [say(led, leader, str(number)) for number in range(MOST_PINS + 1)]
    for message in messages[:MOST_PINS]:
        pin(message, mentor)
    before = len(seqs(led))
    pin(messages[0], leader)
    with pytest.raises(problems.EnoughPins):
        pin(messages[-1], mentor)
    assert len(seqs(led)) == before
    pin(messages[0], leader, is_on=False)
    pin(messages[-1], mentor)
    assert Message.objects.filter(pinned_at__isnull=False).count() == MOST_PINS


@pytest.mark.django_db(transaction=True)
def test_twelve_pins_at_once_are_ten(led: Room, leader: Person, mentor: Person) -> None:
    messages = [say(led, leader, str(number)) for number in range(MOST_PINS + 2)]
    came_to: list[object] = []

    def pin_one(message: Message) -> None:
        try:
            pin(message, mentor)
        except problems.EnoughPins:
            came_to.append("enough")

    before = len(seqs(led))
    at_once(*[lambda message=message: pin_one(message) for message in messages])
    assert came_to == ["enough", "enough"]
    assert Message.objects.filter(pinned_at__isnull=False).count() == MOST_PINS
    assert seqs(led) == list(range(1, before + MOST_PINS + 1))


# --- Hidden ---


def test_who_looks_after_a_room_hides_a_message_and_its_author_and_they_still_read_it(
    led: Room, message: Message, leader: Person, mentor: Person, denise: Person
) -> None:
    actions.set_ways(room=led, by=mentor, shows_history=True, may_be_saved=True)
    say(led, denise, "An answer", reply_to=1)
    tap(message, denise)
    pin(message, denise)
    hide(message, mentor)
    for person in (leader, mentor, denise):
        assert "This message is hidden by those who look after the room." in log(seen_by(person, "room-detail", led.pk))
        assert "Something hard" not in words(seen_by(person, "room-detail", led.pk))
        assert "Something hard" not in kept_copy(led, person)
    assert "Something hard" not in frames(led)
    assert "Something hard" not in words(seen_by(denise, "message-detail", led.pk, 1))
    for person in (leader, mentor):
        assert "Something hard" in words(seen_by(person, "message-detail", led.pk, 1))
    hide(message, mentor, is_on=False)
    assert "Something hard" in log(seen_by(denise, "room-detail", led.pk))


def test_what_it_said_before_is_hidden_with_it(
    led: Room, message: Message, leader: Person, mentor: Person, denise: Person
) -> None:
    actions.edit_message(message=message, by=leader, text="Milder", revision=0)
    hide(message, mentor)
    assert "Something hard" not in words(seen_by(denise, "message-detail", led.pk, 1))
    assert "Something hard" in words(seen_by(mentor, "message-detail", led.pk, 1))


def test_hiding_is_written_down_once_and_names_the_author(
    led: Room, message: Message, leader: Person, mentor: Person
) -> None:
    for is_on in (True, True, False):
        hide(message, mentor, is_on=is_on)
    rows = AuditEntry.objects.filter(about=leader, by=mentor, noun="conversations.message").order_by("pk")
    assert [row.verb for row in rows] == ["hide_message", "show_message"]
    assert "Something hard" not in str(list(rows.values()))


def test_only_those_who_look_after_the_room_can_hide(
    led: Room, message: Message, leader: Person, denise: Person, coordinator: Person
) -> None:
    outside = factories.PersonFactory()
    for person in (leader, denise, coordinator, outside):
        with pytest.raises(PermissionDenied):
            hide(message, person)
    assert "That is not yours to do." in words(sent_by(denise, "message-act", led.pk, 1, on="hide", follow=True))
    assert sent_by(outside, "message-act", led.pk, 1, on="hide").status_code == 404
    message.refresh_from_db()
    assert not message.is_hidden


def test_what_was_taken_back_cannot_be_hidden(led: Room, message: Message, leader: Person, mentor: Person) -> None:
    actions.take_back_message(message=message, by=leader)
    with pytest.raises(problems.NotThereAnyMore):
        hide(message, mentor)
