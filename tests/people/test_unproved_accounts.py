"""An account made by somebody else with her address, before she comes: its password opens nothing of hers."""

import re

import pytest
from django.test import Client

from tests.factories import PASSWORD, PersonFactory
from tests.servers import Mailbox, text_of
from youdesign.people.models import AuditEntry, Person

ADDRESS, THEIRS = "nell@cast.test", "a password they chose"
SIGN_IN, CODE, CONFIRM = "/account/login/", "/account/login/code/", "/account/login/code/confirm/"


@pytest.fixture
def squatter(db: None, mailbox: Mailbox) -> Client:
    """The window of somebody who joined with Nell's address and chose a password, and has no code."""
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.post("/account/signup/", {"name": "Nell", "email": ADDRESS, "password1": THEIRS})
    return client


def sign_in_by_code(client: Client, mailbox: Mailbox, address: str = ADDRESS) -> str:
    """Sign in with the code from the newest mail, and return the page that follows."""
    before = len(mailbox.to(address))
    client.post(CODE, {"email": address})
    code = re.search(r"^(\d{6})\s*$", text_of(mailbox.wait_for(address, count=before + 1)), re.MULTILINE)
    assert code
    return client.post(CONFIRM, {"code": code.group(1)}, follow=True).content.decode()


def test_she_gets_in_by_a_code_and_the_password_somebody_else_chose_does_not(
    squatter: Client, client: Client, mailbox: Mailbox
) -> None:
    page = sign_in_by_code(client, mailbox)
    nell = Person.objects.get(email=ADDRESS)
    assert client.session["_auth_user_id"] == str(nell.pk)
    assert "The password that was chosen when this account was made does not count" in page
    assert not nell.has_usable_password()
    assert client.get("/me/").status_code == 200  # her own session goes on
    squatter.post(SIGN_IN, {"login": ADDRESS, "password": THEIRS})
    squatter.get("/account/confirm-email/")
    assert "_auth_user_id" not in squatter.session
    assert AuditEntry.objects.get(verb="forget first password").about == nell


def test_joining_with_it_leads_her_there(squatter: Client, client: Client, mailbox: Mailbox) -> None:
    before = len(mailbox.to(ADDRESS))
    client.post("/account/signup/", {"name": "Nell", "email": ADDRESS, "password1": "teapot tuesday bridge"})
    assert "You have an account with it already" in text_of(mailbox.wait_for(ADDRESS, count=before + 1))
    assert Person.objects.filter(email=ADDRESS).count() == 1


def test_a_password_of_ones_own_is_kept(db: None, client: Client, mailbox: Mailbox) -> None:
    person = PersonFactory()
    page = sign_in_by_code(client, mailbox, person.email)
    assert "does not count" not in page
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_asking_a_code_for_one_account_forgets_no_other_password(
    squatter: Client, client: Client, mailbox: Mailbox
) -> None:
    person = PersonFactory()
    client.post(CODE, {"email": ADDRESS})
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert Person.objects.get(email=ADDRESS).check_password(THEIRS)
