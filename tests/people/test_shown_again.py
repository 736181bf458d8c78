"""Before something important it is shown again who it is, also by those who have no password, or nothing but codes."""

import time
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.people.steps import code_for, give_app
from youdesign.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
NEW, SET, ANEW = "a-thief-chose-this", "/account/password/set/", "/account/sign-in-anew/"
IMPORTANT = ("/account/email/", SET, "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/my-data/erase/")


@pytest.fixture
def leader(leader: Person) -> Person:
    """Maureen, without a password."""
    leader.set_unusable_password()
    leader.save()
    return leader


def window(person: Person) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


def by_code(person: Person, mailbox: Any) -> Client:
    """Return a window in which this person has signed in by a mailed code."""
    client = Client()
    client.post("/account/login/code/", {"email": person.email})
    body = mailbox.wait_for(person.email).get_content()
    code = next(word for word in body.split() if word.isdecimal() and len(word) == 6)
    client.post("/account/login/code/confirm/", {"code": code})
    return client


def test_whoever_finds_an_open_phone_sets_no_first_password(leader: Person) -> None:
    secret = give_app(leader)
    client = window(leader)
    again = client.get(SET)["Location"]
    assert again == "/account/2fa/reauthenticate/?next=%2Faccount%2Fpassword%2Fset%2F"
    assert client.post(SET, {"password1": NEW, "password2": NEW})["Location"] == SET
    assert NEW not in str(dict(client.session.items()))
    leader.refresh_from_db()
    assert not leader.has_usable_password()
    client.post(again, {"code": code_for(secret), "next": SET})
    client.post(SET, {"password1": NEW, "password2": NEW})
    leader.refresh_from_db()
    assert leader.check_password(NEW)


@pytest.mark.parametrize("path", IMPORTANT)
def test_with_mailed_codes_alone_a_while_later_she_signs_in_anew(leader: Person, mailbox: Any, path: str) -> None:
    client = by_code(leader, mailbox)
    said = {"action_add": "", "email": "new@example.org"}
    with time_machine.travel(time.time() + 301):
        assert client.post(path, said)["Location"] == ANEW
        assert "Sign out, sign in again with a code" in client.get(ANEW).content.decode()
    assert client.post(path, said).headers.get("Location") != ANEW


def test_one_who_must_set_up_a_step_first_may_see_how(coordinator: Person, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = True
    coordinator.set_unusable_password()
    coordinator.save()
    client = window(coordinator)
    assert client.get("/account/2fa/totp/activate/")["Location"] == ANEW
    assert client.get(ANEW).status_code == 200
