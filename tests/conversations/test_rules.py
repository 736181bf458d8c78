"""What holds in a room whoever asks: the order, each message once, who may, how far each has read."""

import threading
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from youdesign.conversations import actions, problems
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import Message, Room, RoomEvent, RoomMember
from youdesign.conversations.policies import can_post_message, can_read_room
from youdesign.conversations.reading import events_after
from youdesign.people.models import AuditEntry, Person


def say(room: Room, by: Person, text: str = "Hello", client_id: UUID | None = None) -> actions.Posted:
    """Post one message."""
    return actions.post_message(room=room, by=by, text=text, client_id=client_id or uuid4())


def seqs(room: Room) -> list[int]:
    """Return the room's order as it is stored."""
    return list(room.events.order_by("seq").values_list("seq", flat=True))


def test_everything_that_changes_a_room_takes_the_next_place_in_one_order(
    room: Room, leader: Person, mentor: Person, coordinator: Person
) -> None:
    posted = say(room, leader)
    actions.remove_member(room=room, person=leader, by=mentor)
    actions.close_room(room=room, by=coordinator)
    kinds = list(room.events.order_by("seq").values_list("seq", "kind"))
    assert kinds == [(1, "joined"), (2, "joined"), (3, "message"), (4, "left"), (5, "closed")]
    room.refresh_from_db()
    assert (posted.seq, posted.message.number, room.last_seq, room.message_count) == (3, 1, 5, 1)


def test_a_message_that_is_refused_leaves_no_hole(room: Room, leader: Person, stranger: Person) -> None:
    with pytest.raises(PermissionDenied):
        say(room, stranger)
    assert say(room, leader).seq == 3
    assert seqs(room) == [1, 2, 3]


def test_a_repeated_send_gets_the_first_answer(room: Room, leader: Person, mentor: Person) -> None:
    client_id = uuid4()
    first, again = say(room, leader, "Hello", client_id), say(room, leader, "Something else", client_id)
    assert not first.is_duplicate
    assert again.is_duplicate
    assert (again.message, again.seq, again.message.text) == (first.message, first.seq, "Hello")
    assert not say(room, mentor, "Hello", client_id).is_duplicate  # somebody else's id is another message
    assert seqs(room) == [1, 2, 3, 4]


@pytest.mark.parametrize("blank", ["", "   ", "\r\n\t\n"])
def test_an_empty_message_is_refused(room: Room, leader: Person, blank: str) -> None:
    with pytest.raises(problems.MessageEmpty):
        say(room, leader, blank)
    assert seqs(room) == [1, 2]


def test_a_message_may_be_as_long_as_we_say_and_no_longer(room: Room, leader: Person) -> None:
    assert say(room, leader, "a" * 4000).message.number == 1
    with pytest.raises(problems.MessageTooLong):
        say(room, leader, "a" * 4001)
    assert say(room, leader, "one\r\ntwo  ").message.text == "one\ntwo"


def test_who_has_left_can_neither_write_nor_repeat(room: Room, leader: Person, mentor: Person) -> None:
    client_id = uuid4()
    say(room, leader, "Before", client_id)
    actions.remove_member(room=room, person=leader, by=mentor)
    for again in (client_id, uuid4()):
        with pytest.raises(PermissionDenied):
            say(room, leader, "After", again)
    assert not can_read_room(leader, room)
    assert not Room.objects.visible_to(leader).exists()
    assert not RoomEvent.objects.visible_to(leader).exists()
    assert Message.objects.visible_to(mentor).count() == 1


def test_nobody_outside_finds_a_room_or_what_is_in_it(
    room: Room, leader: Person, stranger: Person, coordinator: Person
) -> None:
    say(room, leader)
    for person in (stranger, coordinator, AnonymousUser()):
        for model in (Room, Message, RoomEvent, RoomMember):
            assert not model.objects.visible_to(person).exists()


def test_a_closed_room_can_be_read_but_not_written_in(room: Room, leader: Person, coordinator: Person) -> None:
    actions.close_room(room=room, by=coordinator)
    room.refresh_from_db()
    assert can_read_room(leader, room)
    assert not can_post_message(leader, room)
    with pytest.raises(problems.RoomClosed):
        say(room, leader)
    with pytest.raises(problems.RoomClosed):
        actions.close_room(room=room, by=coordinator)
    assert seqs(room) == [1, 2, 3]


def test_an_account_out_of_use_can_do_nothing(room: Room, leader: Person) -> None:
    leader.is_active = False
    assert not can_read_room(leader, room)
    assert not can_post_message(leader, room)


def test_coming_and_going_twice_is_stored_once_and_written_down(room: Room, leader: Person, mentor: Person) -> None:
    assert actions.add_member(room=room, person=leader, by=mentor).person == leader
    for _ in range(2):
        actions.remove_member(room=room, person=leader, by=mentor)
    actions.add_member(room=room, person=leader, by=mentor)
    assert list(room.events.order_by("seq").values_list("kind", flat=True)) == ["joined", "joined", "left", "joined"]
    about = AuditEntry.objects.filter(about=leader, noun="conversations.roommember").order_by("pk")
    assert [entry.verb for entry in about] == ["add_room_member", "remove_room_member", "add_room_member"]
    assert all(entry.by == mentor for entry in about)
    assert AuditEntry.objects.filter(verb="open_room").count() == 1


