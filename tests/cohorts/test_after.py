"""After a session: the day after and a week after, other words for who was not there, and nothing twice."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from cohorts.actions import (
    be_unwell_today,
    cancel_session,
    move_session,
    pause_place,
    say_who_was_there,
    write_message,
    write_recap,
)
from cohorts.models import DebriefSession
from tests.cohorts.walls import DAY, HOUR, LONDON, NOVEMBER, wall
from tests.servers import Mailbox, text_of
from youdesign.conversations.actions import post_message
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

Plan: TypeAlias = Callable[..., DebriefSession]
AFTER = ("session_after", "session_later")
WORDS = {"did": "One turn.", "learned": "secret-learning", "next_steps": ""}


@pytest.fixture
def session(plan: Plan, leader: Person) -> DebriefSession:
    """A session at six in the evening, planned a fortnight before."""
    with time_machine.travel(NOVEMBER, tick=False):
        leader.group_memberships.update(joined_at=NOVEMBER)
        return plan(starts_at=wall("2026-11-24T18:00"))


def sent(person: Person, mailbox: Mailbox, session: DebriefSession, *, days: int) -> dict[str, str]:
    """Send what is due so many days after the session; return this person's mails since it began, by subject."""
    for day in range(1, days + 1):
        at = session.starts_at + day * DAY + HOUR
        with time_machine.travel(at, tick=False):
            drain(now=at)
    mails = [mail for mail in mailbox.to(person.email) if "meets" not in mail["Subject"]]
    return {str(mail["Subject"]): text_of(mail).replace("\r\n", "\n") for mail in mails}


def say(session: DebriefSession, by: Person, was: dict[int, str]) -> None:
    """Say who was there, as soon as it is over."""
    say_who_was_there(session=session, by=by, was=was, now=session.ends_at)


def test_they_are_due_where_the_rhythm_says_and_not_owed_to_whoever_runs_it(
    session: DebriefSession, leader: Person, mentor: Person
) -> None:
    rows = Notice.objects.filter(kind__in=AFTER).order_by("due_at")
    assert [(row.person, row.occurrence, row.due_at.astimezone(LONDON).strftime("%d %H:%M")) for row in rows] == [
        (leader, "after.0", "25 18:00"),
        (leader, "later.0", "01 18:00"),
    ]


def test_saying_who_was_there_owes_them_where_they_were_not_owed_and_never_twice(
    session: DebriefSession, leader: Person, mentor: Person
) -> None:
    Notice.objects.filter(kind="session_after").delete()  # planned before they were
    for _ in range(2):
        say(session, mentor, {leader.pk: "there"})
    assert Notice.objects.filter(kind__in=AFTER, person=leader).count() == 2


def test_moving_replaces_them_and_calling_off_holds_them_back(session: DebriefSession, mentor: Person) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        at = {"starts_at": session.starts_at + DAY, "ends_at": session.ends_at + DAY}
        move_session(session=session, by=mentor, **at)
        waiting = Notice.objects.filter(kind__in=AFTER, state="waiting")
        assert set(waiting.values_list("occurrence", flat=True)) == {"after.1", "later.1"}
        cancel_session(session=session, by=mentor)
        assert not waiting.exists()


