"""What those who look after a room decide: its pace, what newcomers read, a copy, a successor; and one's own stay."""

import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from tests import factories
from tests.conversations.saying import content, edit, frames, kept_copy, log, say, seen_by, sent_by, words
from tests.conversations.test_rules import unread
from youdesign.conversations import actions, problems
from youdesign.conversations.models import Message, Room, RoomMember
from youdesign.conversations.room_lists import rooms_of
from youdesign.people.models import AuditEntry, Person


@pytest.fixture
def newcomer(led: Room, leader: Person, mentor: Person) -> Person:
    """Noor, who reads only from her coming on, after two things were said."""
    actions.set_ways(room=led, by=mentor, shows_history=False, may_be_saved=True)
    say(led, leader, "Old words for few", content_note="")
    say(led, mentor, "More old words")
    person: Person = factories.PersonFactory(name="Noor Khan")
    actions.add_member(room=led, person=person, by=mentor)
    led.refresh_from_db()
    return person


# --- Pace ---


def test_in_a_slow_room_each_person_waits_and_is_told_how_long(
    led: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    actions.set_pace(room=led, by=mentor, slow_seconds=30)
    message = say(led, leader)
    with pytest.raises(problems.RoomIsSlow) as slow:
        say(led, leader)
    assert 25 <= slow.value.wait <= 30
    assert f"Send it in {slow.value.wait} seconds" in str(slow.value)
    say(led, denise)
    for _ in range(2):
        say(led, mentor)  # who looks after the room may
        say(led, leader, signal="pause")  # so may who needs a pause
    Message.objects.filter(pk=message.pk).update(sent_at=message.sent_at - datetime.timedelta(seconds=31))
    say(led, leader)


def test_a_slow_room_gives_the_words_back_with_the_wait(led: Room, leader: Person, mentor: Person) -> None:
    actions.set_pace(room=led, by=mentor, slow_seconds=60)
    say(led, leader)
    answer = sent_by(leader, "message-post", led.pk, text="My second thought", client_id=uuid4())
    assert answer.status_code == 422
    assert "This room goes slowly just now" in words(answer)
    assert "My second thought" in words(answer)
    assert led.messages.count() == 1


def test_a_repeated_send_is_not_slowed_down(led: Room, leader: Person, mentor: Person) -> None:
    actions.set_pace(room=led, by=mentor, slow_seconds=60)
    client_id = uuid4()
    first, again = (say(led, leader, client_id=client_id) for _ in range(2))
    assert first == again


def test_only_who_looks_after_the_room_or_staff_set_its_pace(
    led: Room, leader: Person, mentor: Person, coordinator: Person
) -> None:
    with pytest.raises(PermissionDenied):
        actions.set_pace(room=led, by=leader, slow_seconds=10)
    for by, seconds in ((mentor, 10), (coordinator, 30), (coordinator, 30)):
        actions.set_pace(room=led, by=by, slow_seconds=seconds)
    assert AuditEntry.objects.filter(verb="change", noun="conversations.room").count() == 2
    assert sent_by(leader, "room-ways", led.pk, slow_seconds=0).status_code == 403
    led.refresh_from_db()
    assert led.slow_seconds == 30


def test_a_pace_that_is_none_is_refused_and_says_why(led: Room, mentor: Person) -> None:
    for nonsense in ("", "-1", "7", "ten", "1e9"):
        answer = sent_by(mentor, "room-ways", led.pk, slow_seconds=nonsense)
        assert answer.status_code == 422
    led.refresh_from_db()
    assert led.slow_seconds == 0


# --- Handed over ---


def test_handing_over_moves_the_care_and_its_rights(led: Room, leader: Person, mentor: Person) -> None:
    sent_by(mentor, "room-hand-over", led.pk, to=leader.pk)
    assert list(led.members.facilitating().values_list("person", flat=True)) == [leader.pk]
    assert seen_by(mentor, "room-ways", led.pk).status_code == 403
    assert seen_by(leader, "room-ways", led.pk).status_code == 200
    rows = AuditEntry.objects.filter(verb="set_facilitator").order_by("pk").values_list("about", flat=True)
    assert list(rows)[-2:] == [leader.pk, mentor.pk]


def test_a_room_is_handed_only_to_somebody_who_is_in_it(
    led: Room, mentor: Person, leader: Person, stranger: Person
) -> None:
    with pytest.raises(problems.NotInTheRoom):
        actions.hand_over_room(room=led, to=stranger, by=mentor)
    with pytest.raises(PermissionDenied):
        actions.hand_over_room(room=led, to=leader, by=leader)
    leader.is_active = False
    with pytest.raises(problems.NotInTheRoom):
        actions.hand_over_room(room=led, to=leader, by=mentor)
    sent_by(mentor, "room-hand-over", led.pk, to=stranger.pk)
    Person.objects.filter(pk=leader.pk).update(is_active=False)
    answer = sent_by(mentor, "room-hand-over", led.pk, to=leader.pk)
    assert answer.status_code == 422
    assert "Choose somebody who is in the room" in words(answer)
    assert list(led.members.facilitating().values_list("person", flat=True)) == [mentor.pk]


def test_two_who_look_after_a_room_and_both_close_it_leave_it_closed(led: Room, mentor: Person) -> None:
    for _ in range(2):
        sent_by(mentor, "room-close", led.pk)
        led.refresh_from_db()
        assert led.is_closed
    assert 'name="open" value="yes"' in seen_by(mentor, "room-ways", led.pk).content.decode()
    for _ in range(2):
        sent_by(mentor, "room-close", led.pk, open="yes")
        led.refresh_from_db()
        assert not led.is_closed


# --- History ---


def test_a_newcomer_reads_from_their_coming_on_everywhere(
    led: Room, newcomer: Person, leader: Person, mentor: Person
) -> None:
    old = Message.objects.get(number=1)
    actions.pin_message(message=old, by=mentor, is_on=True)
    edit(old, "Old words changed")
    say(led, leader, "New words", reply_to=2)
    led.refresh_from_db()
    page = seen_by(newcomer, "room-detail", led.pk)
    everything = [
        page,
        seen_by(newcomer, "room-detail", led.pk, at=1),
        seen_by(newcomer, "room-detail", led.pk, before=2),
        seen_by(newcomer, "room-detail", led.pk, reply=1),
        seen_by(newcomer, "room-events", led.pk, after=0),
        seen_by(newcomer, "message-detail", led.pk, 3),
        seen_by(newcomer, "room-saved", led.pk),
        seen_by(newcomer, "room-list"),
    ]
    for answer in everything:
        assert answer.status_code == 200
        assert "ld words" not in content(answer)
    assert "An earlier message" in log(page)
    assert "New words" in log(page)
    assert "You read from the day you joined" in words(page)
    assert "pinned message" not in words(page)
    for number in (1, 2):
        assert seen_by(newcomer, "message-detail", led.pk, number).status_code == 404
    assert "answers an earlier message" in kept_copy(led, newcomer)
    assert "ld words" not in frames(led, led.members.get(person=newcomer).sees_after)
    assert unread(led, newcomer) == 1
    assert "More old words" in log(seen_by(leader, "room-detail", led.pk))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("message-react", {"on": "yes"}),
        ("message-act", {"on": "pin"}),
        ("message-take-back", {}),
        ("message-edit", {"text": "x", "revision": 0}),
        ("message-tell", {"what": "x"}),
    ],
)
def test_a_newcomer_can_do_nothing_to_what_they_do_not_see(
    led: Room, newcomer: Person, name: str, fields: dict[str, object]
) -> None:
    before = led.events.count()
    assert sent_by(newcomer, name, led.pk, 1, **fields).status_code == 404
    assert led.events.count() == before


