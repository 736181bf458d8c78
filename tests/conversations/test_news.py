"""What is new, told once a day to those who asked for that, and what is kept no longer."""

import datetime
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from cohorts.models import LearningGroup
from cohorts.tasks import forget_old_messages
from mentoring.models import Match
from mentoring.tasks import forget_old_messages as forget_old_messages_of_pairs
from tests.servers import Mailbox, text_of
from youdesign.conversations import actions
from youdesign.conversations.frames import event_frame
from youdesign.conversations.models import Message, Room, RoomEvent, RoomMember
from youdesign.conversations.news import owe_news
from youdesign.conversations.reading import events_after
from youdesign.notices.actions import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

EVENING = datetime.datetime(2026, 11, 27, 20, tzinfo=datetime.UTC)
MORNING = datetime.datetime(2026, 11, 28, 8, 1, tzinfo=datetime.UTC)


@pytest.fixture
def hearing(room: Room, leader: Person) -> RoomMember:
    """Maureen, who hears once a day of what is new in her room."""
    with time_machine.travel(EVENING - datetime.timedelta(hours=1), tick=False):
        actions.set_stay(room=room, by=leader, is_muted=False, hears_daily=True, is_unseen=False)
    return room.members.get(person=leader)


def say(room: Room, by: Person, text: str, at: datetime.datetime) -> Message:
    """Say something at a time of our own."""
    posted = actions.post_message(room=room, by=by, text=text, client_id=uuid4())
    Message.objects.filter(pk=posted.message.pk).update(sent_at=at)
    return posted.message


def morning(mailbox: Mailbox, person: Person) -> list[str]:
    """Owe in the evening, twice, send in the morning, and return the mails that came."""
    for _ in range(2):
        owe_news(EVENING)
    with time_machine.travel(MORNING, tick=False):
        drain(now=MORNING)
    return [f"{mail['Subject']}\n{text_of(mail)}" for mail in mailbox.to(person.email)]


def test_one_mail_in_the_morning_says_how_many_and_never_what(
    hearing: RoomMember, room: Room, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    for words in ("The secret one", "And another"):
        say(room, mentor, words, EVENING)
    (mail,) = morning(mailbox, leader)
    assert mail.startswith("2 new messages in your rooms")
    assert "Tuesday group: 2 new" in mail
    assert "secret" not in mail


def test_nobody_hears_who_did_not_ask_or_keeps_it_quiet_or_wrote_it_or_has_read_it(
    hearing: RoomMember, room: Room, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    say(room, leader, "My own", EVENING)
    owe_news(EVENING)
    assert not Notice.objects.exists()
    say(room, mentor, "Hers", EVENING)
    owe_news(EVENING)
    assert [notice.person for notice in Notice.objects.all()] == [leader]
    actions.mark_read(room=room, by=leader, count=2)
    assert morning(mailbox, leader) == []
    assert Notice.objects.get().reason == "You had read everything."


def test_what_was_said_longer_than_a_day_ago_is_not_told_again(
    hearing: RoomMember, room: Room, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    say(room, mentor, "Old news", EVENING - datetime.timedelta(days=2))
    assert morning(mailbox, leader) == []


def test_a_programme_keeps_messages_for_as_long_as_it_says(group: LearningGroup, leader: Person) -> None:
    now = timezone.now()
    for words, days in (("Long ago", 95), ("Lately", 80)):
        say(group.room, leader, words, now - datetime.timedelta(days=days))
    forget_old_messages()
    assert group.room.messages.count() == 2
    group.cohort.programme.messages_kept_months = 3
    group.cohort.programme.save()
    forget_old_messages()
    assert [message.text for message in group.room.messages.all()] == ["Lately"]
    assert not RoomEvent.objects.filter(kind="message", message__isnull=True).exists()
    left = [event_frame(event) for event in events_after(group.room.pk, 0)]
    assert [(frame["seq"], frame["kind"]) for frame in left] == [(2, "message"), (3, "anew")]
    forget_old_messages()
    assert events_after(group.room.pk, 3) == []  # nothing was forgotten, so no page is troubled


def test_what_a_pair_said_goes_too(match: Match, leader: Person) -> None:
    assert match.room is not None
    say(match.room, leader, "Long ago", timezone.now() - datetime.timedelta(days=95))
    match.offer.programme.messages_kept_months = 3
    match.offer.programme.save()
    forget_old_messages_of_pairs()
    assert not match.room.messages.exists()
