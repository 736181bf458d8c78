"""Telling someone about a message, and what is said between the one who told and the one who answers."""

import datetime
import re
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts.models import LearningGroup
from tests.factories import PersonFactory
from tests.servers import Mailbox
from youdesign.conversations.actions import post_message
from youdesign.conversations.models import Message
from youdesign.notices.models import Notice
from youdesign.notices.tasks import send_due_notices
from youdesign.people import concerns
from youdesign.people.actions import add_to_concern, answer_concern, hand_over_concern, move_concern, raise_concern
from youdesign.people.models import AuditEntry, Concern, ConcernReply, Person


@pytest.fixture
def lead(db: None) -> Person:
    """Amina, who answers."""
    person = PersonFactory(name="Amina Yusuf", email="amina@cast.test", is_staff=True)
    person.groups.add(Group.objects.get_or_create(name=concerns.RESPONDERS)[0])
    return person


@pytest.fixture
def concern(leader: Person, lead: Person) -> Concern:
    """What Maureen told us."""
    return raise_concern(by=leader, contact="", what="He laughed at me.", page="", responder=lead)


@pytest.fixture
def message(group: LearningGroup, mentor: Person) -> Message:
    """What Ruth said in the group's room."""
    return post_message(room=group.room, by=mentor, text="You are wrong.", client_id=uuid4()).message


def window(person: Person) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_two_write_to_each_other_and_the_state_is_said_in_plain_words(
    concern: Concern, leader: Person, lead: Person
) -> None:
    path, hers, aminas = f"/tell-someone/{concern.pk}/", window(leader), window(lead)
    assert "We have it. Amina Yusuf has not opened it yet." in hers.get(path).content.decode()
    assert "He laughed at me." in aminas.get(path).content.decode()
    aminas.post(path, {"text": "When was this?"})
    page = hers.get(path).content.decode()
    assert "It was read. Amina Yusuf answers now." in page
    assert "When was this?" in page
    hers.post(path, {"text": "On Tuesday."})
    assert "On Tuesday." in aminas.get(path).content.decode()
    aminas.post(f"{path}move/", {"state": "acting"})
    assert "Something is being done about it. Amina Yusuf answers now." in hers.get(path).content.decode()
    aminas.post(f"{path}move/", {"state": "closed"})
    hers.post(path, {"text": "It happened again."})
    assert "It was read. Amina Yusuf answers now." in hers.get(path).content.decode()


def test_nobody_else_reads_or_writes_there(concern: Concern, stranger: Person, coordinator: Person) -> None:
    for person in (stranger, coordinator):
        assert window(person).get(f"/tell-someone/{concern.pk}/").status_code == 404
        with pytest.raises(PermissionDenied):
            answer_concern(concern=concern, by=person, text="x")
        with pytest.raises(PermissionDenied):
            add_to_concern(concern=concern, by=person, text="x")


def test_the_one_who_told_cannot_move_it(concern: Concern, leader: Person) -> None:
    assert window(leader).post(f"/tell-someone/{concern.pk}/move/", {"state": "closed"}).status_code == 403


def test_no_audit_row_names_who_told(concern: Concern, leader: Person, lead: Person) -> None:
    move_concern(concern=concern, state="seen", by=lead)
    answer_concern(concern=concern, by=lead, text="When?")
    add_to_concern(concern=concern, by=leader, text="On Tuesday.")
    rows = AuditEntry.objects.filter(noun__startswith="people.concern")
    assert rows.count() == 4
    assert not rows.filter(by=leader).exists()
    assert not rows.filter(about=leader).exists()


def test_a_message_is_kept_as_it_was_when_somebody_told_us(
    message: Message, group: LearningGroup, leader: Person, mentor: Person, lead: Person
) -> None:
    hers = window(leader)
    room = hers.get(f"/rooms/{group.room.pk}/").content.decode()
    path = re.search(r"/rooms/\d+/messages/\d+/tell/", room)
    assert path is not None
    assert "You are wrong." in hers.get(path[0]).content.decode()
    hers.post(path[0], {"what": "This was meant to hurt.", "category": "unkind", "said": "Something else"})
    Message.objects.update(text="", deleted_at=timezone.now())
    told = Concern.objects.get()
    assert (told.said, told.said_by, told.about, told.category) == ("You are wrong.", mentor, "message", "unkind")
    assert "You are wrong." in window(lead).get(f"/tell-someone/{told.pk}/").content.decode()