def test_a_list_says_nothing_of_when_words_were_said_that_one_does_not_see(
    led: Room, newcomer: Person, leader: Person
) -> None:
    assert [each.last_in_words for each in rooms_of(newcomer)] == ["Nobody has written yet"]
    assert rooms_of(leader)[0].last_in_words.startswith("Last words: Today")


def test_agreeing_to_history_opens_it_for_those_there_and_taking_it_back_takes_no_sight(
    led: Room, newcomer: Person, mentor: Person
) -> None:
    actions.set_ways(room=led, by=mentor, shows_history=True, may_be_saved=True)
    assert "More old words" in log(seen_by(newcomer, "room-detail", led.pk))
    assert unread(led, newcomer) == 0
    actions.set_ways(room=led, by=mentor, shows_history=False, may_be_saved=True)
    assert "More old words" in log(seen_by(newcomer, "room-detail", led.pk))


def test_who_comes_back_begins_anew(led: Room, newcomer: Person, leader: Person, mentor: Person) -> None:
    actions.remove_member(room=led, person=leader, by=mentor)
    say(led, mentor, "While she was away")
    actions.add_member(room=led, person=leader, by=mentor)
    say(led, mentor, "Welcome back")
    words_now = log(seen_by(leader, "room-detail", led.pk))
    assert "Welcome back" in words_now
    assert "Old words for few" not in words_now
    assert "away" not in words_now


