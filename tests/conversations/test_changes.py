"""What happens to a message after it was said: changed, taken back, answered."""

import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tests.conversations.saying import content, edit, frames, kept_copy, later, log, say, seen_by, sent_by, words
from youdesign.conversations import actions, problems
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import Mention, Message, Reaction, Room, Version
from youdesign.conversations.reading import events_after
from youdesign.people.models import Concern, Person


def kinds(room: Room) -> list[str]:
    """Return what happened in the room since the two came."""
    return list(room.events.filter(seq__gt=2).order_by("seq").values_list("kind", flat=True))


# --- Changed ---


def test_a_change_keeps_what_was_said_before_for_those_who_read_it(
    room: Room, leader: Person, mentor: Person, stranger: Person
) -> None:
    message = edit(say(room, leader, "At noon", content_note="Times"), "At one", note="")
    assert (message.text, message.content_note, message.revision) == ("At one", "", 1)
    assert [(kept.text, kept.content_note) for kept in message.versions.all()] == [("At noon", "Times")]
    assert kinds(room) == ["message", "edit"]
    for person in (leader, mentor):
        page = words(seen_by(person, "message-detail", room.pk, 1))
        assert "What it said before" in page
        assert "At noon" in page
    assert seen_by(stranger, "message-detail", room.pk, 1).status_code == 404
    assert "At noon" not in frames(room)
    assert "At noon" not in words(seen_by(mentor, "room-detail", room.pk))


def test_a_message_can_be_changed_for_a_quarter_of_an_hour(room: Room, leader: Person) -> None:
    message = say(room, leader, "At noon")
    was_sent(message, minutes=14, seconds=50)
    edit(message, "At one")
    was_sent(message, minutes=15, seconds=10)
    with pytest.raises(problems.TooLateToChange):
        edit(message, "At two")
    assert "Change it" not in words(seen_by(leader, "message-detail", room.pk, 1))
    assert seen_by(leader, "message-edit", room.pk, 1).status_code == 302
    message.refresh_from_db()
    assert message.text == "At one"


def was_sent(message: Message, **ago: float) -> None:
    """Have it be as long ago as this that it was sent."""
    Message.objects.filter(pk=message.pk).update(sent_at=timezone.now() - datetime.timedelta(**ago))


def test_how_long_a_message_can_be_changed_is_the_databases_time(room: Room, leader: Person) -> None:
    message = say(room, leader, "At noon")
    with later(minutes=20):  # this machine's clock is ahead
        changed = edit(message, "At one")
    assert changed.edited_at is not None
    assert changed.edited_at - message.sent_at < datetime.timedelta(minutes=5)
    assert changed.versions.get().until == changed.edited_at


def test_a_change_of_what_was_changed_meanwhile_is_refused_and_the_words_come_back(room: Room, leader: Person) -> None:
    message = edit(say(room, leader, "One"), "Two")
    with pytest.raises(problems.ChangedMeanwhile):
        actions.edit_message(message=message, by=leader, text="Three", revision=0)
    answer = sent_by(leader, "message-edit", room.pk, 1, text="Three", revision=0)
    assert answer.status_code == 422
    assert "another window" in words(answer)
    assert "Three" in words(answer)
    assert kinds(room) == ["message", "edit"]


def test_the_same_change_twice_is_one(room: Room, leader: Person) -> None:
    message = say(room, leader, "One")
    for _ in range(2):
        actions.edit_message(message=message, by=leader, text=" Two ", revision=0)
    assert kinds(room) == ["message", "edit"]
    assert Version.objects.count() == 1


def test_nobody_changes_the_words_of_another(led: Room, leader: Person, mentor: Person, stranger: Person) -> None:
    message = say(led, leader, "Mine")
    for person in (mentor, stranger):
        with pytest.raises(PermissionDenied):
            edit(message, "Yours", by=person)
    assert seen_by(mentor, "message-edit", led.pk, 1).status_code == 403
    assert seen_by(stranger, "message-edit", led.pk, 1).status_code == 404


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ("gone", problems.NotThereAnyMore),
        ("hidden", problems.NotThereAnyMore),
        ("closed", problems.RoomClosed),
        ("left", PermissionDenied),
    ],
)
def test_what_does_not_stand_as_words_any_more_cannot_be_changed(
    led: Room, leader: Person, mentor: Person, end: str, why: type[Exception]
) -> None:
    message = say(led, leader)
    {
        "gone": lambda: actions.take_back_message(message=message, by=leader),
        "hidden": lambda: actions.hide_message(message=message, by=mentor, is_on=True),
        "closed": lambda: actions.close_room(room=led, by=mentor),
        "left": lambda: actions.remove_member(room=led, person=leader, by=mentor),
    }[end]()
    with pytest.raises(why):
        edit(message, "Other words")
    assert not Version.objects.exists()


