"""Tell someone: works signed out, has a named answerer and a day, keeps the words, and moves by its table."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests.factories import PersonFactory
from youdesign.people import concerns
from youdesign.people.actions import move_concern, raise_concern
from youdesign.people.models import AuditEntry, Concern, Person
from youdesign.people.states import MoveNotAllowed

TELL = "/tell-someone/"
WORDS = "The facilitator laughed at me."
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def lead(db: None) -> Person:
    """Amina, who answers."""
    person = PersonFactory(name="Amina Yusuf", email="amina@cast.test", is_staff=True)
    person.groups.add(Group.objects.get_or_create(name=concerns.RESPONDERS)[0])
    return person


@pytest.fixture
def concern(leader: Person, lead: Person) -> Concern:
    """What Maureen told us."""
    return raise_concern(by=leader, contact="", what=WORDS, page="", responder=lead)


def test_somebody_without_an_account_tells_us_and_learns_who_answers_and_by_when(lead: Person, client: Client) -> None:
    page = client.get(TELL).content.decode()
    assert "Amina Yusuf will read this." in page
    assert "tel:116123" in page
    response = client.post(TELL, {"what": WORDS, "contact": "Phone 0117 496 0000 after six"}, follow=True)
    concern = Concern.objects.get()
    assert (concern.raised_by, concern.responder, concern.contact) == (None, lead, "Phone 0117 496 0000 after six")
    thanks = response.content.decode()
    assert "Amina Yusuf has it." in thanks
    assert f"{concern.answer_by.astimezone(LONDON):%A} {concern.answer_by.astimezone(LONDON).day}" in thanks
    assert "5pm" in thanks


def test_a_member_sees_what_she_told_us_and_nobody_elses(
    lead: Person, leader: Person, stranger: Person, client: Client
) -> None:
    client.force_login(leader)
    client.post(TELL, {"what": WORDS})
    assert Concern.objects.get().raised_by == leader
    assert "What you told us before" in client.get(TELL).content.decode()
    other = Client()
    other.force_login(stranger)
    assert "What you told us before" not in other.get(TELL).content.decode()


def test_the_thanks_are_only_for_whoever_told(client: Client, concern: Concern) -> None:
    assert client.get("/tell-someone/thanks/")["Location"] == TELL


def test_nothing_to_tell_is_said_and_the_rest_comes_back(lead: Person, client: Client) -> None:
    page = client.post(TELL, {"what": " ", "contact": "me@example.org"}).content.decode()
    assert "One sentence is enough." in page
    assert 'value="me@example.org"' in page
    assert not Concern.objects.exists()


def test_too_many_from_one_place_keep_the_words_and_name_a_phone(lead: Person, client: Client) -> None:
    for _ in range(21):
        response = client.post(TELL, {"what": WORDS})
    assert Concern.objects.count() == 20
    page = response.content.decode()
    assert "What you wrote is still here." in page
    assert WORDS in page


def test_nobody_to_answer_is_said_honestly(db: None, client: Client) -> None:
    assert "Nobody is named to answer" in client.get(TELL).content.decode()
    assert "Nobody is named to answer yet" in client.post(TELL, {"what": WORDS}, follow=True).content.decode()
    assert Concern.objects.get().responder is None


def test_the_page_before_is_kept_as_a_pattern_without_tokens_or_numbers(lead: Person, client: Client) -> None:
    def page_kept(referer: str) -> str:
        return client.get(TELL, headers={"referer": referer}).context["form"]["page"].value()

    assert page_kept("http://testserver/me/bring/?x=1") == "me/<slug:section>/"
    assert page_kept("http://elsewhere.example/me/bring/") == ""
    assert page_kept("http://testserver/no/such/page/") == ""
    kept = page_kept("http://testserver/account/login/?next=/invitations/very-secret/")
    assert "secret" not in kept


def test_the_answerer_is_the_first_active_lead_then_a_superuser_then_nobody(lead: Person) -> None:
    second = PersonFactory()
    second.groups.add(Group.objects.get(name=concerns.RESPONDERS))
    chief = PersonFactory(is_superuser=True)
    assert concerns.responder() == lead
    Person.objects.filter(pk=lead.pk).update(is_active=False)
    assert concerns.responder() == second
    second.groups.clear()
    assert concerns.responder() == chief
    Person.objects.filter(pk=chief.pk).update(is_active=False)
    assert concerns.responder() is None


@pytest.mark.parametrize("address", [TELL, "/data-complaint/"])
def test_what_a_lead_tells_is_answered_by_another(lead: Person, client: Client, address: str) -> None:
    chief = PersonFactory(name="Ben Chief", is_superuser=True)
    client.force_login(lead)
    assert "Ben Chief will read this." in client.get(address).content.decode()
    client.post(address, {"what": WORDS})
    assert Concern.objects.get().responder == chief


@pytest.mark.parametrize(
    ("told", "by"),
    [
        ("2026-11-23 09:00", "2026-11-25 17:00"),  # Monday to Wednesday
        ("2026-11-26 09:00", "2026-11-30 17:00"),  # Thursday to Monday
        ("2026-11-27 23:59", "2026-12-01 17:00"),  # Friday to Tuesday
        ("2026-11-28 12:00", "2026-12-01 17:00"),  # Saturday to Tuesday
        ("2026-10-23 12:00", "2026-10-27 17:00"),  # over the end of summer time
    ],
)
def test_two_working_days_leave_out_the_weekend(told: str, by: str) -> None:
    told_at, answer = (datetime.datetime.fromisoformat(at).replace(tzinfo=LONDON) for at in (told, by))
    assert concerns.answer_by(told_at) == answer


def test_a_concern_moves_by_its_table_and_each_move_is_written_down(concern: Concern, lead: Person) -> None:
    for state in ("seen", "acting", "closed", "seen"):
        move_concern(concern=concern, state=state, by=lead)
    with pytest.raises(MoveNotAllowed):
        move_concern(concern=concern, state="raised", by=lead)
    verbs = list(AuditEntry.objects.filter(noun="people.concern").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["raise", "move", "move", "move", "move"]
    assert set(AuditEntry.objects.values_list("by", "about")) == {(None, None), (lead.pk, None)}  # never who raised it
    assert WORDS not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_only_those_who_answer_move_a_concern(concern: Concern, leader: Person, coordinator: Person) -> None:
    for person in (leader, coordinator):
        with pytest.raises(PermissionDenied):
            move_concern(concern=concern, state="seen", by=person)


def test_concerns_are_visible_to_the_teller_and_the_answerer_only(
    concern: Concern, leader: Person, lead: Person, stranger: Person, coordinator: Person
) -> None:
    sees = {
        str(person): Concern.objects.visible_to(person).exists() for person in (leader, lead, stranger, coordinator)
    }
    assert sees == {"Maureen Webb": True, "Amina Yusuf": True, "Sol Marsh": False, "Priya Nair": False}


def test_an_address_with_marks_in_it_is_shown_and_not_obeyed(client: Client, leader: Person) -> None:
    Person.objects.filter(pk=leader.pk).update(email='"<b>m</b>"@cast.test')
    client.force_login(leader)
    page = client.get("/tell-someone/").content.decode()
    assert "reached at &quot;&lt;b&gt;m&lt;/b&gt;&quot;@cast.test." in page


def test_crisis_help_is_for_everybody_and_never_cached(db: None, client: Client) -> None:
    response = client.get("/crisis-help/")
    page = response.content.decode()
    for number in ("999", "111", "116&nbsp;123", "jo@samaritans.org", "85258", "18001"):
        assert number in page
    assert "no-store" in response["Cache-Control"]
