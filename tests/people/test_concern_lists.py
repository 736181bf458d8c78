"""Concerns for those who answer: what is due first, overdue in words, handed over before anybody stops."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import factories
from youdesign.notices.drain import drain
from youdesign.notices.models import Notice
from youdesign.notices.notice_kinds import owe_concerns
from youdesign.people.actions import change_account, hand_over_concern, move_concern, raise_concern
from youdesign.people.duties import HandOverFirst
from youdesign.people.models import AuditEntry, Concern, Person
from youdesign.people.problems import CannotAnswer

LIST = "/admin/people/concern/"
HOUR = datetime.timedelta(hours=1)


def somebody_who_answers(name: str) -> Person:
    """Return a member of staff with the rights of safeguarding leads."""
    call_command("load_starter_content", verbosity=0)
    lead = factories.PersonFactory(name=name, is_staff=True)
    lead.groups.add(Group.objects.get(name="Safeguarding leads"))
    return lead


@pytest.fixture
def lead(db: None) -> Person:
    """Nadia, who answers what people tell us."""
    return somebody_who_answers("Nadia Okafor")


@pytest.fixture
def chief(lead: Person) -> Person:
    """A superuser."""
    return factories.PersonFactory(name="Chief", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(lead: Person) -> Client:
    """Nadia's window."""
    window = Client()
    window.force_login(lead, "django.contrib.auth.backends.ModelBackend")
    return window


def told(lead: Person | None, due: datetime.datetime, state: str = "raised") -> Concern:
    """Return something that was told, with an answer promised by then."""
    concern = raise_concern(by=None, contact="", what="It worried me.", page="", responder=lead)
    Concern.objects.filter(pk=concern.pk).update(answer_by=due, state=state)
    concern.refresh_from_db()
    return concern


def listed(desk: Client, query: str = "") -> list[int]:
    """Return the keys of the list's rows, in order."""
    return [concern.pk for concern in desk.get(LIST + query).context["cl"].result_list]


# --- The list ---


def test_the_overdue_come_first_then_what_is_due_and_the_closed_last(desk: Client, lead: Person) -> None:
    now = timezone.now()
    closed = told(lead, now - 9 * HOUR, "closed")
    later, soon, overdue = (told(lead, now + hours * HOUR) for hours in (99, 9, -9))
    assert listed(desk) == [overdue.pk, soon.pk, later.pk, closed.pk]


def test_how_it_stands_with_time_is_said_in_words(desk: Client, lead: Person) -> None:
    told(lead, datetime.datetime(2020, 5, 4, 16, tzinfo=datetime.UTC))
    told(lead, datetime.datetime(2099, 5, 4, 16, tzinfo=datetime.UTC))
    page = desk.get(LIST).content.decode()
    assert "Overdue since 4 May 2020, 5pm" in page
    assert "By 4 May 2099, 5pm" in page


@pytest.mark.parametrize(("answer", "which"), [("overdue", 0), ("today", 1), ("later", 2), ("closed", 3)])
def test_it_is_narrowed_by_when_it_is_due(desk: Client, lead: Person, answer: str, which: int) -> None:
    now = timezone.now()
    tonight = timezone.localtime().replace(hour=23, minute=59, second=59)
    rows = [told(lead, now - 30 * HOUR), told(lead, tonight), told(lead, now + 48 * HOUR)]
    rows.append(told(lead, now - 30 * HOUR, "closed"))
    assert listed(desk, f"?due={answer}") == [rows[which].pk]


def test_the_list_costs_the_same_for_many(
    desk: Client, lead: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (1, 10):
        for _ in range(many):
            told(somebody_who_answers(f"Lead {many}"), timezone.now())
        with django_assert_max_num_queries(12):
            desk.get(LIST)


def test_the_page_of_one_shows_what_was_told_and_nothing_that_was_not(desk: Client, lead: Person) -> None:
    concern = told(lead, timezone.now())
    page = desk.get(f"{LIST}{concern.pk}/change/").content.decode()
    assert "hat they told us" in page
    assert "It worried me." in page
    assert "ow to reach them" not in page
    Concern.objects.update(contact="07700 900123")
    page = desk.get(f"{LIST}{concern.pk}/change/").content.decode()
    assert "ow to reach them" in page
    assert "07700 900123" in page


# --- Handing over ---


def test_somebody_else_is_named_and_told(desk: Client, lead: Person, chief: Person) -> None:
    concern = told(lead, timezone.now() + HOUR, "seen")
    page = f"{LIST}{concern.pk}/hand-over/"
    assert "<strong>Nadia Okafor</strong> has it now." in desk.get(page).content.decode()
    said = desk.post(page, {"to": chief.pk, "why": "I am away for two weeks."}, follow=True).content.decode()
    assert f"Chief answers Concern {concern.pk} now." in said
    concern.refresh_from_db()
    assert concern.responder == chief
    entry = AuditEntry.objects.get(verb="hand_over")
    assert (entry.about, entry.why) == (None, "I am away for two weeks.")
    for _ in range(2):
        owe_concerns(now=timezone.now())
    drain(now=timezone.now())
    mail = Notice.objects.get(person=chief)
    assert (mail.kind, mail.state) == ("concern_handed_over", "sent")


def test_nobody_answers_about_their_own_words_or_what_they_told(lead: Person, chief: Person) -> None:
    concern = told(lead, timezone.now() + HOUR)
    Concern.objects.update(said_by=chief)
    with pytest.raises(CannotAnswer):
        hand_over_concern(concern=concern, to=chief, by=lead)
    other = factories.PersonFactory()
    with pytest.raises(CannotAnswer):
        hand_over_concern(concern=concern, to=other, by=lead)
    with pytest.raises(PermissionDenied):
        hand_over_concern(concern=concern, to=lead, by=other)


def test_the_page_offers_only_those_who_can_answer(desk: Client, lead: Person, chief: Person) -> None:
    concern = told(lead, timezone.now() + HOUR)
    factories.PersonFactory(name="Somebody on the staff", is_staff=True)
    assert ">Somebody on the staff<" not in desk.get(f"{LIST}{concern.pk}/hand-over/").content.decode()
    Concern.objects.update(raised_by=chief)
    page = desk.get(f"{LIST}{concern.pk}/hand-over/").content.decode()
    assert "Nobody else can answer this one." in page


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_whoever_is_named_to_answer_hands_over_before_they_stop(lead: Person, chief: Person, field: str) -> None:
    concern = told(lead, timezone.now() + HOUR)
    setattr(lead, field, False)
    with pytest.raises(HandOverFirst) as first:
        change_account(person=lead, by=chief, changed=[field])
    assert [duty.url for duty in first.value.duties] == [f"{LIST}{concern.pk}/hand-over/"]
    move_concern(concern=concern, state="seen", by=chief)
    move_concern(concern=concern, state="closed", by=chief)
    change_account(person=lead, by=chief, changed=[field])
    assert getattr(Person.objects.get(pk=lead.pk), field) is False


def test_the_last_who_could_answer_does_not_stop(lead: Person) -> None:
    """Whoever looks after accounts may switch off others, but not the one person left to answer."""
    office = factories.PersonFactory(is_staff=True)
    office.user_permissions.add(Permission.objects.get(codename="change_person"))
    lead.is_active = False
    with pytest.raises(HandOverFirst, match="answering what people tell us"):
        change_account(person=lead, by=Person.objects.get(pk=office.pk), changed=["is_active"])