@pytest.mark.django_db(transaction=True)
def test_who_was_there_is_asked_to_check_rate_and_offered_a_call(
    session: DebriefSession, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    say(session, mentor, {leader.pk: "there"})
    write_recap(session=session, by=mentor, seen=0, now=session.ends_at, **WORDS)
    mails = sent(leader, mailbox, session, days=7)
    assert list(mails) == ["After your group on Tuesday 24 November 2026", "Your next step: how is it going?"]
    first, later = mails.values()
    for path in ("recap", "rate", "ring-me"):
        assert f"/sessions/{session.pk}/{path}/" in first
    assert "secret-learning" not in first
    assert "Done, changed and let go are all fine." in later


@pytest.mark.django_db(transaction=True)
def test_who_missed_it_gets_one_mail_without_blame(
    session: DebriefSession, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    say(session, mentor, {leader.pk: "not_there"})
    mails = sent(leader, mailbox, session, days=7)
    assert list(mails) == ["What you missed on Tuesday 24 November 2026"]
    (text,) = mails.values()
    for words in ("You were missed", "Your seat is kept.", "You do not need to explain.", "/pause/", "/ring-me/"):
        assert words in text
    assert "/rate/" not in text


@pytest.mark.django_db(transaction=True)
def test_who_was_unwell_hears_what_they_missed_once(
    session: DebriefSession, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    with time_machine.travel(session.starts_at - HOUR, tick=False):
        be_unwell_today(by=leader, now=session.starts_at - HOUR)
    with time_machine.travel(session.starts_at + HOUR, tick=False):
        post_message(room=session.group.room, by=mentor, text="private-words", client_id=uuid4())
    mails = sent(leader, mailbox, session, days=7)
    assert list(mails) == ["What you missed on Tuesday 24 November 2026"]
    (text,) = mails.values()
    assert "One message was written in your group's room." in text
    assert "private-words" not in text


@pytest.mark.django_db(transaction=True)
def test_a_pause_is_quiet_afterwards_too(session: DebriefSession, leader: Person, mailbox: Mailbox) -> None:
    pause_place(membership=leader.memberships.get(), by=leader)
    assert sent(leader, mailbox, session, days=7) == {}


@pytest.mark.django_db(transaction=True)
def test_her_words_go_out_and_what_she_leaves_out_does_not(
    session: DebriefSession, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    for step, words, is_off in (("after", "Thank you all. Ruth", False), ("later", "x", True)):
        write_message(session=session, step=step, by=mentor, words=words, is_off=is_off, seen=None, now=NOVEMBER)
    mails = sent(leader, mailbox, session, days=7)
    (text,) = mails.values()
    assert "Thank you all. Ruth" in text
    withheld = Notice.objects.get(kind="session_later")
    assert withheld.reason == "Whoever runs the session chose not to send this one."


@pytest.mark.django_db(transaction=True)
def test_a_recap_written_before_that_mail_is_not_a_mail_of_its_own_and_one_written_later_is(
    session: DebriefSession, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    say(session, mentor, {leader.pk: "there"})
    write_recap(session=session, by=mentor, seen=0, now=session.ends_at, **WORDS)
    assert "What your group learned: is it right?" not in sent(leader, mailbox, session, days=1)
    assert Notice.objects.get(kind="recap_to_check").reason == "The message of the day after asked you already."
    late = session.starts_at + 2 * DAY
    write_recap(session=session, by=mentor, seen=1, now=late, **{**WORDS, "did": "Two turns."})
    assert "What your group learned: is it right?" in sent(leader, mailbox, session, days=3)


@pytest.mark.django_db(transaction=True)
def test_where_that_mail_is_left_out_the_recap_is_a_mail_of_its_own(
    session: DebriefSession, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    write_message(session=session, step="after", by=mentor, words="x", is_off=True, seen=None, now=NOVEMBER)
    write_recap(session=session, by=mentor, seen=0, now=session.ends_at, **WORDS)
    assert list(sent(leader, mailbox, session, days=1)) == ["What your group learned: is it right?"]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_that_they_met_or_were_there_before_somebody_said_so(
    session: DebriefSession, leader: Person, mailbox: Mailbox
) -> None:
    (text,) = sent(leader, mailbox, session, days=1).values()
    assert "was to meet on Tuesday 24 November 2026." in text
    assert "If you were there, thank you." in text
    assert "Thank you for being there" not in text


def test_she_reads_all_seven_before_they_go(client: Client, session: DebriefSession, mentor: Person) -> None:
    client.force_login(mentor, "django.contrib.auth.backends.ModelBackend")
    text = client.get(f"/sessions/{session.pk}/messages/").content.decode()
    for words in ("The day after", "to those who missed it", "A week after", "Wednesday 25 November 2026, 6pm"):
        assert words in text
    missed = client.get(f"/sessions/{session.pk}/messages/missed/").content.decode()
    assert "You do not need to explain." in missed
    assert "Ring me" in missed