def test_only_who_looks_after_the_room_says_what_the_group_has_agreed(
    led: Room, leader: Person, coordinator: Person
) -> None:
    for person in (leader, coordinator):
        with pytest.raises(PermissionDenied):
            actions.set_ways(room=led, by=person, shows_history=False, may_be_saved=True)


# --- A copy ---


def test_a_copy_is_there_only_where_the_room_has_agreed(
    led: Room, leader: Person, mentor: Person, stranger: Person
) -> None:
    say(led, leader, "Line one\nline two", content_note="Loss")
    say(led, mentor, "I am sorry", reply_to=1)
    assert seen_by(leader, "room-saved", led.pk).status_code == 403
    assert "Keep a copy" not in words(seen_by(leader, "room-detail", led.pk))
    actions.set_ways(room=led, by=mentor, shows_history=True, may_be_saved=True)
    answer = seen_by(leader, "room-saved", led.pk)
    assert answer["Content-Disposition"] == 'attachment; filename="tuesday-group.txt"'
    kept = content(answer)
    assert "Maureen Webb, about: Loss\n  Line one\n  line two\n" in kept
    assert "Ruth Adeyemi, answers “Maureen Webb: Loss”\n  I am sorry\n" in kept
    assert "Keep a copy" in words(seen_by(leader, "room-detail", led.pk))
    assert seen_by(stranger, "room-saved", led.pk).status_code == 404


# --- One's own stay ---


def test_ones_own_stay_is_ones_own_and_moves_nothing(led: Room, leader: Person, mentor: Person) -> None:
    before = led.events.count()
    assert sent_by(leader, "room-stay", led.pk, is_muted="on", is_unseen="on").status_code == 302
    stays = RoomMember.objects.order_by("pk").values_list("person", "is_muted", "is_unseen")
    assert set(stays) == {(leader.pk, True, True), (mentor.pk, False, False)}
    assert led.events.count() == before
    assert "Quiet for you: change" in words(seen_by(leader, "room-detail", led.pk))


def test_the_list_has_the_latest_words_first_and_says_what_is_new(led: Room, leader: Person, mentor: Person) -> None:
    other = actions.open_room(title="Board", by=leader)
    two = actions.open_room(title="Two", by=leader, is_for_two=True)
    away = actions.open_room(title="Put away", by=leader)
    for place in (other, two, away):
        for person in (leader, mentor):
            actions.add_member(room=place, person=person, by=leader, is_facilitator=person == mentor)
    say(other, mentor)
    say(led, mentor)
    say(led, mentor)
    actions.close_room(room=away, by=mentor)
    actions.archive_room(room=away, by=mentor)
    listed = [(each.title, each.unread_in_words, each.tone) for each in rooms_of(leader)]
    assert listed == [
        ("Tuesday group", "2 new", "clay"),
        ("Board", "1 new", "clay"),
        ("You and Ruth Adeyemi", "0 new", "clay"),
    ]
    actions.set_stay(room=led, by=leader, is_muted=True, hears_daily=False, is_unseen=False)
    assert rooms_of(leader)[0].tone == "plain"
    assert rooms_of(mentor)[0].tone == "clay"
    actions.close_room(room=led, by=mentor)
    assert "Closed. You can still read it." in words(seen_by(mentor, "room-list"))
    page = words(seen_by(leader, "room-list"))
    assert "2 new" in page
    assert "Put away" not in page
    assert seen_by(leader, "room-detail", away.pk).status_code == 200


def test_a_list_costs_the_same_however_many_rooms_there_are(
    leader: Person, mentor: Person, django_assert_num_queries: object
) -> None:
    for number in range(6):
        place = actions.open_room(title=f"Room {number}", by=leader, is_for_two=number % 2 == 0)
        for person in (leader, mentor):
            actions.add_member(room=place, person=person, by=leader)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(rooms_of(leader)) == 6