def test_one_does_not_report_oneself_or_what_one_cannot_see(
    message: Message, group: LearningGroup, mentor: Person, stranger: Person
) -> None:
    path = f"/rooms/{group.room.pk}/messages/{message.number}/tell/"
    assert path not in window(mentor).get(f"/rooms/{group.room.pk}/").content.decode()
    assert window(stranger).post(path, {"what": "x"}).status_code == 404
    assert not Concern.objects.exists()


def test_whoever_it_is_about_never_answers_or_sees_it(
    message: Message, group: LearningGroup, leader: Person, mentor: Person, lead: Person
) -> None:
    mentor.groups.set(lead.groups.all())
    lead.is_active = False
    lead.save()
    assert concerns.responder() == mentor
    path = f"/rooms/{group.room.pk}/messages/{message.number}/tell/"
    window(leader).post(path, {"what": "This hurt."})
    told = Concern.objects.get()
    assert told.responder is None
    told.responder = mentor
    told.save()
    assert window(mentor).get(f"/tell-someone/{told.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        move_concern(concern=told, state="seen", by=mentor)


def body_of(mailbox: Mailbox) -> str:
    """Return the last mail to Jo, in one line."""
    return " ".join(mailbox.to("jo@example.org")[-1].get_body(("plain",)).get_content().split())


def link_in(mailbox: Mailbox) -> str:
    """Return the path in it."""
    found = re.search(r"(/tell-someone/link/\S+)", body_of(mailbox))
    assert found is not None
    return found[1]


@pytest.mark.django_db(transaction=True)
def test_somebody_without_an_account_gets_a_link_reads_the_answer_and_writes_back(
    lead: Person, mailbox: Mailbox, client: Client
) -> None:
    client.post("/tell-someone/", {"what": "He laughed.", "contact": "jo@example.org"})
    send_due_notices()
    first = link_in(mailbox)
    assert "It works until 90 days after the last word" in body_of(mailbox)
    concern = Concern.objects.get()
    assert first.split("/")[-2] not in concern.token_hash
    assert "He laughed." in Client().get(first).content.decode()
    answer_concern(concern=concern, by=lead, text="I am sorry. When was it?")
    send_due_notices()
    second = link_in(mailbox)
    assert "I am sorry. When was it?" in Client().get(second).content.decode()
    assert Client().get(first).status_code == 410
    Client().post(second, {"text": "On Tuesday."})
    send_due_notices()
    send_due_notices()
    assert ConcernReply.objects.get(is_answer=False).by is None
    assert [mail["Subject"] for mail in mailbox.to(lead.email)][
        -1
    ] == "Somebody who told us something has written again"
    assert len(mailbox.to("jo@example.org")) == 2


def days_later(path: str, days: float, **said: str) -> tuple[int, str]:
    """Return what the link answers, so many days from now."""
    with time_machine.travel(timezone.now() + datetime.timedelta(days=days), tick=False):
        answer = Client().post(path, said) if said else Client().get(path)
    return answer.status_code, answer.content.decode()


def test_the_link_ends_ninety_days_after_the_last_word_and_says_so(lead: Person) -> None:
    concern = raise_concern(by=None, contact="jo@example.org", what="He laughed.", page="", responder=lead)
    path = f"/tell-someone/link/{concerns.new_token(concern)}/"
    assert "Your link opens this page until" in days_later(path, 0)[1]
    assert days_later(path, 89, text="It was on Tuesday.")[0] == 302
    assert "It was on Tuesday." in days_later(path, 178)[1]
    status, page = days_later(path, 180)
    assert (status, "This link has ended" in page, "He laughed." in page) == (410, True, False)
    assert days_later(path, 180, text="Too late.")[0] == 410
    assert not ConcernReply.objects.filter(text="Too late.").exists()


def test_whoever_has_a_link_fills_nobodys_inbox(lead: Person) -> None:
    concern = raise_concern(by=None, contact="jo@example.org", what="He laughed.", page="", responder=lead)
    path = f"/tell-someone/link/{concerns.new_token(concern)}/"
    for number in range(21):
        page = Client().post(path, {"text": f"Word {number}."})
    assert "We have had many messages from your connection" in page.content.decode()
    assert "Word 20." in page.content.decode()
    assert ConcernReply.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_staff_who_do_not_answer_cannot_tell_from_the_messages_who_told(
    concern: Concern, leader: Person, lead: Person, coordinator: Person, mailbox: Mailbox
) -> None:
    coordinator.user_permissions.add(Permission.objects.get(codename="view_notice"))
    answer_concern(concern=concern, by=lead, text="When?")
    send_due_notices()
    assert Notice.objects.filter(kind="concern_answered", person=leader).exists()
    page = window(coordinator).get("/admin/notices/notice/")
    assert page.status_code == 200
    assert "Maureen Webb" not in page.content.decode()


def test_the_list_has_the_overdue_first_and_the_closed_last(leader: Person, lead: Person) -> None:
    now = timezone.now()
    made = [raise_concern(by=leader, contact="", what=f"{n}", page="", responder=lead) for n in range(3)]
    for concern, days, state in zip(made, (3, -1, -5), ("raised", "raised", "closed"), strict=True):
        Concern.objects.filter(pk=concern.pk).update(answer_by=now + datetime.timedelta(days=days), state=state)
    assert [concern.what for concern in Concern.objects.most_urgent_first()] == ["1", "0", "2"]
    assert [concern.is_overdue(now) for concern in Concern.objects.most_urgent_first()] == [True, False, False]


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_what_cannot_be_kept_is_said_and_comes_back(concern: Concern, leader: Person, text: str) -> None:
    response = window(leader).post(f"/tell-someone/{concern.pk}/", {"text": text})
    assert response.status_code == 200
    assert "Error: What you told us" in response.content.decode()
    assert not ConcernReply.objects.exists()


def test_after_a_hand_over_each_answer_keeps_its_writer(concern: Concern, leader: Person, lead: Person) -> None:
    answer_concern(concern=concern, by=lead, text="I am sorry.")
    bola = PersonFactory(name="Bola Ade", is_staff=True)
    bola.user_permissions.add(Permission.objects.get(codename="change_concern"))
    hand_over_concern(concern=concern, to=bola, by=lead)
    page = window(leader).get(f"/tell-someone/{concern.pk}/").content.decode()
    assert "<h3>Amina Yusuf</h3>" in page
    assert "<h3>Bola Ade</h3>" not in page
    assert "It was read. Bola Ade answers now." in page


def test_telling_about_a_message_has_its_limit_and_keeps_the_words(
    message: Message, group: LearningGroup, leader: Person
) -> None:
    client, path = window(leader), f"/rooms/{group.room.pk}/messages/{message.number}/tell/"
    for number in range(21):
        page = client.post(path, {"what": f"Word {number}."})
    assert Concern.objects.count() == 20
    assert "What you wrote is still here." in page.content.decode()
    assert "Word 20." in page.content.decode()


def test_pressed_twice_it_is_told_once_and_an_hour_later_it_is_told_again(leader: Person, lead: Person) -> None:
    def tell(by: Person | None = leader, contact: str = "") -> Concern:
        return raise_concern(by=by, contact=contact, what="He laughed.", page="", responder=lead)

    assert tell() == tell()
    assert tell(None, "jo@example.org") == tell(None, "jo@example.org")
    assert tell(None) != tell(None)  # it may be two people
    Concern.objects.filter(raised_by=leader).update(raised_at=timezone.now() - datetime.timedelta(minutes=11))
    tell()
    assert Concern.objects.filter(raised_by=leader).count() == 2
