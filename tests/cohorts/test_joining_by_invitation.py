"""Joining by the link of an invitation: it proves the address it went to, and no other."""

import datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cohorts.actions import invite, revoke_invitation
from cohorts.links import new_token
from cohorts.models import Cohort, Invitation
from tests import factories
from tests.servers import Mailbox, text_of
from youdesign.people.models import Person

ANSWERS = {"name": "Denise Bright", "email": "denise@cast.test", "password1": "teapot tuesday bridge"}


@pytest.fixture
def invitation(coordinator: Person, cohort: Cohort) -> Invitation:
    """Priya invites Denise."""
    return invite(by=coordinator, cohort=cohort, email="denise@cast.test", name="Denise")


def press_join(client: Client, invitation: Invitation) -> str:
    """Open the link, press the button, and return the address of the form."""
    return str(client.post(f"/invitations/link/{new_token(invitation)}/join/")["Location"])


def join(client: Client, form: str, **other: str) -> str:
    """Fill in the form, and return where it leads, without where that page goes on to."""
    page = client.get(form)
    back = page.context["redirect_field_value"]
    to = str(client.post(form, {**ANSWERS, **other, "next": back})["Location"])
    return to.removesuffix(f"?{urlencode({'next': back})}")


def test_she_joins_with_no_code_and_comes_back_to_say_yes(client: Client, invitation: Invitation) -> None:
    form = press_join(client, invitation)
    page = client.get(form).content.decode()
    assert 'value="denise@cast.test"' in page
    assert "Your invitation came to this address, so you need no code." in page
    back = join(client, form)
    assert back.startswith("/invitations/link/")
    denise = Person.objects.get(email="denise@cast.test")
    assert denise.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(denise.pk)
    assert "Yes, I accept" in client.get(back).content.decode()


def test_another_address_needs_a_code_and_gets_nothing_from_the_link(
    client: Client, invitation: Invitation, mailbox: Mailbox
) -> None:
    assert join(client, press_join(client, invitation), email="den@home.test") == "/account/confirm-email/"
    person = Person.objects.get(email="den@home.test")
    assert [(held.email, held.verified) for held in person.emailaddress_set.all()] == [("den@home.test", False)]
    assert "code" in text_of(mailbox.wait_for("den@home.test"))


def test_a_link_that_was_taken_back_proves_nothing(
    client: Client, invitation: Invitation, coordinator: Person, mailbox: Mailbox
) -> None:
    revoke_invitation(invitation=invitation, by=coordinator)
    form = press_join(client, invitation)
    assert "We send a code to it" in client.get(form).content.decode()
    assert join(client, form) == "/account/confirm-email/"


def test_it_proves_the_address_for_an_hour_in_this_browser_only(
    client: Client, invitation: Invitation, mailbox: Mailbox
) -> None:
    form = press_join(client, invitation)
    assert "We send a code to it" in Client().get(form).content.decode()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61), tick=False):
        assert join(client, form) == "/account/confirm-email/"


def test_the_link_opens_no_account_that_is_there_already(
    client: Client, invitation: Invitation, mailbox: Mailbox
) -> None:
    factories.PersonFactory(email="denise@cast.test")
    assert join(client, press_join(client, invitation)) == "/account/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert "You have an account with it already" in text_of(mailbox.wait_for("denise@cast.test"))
