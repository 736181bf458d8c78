"""Who is named in a message, and who hears of it: through the real drain, as late as it is due."""

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from tests import factories
from tests.conversations.saying import edit, later, log, say, seen_by
from tests.servers import Mailbox, text_of
from youdesign.conversations import actions
from youdesign.conversations.actions.messages import READ_LIVE
from youdesign.conversations.models import Mention, Message, Room
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person
from youdesign.people.models import Person


def named(message: Message) -> list[str]:
    """Return the names of those whom the message names."""
    return sorted(Mention.objects.filter(message=message).values_list("person__name", flat=True))


def offered_on(page: Any) -> set[str]:
    """Return the names that the page's script may offer."""
    return set(re.findall(r"data-can-be-named>.*?<strong>(.*?)</strong>", page.content.decode(), re.DOTALL))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ruth Adeyemi will you come?", ["Ruth Adeyemi"]),
        ("Thank you, @ruth!", ["Ruth Adeyemi"]),
        ("(@Denise) and @Ruth", ["Denise Bright", "Ruth Adeyemi"]),
        ("@Ruthless is no name, nor is a@ruth", []),
        ("Ruth without the sign", []),
        ("@Maureen, that is me", []),
        ("@Sol is not here", []),
        ("@Adeyemi is no first name", []),
    ],
)
def test_whoever_is_here_and_behind_the_sign_is_named(
    room: Room, leader: Person, denise: Person, text: str, names: list[str]
) -> None:
    assert named(say(room, leader, text)) == names


def test_a_first_name_that_two_share_names_neither_and_the_full_name_does(
    room: Room, leader: Person, mentor: Person
) -> None:
    other = factories.PersonFactory(name="Ruth Bell")
    actions.add_member(room=room, person=other, by=mentor)
    assert named(say(room, leader, "@Ruth?")) == []
    assert named(say(room, leader, "@Ruth Bell?")) == ["Ruth Bell"]
    actions.remove_member(room=room, person=other, by=mentor)
    assert named(say(room, leader, "@Ruth?")) == ["Ruth Adeyemi"]


def test_a_name_that_begins_a_longer_one_names_only_whom_it_says(room: Room, leader: Person, mentor: Person) -> None:
    for name in ("Mary Ann", "Mary Ann Smith", "Ann"):
        actions.add_member(room=room, person=factories.PersonFactory(name=name), by=mentor)
    assert named(say(room, leader, "@Mary Ann Smith, hello")) == ["Mary Ann Smith"]
    assert named(say(room, leader, "@Mary Ann, hello")) == ["Mary Ann"]
    assert named(say(room, leader, "@Ann, hello")) == ["Ann"]


def test_only_whom_their_full_name_names_is_offered_behind_the_sign(
    room: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    others = [factories.PersonFactory(name=name) for name in ("Ruth Bell", "Sam Lee", "sam lee", "Maureen Webb")]
    away = factories.PersonFactory(name="Away", is_active=False)
    for person in (*others, away):
        actions.add_member(room=room, person=person, by=mentor)
    page = seen_by(leader, "room-detail", room.pk)
    offered = {str(one["person"]) for one in page.context["people"] if one["can_be_named"]}
    assert offered == {"Ruth Adeyemi", "Denise Bright", "Ruth Bell"}
    assert offered_on(page) == offered
    assert {name for name in offered if not named(say(room, leader, f"@{name}"))} == set()


def test_a_change_names_only_whom_it_adds_and_forgets_whom_it_drops(
    room: Room, leader: Person, mentor: Person, denise: Person
) -> None:
    message = say(room, leader, "@Ruth")
    edit(message, "@Ruth and @Denise")
    assert named(message) == ["Denise Bright", "Ruth Adeyemi"]
    edit(message, "@Denise")
    edit(message, "@Denise and @Ruth")
    assert sorted(Notice.objects.filter(kind="room_mention").values_list("person__name", flat=True)) == [
        "Denise Bright",
        "Ruth Adeyemi",
    ]


def test_who_is_named_by_a_change_of_what_they_have_read_hears_of_it_once(
    room: Room, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    message = say(room, leader, "Who brings tea?")
    actions.mark_read(room=room, by=mentor, count=1)
    edit(message, "Who brings tea? @Ruth?")
    edit(message, "Who brings tea?")
    edit(message, "Who brings tea? @Ruth!")
    drain(now=timezone.now() + READ_LIVE - datetime.timedelta(seconds=5))
    assert mailbox.to(mentor.email) == []
    for _ in range(2):
        drain(now=timezone.now() + READ_LIVE)
    (mail,) = mailbox.to(mentor.email)
    assert mail["Subject"] == "Maureen Webb names you in Tuesday group"


def test_who_is_named_sees_it_and_nobody_else_does(room: Room, leader: Person, mentor: Person, denise: Person) -> None:
    say(room, leader, "@Ruth, look")
    assert "Names you" in log(seen_by(mentor, "room-detail", room.pk))
    for person in (leader, denise):
        assert "Names you" not in log(seen_by(person, "room-detail", room.pk))


def test_a_signal_names_nobody(room: Room, leader: Person) -> None:
    assert named(say(room, leader, "@Ruth", signal="agree")) == []


def test_who_is_named_gets_a_mail_without_the_words_when_they_have_not_read_it(
    room: Room, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    say(room, leader, "Something private, @Ruth")
    drain(now=timezone.now() + READ_LIVE - datetime.timedelta(seconds=5))
    assert mailbox.to(mentor.email) == []
    drain(now=timezone.now() + READ_LIVE)
    (mail,) = mailbox.to(mentor.email)
    assert mail["Subject"] == "Maureen Webb names you in Tuesday group"
    assert "private" not in text_of(mail)
    assert f"/rooms/{room.pk}/?at=1#m1" in text_of(mail)
    drain(now=timezone.now() + READ_LIVE)
    assert len(mailbox.to(mentor.email)) == 1


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ("read", "You had read it already."),
        ("muted", "You keep that room quiet."),
        ("gone", "The message is not there any more."),
        ("hidden", "The message is not there any more."),
        ("renamed", "The message is not there any more."),
        ("apart", "You are not in that room now."),
        ("left", "You are not in that room now."),
    ],
)
def test_a_notice_that_is_not_true_any_more_is_withheld(
    room: Room, leader: Person, mentor: Person, denise: Person, mailbox: Mailbox, end: str, why: str
) -> None:
    actions.add_member(room=room, person=leader, by=leader, is_facilitator=True)
    message = say(room, leader, "@Ruth")
    {
        "read": lambda: actions.mark_read(room=room, by=mentor, count=1),
        "muted": lambda: actions.set_stay(room=room, by=mentor, is_muted=True, hears_daily=False, is_unseen=False),
        "gone": lambda: actions.take_back_message(message=message, by=leader),
        "hidden": lambda: actions.hide_message(message=message, by=leader, is_on=True),
        "renamed": lambda: edit(message, "@Denise"),
        "apart": lambda: block_person(person=leader, by=mentor),
        "left": lambda: actions.remove_member(room=room, person=mentor, by=leader),
    }[end]()
    with later(minutes=3):
        drain(now=timezone.now())
    assert mailbox.to(mentor.email) == []
    notice = Notice.objects.get(kind="room_mention", person=mentor)
    assert (notice.state, notice.reason) == ("withheld", why)