def test_messages_write_no_audit_row(room: Room, leader: Person) -> None:
    before = AuditEntry.objects.count()
    say(room, leader)
    assert AuditEntry.objects.count() == before


def unread(room: Room, person: Person) -> int:
    """Return how many messages are new to this person."""
    return int(Room.objects.visible_to(person).with_unread_for(person).get(pk=room.pk).unread)  # type: ignore[attr-defined]


def test_unread_counts_messages_and_not_comings(room: Room, leader: Person, mentor: Person, denise: Person) -> None:
    for _ in range(3):
        say(room, mentor)
    assert (unread(room, leader), unread(room, mentor), unread(room, denise)) == (3, 0, 3)
    actions.mark_read(room=room, by=leader, count=2)
    actions.mark_read(room=room, by=leader, count=1)
    assert unread(room, leader) == 1
    actions.mark_read(room=room, by=leader, count=10**9)
    assert unread(room, leader) == 0
    say(room, mentor)
    assert unread(room, leader) == 1


def test_writing_hides_nothing_that_one_has_not_read_and_is_itself_not_new(
    room: Room, leader: Person, mentor: Person
) -> None:
    say(room, mentor)
    say(room, leader)
    assert (unread(room, leader), unread(room, mentor)) == (1, 1)
    say(room, mentor)
    say(room, leader)
    assert unread(room, leader) == 2
    actions.mark_read(room=room, by=leader, count=2)
    assert unread(room, leader) == 1


def test_what_was_said_before_somebody_came_is_not_new_to_them(room: Room, leader: Person, stranger: Person) -> None:
    say(room, leader)
    actions.add_member(room=room, person=stranger, by=leader)
    assert unread(room, stranger) == 0


def test_too_many_messages_in_a_few_seconds_wait(room: Room, leader: Person, mentor: Person) -> None:
    for _ in range(actions.FAST_MESSAGES):
        say(room, leader)
    with pytest.raises(problems.SendingTooFast):
        say(room, leader)
    assert say(room, mentor).message.number == actions.FAST_MESSAGES + 1


def test_a_deleted_message_says_nothing_when_it_is_replayed(room: Room, leader: Person) -> None:
    posted = say(room, leader, "A secret")
    actions.take_back_message(message=posted.message, by=leader)
    for event in events_after(room.pk, posted.seq - 1):
        assert "secret" not in str(event_frame(event))
        assert event_frame(event)["message"]["gone"] is True


def test_the_database_itself_refuses_a_second_number_and_a_second_send(room: Room, leader: Person) -> None:
    posted = say(room, leader)
    for client_id, number in ((posted.message.client_id, 2), (uuid4(), 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(room=room, author=leader, client_id=client_id, number=number, text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomEvent.objects.create(room=room, seq=3, kind="left", person=leader)


def at_once(*calls: object) -> list[object]:
    """Call each on a thread of its own, all at the same moment, and return what they gave or raised."""
    start, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: object) -> None:
        start.wait()
        try:
            answers[place] = call()  # type: ignore[operator]
        except (PermissionDenied, problems.SendingTooFast) as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


@pytest.mark.django_db(transaction=True)
def test_the_same_send_twenty_times_at_once_is_one_message_and_twenty_equal_answers(room: Room, leader: Person) -> None:
    client_id = uuid4()
    answers = at_once(*[lambda: say(room, leader, "Once", client_id)] * 20)
    assert {(answer.message.pk, answer.seq) for answer in answers} == {(Message.objects.get().pk, 3)}
    assert sum(not answer.is_duplicate for answer in answers) == 1
    assert seqs(room) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(st.sampled_from(["say", "repeat", "stranger", "leave", "return"]), min_size=4, max_size=8))
def test_the_order_has_no_gap_whatever_happens_at_once(
    plan: list[str], room: Room, leader: Person, mentor: Person, stranger: Person, denise: Person
) -> None:
    Message.objects.filter(room=room).update(
        sent_at="2026-01-01T00:00Z"
    )  # so that no example is limited by the one before
    repeated = uuid4()
    doing = {
        "say": lambda: say(room, mentor),
        "repeat": lambda: say(room, mentor, "Again", repeated),
        "stranger": lambda: say(room, stranger),
        "leave": lambda: actions.remove_member(room=room, person=denise, by=mentor),
        "return": lambda: actions.add_member(room=room, person=denise, by=mentor),
    }
    at_once(*[doing[step] for step in plan])
    room.refresh_from_db()
    assert seqs(room) == list(range(1, room.last_seq + 1))
    numbers = list(room.messages.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, room.message_count + 1))
    in_order = room.events.filter(kind="message").order_by("seq").values_list("message__number", flat=True)
    assert list(in_order) == numbers
    assert room.messages.filter(client_id=repeated).count() == min(1, plan.count("repeat"))
