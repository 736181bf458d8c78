"""Before several people are written to, staff read what each would get, who gets nothing and why; and it is true."""

import re
from collections.abc import Callable
from html import unescape

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from cohorts.actions import cancel_session
from cohorts.models import Cohort, DebriefSession, Invitation, LearningGroup, Membership
from tests import factories
from tests.cohorts.walls import DAY, NOVEMBER
from tests.servers import Mailbox, text_of
from youdesign.notices.actions import drain, set_preference, set_times
from youdesign.notices.models import Notice
from youdesign.notices.rehearsal import rehearse
from youdesign.people.models import AuditEntry, Person

SESSIONS = "/admin/cohorts/debriefsession/"


@pytest.fixture
def everybody(group: LearningGroup, leader: Person, mentor: Person) -> list[Person]:
    """Maureen and Ruth, three more, one of them paused, and one whose mail comes back."""
    people = [factories.MembershipFactory(cohort=group.cohort).person for _ in range(3)]
    for person in people:
        group.group_memberships.create(person=person)
    Membership.objects.filter(person=people[0]).update(state="paused")
    people[1].bounces.create(address=people[1].email, code=550)
    return [leader, mentor, *people]


def words(page: bytes) -> str:
    """Return what a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def test_calling_off_shows_the_message_and_its_readers_first_and_does_nothing(
    staff: Client, plan: Callable[..., DebriefSession], everybody: list[Person]
) -> None:
    session = plan()
    before = list(Notice.objects.order_by("pk").values()), AuditEntry.objects.count()
    page = words(staff.post(SESSIONS, {"action": "call_off", "_selected_action": [session.pk]}).content)
    assert "Nothing is done or sent yet." in page
    assert "Cancelled: your group on" in page
    assert "at once, to 3" in page
    for person in (everybody[0], everybody[1], everybody[4]):
        assert person.name in page
    assert f"{everybody[2].name} You are taking a pause, so we keep quiet." in page
    assert f"{everybody[3].name} Mail to this address came back before." in page
    assert "held back instead: 28." in page
    session.refresh_from_db()
    assert session.state == "planned"
    assert (list(Notice.objects.order_by("pk").values()), AuditEntry.objects.count()) == before


@time_machine.travel(NOVEMBER, tick=False)
@pytest.mark.django_db(transaction=True)
def test_what_was_shown_is_what_is_sent(
    plan: Callable[..., DebriefSession], everybody: list[Person], coordinator: Person, mailbox: Mailbox
) -> None:
    session = plan()
    seen = rehearse(lambda: cancel_session(session=session, by=coordinator))
    cancel_session(session=DebriefSession.objects.get(), by=coordinator)
    drain(now=NOVEMBER)
    (letter,) = seen.letters
    assert {reader.who for reader in letter.readers} == {name_of(mail["To"]) for _, mail in mailbox.messages}
    first = next(person for person in everybody if person.name == letter.readers[0].who)
    (mail,) = mailbox.to(first.email)
    assert letter.mail is not None
    assert mail["Subject"] == letter.mail.subject
    words_shown = letter.mail.body.split()
    assert text_of(mail).split()[: len(words_shown)] == words_shown
    left_out = Notice.objects.filter(kind="session_cancelled").exclude(state="sent")
    assert {(str(notice.person), notice.reason) for notice in left_out} == {
        (reader.who, reader.note) for reader in seen.left_out
    }


def name_of(address: str) -> str:
    """Return whose address it is."""
    return Person.objects.get(email=address).name


def test_who_sleeps_gathers_or_wants_none_is_said(
    plan: Callable[..., DebriefSession], leader: Person, mentor: Person, coordinator: Person, group: LearningGroup
) -> None:
    third = factories.MembershipFactory(cohort=group.cohort).person
    group.group_memberships.create(person=third)
    clock = timezone.localtime()
    set_times(by=leader, quiet_from=clock.time(), quiet_until=(clock + DAY / 24).time(), rest_until=None)
    set_preference(by=mentor, kind="session_reminder", frequency="off")
    set_preference(by=third, kind="session_reminder", frequency="daily")
    seen = rehearse(lambda: plan(starts_at=timezone.now() + 1.5 * DAY))
    now, *later = seen.letters
    assert now.when is None
    assert [letter.kind.code for letter in later] == [
        "session_reminder",
        "session_open",
        "session_after",
        "session_later",
    ]
    assert all(letter.when for letter in later)
    notes = {reader.who: reader.note for reader in now.readers}
    assert notes[leader.name].startswith("not before ")
    assert notes[third.name] == "together with others, in one mail"
    assert {(reader.who, reader.note) for reader in seen.left_out} == {
        (mentor.name, "You switched these messages off.")
    }


def test_moving_a_session_in_its_form_can_be_looked_at_first(
    staff: Client, plan: Callable[..., DebriefSession], leader: Person
) -> None:
    session = plan()
    Notice.objects.filter(person=leader).update(state="sent", sent_at=timezone.now())
    day = (timezone.now() + 9 * DAY).date()
    facts = {"on": day, "starts": "18:00", "ends": "19:30", "time_zone": "Europe/London", "online_link": ""}
    path = f"{SESSIONS}{session.pk}/change/"
    answer = staff.post(path, facts | {"_look": "See who is told first"})
    page = words(answer.content)
    assert "Who would be told" in page
    assert "New time: your group meets on" in page
    assert leader.name in page
    assert not list(get_messages(answer.wsgi_request))
    session.refresh_from_db()
    assert session.calendar_sequence == 0
    assert f'name="on" value="{day}"' in answer.content.decode()
    assert 'name="_save"' in answer.content.decode()
    staff.post(path, facts | {"_save": "1"})
    session.refresh_from_db()
    assert session.calendar_sequence == 1


def test_what_is_wrong_with_a_form_is_said_when_it_is_looked_at(
    staff: Client, plan: Callable[..., DebriefSession]
) -> None:
    session = plan()
    facts = {"on": "2001-01-01", "starts": "18:00", "ends": "19:30", "time_zone": "Europe/London", "_look": "1"}
    page = staff.post(f"{SESSIONS}{session.pk}/change/", facts).content.decode()
    assert "errornote" in page
    assert 'value="2001-01-01"' in page


def test_a_list_of_invitations_shows_its_letter_and_no_link(staff: Client, cohort: Cohort) -> None:
    facts = {"cohort": cohort.pk, "lines": "Email,Name\nnell@cast.test,Nell\n", "look": "1"}
    answer = staff.post("/admin/cohorts/invitation/list/", facts)
    page = words(answer.content)
    assert "invites you to" in page
    assert "nell@cast.test" in page
    assert "/invitations/" not in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_rehearsal_that_cannot_be_done_leaves_nothing(group: LearningGroup, coordinator: Person) -> None:
    def half_done() -> None:
        factories.PersonFactory(name="Half Done")
        raise RuntimeError("no further")

    with pytest.raises(RuntimeError, match="no further"):
        rehearse(half_done)
    assert not Person.objects.filter(name="Half Done").exists()
