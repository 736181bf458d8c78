"""What a page shows at one moment, and the events since, make what it shows later: for everybody, whatever happens."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.conversations.saying import edit, say
from youdesign.conversations import actions
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import Message, Room
from youdesign.conversations.problems import RoomProblem
from youdesign.conversations.reading import events_after
from youdesign.people.models import Person

Messages = dict[int, dict[str, Any]]
ACTS = (
    *("say", "answer", "signal", "edit", "take back", "tap", "untap", "pin", "unpin", "hide", "show"),
    *("agree", "disagree", "slow", "close", "open", "come", "go"),
)
TEXTS = ("@Ruth", "**bold**", "x" * 90)
STEPS = st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(1, 6), st.sampled_from(TEXTS))


class View:
    """What one reader's page shows: as taken from the server at one moment, and moved on by events since."""

    def __init__(self, room: Room, person: Person) -> None:
        self.room, self.person = room, person
        self.take_anew()

    def take_anew(self) -> None:
        """Load the page."""
        self.sees_after, self.seq = self.begins(), Room.objects.get(pk=self.room.pk).last_seq
        self.messages = from_scratch(self.room, self.sees_after)

    def begins(self) -> int:
        """Return where the reader's sight begins now."""
        return self.room.members.present().get(person=self.person).sees_after

    def follow(self) -> None:
        """Take in what has happened, as the browser does."""
        for event in events_after(self.room.pk, self.seq):
            assert event.seq == self.seq + 1
            self.seq = event.seq
            frame = event_frame(event, self.begins())
            if frame["kind"] == "room" and self.begins() != self.sees_after:
                self.take_anew()
                return
            if "message" in frame:
                self.put(frame["message"])

    def put(self, message: dict[str, Any]) -> None:
        """Show a message as it is now, and how it begins above those that answer it."""
        self.messages[message["number"]] = message
        for each in self.messages.values():
            if each["answers"] and each["answers"]["number"] == message["number"]:
                author = message["author"]
                each["answers"] = {
                    "number": message["number"],
                    "author": author["id"],
                    "name": author["name"],
                    "words": message["beginning"],
                }


def from_scratch(room: Room, sees_after: int) -> Messages:
    """Return the messages that a page shows, each as it is now."""
    frames = [event_frame(event, sees_after) for event in events_after(room.pk, 0) if event.kind == "message"]
    return {frame["message"]["number"]: frame["message"] for frame in frames if "message" in frame}


def doing(room: Room, by: Person, leads: Person, guest: Person, number: int, text: str) -> dict[str, Callable[[], Any]]:
    """Return everything that somebody may try to do to one message or to the room."""
    message = Message.objects.filter(room=room, number=number).first() or Message(room=room)
    tap = {"message": message, "by": by, "code": "me_too"}
    ways = {"room": room, "by": leads, "may_be_saved": False}
    return {
        "say": lambda: say(room, by, text, content_note="About" if number % 3 == 0 else ""),
        "answer": lambda: say(room, by, text, reply_to=number),
        "signal": lambda: say(room, by, "", signal="pause"),
        "edit": lambda: edit(message, f"{text} {number}", by=by, note="Note" if number % 2 else ""),
        "take back": lambda: actions.take_back_message(message=message, by=by),
        "tap": lambda: actions.set_reaction(**tap, is_on=True),
        "untap": lambda: actions.set_reaction(**tap, is_on=False),
        "pin": lambda: actions.pin_message(message=message, by=by, is_on=True),
        "unpin": lambda: actions.pin_message(message=message, by=by, is_on=False),
        "hide": lambda: actions.hide_message(message=message, by=leads, is_on=True),
        "show": lambda: actions.hide_message(message=message, by=leads, is_on=False),
        "agree": lambda: actions.set_ways(**ways, shows_history=True),
        "disagree": lambda: actions.set_ways(**ways, shows_history=False),
        "slow": lambda: actions.set_pace(room=room, by=leads, slow_seconds=10 * (number % 2)),
        "close": lambda: actions.close_room(room=room, by=leads),
        "open": lambda: actions.reopen_room(room=room, by=leads),
        "come": lambda: actions.add_member(room=room, person=guest, by=leads),
        "go": lambda: actions.remove_member(room=room, person=guest, by=leads),
    }


def act(name: str, room: Room, by: Person, *rest: Any) -> bool:
    """Try it; whether it was done."""
    try:
        doing(room, by, *rest)[name]()
    except (RoomProblem, PermissionDenied, Message.DoesNotExist):
        return False
    return True


@pytest.fixture
def cast(room: Room, leader: Person, mentor: Person, stranger: Person) -> tuple[Person, Person, Person, Person]:
    """Ruth, who looks after the room, Maureen, Noor, who came after two messages, and Sol, who comes and goes."""
    actions.add_member(room=room, person=mentor, by=mentor, is_facilitator=True)
    actions.set_ways(room=room, by=mentor, shows_history=False, may_be_saved=False)
    say(room, leader, "Old words")
    say(room, mentor, "More old words", reply_to=1)
    noor = factories.PersonFactory(name="Noor Khan")
    actions.add_member(room=room, person=noor, by=mentor)
    return mentor, leader, noor, stranger


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_a_page_and_the_events_since_make_the_page_as_it_is_now(
    steps: list[tuple[str, int, int, str]], room: Room, cast: tuple[Person, Person, Person, Person]
) -> None:
    *readers, guest = cast
    with transaction.atomic():
        live = [View(room, person) for person in readers]
        earlier = [View(room, person) for person in readers]
        for at, (name, who, number, text) in enumerate(steps):
            act(name, room, readers[who], readers[0], guest, number, text)
            for view in live:
                view.follow()
                assert view.messages == from_scratch(room, view.begins()), (name, str(view.person))
            if at == len(steps) // 2:
                earlier += [View(room, person) for person in readers]
        for view in earlier:  # who was away meanwhile gets the words as they are now
            view.follow()
            assert view.messages == from_scratch(room, view.begins()), str(view.person)
        transaction.set_rollback(True)


def test_every_kind_of_act_is_done_by_somebody(room: Room, cast: tuple[Person, Person, Person, Person]) -> None:
    """Else the test before would hold for the reason that nothing ever happens in it."""
    mentor, leader, _, guest = cast
    say(room, leader, "Hers")
    steps = [*ACTS[:4], "tap", "untap", "pin", "unpin", "hide", "show", "agree", "disagree", "slow", "come", "go"]
    done = [name for name in steps if act(name, room, leader, mentor, guest, 3, "Words")]
    done += [name for name in ("take back", "close", "open") if act(name, room, leader, mentor, guest, 3, "Words")]
    assert sorted(done) == sorted(ACTS)
    kinds = set(room.events.values_list("kind", flat=True))
    assert kinds == {"message", "edit", "delete", "react", "pin", "hide", "joined", "left", "room", "closed"}