def test_what_was_said_without_typing_has_no_words_to_change(room: Room, leader: Person) -> None:
    message = say(room, leader, "", signal="pause")
    with pytest.raises(problems.TooLateToChange):
        edit(message, "Words")
    page = seen_by(leader, "message-detail", room.pk, 1)
    assert "Change it" not in words(page)
    assert "Pause please" in words(page)


def test_in_a_room_for_two_that_one_keeps_away_from_the_reason_is_that_it_is_closed(
    leader: Person, mentor: Person
) -> None:
    from_two = actions.open_room(title="Two", by=leader, is_for_two=True)
    for person in (leader, mentor):
        actions.add_member(room=from_two, person=person, by=leader)
    message = say(from_two, leader)
    mentor.blocks.create(blocked=leader)
    with pytest.raises(problems.RoomClosed):
        edit(message, "Other words")
    actions.take_back_message(message=message, by=leader)  # one's own words are always one's own to take back


# --- Taken back ---


def test_what_is_taken_back_is_gone_everywhere(led: Room, leader: Person, mentor: Person) -> None:
    actions.set_ways(room=led, by=mentor, shows_history=True, may_be_saved=True)
    message = say(led, leader, "Secret for @Ruth", content_note="Secret note")
    message = edit(message, "Secret again for @Ruth", note="Secret note")
    say(led, mentor, "An answer", reply_to=1)
    actions.set_reaction(message=message, by=mentor, code="thank_you", is_on=True)
    actions.pin_message(message=message, by=mentor, is_on=True)
    actions.take_back_message(message=message, by=leader)
    message.refresh_from_db()
    assert (message.text, message.content_note, message.pinned_at) == ("", "", None)
    for model in (Version, Reaction, Mention):
        assert not model.objects.exists()
    led.refresh_from_db()
    pages = [
        ("room-detail", led.pk),
        ("message-detail", led.pk, 1),
        ("message-detail", led.pk, 2),
        ("room-saved", led.pk),
    ]
    for person in (leader, mentor):
        for page in pages:
            answer = seen_by(person, *page)
            assert answer.status_code == 200
            assert "Secret" not in content(answer)
        assert "Maureen Webb took this message back." in kept_copy(led, person)
    assert "Secret" not in frames(led)
    assert "thank_you" not in frames(led)


def test_a_concern_keeps_the_words_as_they_were(room: Room, leader: Person, mentor: Person) -> None:
    message = say(room, leader, "Unkind words")
    assert sent_by(mentor, "message-tell", room.pk, 1, what="This hurt").status_code == 302
    actions.take_back_message(message=message, by=leader)
    assert Concern.objects.get().said == "Unkind words"
    assert seen_by(mentor, "message-tell", room.pk, 1).status_code == 404


def test_a_signal_can_be_told_about_too(room: Room, leader: Person, mentor: Person) -> None:
    say(room, leader, signal="pause")
    assert reverse("message-tell", args=[room.pk, 1]) in seen_by(mentor, "room-detail", room.pk).content.decode()
    assert sent_by(mentor, "message-tell", room.pk, 1, what="Again and again").status_code == 302
    assert Concern.objects.get().said == "Pause please"


def test_only_whoever_wrote_it_takes_it_back_even_late_and_in_a_closed_room(
    led: Room, leader: Person, mentor: Person
) -> None:
    message = say(led, leader)
    with pytest.raises(PermissionDenied):
        actions.take_back_message(message=message, by=mentor)
    actions.close_room(room=led, by=mentor)
    with later(days=3):
        assert "Take it back" in words(seen_by(leader, "message-detail", led.pk, 1))
        for _ in range(2):  # pressed twice
            actions.take_back_message(message=message, by=leader)
    assert kinds(led).count("delete") == 1


