"""The messages around a session: made with it, in the facilitator's words, which nothing of ours changes."""

import datetime
from email.message import EmailMessage

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.actions import move_session, pause_place, write_message
from cohorts.models import DebriefSession, SessionMessage
from cohorts.problems import SavedMeanwhile
from cohorts.rhythm import BY_STEP, KINDS_BEFORE, message_of
from tests.cohorts.walls import DAY, HOUR, LONDON, NOVEMBER, wall
from tests.servers import Mailbox, text_of
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def write(session: DebriefSession, by: Person, **facts: object) -> SessionMessage:
    """Put the two-days message into other words."""
    step = str(facts.pop("step", "2d"))
    said = {"words": "In my words.", "is_off": False, "seen": None, "now": timezone.now()} | facts
    return write_message(session=session, step=step, by=by, **said)


def plain(mail: EmailMessage) -> str:
    """Return the words of a mail with plain line breaks."""
    return text_of(mail).replace("\r\n", "\n")


def sent_at(at: datetime.datetime, person: Person, mailbox: Mailbox) -> list[str]:
    """Send what is due at that moment, and return the subjects of what this person got so far."""
    with time_machine.travel(at, tick=False):
        drain(now=at)
    return [mail["Subject"] for mail in mailbox.to(person.email)]


def test_each_message_is_drafted_when_the_session_is_made(plan) -> None:
    session = plan()
    drafted = dict(session.messages.values_list("step", "words"))
    assert drafted == {str(step): beat.words for step, beat in BY_STEP.items()}
    assert all(drafted.values())


@time_machine.travel(NOVEMBER, tick=False)
def test_each_is_due_where_the_rhythm_says_also_across_a_change_of_the_clocks(plan, leader: Person) -> None:
    plan(starts_at=wall("2027-03-30T18:00"))  # the clocks go forward on the 28th
    rows = Notice.objects.filter(person=leader, kind__in=KINDS_BEFORE).order_by("due_at")
    assert [(row.occurrence, row.due_at.astimezone(LONDON).strftime("%d %H:%M")) for row in rows] == [
        ("7d.0", "23 18:00"),
        ("2d.0", "28 18:00"),
        ("2h.0", "30 16:00"),
        ("15m.0", "30 17:45"),
    ]


@time_machine.travel(NOVEMBER, tick=False)
@pytest.mark.django_db(transaction=True)
def test_each_comes_once_and_says_what_it_is_for(plan, leader: Person, mailbox: Mailbox) -> None:
    session = plan(starts_at=wall("2026-11-26T18:00"), agenda="One turn", bring="A drink", title="Boards")
    starts = session.starts_at
    subjects = [
        "Your group meets on Thursday 26 November 2026",
        "Your group meets on Thursday 26 November 2026",
        "Your group meets at 6pm",
        "Your group's room is open",
    ]
    for number, before in enumerate((7 * DAY, 2 * DAY, 2 * HOUR, HOUR / 4), start=1):
        assert sent_at(starts - before, leader, mailbox) == subjects[:number]
    week, two_days, two_hours, now_open = (plain(mail) for mail in mailbox.to(leader.email))
    for text in (week, two_days):
        for words in ("What we will do:\nOne turn", "What to bring:\nA drink", "What it is about: Boards."):
            assert words in text
        assert text.count("/sessions/answer/") == 3
    for text in (week, two_days, two_hours, now_open):
        assert "By phone: 0117 496 0118, code 4471" in text
        assert "Ruth Adeyemi, who runs the session and is expecting you." in text
    assert "Open the video room:\nhttps://meet.example.org/tuesday" in now_open
    assert "/unwell-today/" in two_days
    assert "/unwell-today/" not in week  # that link lasts four days


