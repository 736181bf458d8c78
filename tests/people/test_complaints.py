"""A complaint about personal information: works signed out, is acknowledged at once, answered within 30 days, seen."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from tests.factories import PersonFactory
from tests.servers import Mailbox
from youdesign.notices.tasks import send_due_notices
from youdesign.people import concerns
from youdesign.people.models import Concern, Person

PAGE = "/data-complaint/"
WORDS = "You kept my phone number after I asked you not to."


@pytest.fixture
def lead(db: None) -> Person:
    """Amina, who answers."""
    person = PersonFactory(name="Amina Yusuf", email="amina@cast.test", is_staff=True)
    person.groups.add(Group.objects.get_or_create(name=concerns.RESPONDERS)[0])
    return person


@pytest.mark.django_db(transaction=True)
def test_signed_out_it_is_acknowledged_at_once_with_a_link_to_see_how_it_goes(
    lead: Person, mailbox: Mailbox, client: Client
) -> None:
    client.post(PAGE, {"what": WORDS, "contact": "jo@example.org"})
    send_due_notices()
    send_due_notices()
    (mail,) = mailbox.to("jo@example.org")
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "We have your complaint"
    assert WORDS not in text
    found = re.search(r"(/tell-someone/link/\S+)", text)
    assert found is not None
    assert WORDS in Client().get(found[1]).content.decode()


def test_the_answer_is_promised_within_thirty_days_and_it_is_in_the_list(lead: Person, leader: Person) -> None:
    client = Client()
    client.force_login(leader)
    client.post(PAGE, {"what": WORDS})
    concern = Concern.objects.get()
    assert (concern.category, concern.raised_by, concern.responder) == ("data", leader, lead)
    assert concern.answer_by.date() - concern.raised_at.date() == datetime.timedelta(days=30)


@pytest.mark.parametrize("contact", ["", "my phone", "a@b", "x" * 250 + "@example.org", "jo@example.org\nBcc: x@y.z"])
def test_signed_out_it_needs_an_address_and_keeps_the_words(lead: Person, client: Client, contact: str) -> None:
    page = client.post(PAGE, {"what": WORDS, "contact": contact}).content.decode()
    assert WORDS in page
    assert "Error: " in page
    assert not Concern.objects.exists()
