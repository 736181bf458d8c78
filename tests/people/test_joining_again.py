"""An address that was typed wrong while joining is typed anew, and nothing else of the way is lost."""

import pytest
from django.test import Client

from tests.people.test_signing_in import ANSWERS, CONFIRM, JOIN, code_in
from tests.servers import Mailbox
from youdesign.people.models import Person

AGAIN = "/account/confirm-email/join-again/"


def test_a_slip_in_the_address_is_put_right_by_joining_again(client: Client, db: None, mailbox: Mailbox) -> None:
    client.post(JOIN, ANSWERS)
    assert client.post(AGAIN)["Location"] == JOIN
    assert not Person.objects.exists()
    client.post(JOIN, {**ANSWERS, "email": "nasreen.khan@example.org"})
    assert client.post(CONFIRM, {"code": code_in(mailbox, "nasreen.khan@example.org")}).status_code == 302
    assert Person.objects.get().email == "nasreen.khan@example.org"


def test_joining_again_lets_go_of_nobody_who_is_here(leader: Person, client: Client, mailbox: Mailbox) -> None:
    for address in (leader.email, "nobody@cast.test"):
        client.post(JOIN, {**ANSWERS, "email": address})
        assert client.post(AGAIN, {"next": "/me/"})["Location"] == f"{JOIN}?next=%2Fme%2F"
        assert client.get(JOIN).status_code == 200
    assert client.post(AGAIN)["Location"] == JOIN
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    client.post(AGAIN)
    assert [person.email for person in Person.objects.filter(pk=leader.pk)] == [leader.email]
    assert not Person.objects.filter(email="nobody@cast.test").exists()


@pytest.mark.parametrize("address", ["nasreen.kahn@example.org", "maureen@cast.test"])
def test_whoever_joins_again_still_goes_where_they_wanted(
    leader: Person, client: Client, mailbox: Mailbox, address: str
) -> None:
    asked = client.post(JOIN, {**ANSWERS, "email": address, "next": "/me/"})["Location"]
    assert asked == f"{CONFIRM}?next=%2Fme%2F"
    assert client.get(asked).content.decode().count('<input type="hidden" name="next" value="/me/">') == 3
    again = client.post(AGAIN, {"next": "/me/"})["Location"]
    assert '<input type="hidden" name="next" value="/me/">' in client.get(again).content.decode()
    client.post(JOIN, {**ANSWERS, "email": "nasreen.khan@example.org", "next": "/me/"})
    code = code_in(mailbox, "nasreen.khan@example.org")
    assert client.post(CONFIRM, {"code": code, "next": "/me/"})["Location"] == "/me/"