@time_machine.travel(NOVEMBER, tick=False)
@pytest.mark.django_db(transaction=True)
def test_whoever_runs_it_is_not_asked_whether_she_comes(plan, mentor: Person, mailbox: Mailbox) -> None:
    session = plan(starts_at=wall("2026-11-26T18:00"))
    sent_at(session.starts_at - 2 * DAY, mentor, mailbox)
    text = plain(mailbox.to(mentor.email)[-1])
    assert "See who is coming" in text
    assert "/sessions/answer/" not in text
    assert "expecting you" not in text


@time_machine.travel(NOVEMBER, tick=False)
@pytest.mark.django_db(transaction=True)
def test_her_words_go_out_also_after_a_move(plan, leader: Person, mentor: Person, mailbox: Mailbox) -> None:
    session = plan(starts_at=wall("2026-11-26T18:00"))
    write(session, mentor, words="Bring the minutes, Asif.\n\nRuth")
    move_session(
        session=session, by=mentor, starts_at=wall("2026-11-27T10:00"), ends_at=wall("2026-11-27T11:00"), bring="Tea"
    )
    assert session.messages.get(step="2d").words == "Bring the minutes, Asif.\n\nRuth"
    sent_at(wall("2026-11-25T10:00"), leader, mailbox)
    text = plain(mailbox.to(leader.email)[-1])
    assert "Bring the minutes, Asif.\n\nRuth" in text
    assert "Friday 27 November 2026, 10am to 11am" in text
    assert "26 November" not in text
    assert BY_STEP[SessionMessage.Step.TWO_DAYS].words not in text


@pytest.mark.django_db(transaction=True)
def test_a_message_left_out_goes_to_nobody_and_its_ledger_says_why(
    plan, leader: Person, mentor: Person, mailbox: Mailbox
) -> None:
    session = plan()
    write(session, mentor, is_off=True)
    sent_at(session.starts_at - 2 * DAY, leader, mailbox)
    withheld = Notice.objects.get(person=leader, occurrence="2d.0")
    assert (withheld.state, withheld.reason) == ("withheld", "Whoever runs the session chose not to send this one.")


def test_two_who_write_at_once_do_not_overwrite_each_other_unseen(plan, mentor: Person, coordinator: Person) -> None:
    session = plan()
    first = write(session, coordinator, words="Priya's words")
    with pytest.raises(SavedMeanwhile):
        write(session, mentor, words="Ruth's words", seen=None)
    assert message_of(session, "2d").words == "Priya's words"
    write(session, mentor, words="Ruth's words", seen=first.edited_at)
    assert message_of(session, "2d").words == "Ruth's words"
    write(session, mentor, words="Ruth's words", seen=None)  # pressed twice


def test_only_whoever_runs_it_writes(plan, leader: Person, stranger: Person) -> None:
    session = plan()
    for person in (leader, stranger):
        with pytest.raises(PermissionDenied):
            write(session, person)
    assert not session.messages.filter(edited_at__isnull=False).exists()


# --- Pages ---


@time_machine.travel(NOVEMBER, tick=False)
def test_she_reads_each_message_before_it_goes_and_when_and_to_how_many(client: Client, plan, mentor: Person) -> None:
    session = plan(starts_at=wall("2026-11-26T18:00"))
    client.force_login(mentor, BACKEND)
    text = client.get(f"/sessions/{session.pk}/messages/").content.decode()
    for words in ("A week before", "Thursday 19 November 2026, 6pm", "Goes to 2 at most", "Two hours before"):
        assert words in text
    soon = plan(starts_at=NOVEMBER + DAY)
    text = client.get(f"/sessions/{soon.pk}/messages/").content.decode()
    assert "Its time had passed when you planned this" in text


def test_the_page_of_one_shows_it_as_it_goes_without_anybodys_links(
    client: Client, plan, leader: Person, mentor: Person
) -> None:
    session = plan(agenda="One turn")
    client.force_login(mentor, BACKEND)
    text = client.get(f"/sessions/{session.pk}/messages/2d/").content.decode()
    for words in ("Hello Maureen,", "What we will do:", "I am coming", "Unwell today?"):
        assert words in text
    assert "/sessions/answer/" not in text
    assert "/unwell-today/e" not in text
    assert not Notice.objects.filter(state="sent").exists()