def test_a_signal_that_is_taken_back_says_nothing(room: Room, leader: Person) -> None:
    message = say(room, leader, "", signal="minute")
    assert "I need a minute" in log(seen_by(leader, "room-detail", room.pk))
    actions.take_back_message(message=message, by=leader)
    assert "I need a minute" not in log(seen_by(leader, "room-detail", room.pk))
    assert "minute" not in frames(room)


# --- Answered ---


def test_an_answer_to_an_answer_joins_the_same_thread(room: Room, leader: Person, mentor: Person) -> None:
    first = say(room, leader, "Who comes?")
    second = say(room, mentor, "I do", reply_to=1)
    third = say(room, leader, "Good", reply_to=2)
    assert (second.reply_to, third.reply_to) == (first, first)
    for number in (1, 2, 3):
        thread = words(seen_by(leader, "message-detail", room.pk, number)).split("The whole thread")[1]
        assert thread.index("Who comes?") < thread.index("I do") < thread.index("Good")
    assert words(seen_by(mentor, "room-detail", room.pk)).count("Maureen Webb: Who comes?") == 2


@pytest.mark.parametrize("end", ["never", "gone", "hidden", "elsewhere", "unseen"])
def test_what_is_not_there_for_somebody_cannot_be_answered(led: Room, leader: Person, mentor: Person, end: str) -> None:
    message = say(led, mentor)
    other = actions.open_room(title="Another", by=leader)
    actions.add_member(room=other, person=leader, by=leader)
    number = {"never": 7, "elsewhere": 2}.get(end, 1)
    if end == "gone":
        actions.take_back_message(message=message, by=mentor)
    elif end == "hidden":
        actions.hide_message(message=message, by=mentor, is_on=True)
    elif end == "elsewhere":
        say(other, leader)
        say(other, leader)
    elif end == "unseen":
        led.members.filter(person=leader).update(sees_after=1)
    with pytest.raises(problems.NothingToAnswer):
        say(led, leader, "An answer", reply_to=number)
    answer = sent_by(leader, "message-post", led.pk, text="An answer", reply_to=number, client_id=uuid4())
    assert answer.status_code == 422
    assert "is not there any more" in words(answer)
    assert "An answer" in words(answer)
    led.refresh_from_db()
    assert (led.message_count, led.last_seq) == (1, led.events.count())


def test_an_answer_in_a_very_long_thread_has_its_page(
    room: Room, leader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("youdesign.conversations.message_page.LONGEST_THREAD", 2)
    first = say(room, leader, "First")
    for number in range(4):
        say(room, leader, f"Answer {number}", reply_to=first.number)
    page = seen_by(leader, "message-detail", room.pk, 5)
    assert page.status_code == 200
    assert "Answer 3" in words(page)


def test_what_an_answer_quotes_follows_what_it_answers(led: Room, leader: Person, mentor: Person) -> None:
    message = say(led, leader, "At noon")
    say(led, mentor, "Good", reply_to=1)
    edit(message, "At one", note="A time")
    page = words(seen_by(mentor, "room-detail", led.pk))
    assert "Maureen Webb: A time" in page
    actions.hide_message(message=message, by=mentor, is_on=True)
    assert "A time" not in words(seen_by(leader, "room-detail", led.pk))
    assert Message.objects.get(number=2).reply_to == message


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("**Bold** and *leaning*, `code`", "Bold and leaning, code"),
        ("- one\n- two & <three>", "one two & <three>"),
        (f"**{'x' * 100}** end", f"{'x' * 79}…"),
        ("See [the minutes](https://example.org/minutes)", "See the minutes"),
        ("2 * 3 * 4 is plain_text", "2 * 3 * 4 is plain_text"),
    ],
)
def test_a_quote_is_in_plain_words_on_the_page_in_frames_and_in_pins(
    led: Room, leader: Person, mentor: Person, said: str, quoted: str
) -> None:
    actions.pin_message(message=say(led, leader, said), by=mentor, is_on=True)
    say(led, mentor, "Good", reply_to=1)
    page = seen_by(mentor, "room-detail", led.pk)
    assert page.context["entries"][1].quote == f"Maureen Webb: {quoted}"
    assert page.context["pins"][0].beginning == quoted
    first, answer = (event_frame(each)["message"] for each in events_after(led.pk, 0) if each.kind == "message")
    assert (first["beginning"], answer["answers"]["words"]) == (quoted, quoted)