def test_why_it_would_not_go_to_somebody_stays_between_them_and_us(
    client: Client, plan, leader: Person, mentor: Person
) -> None:
    session = plan()
    pause_place(membership=leader.memberships.get(), by=leader)
    client.force_login(mentor, BACKEND)
    text = client.get(f"/sessions/{session.pk}/messages/2d/").content.decode()
    assert "Hello Ruth," in text
    assert "pause" not in text.partition("<main")[2].partition("</main")[0]


def test_she_writes_and_reads_her_words_back(client: Client, plan, mentor: Person) -> None:
    session = plan()
    page = f"/sessions/{session.pk}/messages/2d/"
    client.force_login(mentor, BACKEND)
    text = client.post(page, {"words": "One\r\nTwo", "mark": ""}, follow=True).content.decode()
    assert "Nothing of ours changes your words." in text
    assert message_of(session, "2d").words == "One\nTwo"
    assert "The words it started with" in text
    assert "Your words" in client.get(f"/sessions/{session.pk}/messages/").content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"words": "x" * 2001}, "2,000 characters at most"),
        ({"words": "Mine\x00"}, "a character in this that cannot be kept"),
        ({"words": "Mine", "mark": "rubbish"}, "Save again to keep what is here."),
        ({"words": "Mine", "mark": ""}, "Save again to keep what is here."),
    ],
)
def test_what_cannot_be_saved_comes_back(
    client: Client, plan, mentor: Person, coordinator: Person, sent: dict[str, str], words: str
) -> None:
    session = plan()
    write(session, coordinator, words="Priya's")
    client.force_login(mentor, BACKEND)
    text = client.post(f"/sessions/{session.pk}/messages/2d/", sent).content.decode()
    assert words in text
    assert sent["words"][:4] in text
    assert message_of(session, "2d").words == "Priya's"


def test_saving_again_keeps_what_is_there(client: Client, plan, mentor: Person, coordinator: Person) -> None:
    session = plan()
    mark = write(session, coordinator, words="Priya's").edited_at
    assert mark is not None
    client.force_login(mentor, BACKEND)
    text = client.post(f"/sessions/{session.pk}/messages/2d/", {"words": "Mine", "mark": ""}).content.decode()
    assert f'value="{mark.isoformat()}"' in text
    client.post(f"/sessions/{session.pk}/messages/2d/", {"words": "Mine", "mark": mark.isoformat()})
    assert message_of(session, "2d").words == "Mine"


def test_members_do_not_see_the_messages_of_others_and_there_are_no_other_steps(
    client: Client, plan, leader: Person, mentor: Person
) -> None:
    session = plan()
    client.force_login(leader, BACKEND)
    assert client.get(f"/sessions/{session.pk}/messages/").status_code == 403
    assert client.post(f"/sessions/{session.pk}/messages/2d/", {"words": "x"}).status_code == 403
    client.force_login(mentor, BACKEND)
    assert client.get(f"/sessions/{session.pk}/messages/9d/").status_code == 404


def test_the_page_asks_the_same_number_of_questions_for_few_and_many(
    client: Client, plan, mentor: Person, django_assert_num_queries
) -> None:
    session = plan()
    client.force_login(mentor, BACKEND)
    for number in range(2):
        with django_assert_num_queries(6):
            client.get(f"/sessions/{session.pk}/messages/")
        for occurrence in range(5):
            Notice.objects.create(
                kind="session_week",
                object_id=str(session.pk),
                occurrence=f"{number}.{occurrence}",
                email="a@cast.test",
                due_at=NOVEMBER,
                next_try_at=NOVEMBER,
            )
